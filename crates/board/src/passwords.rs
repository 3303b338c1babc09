//! Passwords: argon2id with the library's parameters (19 MiB, two passes). Both functions take some 20 ms of a processor on purpose:
//! call them on a thread for blocking work, never inside an act.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::{BoardError, accounts, common};

/// Fewest characters of a password: length is the only rule of form, and nobody is made to change theirs by the calendar.
pub const LEAST: usize = 12;
/// Most characters of a password.
pub const MOST: usize = 200;

/// Refuses a password that is too short, too long, the user name with little added, or one that is tried first.
///
/// # Errors
/// [`BoardError::PasswordLength`], [`BoardError::PasswordIsUser`], [`BoardError::PasswordCommon`].
pub fn accept_password(password: &str, user: &str) -> Result<(), BoardError> {
    if !(LEAST..=MOST).contains(&password.chars().count()) {
        return Err(BoardError::PasswordLength);
    }
    let (folded, user) = (accounts::fold_user(password), accounts::fold_user(user));
    // What is left when the name is taken out must be something by itself.
    if !user.is_empty() && folded.contains(&user) && folded.replace(&user, "").chars().count() < 6 {
        return Err(BoardError::PasswordIsUser);
    }
    if common::is_common(password) {
        return Err(BoardError::PasswordCommon);
    }
    Ok(())
}

/// The PHC string (`$argon2id$…`) of a password, with a new salt.
pub fn hash_password(password: &str) -> Result<String, BoardError> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|_| BoardError::PasswordHash)
}

/// Whether a password fits a hash. Without one (no such user, no password yet) the same work is done for nothing, so that the time
/// taken does not tell whether a user exists.
pub fn check_password(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password("nobody's password").unwrap_or_default());
    // Beyond the longest password nothing can fit; what is hashed stays bounded.
    let short: String = password.chars().take(MOST + 1).collect();
    let known = hash.is_some();
    let parsed = PasswordHash::new(hash.unwrap_or(&NOBODY));
    let fits = parsed.is_ok_and(|parsed| Argon2::default().verify_password(short.as_bytes(), &parsed).is_ok());
    fits && known
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_the_password_itself_fits_and_nobody_has_one() {
        let hash = hash_password("苏州园林 spring 7").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(check_password("苏州园林 spring 7", Some(&hash)));
        assert!(!check_password("苏州园林 spring 8", Some(&hash)));
        assert!(!check_password("苏州园林 spring 7", Some("not a hash")));
        assert!(!check_password("nobody's password", None));
        assert_ne!(hash, hash_password("苏州园林 spring 7").unwrap(), "each has a salt of its own");
    }

    #[test]
    fn short_passwords_and_the_user_name_are_refused() {
        assert_eq!(accept_password("十一个字还不够长的密码", "lin"), Err(BoardError::PasswordLength));
        assert_eq!(accept_password(&"长".repeat(201), "lin"), Err(BoardError::PasswordLength));
        assert_eq!(accept_password("Lin.Xiaohe2022", "lin.xiaohe2022"), Err(BoardError::PasswordIsUser));
        assert_eq!(accept_password("lin.xiaohe2022!1", "lin.xiaohe2022"), Err(BoardError::PasswordIsUser));
        assert_eq!(accept_password("woaini1314520", "lin"), Err(BoardError::PasswordCommon));
        assert_eq!(accept_password("十二个字才刚刚够长的密码", "lin"), Ok(()));
    }
}
