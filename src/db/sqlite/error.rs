//! Result codes of SQLite.

use sea_orm::{DbErr, RuntimeErr};

/// `SQLITE_IOERR_FSYNC` and `SQLITE_IOERR_DIR_FSYNC`.
const FAILED_FLUSHES: [u32; 2] = [1034, 1290];

/// Whether a flush to disk failed. Which of the written pages reached the disk is unknown then.
pub fn is_failed_flush(error: &DbErr) -> bool {
    code(error).is_some_and(|code| FAILED_FLUSHES.contains(&code))
}

/// Whether the file is corrupt or not a database.
pub fn is_damage(error: &DbErr) -> bool {
    const CORRUPT: u32 = 11;
    const NOT_A_DATABASE: u32 = 26;
    code(error).is_some_and(|code| [CORRUPT, NOT_A_DATABASE].contains(&(code & 0xff)))
}

/// The extended result code (<https://sqlite.org/rescode.html>).
fn code(error: &DbErr) -> Option<u32> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error else {
        return None;
    };
    cause.as_database_error().and_then(|error| error.code()?.parse().ok())
}
