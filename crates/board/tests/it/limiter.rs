//! Promises about tries: brute force is slow, nobody is locked out for long, nothing tells whether an account exists.

use base::Tx;
use board::BoardError;
use board::accounts;
use board::limiter::{self, Who};

use crate::accounts::{add, asked};
use crate::{House, houses};

async fn count(house: &House, user: &str, address: &str) -> Result<(), BoardError> {
    house.db().short(&Who::new(user, address), async |tx: &mut Tx, who: &Who| limiter::count(tx, who).await).await
}

async fn right(house: &House, user: &str, address: &str) {
    house.db().short(&Who::new(user, address), async |tx: &mut Tx, who: &Who| limiter::right(tx, who).await).await.unwrap();
}

fn minute(house: &House, n: i64) {
    house.db().clock().set(testkit::noon().plus_seconds(n * 60));
}

#[tokio::test]
async fn five_tries_are_free_then_the_wait_grows_and_asking_does_not_prolong_it() {
    for house in houses().await {
        for n in 0..5 {
            minute(&house, n);
            assert_eq!(count(&house, "lin", "10.0.0.7").await, Ok(()), "{n}");
        }
        assert_eq!(count(&house, " LIN ", "10.0.0.7").await, Err(BoardError::Locked(1)), "however the name is typed");
        assert_eq!(count(&house, "lin", "10.0.0.7").await, Err(BoardError::Locked(1)));
        minute(&house, 5);
        assert_eq!(count(&house, "lin", "10.0.0.7").await, Ok(()), "one try after the wait");
        assert_eq!(count(&house, "lin", "10.0.0.7").await, Err(BoardError::Locked(2)));
        assert_eq!(count(&house, "lin", "10.0.0.8").await, Ok(()), "from another address");
        minute(&house, 7);
        right(&house, "lin", "10.0.0.7").await;
        for _ in 0..5 {
            assert_eq!(count(&house, "lin", "10.0.0.7").await, Ok(()), "counted anew after the right one");
        }
        assert_eq!(count(&house, "lin", "10.0.0.7").await, Err(BoardError::Locked(1)));
    }
}

#[tokio::test]
async fn a_guesser_at_one_address_has_less_than_a_hundred_and_fifty_tries_a_day() {
    for house in houses().await {
        let mut let_through = 0;
        for n in (0..60).chain((60..24 * 60).step_by(15)) {
            minute(&house, n);
            while count(&house, "lin", "10.0.0.7").await.is_ok() {
                let_through += 1;
            }
        }
        assert!((90..150).contains(&let_through), "{let_through}");
    }
}

#[tokio::test]
async fn a_guesser_with_many_addresses_waits_too_and_the_colleague_at_the_usual_desk_does_not() {
    for house in houses().await {
        right(&house, "lin", "10.0.0.7").await;
        let from = |n: i64| format!("203.0.113.{n}");
        for n in 0..20 {
            assert_eq!(count(&house, "lin", &from(n)).await, Ok(()), "{n}");
        }
        assert_eq!(count(&house, "lin", &from(99)).await, Err(BoardError::Locked(1)), "from a new address");
        assert_eq!(count(&house, "lin", "10.0.0.7").await, Ok(()), "from the usual one");
        house.db().clock().set(house.db().clock().now().plus_seconds(60));
        assert_eq!(count(&house, "lin", &from(101)).await, Ok(()), "nobody waits longer than a minute for others' tries");
    }
}

#[tokio::test]
async fn one_address_with_many_names_waits_and_those_who_work_there_do_not() {
    for house in houses().await {
        right(&house, "lin", "10.0.0.7").await;
        for n in 0..100 {
            assert_eq!(count(&house, &format!("name{n}"), "10.0.0.7").await, Ok(()), "{n}");
        }
        assert_eq!(count(&house, "another", "10.0.0.7").await, Err(BoardError::Locked(1)));
        assert_eq!(count(&house, "lin", "10.0.0.7").await, Ok(()), "one who came in well there before");
        assert_eq!(count(&house, "another", "10.0.0.8").await, Ok(()));
        house.db().clock().set(testkit::noon().plus_seconds(3600));
        assert_eq!(count(&house, "another", "10.0.0.7").await, Ok(()));
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_is_counted_like_any_other() {
    for house in houses().await {
        add(&house, &house.by, asked("lin", &[])).await.unwrap();
        for user in ["lin", "nobody"] {
            let mut answers = Vec::new();
            for _ in 0..7 {
                answers.push(count(&house, user, "10.0.0.7").await);
            }
            assert_eq!(answers[5..], [Err(BoardError::Locked(1)), Err(BoardError::Locked(1))], "{user}");
        }
    }
}

#[tokio::test]
async fn a_reset_by_the_administrator_lifts_the_wait() {
    for house in houses().await {
        let account = add(&house, &house.by, asked("lin", &[])).await.unwrap();
        while count(&house, "lin", "10.0.0.7").await.is_ok() {}
        house.db().write(&house.by, &account.id, accounts::reset).await.unwrap();
        assert_eq!(count(&house, "lin", "10.0.0.7").await, Ok(()));
    }
}

#[tokio::test]
async fn old_tries_are_swept_and_standing_ones_are_not() {
    for house in houses().await {
        count(&house, "old", "10.0.0.7").await.unwrap();
        right(&house, "known", "10.0.0.7").await;
        minute(&house, 25 * 60);
        count(&house, "new", "10.0.0.8").await.unwrap();
        house.db().short(&(), async |tx: &mut Tx, (): &()| limiter::sweep(tx).await).await.unwrap();
        assert_eq!(house.count("attempt").await, 4, "three counts of the new one, and the known address");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tries_made_at_once_are_counted_too() {
    for house in houses().await {
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let db = house.db().clone();
                let who = Who::new("lin", "10.0.0.7");
                tokio::spawn(async move { db.short(&who, async |tx: &mut Tx, who: &Who| limiter::count(tx, who).await).await.is_ok() })
            })
            .collect();
        let mut let_through = 0;
        for task in tasks {
            let_through += i64::from(task.await.unwrap());
        }
        assert_eq!(let_through, 5);
    }
}

#[tokio::test]
async fn answers_of_the_provider_are_counted_by_address_taken_once_and_taken_back_when_they_were_good() {
    use board::provider_sign_in::{self, Answer};
    for house in houses().await {
        let answer = |n: usize, address: &str| Answer { state: format!("{address} {n}"), address: address.into() };
        let begin =
            async |answer: &Answer| house.db().short(answer, async |tx: &mut Tx, a: &Answer| provider_sign_in::begin(tx, a).await).await;
        let vouched = async |tx: &mut Tx, a: &Answer| Ok::<_, BoardError>(provider_sign_in::vouched(tx, a).await?);
        begin(&answer(0, "10.0.0.1")).await.unwrap();
        assert_eq!(begin(&answer(0, "10.0.0.1")).await, Err(BoardError::AnswerUsed));
        for n in 1..300 {
            begin(&answer(n, "10.0.0.1")).await.unwrap();
            house.db().short(&answer(n, "10.0.0.1"), vouched).await.unwrap();
        }
        for n in 0..100 {
            begin(&answer(n, "10.0.0.2")).await.unwrap();
        }
        assert!(matches!(begin(&answer(100, "10.0.0.2")).await, Err(BoardError::Locked(_))));
        begin(&answer(300, "10.0.0.1")).await.unwrap();
    }
}
