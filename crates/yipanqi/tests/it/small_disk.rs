//! A disk that fills up under a serving program: a file system of its own in memory, which only that program sees.

use std::path::PathBuf;
use std::process::Command;

use testkit::{Answer, Client};

use crate::house::{House, PASSWORD};
use crate::server::{Server, nothing_lost, recorder};

/// An office on a disk of 24 MB, most of which something else takes. The disk is gone with the server; what lay on it is then in `after`.
const SCRIPT: &str = "set -e
    mount -t tmpfs -o size=24m none disk
    cp -a office.* disk/
    head -c 14000000 /dev/zero > disk/ballast
    trap 'kill -TERM $server' TERM
    \"$0\" serve --listen 127.0.0.1:0 --database sqlite://disk/office.db & server=$!
    wait $server || wait $server
    cp -a disk after";

/// Whether this user may have a file system of their own here.
fn may_mount() -> bool {
    Command::new("unshare").args(["--map-root-user", "--mount", "true"]).output().is_ok_and(|ran| ran.status.success())
}

async fn record(client: &mut Client, title: &str) -> Answer {
    client.get_once("/journal/new").await.expect(200);
    let fields = [("title", title), ("day", "2022-05-04"), ("metric-0", "assist.event"), ("quantity-0", "1")];
    client.press_once("/journal/new", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_is_told_in_words_loses_nothing_and_is_used_again_when_there_is_room() {
    if !may_mount() {
        return;
    }
    let mut house = House::sqlite();
    recorder(&house);
    std::fs::create_dir(house.file("disk")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", SCRIPT]).arg(env!("CARGO_BIN_EXE_yipanqi"));
    command.current_dir(house.folder.path()).env_remove("YIPANQI_DATABASE_URL").env("YIPANQI_LOG__FOLDER", house.file("logs"));
    let mut server = Server::of(command);
    let mut admin = server.recorder().await;
    let mut acknowledged = Vec::new();
    let refused = loop {
        let title = format!("第{}次座谈{}", acknowledged.len(), "长".repeat(60));
        let answer = record(&mut admin, &title).await;
        if answer.status.as_u16() != 303 {
            break answer;
        }
        acknowledged.push(title);
        assert!(acknowledged.len() < 5_000, "the disk never filled up");
    };
    assert!(acknowledged.len() > 10, "it was full from the beginning");
    refused.expect(507).shows("磁盘已满或不可写，没有作任何改动");
    // Again and again, and nobody is locked out of what only shows something.
    for n in 0..20 {
        record(&mut admin, &format!("没有地方{n}")).await.expect(507).shows("磁盘");
    }
    admin.get_once("/journal").await.expect(200).shows(acknowledged.last().unwrap());
    let mut late = server.nobody();
    late.get_once("/sign-in").await.expect(200);
    late.post_once("/sign-in", &[("user", "qin"), ("password", PASSWORD), ("next", "/")]).await.expect(507).shows("磁盘");

    let inside = PathBuf::from(format!("/proc/{}/root", server.child.id())).join(house.file("disk/ballast").strip_prefix("/").unwrap());
    std::fs::remove_file(inside).unwrap();
    record(&mut admin, "有了地方").await.expect(303);
    acknowledged.push("有了地方".into());
    server.recorder().await.get_once("/journal").await.expect(200);
    assert!(server.stop(), "it ended badly");

    house.url = format!("sqlite://{}", house.file("after/office.db").display());
    nothing_lost(&house, &acknowledged);
    assert!(crate::server::recorded(&house).iter().all(|title| !title.contains("没有地方")), "refused, and there nevertheless");
    house.verify();
}
