//! Routes, each declared with the right that it needs: there is no way to declare one without.

use std::fmt;

use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use base::Right;

use crate::App;

/// What a route does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Shows.
    Get,
    /// Changes: asks for the token of the page that it came from.
    Post,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Method::Get => "GET",
            Method::Post => "POST",
        })
    }
}

/// Who may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody: sign-in and its like. Only the kit declares such routes.
    Public,
    /// Style sheets and health: anybody, without a look at who asks. Only the kit declares such routes.
    Plain,
    /// Whoever holds this right on any org; the room's action asks again for the org at hand.
    Right(&'static Right),
}

/// A line of the matrix of routes and rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// Reading or writing.
    pub method: Method,
    /// `/journal/{id}`
    pub path: &'static str,
    /// Who may pass.
    pub door: Door,
    /// Whether it takes uploads (a larger body, more time).
    pub upload: bool,
    /// Whether it asks for a proof, of the last 10 minutes, of who sits at the browser: what cannot be undone.
    pub fresh: bool,
}

impl RouteInfo {
    /// The right that it asks for.
    pub fn right(&self) -> Option<&'static Right> {
        match self.door {
            Door::Public | Door::Plain => None,
            Door::Right(right) => Some(right),
        }
    }
}

pub(crate) struct Route {
    pub(crate) info: RouteInfo,
    pub(crate) handler: MethodRouter<App>,
}

/// The routes of a room.
#[derive(Default)]
pub struct Routes {
    routes: Vec<Route>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Routes {
        Routes::default()
    }

    /// A page that shows something.
    #[must_use]
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, right: &'static Right, handler: H) -> Routes {
        self.add(Method::Get, path, Door::Right(right), false, get(handler))
    }

    /// A form that changes something.
    #[must_use]
    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, right: &'static Right, handler: H) -> Routes {
        self.add(Method::Post, path, Door::Right(right), false, post(handler))
    }

    /// A form that brings files: a body of up to 50 MB.
    #[must_use]
    pub fn upload<H: Handler<T, App>, T: 'static>(self, path: &'static str, right: &'static Right, handler: H) -> Routes {
        self.add(Method::Post, path, Door::Right(right), true, post(handler))
    }

    /// The form just declared does what cannot be undone, so it asks for a proof, of the last 10 minutes, of who sits at the browser.
    #[must_use]
    pub fn fresh(mut self) -> Routes {
        if let Some(last) = self.routes.last_mut() {
            last.info.fresh = true;
        }
        self
    }

    /// Open to anybody. Private to the kit.
    pub(crate) fn public(self, method: Method, path: &'static str, handler: MethodRouter<App>) -> Routes {
        self.add(method, path, Door::Public, false, handler)
    }

    /// Open to anybody, and the same for everybody. Private to the kit.
    pub(crate) fn plain(self, path: &'static str, handler: MethodRouter<App>) -> Routes {
        self.add(Method::Get, path, Door::Plain, false, handler)
    }

    fn add(mut self, method: Method, path: &'static str, door: Door, upload: bool, handler: MethodRouter<App>) -> Routes {
        self.routes.push(Route { info: RouteInfo { method, path, door, upload, fresh: false }, handler });
        self
    }

    /// These and those.
    pub(crate) fn and(mut self, others: Routes) -> Routes {
        self.routes.extend(others.routes);
        self
    }

    /// The routes with their rights, in order of declaration.
    pub fn table(&self) -> Vec<RouteInfo> {
        self.routes.iter().map(|route| route.info).collect()
    }

    pub(crate) fn into_routes(self) -> Vec<Route> {
        self.routes
    }
}

/// The routes that the kit itself brings, for the matrix.
pub fn own() -> Vec<RouteInfo> {
    crate::pages::routes().table()
}
