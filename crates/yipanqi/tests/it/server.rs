//! `yipanqi serve` in a process of its own, and people who write through its pages.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use testkit::{Client, live};

use crate::house::{House, PASSWORD};

/// A server at work. It is killed when this is dropped.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
    /// Where it shows its figures, if it was asked to.
    pub metrics: Option<SocketAddr>,
}

impl Server {
    /// Starts and waits until it says where it listens.
    pub fn start(house: &House) -> Server {
        Server::with(house, &[])
    }

    /// The same with settings by environment.
    pub fn with(house: &House, settings: &[(&str, &str)]) -> Server {
        recorder(house);
        let mut command = house.command(["serve", "--listen", "127.0.0.1:0"]);
        command.envs(settings.iter().copied());
        Server::of(command)
    }

    /// A command that serves in the end.
    #[expect(clippy::zombie_processes, reason = "waited for when it is dropped; where it says nothing, the test ends")]
    pub fn of(mut command: Command) -> Server {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (mut said, mut metrics) = (BufReader::new(child.stdout.take().unwrap()), None);
        loop {
            let mut line = String::new();
            said.read_line(&mut line).unwrap();
            let address = line.trim().trim_end_matches("/metrics").rsplit_once("//").unwrap_or_else(|| panic!("{line}")).1.parse().unwrap();
            if line.starts_with("Yipanqi") {
                return Server { child, address, metrics };
            }
            metrics = Some(address);
        }
    }

    /// Somebody who has not signed in.
    pub fn nobody(&self) -> Client {
        Client::new(live::at(self.address))
    }

    /// A recorder, who needs no second factor.
    pub async fn recorder(&self) -> Client {
        let mut client = self.nobody();
        client.sign_in("ji", PASSWORD).await;
        client
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits; whether it ended well.
    pub fn stop(&mut self) -> bool {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        told.success() && self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Sees to it that there is somebody who signs in without a second factor.
pub fn recorder(house: &House) {
    // A second call finds the account there.
    house.fed(["user", "add", "ji", "--name", "纪登", "--role", "recorder", "--password-stdin"], PASSWORD);
}

/// People who record one thing after another until they are stopped or the server is gone.
pub struct Writers {
    /// The titles of what was acknowledged, in the order of the answers.
    acknowledged: Arc<Mutex<Vec<String>>>,
    stopped: Arc<AtomicBool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Writers {
    /// So many people begin to write.
    pub async fn begin(server: &Server, count: usize, mark: &str) -> Writers {
        let (acknowledged, stopped) = (Arc::<Mutex<Vec<String>>>::default(), Arc::new(AtomicBool::new(false)));
        let mut tasks = Vec::new();
        for person in 0..count {
            let client = server.recorder().await;
            let mark = format!("{mark}第{person}人");
            tasks.push(tokio::spawn(write(client, mark, acknowledged.clone(), stopped.clone())));
        }
        Writers { acknowledged, stopped, tasks }
    }

    /// What was acknowledged so far.
    pub fn acknowledged(&self) -> Vec<String> {
        self.acknowledged.lock().unwrap().clone()
    }

    /// Waits until so much was acknowledged.
    pub async fn until(&self, count: usize) {
        while self.acknowledged.lock().unwrap().len() < count {
            assert!(self.tasks.iter().any(|task| !task.is_finished()), "nobody writes any more");
            tokio::task::yield_now().await;
        }
    }

    /// Waits until all have stopped; what was acknowledged.
    pub async fn end(self) -> Vec<String> {
        self.stopped.store(true, Ordering::SeqCst);
        for task in self.tasks {
            task.await.unwrap();
        }
        Arc::into_inner(self.acknowledged).unwrap().into_inner().unwrap()
    }
}

async fn write(mut client: Client, mark: String, acknowledged: Arc<Mutex<Vec<String>>>, stopped: Arc<AtomicBool>) {
    for n in 0.. {
        if stopped.load(Ordering::SeqCst) {
            return;
        }
        let form = client.get_once("/journal/new").await;
        if form.status.as_u16() != 200 {
            return;
        }
        let title = format!("{mark}第{n}次座谈");
        let fields = [("title", title.as_str()), ("day", "2022-05-04"), ("metric-0", "assist.event"), ("quantity-0", "1")];
        let answer = client.press_once("/journal/new", &fields).await;
        match answer.status.as_u16() {
            303 => acknowledged.lock().unwrap().push(title),
            // The server is gone or going: what became of it is unknown, so it is not counted on.
            502 | 503 => return,
            other => panic!("{other}: {}", answer.text()),
        }
    }
}

/// The titles of all records of the office, as the program prints them behind a figure.
pub fn recorded(house: &House) -> Vec<String> {
    let all = house.json(["facts", "--metric", "assist.event", "--from", "2022-01-01", "--to", "2022-12-31", "--limit", "10000"]);
    all["facts"].as_array().unwrap().iter().map(|fact| fact["source"]["title"].as_str().unwrap().to_owned()).collect()
}

/// Stops the test unless everything that was acknowledged is there, once.
pub fn nothing_lost(house: &House, acknowledged: &[String]) {
    let recorded = recorded(house);
    for title in acknowledged {
        assert_eq!(recorded.iter().filter(|one| one.contains(title.as_str())).count(), 1, "{title}");
    }
}
