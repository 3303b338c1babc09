//! How each person is told of what waits for them.

use base::{AccountId, DbError, Tx, sql};
use norms::{Day, Instant};
use uuid::Uuid;

/// By which way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Not at all.
    Off,
    /// By mail to this address.
    Mail(String),
    /// By the group robot of this name.
    Robot(String),
}

impl Way {
    fn parts(&self) -> (&'static str, &str) {
        match self {
            Way::Off => ("off", ""),
            Way::Mail(address) => ("mail", address),
            Way::Robot(name) => ("robot", name),
        }
    }
}

/// What somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The way.
    pub way: Way,
    /// At which full hour of the day, 0 to 23.
    pub hour: i64,
    /// From this full hour …
    pub quiet_from: i64,
    /// … to this one nothing comes; the same hour twice: there are no such hours.
    pub quiet_to: i64,
    /// On Saturdays and Sundays too.
    pub weekends: bool,
}

impl Default for Reminder {
    fn default() -> Reminder {
        Reminder { way: Way::Off, hour: 8, quiet_from: 20, quiet_to: 8, weekends: false }
    }
}

/// When something may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Now, and until then at the latest.
    Until(Instant),
    /// Not before then.
    From(Instant),
    /// Not at all any more: the next day's digest says it.
    Never,
}

impl Reminder {
    /// Whether this hour is a quiet one.
    pub fn quiet(&self, hour: i64) -> bool {
        match (self.quiet_from, self.quiet_to) {
            (from, to) if from <= to => (from..to).contains(&hour),
            (from, to) => hour >= from || hour < to,
        }
    }

    /// Whether there is a digest on this day at all.
    pub fn on(&self, day: Day) -> bool {
        self.way != Way::Off && (self.weekends || day.weekday() <= 5)
    }

    /// When the digest of a day may go out, asked at this moment.
    pub fn when(&self, day: Day, now: Instant) -> When {
        if now.day() != day || !self.on(day) {
            return When::Never;
        }
        let hour = (now.micros() - day.start().micros()) / HOUR;
        let at = |hour: i64| day.start().plus_micros(hour * HOUR);
        let first = |from: i64, quiet: bool| (from..24).find(|hour| self.quiet(*hour) == quiet);
        if self.quiet(hour) {
            return first(hour, false).map_or(When::Never, |hour| When::From(at(hour)));
        }
        When::Until(at(first(hour, true).unwrap_or(24)))
    }
}

const HOUR: i64 = 3_600 * 1_000_000;

type ReminderRow = (String, String, i64, i64, i64, bool);

/// What an account chose; the default for one that chose nothing.
pub async fn get(tx: &mut Tx, account: AccountId) -> Result<Reminder, DbError> {
    let text = "SELECT way, target, hour, quiet_from, quiet_to, weekends FROM reminder WHERE tenant = $1 AND account = $2";
    let row = tx.optional::<ReminderRow>(sql(text).bind(tx.tenant()).bind(account)).await?;
    Ok(row.map_or_else(Reminder::default, |(way, target, hour, quiet_from, quiet_to, weekends)| {
        let way = match way.as_str() {
            "mail" => Way::Mail(target),
            "robot" => Way::Robot(target),
            _ => Way::Off,
        };
        Reminder { way, hour, quiet_from, quiet_to, weekends }
    }))
}

/// Keeps what an account chose. A digest of today whose hour has passed is not made up for.
pub async fn save(tx: &mut Tx, account: AccountId, reminder: &Reminder) -> Result<(), DbError> {
    let today = tx.today();
    let passed = tx.now() >= today.start().plus_micros(reminder.hour * HOUR);
    let queued = if passed { today } else { today.plus_days(-1) };
    // One that was queued for today stays queued: there is never a second one.
    let text = "INSERT INTO reminder(tenant, account, way, target, hour, quiet_from, quiet_to, weekends, queued) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT(tenant, account) DO UPDATE SET way = excluded.way, \
                target = excluded.target, hour = excluded.hour, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, \
                weekends = excluded.weekends, queued = CASE WHEN reminder.queued > excluded.queued THEN reminder.queued ELSE excluded.queued END";
    let (way, target) = reminder.way.parts();
    let put = sql(text)
        .bind(tx.tenant())
        .bind(account)
        .bind(way)
        .bind(target)
        .bind(reminder.hour)
        .bind(reminder.quiet_from)
        .bind(reminder.quiet_to)
        .bind(reminder.weekends)
        .bind(queued);
    tx.run(put).await?;
    tx.note(base::Note::new("reminder.choose").on("account", account));
    Ok(())
}

/// Whether anybody's digest of today is still to be queued.
pub async fn any_open(tx: &mut Tx) -> Result<bool, DbError> {
    let text = "SELECT count(*) FROM reminder WHERE tenant = $1 AND way <> 'off' AND queued < $2";
    let (count,): (i64,) = tx.one(sql(text).bind(tx.tenant()).bind(tx.today())).await?;
    Ok(count > 0)
}

/// Takes those whose digest of today is still to be queued, each once a day, with the hour at which it is due.
pub async fn take_open(tx: &mut Tx) -> Result<Vec<(AccountId, Instant)>, DbError> {
    let text = "UPDATE reminder SET queued = $2 WHERE tenant = $1 AND way <> 'off' AND queued < $2 RETURNING account, hour";
    let today = tx.today();
    let rows: Vec<(Uuid, i64)> = tx.all(sql(text).bind(tx.tenant()).bind(today).scratch()).await?;
    Ok(rows.into_iter().map(|(account, hour)| (AccountId(account), today.start().plus_micros(hour * HOUR))).collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn nothing_goes_out_in_quiet_hours_on_free_days_or_a_day_late() {
        let mail = Reminder { way: Way::Mail("lin@example.cn".into()), ..Reminder::default() };
        let monday: Day = "2022-10-31".parse().unwrap();
        let cases = [
            ("2022-10-31T07:59:00+08:00", When::From(at("2022-10-31T08:00:00+08:00"))),
            ("2022-10-31T08:00:00+08:00", When::Until(at("2022-10-31T20:00:00+08:00"))),
            ("2022-10-31T19:59:59+08:00", When::Until(at("2022-10-31T20:00:00+08:00"))),
            ("2022-10-31T20:00:00+08:00", When::Never),
            ("2022-11-01T08:00:00+08:00", When::Never),
        ];
        for (now, when) in cases {
            assert_eq!(mail.when(monday, at(now)), when, "{now}");
        }
        let saturday: Day = "2022-10-29".parse().unwrap();
        assert_eq!(mail.when(saturday, at("2022-10-29T09:00:00+08:00")), When::Never);
        assert_ne!(Reminder { weekends: true, ..mail.clone() }.when(saturday, at("2022-10-29T09:00:00+08:00")), When::Never);
        let noon = Reminder { quiet_from: 12, quiet_to: 14, ..mail.clone() };
        assert_eq!(noon.when(monday, at("2022-10-31T13:00:00+08:00")), When::From(at("2022-10-31T14:00:00+08:00")));
        let loud = Reminder { quiet_from: 0, quiet_to: 0, ..mail };
        assert_eq!(loud.when(monday, at("2022-10-31T23:00:00+08:00")), When::Until(monday.end()));
    }
}
