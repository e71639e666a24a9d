//! What the system lets this process open: each connection is a descriptor, as is each file.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that connections leave to everything else: the database, files that are sent and received, the log.
const RESERVED: u64 = 256;

/// Has the system let this process open as much as it may, which is often far more than what it begins with; answers with
/// how many connections that is good for.
pub fn max_connections() -> usize {
    let allowed = getrlimit(Resource::Nofile);
    let all = Rlimit {
        current: allowed.maximum,
        ..allowed
    };
    let most = match setrlimit(Resource::Nofile, all) {
        Ok(()) => allowed.maximum,
        Err(error) => {
            tracing::warn!(%error, "The limit of open files stays as it is.");
            allowed.current
        }
    };
    let most = most.unwrap_or(u64::MAX);
    usize::try_from(most - RESERVED.min(most / 2)).unwrap_or(usize::MAX)
}
