//! Where somebody goes on to after the sign-in: a page that can be opened, which the address of a form need not be.

use crate::address;
use crate::routes::{Door, Method, RouteInfo};

/// The place asked for, if it can be opened; else the nearest page above it, and at last the home page.
pub(crate) fn landing(routes: &[RouteInfo], wanted: &str) -> String {
    let wanted = address::local(wanted);
    let mut path = wanted.split(['?', '#']).next().unwrap_or_default();
    if opens(routes, path) {
        return wanted.to_owned();
    }
    while let Some((above, _)) = path.rsplit_once('/') {
        if opens(routes, above) {
            return above.to_owned();
        }
        path = above;
    }
    "/".to_owned()
}

/// Whether a page shows at this path. Of several routes that fit, the router takes the one that spells out more.
fn opens(routes: &[RouteInfo], path: &str) -> bool {
    let fitting = routes.iter().filter(|route| fits(route.path, path)).map(|route| route.path);
    let taken = fitting.min_by_key(|pattern| pattern.split('/').map(open).collect::<Vec<bool>>());
    let shows = |route: &RouteInfo| route.method == Method::Get && route.door != Door::Plain;
    taken.is_some_and(|taken| routes.iter().any(|route| route.path == taken && shows(route)))
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let begins = pattern.split('/').all(|wanted| parts.next().is_some_and(|part| wanted == part || (open(wanted) && !part.is_empty())));
    begins && parts.next().is_none()
}

/// Whether this part of a route stands for any word: `{id}`.
fn open(part: &str) -> bool {
    part.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::own;

    fn routes() -> Vec<RouteInfo> {
        let route = |method, path| RouteInfo { method, path, door: Door::Public, upload: false, fresh: false };
        let ours = [
            route(Method::Get, "/"),
            route(Method::Get, "/orgs"),
            route(Method::Get, "/orgs/{id}"),
            route(Method::Post, "/orgs/{id}/aliases/remove"),
            route(Method::Get, "/orgs/{id}/move"),
            route(Method::Post, "/orgs/{id}/move"),
            route(Method::Post, "/orgs/draft"),
        ];
        own().into_iter().chain(ours).collect()
    }

    #[test]
    fn what_can_be_opened_is_opened_as_it_was_asked_for() {
        for page in ["/", "/orgs", "/orgs?q=1&sort=-name", "/orgs/7", "/orgs/7/move?to=8", "/account/password"] {
            assert_eq!(landing(&routes(), page), page);
        }
    }

    #[test]
    fn from_the_address_of_a_form_one_comes_to_the_nearest_page_above_it() {
        let cases = [
            ("/orgs/7/aliases/remove?alias=x", "/orgs/7"),
            ("/orgs/draft", "/orgs"),
            ("/orgs/", "/orgs"),
            ("/account/sessions/end", "/account"),
            ("/sign-out", "/"),
            ("/large?next=%2Forgs", "/"),
            ("/nowhere/at/all", "/"),
            ("/assets/base.css", "/"),
            ("//evil.example/orgs", "/"),
        ];
        for (asked, page) in cases {
            assert_eq!(landing(&routes(), asked), page, "{asked}");
        }
    }
}
