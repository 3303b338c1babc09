//! The one limiter of passwords, codes and recovery, whatever door they come in by. A try is counted before it is looked at and taken
//! back when it was right, so that many tries at once are counted too; a refused try is not counted.
//!
//! Three counts. A user name from one address waits strictly: five free tries, then 1, 2, 4, 8 and at most 15 minutes. A user name
//! from anywhere and an address with any name wait shortly (a minute, five at most), for what is counted there may be other people's
//! doing. From an address where the name came in well within 30 days only the first count holds: nobody locks a colleague out from
//! elsewhere. User names are counted whether they exist or not.

use std::net::IpAddr;

use base::{DbError, Tx, sql};
use norms::Instant;

use crate::{BoardError, accounts};

const MINUTE: i64 = 60_000_000;
/// An address at which a user name came in well is known for so long.
const KNOWN_MICROS: i64 = 30 * 24 * 60 * MINUTE;

/// Who tries, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    user: String,
    address: String,
}

impl Who {
    /// A user name as it was typed, and the address that the request came from.
    pub fn new(user: &str, address: &str) -> Who {
        Who { user: accounts::fold_user(user), address: place(address) }
    }

    /// The user name, folded.
    pub fn user(&self) -> &str {
        &self.user
    }
}

/// What one caller holds: an IPv4 address, or the /64 of an IPv6 one, in which a single machine may take any address.
fn place(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(ip) => ip.to_string(),
        Err(_) => address.chars().filter(|c| !c.is_control()).take(64).collect(),
    }
}

/// How a kind of count waits.
struct Rule {
    kind: &'static str,
    /// Tries without a wait.
    free: i64,
    /// The first wait; each further try doubles it.
    first: i64,
    /// The longest wait.
    most: i64,
    /// Tries are forgotten after so long without one.
    rest: i64,
}

const PAIR: Rule = Rule { kind: "pair", free: 5, first: MINUTE, most: 15 * MINUTE, rest: 24 * 60 * MINUTE };
const ACCOUNT: Rule = Rule { kind: "account", free: 20, first: MINUTE / 12, most: MINUTE, rest: 60 * MINUTE };
const ADDRESS: Rule = Rule { kind: "address", free: 100, first: MINUTE / 12, most: 5 * MINUTE, rest: 60 * MINUTE };

impl Rule {
    /// The tries that still count, and how long the next one must wait.
    fn weigh(&self, tries: i64, last: Instant, now: Instant) -> (i64, i64) {
        let since = now.micros() - last.micros();
        if tries == 0 || since >= self.rest {
            return (0, 0);
        }
        let over = tries - self.free;
        if over < 0 {
            return (tries, 0);
        }
        let delay = self.first.saturating_mul(1 << over.min(20)).min(self.most);
        // A clock that was set back makes nobody wait longer than the delay itself.
        (tries, (delay - since.max(0)).max(0))
    }

    /// What a row of this kind is found by.
    fn key<'a>(&self, who: &'a Who) -> (&'a str, &'a str) {
        match self.kind {
            "pair" => (&who.user, &who.address),
            "account" => (&who.user, ""),
            _ => ("", &who.address),
        }
    }
}

/// Counts a try. For `Db::short`, before anything is looked at.
///
/// # Errors
/// [`BoardError::Locked`] with the minutes to wait; the try is not counted then.
pub async fn count(tx: &mut Tx, who: &Who) -> Result<(), BoardError> {
    let now = tx.now();
    let rules = if known(tx, who).await? { &[PAIR][..] } else { &[PAIR, ACCOUNT, ADDRESS][..] };
    let mut counted = Vec::new();
    let mut wait = 0;
    // Always in this order, so that two who try at once never wait for each other.
    for rule in rules {
        let (tries, last) = hold(tx, rule, who).await?;
        let (tries, delay) = rule.weigh(tries, last, now);
        wait = wait.max(delay);
        counted.push((rule, tries + 1));
    }
    if wait > 0 {
        return Err(BoardError::Locked((wait - 1) / MINUTE + 1));
    }
    for (rule, tries) in counted {
        let (user, address) = rule.key(who);
        let text = "UPDATE attempt SET tries = $4, last = $5 WHERE kind = $1 AND user_name = $2 AND address = $3";
        tx.run(sql(text).bind(rule.kind).bind(user).bind(address).bind(tries).bind(now)).await?;
    }
    Ok(())
}

/// Counts a try by its address alone: whose account it is about is not known yet.
///
/// # Errors
/// As [`count`].
pub async fn count_place(tx: &mut Tx, address: &str) -> Result<(), BoardError> {
    let who = Who { user: String::new(), address: place(address) };
    let (tries, last) = hold(tx, &ADDRESS, &who).await?;
    let (tries, wait) = ADDRESS.weigh(tries, last, tx.now());
    if wait > 0 {
        return Err(BoardError::Locked((wait - 1) / MINUTE + 1));
    }
    let text = "UPDATE attempt SET tries = $2, last = $3 WHERE kind = 'address' AND user_name = '' AND address = $1";
    tx.run(sql(text).bind(&who.address).bind(tries + 1).bind(tx.now())).await?;
    Ok(())
}

/// Takes back a try that [`count_place`] counted.
pub async fn place_right(tx: &mut Tx, address: &str) -> Result<(), DbError> {
    let text = "UPDATE attempt SET tries = tries - 1 WHERE kind = 'address' AND user_name = '' AND address = $1 AND tries > 0";
    tx.run(sql(text).bind(place(address))).await?;
    Ok(())
}

/// The row of a count, made when it is not there and held until the transaction ends.
async fn hold(tx: &mut Tx, rule: &Rule, who: &Who) -> Result<(i64, Instant), DbError> {
    let (user, address) = rule.key(who);
    let text = "INSERT INTO attempt(kind, user_name, address, tries, last) VALUES ($1, $2, $3, 0, $4) \
                ON CONFLICT (kind, user_name, address) DO UPDATE SET tries = attempt.tries RETURNING tries, last";
    let (tries, last): (i64, i64) = tx.one(sql(text).bind(rule.kind).bind(user).bind(address).bind(tx.now())).await?;
    Ok((tries, Instant::from_micros(last)))
}

async fn known(tx: &mut Tx, who: &Who) -> Result<bool, DbError> {
    let text = "SELECT last FROM attempt WHERE kind = 'known' AND user_name = $1 AND address = $2 AND last > $3";
    let query = sql(text).bind(&who.user).bind(&who.address).bind(tx.now().plus_micros(-KNOWN_MICROS));
    Ok(tx.optional::<(i64,)>(query).await?.is_some())
}

/// What was tried was right: takes the tries of this name from this address back and knows the address from now on.
pub async fn right(tx: &mut Tx, who: &Who) -> Result<(), DbError> {
    let now = tx.now();
    let (tries, _) = hold(tx, &PAIR, who).await?;
    // From a known address the two wider counts were left alone.
    let wider = if known(tx, who).await? { &[][..] } else { &[ACCOUNT, ADDRESS][..] };
    for rule in wider {
        let (user, address) = rule.key(who);
        let text = "UPDATE attempt SET tries = CASE WHEN tries > $4 THEN tries - $4 ELSE 0 END \
                    WHERE kind = $1 AND user_name = $2 AND address = $3";
        tx.run(sql(text).bind(rule.kind).bind(user).bind(address).bind(tries)).await?;
    }
    let (user, address) = PAIR.key(who);
    tx.run(sql("DELETE FROM attempt WHERE kind = 'pair' AND user_name = $1 AND address = $2").bind(user).bind(address)).await?;
    let text = "INSERT INTO attempt(kind, user_name, address, tries, last) VALUES ('known', $1, $2, 0, $3) \
                ON CONFLICT (kind, user_name, address) DO UPDATE SET last = excluded.last";
    tx.run(sql(text).bind(user).bind(address).bind(now)).await?;
    Ok(())
}

/// Forgets all tries of a user name and from where it came: an administrator helps, or the name's owner proved who they are anew.
pub async fn forget(tx: &mut Tx, user: &str) -> Result<(), DbError> {
    tx.run(sql("DELETE FROM attempt WHERE user_name = $1 AND user_name <> ''").bind(accounts::fold_user(user))).await?;
    Ok(())
}

/// Clears away what no longer counts.
pub async fn sweep(tx: &mut Tx) -> Result<u64, DbError> {
    let (tried, known) = (tx.now().plus_micros(-PAIR.rest), tx.now().plus_micros(-KNOWN_MICROS));
    tx.run(sql("DELETE FROM attempt WHERE last < $2 OR (last < $1 AND kind <> 'known')").bind(tried).bind(known)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_micros(1_600_000_000_000_000 + minutes * MINUTE)
    }

    #[test]
    fn waits_double_from_a_minute_to_a_quarter_of_an_hour_and_are_over_after_a_day() {
        let waits: Vec<i64> = (4..12).map(|tries| PAIR.weigh(tries, at(0), at(0)).1 / MINUTE).collect();
        assert_eq!(waits, [0, 1, 2, 4, 8, 15, 15, 15]);
        assert_eq!(PAIR.weigh(9, at(0), at(14)), (9, MINUTE));
        assert_eq!(PAIR.weigh(9, at(0), at(24 * 60)), (0, 0));
        assert_eq!(PAIR.weigh(i64::MAX, at(0), at(0)).1, 15 * MINUTE, "however many");
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nobody_wait_longer() {
        assert_eq!(PAIR.weigh(5, at(100_000), at(0)).1, MINUTE);
    }

    #[test]
    fn one_machine_is_one_place_whichever_of_its_addresses_it_takes() {
        assert_eq!(place("2001:db8:1:2:aaaa::1"), place("2001:db8:1:2:bbbb::9"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
        assert_eq!(place("::ffff:10.0.0.7"), "10.0.0.7");
        assert_eq!(place("a\nproxy's words"), "aproxy's words");
    }
}
