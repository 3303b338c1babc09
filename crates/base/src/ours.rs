//! Is this file ours? Looked up in its first bytes, before anything opens it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::DbError;

/// "Yipq", kept in the header of every SQLite file that this program made.
pub(crate) const APPLICATION_ID: u32 = 0x5969_7071;

/// Refuses a file that holds something else. A missing file, an empty one and a SQLite file without any table are free to take.
pub(crate) fn look(path: &Path) -> Result<(), DbError> {
    let refused = || DbError::NotOurs(path.display().to_string());
    let mut head = [0_u8; 100];
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DbError::Lost(format!("{}: {error}", path.display()))),
    };
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(refused());
    }
    let mut filled = 0;
    while let Ok(n) = file.read(&mut head[filled..]) {
        if n == 0 {
            break;
        }
        filled += n;
    }
    if filled == 0 {
        return Ok(());
    }
    let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let sqlite = filled == 100 && head.starts_with(b"SQLite format 3\0");
    // Bytes 68–71: application id; 40–43: schema cookie, 0 while no table was ever made.
    match sqlite {
        true if number(68) == APPLICATION_ID || (number(68) == 0 && number(40) == 0) => Ok(()),
        _ => Err(refused()),
    }
}
