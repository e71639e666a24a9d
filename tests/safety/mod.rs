//! What keeps people safe whatever the page: headers, origins, sizes, encodings, errors, assets.

mod assets;
mod edges;
mod headers;
mod origin;
