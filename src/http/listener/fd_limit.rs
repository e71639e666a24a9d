//! The file descriptor limit (`RLIMIT_NOFILE`): each connection and each open file needs a descriptor.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors reserved for everything but connections: the database, files that are uploaded and downloaded, the log.
const RESERVED: u64 = 256;

/// Raises the soft limit to the hard limit, which is often far higher. Returns how many connections fit: the limit
/// minus 256 reserved descriptors, or half of the limit if that is more.
pub fn max_connections() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    let descriptors = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(%error, "Raising the limit of open files failed.");
            limit.current
        }
    };
    let descriptors = descriptors.unwrap_or(u64::MAX);
    usize::try_from(descriptors - RESERVED.min(descriptors / 2)).unwrap_or(usize::MAX)
}
