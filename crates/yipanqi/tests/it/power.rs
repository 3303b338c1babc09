//! Power cuts, orderly ends and slow clients, under load: nothing that was acknowledged is lost.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::house::House;
use crate::own_postgres::OwnPostgres;
use crate::server::{Server, Writers, nothing_lost, recorded};

/// How often the power is cut: `make soak` asks for more.
#[expect(clippy::disallowed_methods, reason = "a test is told by the environment how long it may take")]
fn rounds() -> usize {
    std::env::var("YIPANQI_SOAK_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(10)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged() {
    for house in House::all().await {
        let mut acknowledged = Vec::new();
        for round in 0..rounds() {
            let mut server = Server::start(&house);
            let writers = Writers::begin(&server, 3, &format!("第{round}轮")).await;
            // So many answers further on it happens: between two statements of some act or in a commit.
            writers.until(1 + round * 7 % 11).await;
            server.kill();
            acknowledged.extend(writers.end().await);
        }
        nothing_lost(&house, &acknowledged);
        house.verify();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_told_to_end_answers_whatever_it_has_begun() {
    for house in House::all().await {
        let mut server = Server::start(&house);
        let writers = Writers::begin(&server, 6, "末").await;
        writers.until(12).await;
        assert!(server.stop(), "it ended badly");
        let acknowledged = writers.end().await;
        nothing_lost(&house, &acknowledged);
        assert_eq!(recorded(&house).len(), acknowledged.len(), "something was recorded and its answer lost");
    }
}

#[tokio::test]
async fn two_hundred_clients_that_send_half_a_request_keep_nobody_waiting() {
    let house = House::sqlite();
    let server = Server::start(&house);
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Le").unwrap();
            stream
        })
        .collect();
    let page = tokio::time::timeout(Duration::from_secs(10), async { server.recorder().await.get("/journal").await }).await;
    page.unwrap().expect(200);
    // They are sent away in the end.
    let mut last = slow.into_iter().last().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut said = Vec::new();
    last.read_to_end(&mut said).unwrap();
    assert!(!String::from_utf8_lossy(&said).contains(" 200 "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_restarted_under_load_loses_nothing_and_is_used_again_by_itself() {
    if testkit::postgres(&[]).await.is_none() {
        return;
    }
    let Some(own) = OwnPostgres::start() else { return };
    let house = House::at(own.url());
    let mut server = Server::start(&house);
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let writers = Writers::begin(&server, 4, &format!("第{round}次")).await;
        writers.until(6).await;
        own.restart();
        acknowledged.extend(writers.end().await);
        let mut nobody = server.nobody();
        while nobody.get_once("/readyz").await.status.as_u16() != 200 {
            tokio::task::yield_now().await;
        }
    }
    assert!(server.stop());
    nothing_lost(&house, &acknowledged);
    house.verify();
}
