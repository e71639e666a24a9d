//! What belongs to the whole site and to no feature: the frame of a page, the WebSocket, the fast path of polls, feeds, the
//! gallery.

pub mod feeds;
pub mod gallery;
pub mod poll_fast_path;
pub mod shell;
pub mod websocket;
