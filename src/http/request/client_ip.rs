//! The IP address of the client, also behind trusted proxies (`X-Forwarded-For`).

use std::net::{IpAddr, Ipv4Addr};

use poem::Request;
use poem::http::HeaderMap;

use crate::config::Networks;

/// Returns the address of the client. Reads `X-Forwarded-For` from the right, and returns the first address that is no
/// trusted proxy; the leftmost valid one if all are. A client can forge only the entries to the left of the result.
pub fn address(request: &Request, trusted: &Networks) -> IpAddr {
    let peer = request.remote_addr().as_socket_addr();
    client_address(
        peer.map(|address| address.ip().to_canonical()),
        request.headers(),
        trusted,
    )
}

/// A peer without an address is on the Unix socket, which only a trusted proxy can open.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &Networks) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.0.iter().any(|network| network.contains(address));
    if let Some(peer) = peer.filter(|peer| !is_trusted(peer)) {
        return peer;
    }
    let values = headers.get_all("x-forwarded-for").iter();
    // Split as bytes: the part that the client sent may not be UTF-8, and the proxy appends its entry to it.
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
