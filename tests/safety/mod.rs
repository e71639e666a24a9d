//! What keeps people safe whatever the page: headers, origins, sizes, encodings, errors, assets.

mod assets;
mod descriptors;
mod door;
mod edges;
mod hanging_up;
mod headers;
mod http2;
mod origin;
mod refusals;
mod rests;
mod unix;
