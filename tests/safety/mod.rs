//! HTTP safety: the listener, security headers, CSRF, limits, encodings, error pages and assets.

mod assets;
mod client_disconnect;
mod connection_limits;
mod csrf;
mod early_responses;
mod fd_limit;
mod header_bytes;
mod http2;
mod http_edge_cases;
mod keep_alive;
mod log_lines;
mod security_headers;
mod slow_readers;
mod unix_socket;
