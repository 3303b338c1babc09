//! Pages over HTTP: a report with all its figures, the first page after a start, lists, and the memory of a program at rest.

use std::time::Duration;

use serde_json::Value;

use crate::http::Client;
use crate::program::{Demo, Program, Server};
use crate::table::{Measure, Table};
use crate::{Result, figures, nginx, watch};

/// So long a rate is measured.
const SECONDS: f64 = 3.0;
/// So many connections ask at once.
const CALLERS: usize = 8;

/// Measures all of them on a demonstration.
pub async fn measure(program: &Program, demo: &Demo, table: &mut Table) -> Result<()> {
    start(program, demo, table).await?;
    let url = demo.url();
    let span = ["--from", "2022-01-01", "--to", "2022-10-31"];
    let new = ["report", "new", "--template", "half-year", span[0], span[1], span[2], span[3], "--database", &url];
    let id = program.run(new)?.trim().to_owned();
    let shown: Value = serde_json::from_str(&program.run(["report", "show", &id, "--format", "json", "--database", &url])?)?;
    let (server, _) = program.serve(&url).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let idle = server.memory()?;
    let (user, password) = demo.sign_in("zhouming")?;
    let mut client = Client::connect(&server.address).await?;
    client.sign_in(&user, &password).await?;
    report(&mut client, demo, &id, &shown, table).await?;
    lists(&server, &client.cookies, table).await?;
    let empty = Program::bare_memory()?;
    table.line(
        "idle memory of the serving program",
        Measure::Memory(idle),
        None,
        Some(("a program that only sleeps", Measure::Memory(empty))),
    );
    table.line("its memory after the list pages", Measure::Memory(server.memory()?), None, None);
    Ok(())
}

async fn start(program: &Program, demo: &Demo, table: &mut Table) -> Result<()> {
    let (mut times, mut raws) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        let (server, took) = program.serve(&demo.url()).await?;
        times.push(took);
        drop(server);
        let began = watch::start();
        program.run(["--version"])?;
        raws.push(began.elapsed());
    }
    let raw = Some(("`yipanqi --version`", Measure::Time(watch::median(raws))));
    let target = Some(Measure::Time(Duration::from_millis(100)));
    table.line("start to first page on an existing database", Measure::Time(watch::median(times)), target, raw);
    Ok(())
}

/// The median time of a page over a kept connection.
async fn page(client: &mut Client, path: &str) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..40 {
        let (took, answer) = watch::time(client.get(path)).await;
        let answer = answer?;
        if answer.status != 200 {
            return Err(format!("{path} answers {}", answer.status).into());
        }
        times.push(took);
    }
    Ok(watch::median(times))
}

async fn report(client: &mut Client, demo: &Demo, id: &str, shown: &Value, table: &mut Table) -> Result<()> {
    let figures = shown["figures"].as_array().cloned().unwrap_or_default();
    let took = page(client, &format!("/reports/{id}")).await?;
    let target = Some(Measure::Time(Duration::from_millis(50)));
    let name = format!("the ledger's statements for its {} figures alone", figures.len());
    let statements = figures::of_report(demo, &figures).await?;
    let empty = page(client, "/account").await?;
    table.line("report page with all its figures", Measure::Time(took), target, Some((&name, Measure::Time(statements))));
    table.line("the same page", Measure::Time(took), target, Some(("a page with hardly anything on it", Measure::Time(empty))));
    Ok(())
}

/// Pages a second, asked by several at once.
async fn rate(address: &str, cookies: &str, path: &str) -> Result<f64> {
    let began = watch::start();
    let mut tasks = Vec::new();
    for _ in 0..CALLERS {
        let (address, cookies, path) = (address.to_owned(), cookies.to_owned(), path.to_owned());
        tasks.push(tokio::spawn(async move {
            let mut client = Client::connect(&address).await?;
            client.cookies = cookies;
            let mut done = 0_u32;
            while began.elapsed().as_secs_f64() < SECONDS {
                let answer = client.get(&path).await?;
                if answer.status != 200 {
                    return Err(format!("{path} answers {}", answer.status).into());
                }
                done += 1;
            }
            Result::Ok(done)
        }));
    }
    let mut sum = 0.0;
    for task in tasks {
        sum += f64::from(task.await??);
    }
    Ok(sum / began.elapsed().as_secs_f64())
}

async fn lists(server: &Server, cookies: &str, table: &mut Table) -> Result<()> {
    let mut client = Client::connect(&server.address).await?;
    client.cookies = cookies.to_owned();
    let body = client.get("/journal").await?.body;
    let ours = rate(&server.address, cookies, "/journal").await?;
    let what = format!("signed-in list pages ({} KB, {CALLERS} connections)", body.len() / 1024);
    match nginx::serve(&body).await? {
        Some(nginx) => {
            let raw = rate(&nginx.address, "", "/page.html").await?;
            table.line(&what, Measure::Rate(ours), None, Some(("nginx, the same page as a file", Measure::Rate(raw))));
        }
        None => {
            table.line(&what, Measure::Rate(ours), None, None);
            table.note(
                "nginx is not installed here, so its line is missing; `scripts/setup --for bench` installs it (package nginx-light).",
            );
        }
    }
    Ok(())
}
