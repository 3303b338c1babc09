//! Authenticator apps: RFC 6238 with SHA-1, six digits, thirty seconds, as all of them do. A step before and after is taken, for clocks
//! that are a little off.

use base::secret::Key;
use base::{AccountId, Actor, DbError, TenantId, Tx, sql};
use norms::Instant;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::{Typed, sealed};
use crate::{BoardError, sessions};

/// What the app is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret, to be typed where nothing can be scanned: groups of four letters.
    pub secret: String,
    /// The same as an address, to be scanned.
    pub url: String,
}

fn totp(secret: &[u8]) -> Totp {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(Secret::from(secret))
        .build_noncompliant()
}

fn seconds(at: Instant) -> u64 {
    u64::try_from(at.micros() / 1_000_000).unwrap_or_default()
}

/// The step in which a code is right.
fn step(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let code: String = norms::reading::fold(code).chars().filter(|c| !c.is_whitespace()).collect();
    totp(secret).check(&code, seconds(now)).and_then(|step| i64::try_from(step).ok())
}

pub(super) async fn begin(tx: &mut Tx, account: AccountId, key: &Key) -> Result<(), BoardError> {
    let bytes = base::secret::from_hex(&base::secret::token(20)).unwrap_or_default();
    let text = "INSERT INTO second_secret(tenant, account, fresh, last_step) VALUES ($1, $2, $3, 0) \
                ON CONFLICT (tenant, account) DO UPDATE SET fresh = excluded.fresh";
    tx.run(sql(text).bind(tx.tenant()).bind(account).bind(sealed::seal(key, account, &bytes)?)).await?;
    Ok(())
}

type SecretRow = (Option<Vec<u8>>, Option<Vec<u8>>);

async fn load(tx: &mut Tx, tenant: TenantId, account: AccountId) -> Result<SecretRow, DbError> {
    let query = sql("SELECT secret, fresh FROM second_secret WHERE tenant = $1 AND account = $2").bind(tenant).bind(account);
    Ok(tx.optional(query).await?.unwrap_or_default())
}

/// The fresh secret of the actor's own account, while it is being set up; `issuer` is what the app shows it under.
pub async fn enrolment(tx: &mut Tx, by: &Actor, (key, user): &(Key, String)) -> Result<Option<Enrolment>, BoardError> {
    let account = super::own(by)?;
    let Some(fresh) = load(tx, tx.tenant(), account).await?.1 else { return Ok(None) };
    let secret = Secret::from(sealed::open(key, account, &fresh)?).to_base32();
    let letters: Vec<char> = secret.chars().collect();
    let grouped: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    // Folded user names hold letters of any script: what is not plain is coded, as an address asks.
    let user: String =
        user.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
    let url = format!("otpauth://totp/Yipanqi:{user}?secret={secret}&issuer=Yipanqi&algorithm=SHA1&digits=6&period=30");
    Ok(Some(Enrolment { secret: grouped.join(" "), url }))
}

pub(super) async fn confirm(tx: &mut Tx, account: AccountId, typed: &Typed) -> Result<bool, BoardError> {
    let Some(fresh) = load(tx, tx.tenant(), account).await?.1 else { return Ok(false) };
    let Some(step) = step(&sealed::open(&typed.key, account, &fresh)?, &typed.code, tx.now()) else { return Ok(false) };
    let text = "UPDATE second_secret SET secret = fresh, fresh = NULL, last_step = $3 WHERE tenant = $1 AND account = $2";
    tx.run(sql(text).bind(tx.tenant()).bind(account).bind(step)).await?;
    Ok(true)
}

/// Whether a code is right and later than all that were used; of two who bring the same at once the first is let in.
pub(super) async fn check(tx: &mut Tx, tenant: TenantId, account: AccountId, typed: &Typed) -> Result<bool, DbError> {
    let Some(kept) = load(tx, tenant, account).await?.0 else { return Ok(false) };
    let secret = sealed::open(&typed.key, account, &kept)?;
    let Some(step) = step(&secret, &typed.code, tx.now()) else { return Ok(false) };
    let text = "UPDATE second_secret SET last_step = $3 WHERE tenant = $1 AND account = $2 AND last_step < $3";
    Ok(tx.run(sql(text).bind(tenant).bind(account).bind(step)).await? == 1)
}

pub(super) async fn clear(tx: &mut Tx, account: AccountId) -> Result<(), DbError> {
    tx.run(sql("DELETE FROM second_secret WHERE tenant = $1 AND account = $2").bind(tx.tenant()).bind(account)).await?;
    sessions::end_steps(tx, tx.tenant(), account).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six of its eight digits.
        let secret = b"12345678901234567890";
        for (second, code, step) in [(59, "287082", 1), (1_111_111_109, "081804", 37_037_036), (20_000_000_000, "353130", 666_666_666)] {
            let at = Instant::from_micros(second * 1_000_000);
            assert_eq!(super::step(secret, code, at), Some(step), "{second}");
            assert_eq!(super::step(secret, " ２８７ ０８２", Instant::from_micros(59_000_000)), Some(1), "as it is typed");
            assert_eq!(super::step(secret, code, at.plus_seconds(61)), None, "two steps later");
        }
    }
}
