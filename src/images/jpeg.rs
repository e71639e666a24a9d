//! Reads the size of a JPEG and checks that it is complete, by its markers (ITU-T T.81, annex B).

use std::io::{Read, Seek};

use image::ImageFormat;

use super::header::Header;

/// Reads the frame header, and searches for the end marker: a decoder would fill the missing part of a truncated image.
/// `None` if either is missing.
pub fn measure(reader: &mut (impl Read + Seek)) -> Option<Header> {
    reader.rewind().ok()?;
    let mut bytes = Vec::new();
    reader.take(super::MAX_BYTES).read_to_end(&mut bytes).ok()?;
    let mut rest = bytes.get(2..)?;
    let mut header = None;
    loop {
        let marker = *rest.strip_prefix(&[0xff])?.first()?;
        if marker == FILL {
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
        let segment = rest.get(4..2 + length)?;
        rest = rest.get(2 + length..)?;
        if is_frame(marker) {
            header = frame(marker, segment);
        }
        if marker == SCAN {
            let is_complete = rest.windows(2).rev().any(|pair| pair == END);
            return header.filter(|_| is_complete);
        }
    }
}

const FILL: u8 = 0xff;
const SCAN: u8 = 0xda;
const END: [u8; 2] = [0xff, 0xd9];

/// Start-of-frame markers. The three exceptions are tables (DHT, DAC) and the reserved JPG marker.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// A progressive frame has several scans: the decoder keeps all samples between them, in two bytes each.
fn is_progressive(marker: u8) -> bool {
    matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce)
}

fn frame(marker: u8, segment: &[u8]) -> Option<Header> {
    let height = u16::from_be_bytes([*segment.get(1)?, *segment.get(2)?]);
    let width = u16::from_be_bytes([*segment.get(3)?, *segment.get(4)?]);
    let components = segment.get(6..6 + 3 * usize::from(*segment.get(5)?))?;
    let areas = components
        .chunks_exact(3)
        .map(|component| f64::from(component[1] >> 4) * f64::from(component[1] & 0x0f));
    let largest = areas.clone().fold(1.0, f64::max);
    let samples: f64 = areas.map(|area| area / largest).sum();
    let coefficients = if is_progressive(marker) { 2.0 * samples } else { 0.0 };
    Some(Header::new(
        ImageFormat::Jpeg,
        (width.into(), height.into()),
        output_bytes(components) + coefficients,
        output_bytes(components),
    ))
}

/// The decoded bytes for each pixel: one for grey, otherwise three for RGB.
fn output_bytes(components: &[u8]) -> f64 {
    if components.len() == 3 { 1.0 } else { 3.0 }
}
