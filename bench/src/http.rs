//! A plain HTTP/1.1 client on one kept connection: as little as measuring needs.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Result;

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The head's lines after the status.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(':'));
        pairs.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// One connection, with the cookies of whoever signed in over it.
pub struct Client {
    address: String,
    stream: TcpStream,
    kept: Vec<u8>,
    /// `name=value; name=value`
    pub cookies: String,
}

impl Client {
    /// Connects.
    pub async fn connect(address: &str) -> Result<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { address: address.to_owned(), stream, kept: Vec::new(), cookies: String::new() })
    }

    /// Signs in as a user of the demonstration.
    pub async fn sign_in(&mut self, user: &str, password: &str) -> Result<()> {
        let form = self.sign_in_form(user, password).await?;
        self.send_sign_in(&form).await
    }

    /// Opens the sign-in: where the filled form goes, and the form.
    pub async fn sign_in_form(&mut self, user: &str, password: &str) -> Result<(String, String)> {
        let page = self.get("/sign-in").await?;
        let text = String::from_utf8_lossy(&page.body).into_owned();
        let token = |mark: &str| text.split_once(mark).and_then(|(_, rest)| rest.split('"').next()).map(str::to_owned);
        let token = token("name=\"csrf\" content=\"").or_else(|| token("csrf=")).ok_or("the sign-in has no token")?;
        Ok((format!("/sign-in?csrf={token}"), format!("user={user}&password={password}&next=%2F")))
    }

    /// Sends it.
    pub async fn send_sign_in(&mut self, (path, form): &(String, String)) -> Result<()> {
        let answer = self.send("POST", path, form).await?;
        if answer.status == 303 { Ok(()) } else { Err(format!("the sign-in answers {}", answer.status).into()) }
    }

    /// Gets a page.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, "").await
    }

    async fn send(&mut self, method: &str, path: &str, form: &str) -> Result<Answer> {
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        if !self.cookies.is_empty() {
            text.push_str(&format!("Cookie: {}\r\n", self.cookies));
        }
        if method == "POST" {
            text.push_str(&format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", form.len()));
        }
        self.stream.write_all(format!("{text}\r\n{form}").as_bytes()).await?;
        let answer = self.receive().await?;
        self.keep_cookies(&answer.head);
        Ok(answer)
    }

    async fn receive(&mut self) -> Result<Answer> {
        let end = loop {
            match self.kept.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(at) => break at,
                None => self.more().await?,
            }
        };
        let head = String::from_utf8_lossy(&self.kept[..end]).into_owned();
        self.kept.drain(..end + 4);
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("an answer without a status")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = self.chunks().await?;
        } else {
            let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            answer.body = self.take(length).await?;
        }
        Ok(answer)
    }

    async fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let end = loop {
                match self.kept.windows(2).position(|two| two == b"\r\n") {
                    Some(at) => break at,
                    None => self.more().await?,
                }
            };
            let length = usize::from_str_radix(String::from_utf8_lossy(&self.kept[..end]).trim(), 16)?;
            self.kept.drain(..end + 2);
            body.extend(self.take(length).await?);
            self.take(2).await?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        while self.kept.len() < length {
            self.more().await?;
        }
        Ok(self.kept.drain(..length).collect())
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.kept).await? {
            0 => Err("the connection was closed".into()),
            _ => Ok(()),
        }
    }

    fn keep_cookies(&mut self, head: &str) {
        for line in head.lines() {
            let Some((name, value)) = line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) else { continue };
            let _ = name;
            let pair = value.trim().split(';').next().unwrap_or_default();
            let key = format!("{}=", pair.split('=').next().unwrap_or_default());
            let others = self.cookies.split("; ").filter(|cookie| !cookie.is_empty() && !cookie.starts_with(&key));
            self.cookies = others.chain([pair]).collect::<Vec<_>>().join("; ");
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    async fn answered(text: &'static str) -> Result<Answer> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_buf(&mut Vec::new()).await.unwrap();
            stream.write_all(text.as_bytes()).await.unwrap();
        });
        Client::connect(&address).await.unwrap().get("/").await
    }

    #[tokio::test]
    async fn a_whole_body_is_read_by_its_length_or_in_chunks_and_a_cut_one_is_refused() {
        let whole = answered("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").await.unwrap();
        let chunks = answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n").await.unwrap();
        assert_eq!((whole.status, whole.body, chunks.body), (200, b"hello".to_vec(), b"hello".to_vec()));
        assert!(answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").await.is_err());
    }
}
