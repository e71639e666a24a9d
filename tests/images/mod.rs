//! The image pipeline: decoding, metadata removal, renditions and hostile input.

pub mod corpus;
mod hostile;
mod pipeline;

use std::io::Write;

use porchlight::images::{ImageError, ImagePipeline, ProcessedImage};

async fn process(bytes: &[u8]) -> Result<ProcessedImage, ImageError> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    ImagePipeline::default().process(file).await
}
