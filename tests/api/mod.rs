//! The JSON API: operations, problem responses (RFC 9457) and the OpenAPI description.

mod accounts;
mod conversations;
mod errors;
mod listings;
mod specification;
