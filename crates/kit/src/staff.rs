//! Who asks, as a handler gets it: [`Staff`] on pages that need a right, [`Visitor`] before the sign-in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use base::{Actor, DbError, Tx};
use board::accounts::second::certificate::Certificate;
use norms::Day;
use uuid::Uuid;

use crate::identity::{Known, Office, Session};
use crate::page::{self, Page};
use crate::{Address, App, Failure, Markup, cookie, gate};

/// Somebody at a browser, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    /// The state behind all pages.
    pub app: App,
    /// The token that the page's forms send back.
    pub(crate) token: String,
    /// Whether cookies are for https only.
    pub(crate) secure: bool,
    /// Whether large type was chosen.
    pub(crate) large: bool,
    /// What the last page left to be said.
    pub(crate) flash: Option<String>,
    /// Whether a script asks for a part of a page.
    pub(crate) partial: bool,
    /// Where the request came from.
    pub(crate) peer: String,
    /// What the browser calls itself.
    pub(crate) agent: String,
    /// The client certificate that a proxy of ours saw.
    pub(crate) certificate: Option<Certificate>,
}

/// Somebody of the office who is signed in and holds the route's right somewhere.
#[derive(Clone)]
pub struct Staff {
    /// The state behind all pages.
    pub app: App,
    /// Who acts, with what was granted.
    pub actor: Actor,
    /// The session.
    pub session: Session,
    /// The office.
    pub office: Office,
    /// The page's address.
    pub address: Address,
    pub(crate) visitor: Visitor,
}

impl Staff {
    pub(crate) fn new(visitor: &Visitor, known: Known, address: Address) -> Staff {
        let Known { actor, session, office, .. } = known;
        Staff { app: visitor.app.clone(), actor, session, office, address, visitor: visitor.clone() }
    }

    /// Runs a query act as this person.
    pub async fn read<A, T, E: From<DbError>>(&self, ask: &A, act: impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>) -> Result<T, E> {
        self.app.db.read(&self.actor, ask, act).await
    }

    /// Runs one act as this person, in one transaction.
    pub async fn write<A, T, E: From<DbError>>(&self, ask: &A, act: impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>) -> Result<T, E> {
        self.app.db.write(&self.actor, ask, act).await
    }

    /// Runs one act alone and without a limit of time: imports, moves of large orgs.
    pub async fn write_long<A, T, E: From<DbError>>(
        &self,
        ask: &A,
        act: impl AsyncFn(&mut Tx, &Actor, &A) -> Result<T, E>,
    ) -> Result<T, E> {
        self.app.db.write_long(&self.actor, ask, act).await
    }

    /// Who tries to prove who they are.
    pub(crate) fn who(&self) -> board::limiter::Who {
        board::limiter::Who::new(&self.session.user, &self.visitor.peer)
    }

    /// The day it is in Shanghai.
    pub fn today(&self) -> Day {
        self.app.db.clock().today()
    }

    /// A new id, for the record that a form will make: sent twice, it is one record.
    pub fn new_id(&self) -> Uuid {
        base::id::new_id(self.app.db.clock().now())
    }

    /// The token that forms of this page send back.
    pub fn token(&self) -> &str {
        &self.visitor.token
    }

    /// The address of a form's action with its token, for forms written by hand.
    pub fn action(&self, path: &str) -> String {
        action(path, &self.visitor.token)
    }

    /// Whether this person holds a right on any org at all: whether to show a button.
    pub fn may(&self, right: &base::Right) -> bool {
        gate::holds(&self.actor, right)
    }

    /// Whether a script asks for a part of a page only ([`Staff::part`] answers it).
    pub fn partial(&self) -> bool {
        self.visitor.partial
    }

    /// Where a style sheet or script is served.
    pub fn asset(&self, name: &str) -> String {
        self.app.rooms.assets.href(name)
    }

    /// The whole page in its shell.
    ///
    /// # Errors
    /// A fault of the program, when the shell's template fails.
    pub fn page(&self, page: Page) -> Result<Response, Failure> {
        let status = page.status;
        let html = page::shell(self, page)?;
        let mut response = (status, Html(html)).into_response();
        // The message was shown once; a refused form shows it no second time either.
        if self.visitor.flash.is_some()
            && let Some(value) = cookie::no_flash(self.visitor.secure)
        {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        Ok(response)
    }

    /// A part of a page, for a script that puts it in its place.
    pub fn part(&self, body: Markup) -> Response {
        Html(body.into_string()).into_response()
    }

    /// On to a page of this site.
    pub fn go(&self, path: &str) -> Response {
        self.visitor.go(path)
    }

    /// On to a page of this site, which says what happened and what to do next.
    pub fn said(&self, path: &str, message: &str) -> Response {
        self.visitor.said(path, message)
    }
}

impl Visitor {
    /// On to a page of this site.
    pub(crate) fn go(&self, path: &str) -> Response {
        Redirect::to(crate::address::local(path)).into_response()
    }

    /// On to a page of this site with a message.
    pub(crate) fn said(&self, path: &str, message: &str) -> Response {
        let mut response = self.go(path);
        if let Some(value) = cookie::flash(&self.app, message, self.secure) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }

    /// A page without the shell: sign-in, reset.
    pub(crate) fn bare(&self, title: &str, body: &Markup, status: StatusCode) -> Result<Response, Failure> {
        let page = page::Bare { title, body, large: self.large, app: &self.app, message: self.flash.as_deref(), form: true };
        let mut response = (status, Html(Markup::of(&page)?.into_string())).into_response();
        if self.flash.is_some()
            && let Some(value) = cookie::no_flash(self.secure)
        {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        Ok(response)
    }
}

/// A form's address with its token.
pub(crate) fn action(path: &str, token: &str) -> String {
    Address::parse(path).with(gate::TOKEN, token).to_string()
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Staff, Failure> {
        parts.extensions.get::<Staff>().cloned().ok_or_else(|| Failure::internal("a handler asks for staff on a public route"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Failure> {
        parts.extensions.get::<Visitor>().cloned().ok_or_else(|| Failure::internal("a handler asks for a visitor behind no gate"))
    }
}
