//! The doors of a room: every route that it declares, to be tried by nobody and by the wrong person. A room's tests hand in the
//! routes, so that a new one is tried without being named anywhere.

use std::fmt;

use axum::http::Method;

use crate::{Answer, Client};

/// A route of a room with what its address leaves open filled in.
#[derive(Clone, Debug)]
pub struct Door {
    /// GET or POST.
    pub method: Method,
    /// `/journal/00000000-0000-0000-0000-000000000000/edit`
    pub path: String,
}

impl Door {
    /// Whether it changes something.
    pub fn writes(&self) -> bool {
        self.method == Method::POST
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The doors of these routes; `filling` says what stands for the open parts of their addresses (`{id}`).
pub fn of<M: fmt::Display>(routes: impl IntoIterator<Item = (M, &'static str)>, filling: &[(&str, &str)]) -> Vec<Door> {
    let filled = |path: &str| filling.iter().fold(path.to_owned(), |path, (open, with)| path.replace(open, with));
    let door = |(method, path): (M, &'static str)| Door { method: method.to_string().parse().expect("a method"), path: filled(path) };
    routes.into_iter().map(door).collect()
}

impl Client {
    /// Opens a door's page, or sends these fields to it; shows what came first.
    pub async fn knock(&mut self, door: &Door, fields: &[(&str, &str)]) -> Answer {
        if door.writes() { self.post_once(&door.path, fields).await } else { self.get_once(&door.path).await }
    }
}

/// Stops the test unless every door leads nobody to the sign-in, and on from there to an address that can be opened.
pub async fn lead_nobody_in(nobody: &mut Client, doors: &[Door]) {
    assert!(!doors.is_empty(), "a room without doors");
    for door in doors {
        let answer = nobody.knock(door, &[]).await;
        let to = answer.header("location").to_owned();
        assert!(answer.status.as_u16() == 303 && to.starts_with("/sign-in"), "{door}: {} {to}", answer.status);
        let query = to.split_once('?').map_or("", |(_, query)| query);
        let next = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next").map(|(_, next)| next.into_owned());
        let status = nobody.get_once(next.as_deref().unwrap_or("/")).await.status;
        assert_ne!(status.as_u16(), 405, "{door}: leads on to {next:?}");
    }
}

/// Stops the test unless every door that changes something refuses a form without a token.
pub async fn refuse_without_a_token(client: &mut Client, doors: &[Door]) {
    for door in doors.iter().filter(|door| door.writes()) {
        let answer = client.post_without_token(&door.path, &[]).await;
        assert_eq!(answer.status.as_u16(), 403, "{door}");
    }
}
