//! Writes responses: methods of a path, redirects, rejected forms, statuses, streams, ranges, assets, API errors.

pub mod assets;
pub mod form_error;
pub mod methods;
pub mod multipart_schema;
pub mod problem;
pub mod ranges;
pub mod respond;
pub mod status;
pub mod stream_file;
