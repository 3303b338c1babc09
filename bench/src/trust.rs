//! What it costs that an office may put real people's data in: signing in, the look at who asks, encryption.

use std::time::Duration;

use base::secret::Key;
use base::vault::Place;
use board::passwords;
use uuid::Uuid;

use crate::http::Client;
use crate::program::{Demo, Program};
use crate::table::{Measure, Table};
use crate::{Result, raw, watch};

/// So many people's numbers are sealed and made findable.
const PEOPLE: u32 = 100_000;
/// So often a page is asked for, in turns with the one that it is held against.
const PAGES: usize = 400;
/// What session, right and audit may cost a page, and what 100,000 people may take.
const EXTRA: Duration = Duration::from_micros(300);
const SEALING: Duration = Duration::from_secs(5);

/// Measures all of them.
pub async fn measure(program: &Program, demo: &Demo, table: &mut Table) -> Result<()> {
    sealing(table).await?;
    let (server, _) = program.serve(&demo.url()).await?;
    let (user, password) = demo.sign_in("zhouming")?;
    let mut times = Vec::new();
    let mut client = Client::connect(&server.address).await?;
    for _ in 0..15 {
        client.cookies.clear();
        let form = client.sign_in_form(&user, &password).await?;
        let (took, done) = watch::time(client.send_sign_in(&form)).await;
        done?;
        times.push(took);
    }
    let (took, raw) = (Measure::Time(watch::median(times)), Measure::Time(argon2(&password)?));
    table.line("signing in, over HTTP", took, None, Some(("Argon2id alone", raw)));
    extra(&server.address, &mut client, table).await
}

/// What the check of a password takes by itself.
fn argon2(password: &str) -> Result<Duration> {
    let hash = passwords::hash_password(password)?;
    let mut times = Vec::new();
    for _ in 0..15 {
        let began = watch::start();
        if !passwords::check_password(password, Some(&hash)) {
            return Err("a password does not fit its own hash".into());
        }
        times.push(began.elapsed());
    }
    Ok(watch::median(times))
}

/// A form behind a right beside a form for anybody: the same layout, some fields each.
async fn extra(address: &str, client: &mut Client, table: &mut Table) -> Result<()> {
    let mut nobody = Client::connect(address).await?;
    let (mut own, mut open) = (Vec::new(), Vec::new());
    for _ in 0..PAGES {
        for (client, path, times) in [(&mut *client, "/account/password", &mut own), (&mut nobody, "/reset", &mut open)] {
            let (took, answer) = watch::time(client.get(path)).await;
            let answer = answer?;
            if answer.status != 200 {
                return Err(format!("{path} answers {}", answer.status).into());
            }
            times.push(took);
        }
    }
    let (own, open) = (watch::median(own), watch::median(open));
    let what = "a page's extra for session, right and audit";
    let raw = ("the whole of such a page for anybody", Measure::Time(open));
    table.line(what, Measure::Time(own.saturating_sub(open)), Some(Measure::Time(EXTRA)), Some(raw));
    Ok(())
}

/// Citizen id and phone number of each person: sealed for their cells, digested to be found again.
async fn sealing(table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let key = Key::open(&folder.path().join("bench.key"))?;
    let began = watch::start();
    let mut bytes = 0;
    for n in 0..PEOPLE {
        let row = Uuid::from_u128(u128::from(n));
        for (column, text) in [("citizen_id", format!("9999991995{:08}", n)), ("phone", format!("138{n:08}"))] {
            let place = Place { table: "person", row, column };
            bytes += key.vault().seal(&place, &text)?.len() + key.digest(column, &text).len();
        }
    }
    let took = began.elapsed();
    if bytes < PEOPLE as usize * 100 {
        return Err("too little was sealed".into());
    }
    let pool = raw::sqlite(&folder.path().join("bare.db")).await?;
    let bare = raw::insert(&pool, i64::from(PEOPLE)).await?;
    let what = format!("encrypting and digesting citizen id and phone of {PEOPLE} people");
    let raw = Some(("inserting as many bare rows", Measure::Time(bare)));
    table.line(&what, Measure::Time(took), Some(Measure::Time(SEALING)), raw);
    Ok(())
}
