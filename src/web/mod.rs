//! Parts of the site that belong to no feature: the shell of a page, the WebSocket, the poll fast path, feeds, the
//! gallery.

pub mod feeds;
pub mod gallery;
pub mod poll_fast_path;
pub mod shell;
pub mod websocket;
