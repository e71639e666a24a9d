//! What becomes of a picture that somebody sends.

pub mod corpus;
mod hostile;
mod pipeline;

use std::io::Write;

use porchlight::images::{ImageError, ImagePipeline, Picture};

/// What the pipeline makes of a file.
async fn developed(bytes: &[u8]) -> Result<Picture, ImageError> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    ImagePipeline::default().process(file).await
}
