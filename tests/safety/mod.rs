//! What keeps people safe whatever the page: headers, origins, sizes, encodings, errors, assets.

mod assets;
mod fd_limit;
mod connection_limits;
mod http_edge_cases;
mod client_disconnect;
mod security_headers;
mod http2;
mod csrf;
mod early_responses;
mod keep_alive;
mod unix_socket;
