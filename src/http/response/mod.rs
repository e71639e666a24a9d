//! Writing responses.

pub mod assets;
pub mod form_error;
pub mod methods;
pub mod multipart_schema;
pub mod problem;
pub mod ranges;
pub mod respond;
pub mod status;
pub mod stream_file;
