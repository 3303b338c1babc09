//! Servers of a test, on a port of this machine.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outbox::{MailServer, Robot, RobotKind, Secret, Settings, Tls};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A server of a test and what it has heard.
#[derive(Clone)]
pub struct Heard {
    pub at: SocketAddr,
    talks: Arc<Mutex<Vec<String>>>,
}

impl Heard {
    /// What was said in each connection.
    pub fn all(&self) -> Vec<String> {
        self.talks.lock().unwrap().clone()
    }
}

async fn listen<F: Future<Output = String> + Send + 'static>(talk: impl Fn(TcpStream) -> F + Send + Sync + 'static) -> Heard {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let heard = Heard { at: listener.local_addr().unwrap(), talks: Arc::default() };
    let (talks, talk) = (heard.talks.clone(), Arc::new(talk));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (talks, talk) = (talks.clone(), talk.clone());
            // Noted before the answer goes out, so that who got the answer finds it here.
            let place = {
                let mut all = talks.lock().unwrap();
                all.push(String::new());
                all.len() - 1
            };
            tokio::spawn(async move {
                let said = talk(stream).await;
                talks.lock().unwrap()[place] = said;
            });
        }
    });
    heard
}

/// Answers each request with these bytes and hangs up.
pub async fn web(answer: impl Into<String>) -> Heard {
    let answer: Arc<str> = answer.into().into();
    let talks: Arc<Mutex<Vec<String>>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let heard = Heard { at: listener.local_addr().unwrap(), talks: talks.clone() };
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let said = request(&mut stream).await;
            talks.lock().unwrap().push(said);
            drop(stream.write_all(answer.as_bytes()).await);
            drop(stream.shutdown().await);
        }
    });
    heard
}

/// One HTTP request to its end.
async fn request(stream: &mut TcpStream) -> String {
    let (mut said, mut part) = (Vec::new(), [0_u8; 4096]);
    loop {
        let n = stream.read(&mut part).await.unwrap_or(0);
        said.extend_from_slice(&part[..n]);
        let text = String::from_utf8_lossy(&said).into_owned();
        let length =
            |head: &str| head.to_lowercase().split_once("content-length: ").and_then(|(_, rest)| rest.lines().next()?.parse().ok());
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| body.len() >= length(head).unwrap_or(0));
        if n == 0 || whole {
            return text;
        }
    }
}

/// 200 with this body.
pub fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Takes connections and never says a word.
pub async fn silent() -> Heard {
    listen(|mut stream| async move {
        let mut all = Vec::new();
        drop(stream.read_to_end(&mut all).await);
        String::from_utf8_lossy(&all).into_owned()
    })
    .await
}

/// A port on which nobody listens.
pub async fn dead() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// A mail server that answers each word as it should, but for these: (begin of the word, answer).
pub async fn mail_server(greeting: &'static str, otherwise: &'static [(&'static str, &'static str)]) -> Heard {
    let talks: Arc<Mutex<Vec<String>>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let heard = Heard { at: listener.local_addr().unwrap(), talks: talks.clone() };
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let talks = talks.clone();
            tokio::spawn(async move { smtp(stream, greeting, otherwise, &talks).await });
        }
    });
    heard
}

async fn smtp(stream: TcpStream, greeting: &str, otherwise: &[(&str, &str)], talks: &Mutex<Vec<String>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let (mut lines, mut said, mut data) = (BufReader::new(read).lines(), String::new(), false);
    write.write_all(greeting.as_bytes()).await.ok()?;
    while let Ok(Some(line)) = lines.next_line().await {
        said.push_str(&line);
        said.push('\n');
        let own = otherwise.iter().find(|(word, _)| if data { line == "." && *word == "." } else { line.starts_with(word) });
        let answer = match (own, data, line.as_str()) {
            (Some((_, answer)), ..) => answer,
            (None, true, ".") => "250 taken\r\n",
            (None, true, _) => continue,
            (None, false, line) if line.starts_with("EHLO") => "250-test\r\n250 8BITMIME\r\n",
            (None, false, "DATA") => "354 go on\r\n",
            (None, false, "QUIT") => "221 bye\r\n",
            (None, false, _) => "250 ok\r\n",
        };
        if line == "." {
            // Noted before the answer, so that who got it finds the mail here.
            talks.lock().unwrap().push(said.clone());
        }
        data = line == "DATA" || (data && line != ".");
        write.write_all(answer.as_bytes()).await.ok()?;
    }
    Some(())
}

/// Settings that may speak to this machine, for half a second at most.
pub fn settings() -> Settings {
    Settings { allow: vec!["127.0.0.0/8".parse().unwrap()], limit: Duration::from_millis(500), ..Settings::default() }
}

pub fn with_mail(at: SocketAddr) -> Settings {
    let from = "一盘棋 <board@example.cn>".into();
    let server = MailServer { host: at.ip().to_string(), port: at.port(), tls: Tls::None, login: None, from };
    Settings { mail: Some(server), ..settings() }
}

pub fn with_robot(url: String, kind: RobotKind, secret: Option<&str>) -> Settings {
    let robot = Robot { kind, url: Secret::new(url), secret: secret.map(Secret::new) };
    Settings { robots: [("office".to_owned(), robot)].into(), ..settings() }
}
