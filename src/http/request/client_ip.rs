//! Where a request really comes from, when a proxy that we trust hands it on.

use std::net::{IpAddr, Ipv4Addr};

use poem::Request;
use poem::http::HeaderMap;

use crate::config::Networks;

/// The address of the client. `X-Forwarded-For` is believed only as far as trusted proxies wrote it: read from the
/// right, the first address that is not one of theirs.
pub fn address(request: &Request, trusted: &Networks) -> IpAddr {
    let peer = request.remote_addr().as_socket_addr();
    forwarded(
        peer.map(|address| address.ip().to_canonical()),
        request.headers(),
        trusted,
    )
}

/// Who has no address has come over the Unix socket, which only a proxy of ours can open.
fn forwarded(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &Networks) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.0.iter().any(|network| network.contains(address));
    if let Some(peer) = peer.filter(|peer| !is_trusted(peer)) {
        return peer;
    }
    let values = headers.get_all("x-forwarded-for").iter();
    // Byte by byte: what a client sent there need not be text, and stands before what the proxy added to it.
    let hops: Vec<&[u8]> = values
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .collect();
    let mut client = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    for hop in hops.iter().rev() {
        let hop = str::from_utf8(hop).unwrap_or_default();
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        client = address.to_canonical();
        if !is_trusted(&client) {
            break;
        }
    }
    client
}
