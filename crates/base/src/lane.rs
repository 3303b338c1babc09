//! Grouped acts. A lane holds the open transaction as a baton that is handed from caller to caller: each act runs under a savepoint
//! of its own, one commit serves all who waited, and nobody is answered before it (docs/adr/0003).

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::time::{Instant, sleep, timeout};

use crate::tx::Conn;
use crate::{Actor, Db, DbError, Tx, sql};

/// A group ends when nobody waits, after so many acts, or at this age.
const MOST_ACTS: u32 = 60;
const OLDEST: Duration = Duration::from_millis(20);
/// How long an act is tried again for reasons that are not its own.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open transaction with the acts it holds so far, and where their callers hear of the commit.
struct Group {
    tx: Tx,
    acts: u32,
    born: Instant,
    done: watch::Sender<Option<Result<(), DbError>>>,
}

type Hand = OwnedMutexGuard<Option<Group>>;

/// The acts of one tenant (of one file on SQLite), one after another.
#[derive(Default)]
pub(crate) struct Lane {
    baton: Arc<Mutex<Option<Group>>>,
    waiting: AtomicU32,
}

/// A place in the queue. Whoever leaves it without the baton closes the group that may have been left open for them.
struct Waiting {
    db: Db,
    lane: Arc<Lane>,
    got: bool,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.lane.waiting.fetch_sub(1, SeqCst);
        if self.got {
            return;
        }
        let (db, lane) = (self.db.clone(), self.lane.clone());
        tokio::spawn(async move {
            let mut hand = lane.baton.clone().lock_owned().await;
            if lane.waiting.load(SeqCst) == 0
                && let Some(group) = hand.take()
            {
                finish(&db, group, hand).await;
            }
        });
    }
}

/// How an act under its savepoint ended.
enum Ran<T> {
    /// With an answer of its own, good or refused.
    Answered(T),
    /// Refused, and the database ended the whole transaction with it (a full disk): the group's other acts run again.
    Alone(T),
    /// The transaction is gone, through no fault of the act.
    Lost(DbError),
}

impl Lane {
    pub(crate) async fn write<A, T, E: From<DbError>>(
        self: Arc<Self>,
        db: &Db,
        by: &Actor,
        ask: &A,
        act: impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>,
        limit: Option<Duration>,
    ) -> Result<T, E> {
        let started = Instant::now();
        // An act without a limit, and one that was rolled back with others, runs alone.
        let mut alone = limit.is_none() || !db.options.grouped;
        loop {
            let error = match self.once(db, by, ask, &act, limit, alone).await {
                Ran::Answered(answer) | Ran::Alone(answer) => return answer,
                Ran::Lost(error) => error,
            };
            if started.elapsed() > PATIENCE || !matches!(error, DbError::Busy | DbError::Lost(_)) {
                return Err(error.into());
            }
            alone = true;
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn once<A, T, E: From<DbError>>(
        self: &Arc<Self>,
        db: &Db,
        by: &Actor,
        ask: &A,
        act: &impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>,
        limit: Option<Duration>,
        alone: bool,
    ) -> Ran<Result<T, E>> {
        let mut hand = self.queue(db).await;
        if alone && let Some(group) = hand.take() {
            hand = finish(db, group, hand).await;
        }
        // On SQLite the lane serves all tenants: a group of another tenant ends here.
        if hand.as_ref().is_some_and(|group| group.tx.tenant != by.tenant)
            && let Some(group) = hand.take()
        {
            hand = finish(db, group, hand).await;
        }
        let mut group = match hand.take() {
            Some(group) => group,
            None => match db.begin(by.tenant).await {
                Ok(tx) => Group { tx, acts: 0, born: Instant::now(), done: watch::channel(None).0 },
                Err(error) => return Ran::Lost(error),
            },
        };
        let mut done = group.done.subscribe();
        let answer = match under_savepoint(&mut group.tx, by, ask, act, limit).await {
            Ran::Answered(answer) => answer,
            // The whole group goes with it: dropping the sender tells the others to run again.
            gone => return gone,
        };
        group.acts += 1;
        let last = alone || self.waiting.load(SeqCst) == 0 || group.acts >= MOST_ACTS || group.born.elapsed() >= OLDEST;
        if last {
            drop(finish(db, group, hand).await);
        } else {
            *hand = Some(group);
            drop(hand);
        }
        match done.wait_for(Option::is_some).await.map(|end| end.clone()) {
            Ok(Some(Err(error))) => Ran::Lost(error),
            Ok(_) => Ran::Answered(answer),
            Err(_) => Ran::Lost(DbError::Busy),
        }
    }

    async fn queue(self: &Arc<Self>, db: &Db) -> Hand {
        self.waiting.fetch_add(1, SeqCst);
        let mut place = Waiting { db: db.clone(), lane: self.clone(), got: false };
        let hand = self.baton.clone().lock_owned().await;
        place.got = true;
        hand
    }
}

/// Runs the act; a refused, panicked, late or spoilt act is undone alone and its numbers are given back.
async fn under_savepoint<A, T, E: From<DbError>>(
    tx: &mut Tx,
    by: &Actor,
    ask: &A,
    act: &impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>,
    limit: Option<Duration>,
) -> Ran<Result<T, E>> {
    tx.spoilt = false;
    let mark = if std::mem::replace(&mut tx.savepoint, true) { "RELEASE act; SAVEPOINT act" } else { "SAVEPOINT act" };
    if let Err(error) = tx.raw(mark).await {
        return Ran::Lost(error);
    }
    let (kept, noted) = ((tx.last, tx.at, tx.counted), tx.audit.mark());
    tx.begin_act();
    tx.audit.begin(by);
    let caught = AssertUnwindSafe(act(tx, by, ask)).catch_unwind();
    let ran = match limit {
        Some(limit) => timeout(limit, caught).await,
        None => Ok(caught.await),
    };
    let answer = match ran {
        Ok(Ok(Ok(_))) if tx.spoilt => Err(DbError::Spoilt.into()),
        Ok(Ok(Ok(answer))) => tx.end_act(noted).map(|()| answer).map_err(E::from),
        Ok(Ok(refused)) => refused,
        Ok(Err(panic)) => Err(DbError::Panic(words(panic.as_ref())).into()),
        Err(_) => Err(DbError::TooSlow.into()),
    };
    if answer.is_err() {
        tx.spoilt = false;
        tx.audit.back_to(noted);
        match tx.raw("ROLLBACK TO act").await {
            Ok(()) => ((tx.last, tx.at, tx.counted), tx.seal) = (kept, None),
            Err(error @ (DbError::Lost(_) | DbError::Busy)) => return Ran::Lost(error),
            Err(_) => return Ran::Alone(answer),
        }
    }
    Ran::Answered(answer)
}

/// Commits in a task of its own, because a caller that goes away must not drop a commit under way. The lane is kept meanwhile.
async fn finish(db: &Db, group: Group, hand: Hand) -> Hand {
    let (db, baton) = (db.clone(), OwnedMutexGuard::mutex(&hand).clone());
    let committing = tokio::spawn(async move {
        let Group { tx, done, .. } = group;
        let end = commit(&db, tx).await;
        done.send_replace(Some(end));
        hand
    });
    match committing.await {
        Ok(hand) => hand,
        // Only at shutdown; whoever waited hears it by the dropped sender.
        Err(_) => baton.lock_owned().await,
    }
}

/// Commits; when the answer was lost, asks PostgreSQL what became of it instead of guessing.
async fn commit(db: &Db, tx: Tx) -> Result<(), DbError> {
    let (tenant, xid, postgres) = (tx.tenant, tx.xid, matches!(tx.conn, Conn::Postgres(_)));
    let lost = match tx.commit().await {
        Err(DbError::Lost(_)) if postgres => true,
        Err(DbError::Lost(_)) => return Err(DbError::Unknown),
        end => return end,
    };
    for _ in 0..if lost { 50 } else { 0 } {
        sleep(Duration::from_millis(100)).await;
        // The tenant's row can be had only when the old transaction has ended.
        let Ok(mut tx) = db.begin(tenant).await else { continue };
        let ask = sql("SELECT pg_xact_status(CAST(CAST($1 AS TEXT) AS xid8))").bind(xid.to_string());
        if let Ok((status,)) = tx.one::<(Option<String>,)>(ask).await {
            return match status.as_deref() {
                Some("committed") => Ok(()),
                Some("aborted") => Err(DbError::Busy),
                _ => Err(DbError::Unknown),
            };
        }
    }
    Err(DbError::Unknown)
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".into())
}
