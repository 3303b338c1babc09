//! Every door of the whole program, for nobody and for the wrong person: generated from the table of routes, so that no new route can
//! be forgotten.

use std::collections::BTreeSet;

use base::secret::Key;
use base::{Actor, OrgId, Role, Tx};
use board::accounts::AddAccount;
use board::office::CreateOffice;
use board::orgs::{self, FoundOrg};
use board::{BoardError, OrgKind, passwords};
use kit::routes::{Door, Method, RouteInfo};
use kit::{App, Limits, Settings};
use norms::{Day, Period};
use testkit::Client;

use crate::compose;
use crate::config::Config;

const PASSWORD: &str = "plum rain in june";

/// The kit's own routes and all rooms', with ids of nothing in their places.
fn doors() -> Vec<(RouteInfo, String)> {
    let rooms = compose::modules(&Config::default());
    let table = kit::routes::own().into_iter().chain(rooms.iter().flat_map(|module| module.routes.table()));
    table.map(|route| (route, filled(route.path))).collect()
}

/// `/journal/{id}` → `/journal/0…0`
fn filled(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "00000000-0000-0000-0000-000000000000".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

struct House {
    router: axum::Router,
    _test: testkit::TestDb,
}

async fn houses() -> Vec<House> {
    let mut all = Vec::new();
    for test in testkit::databases(&compose::migrations()).await {
        let by = Actor::system(test.db.first_tenant().await.unwrap(), "测试");
        let period = Period::new(Day::new(2022, 1, 1).unwrap(), Day::new(2022, 10, 31).unwrap()).unwrap();
        let ask = CreateOffice { name: "云州团市委".into(), code: "office".into(), period };
        let office = test.db.write(&by, &ask, board::office::create).await.unwrap();
        let branch = test.db.write(&by, &FoundOrg::new("第一党支部", OrgKind::Branch, Some(office.root)), orgs::found).await.unwrap();
        for (user, role, org) in [("admin", Role::Administrator, office.root), ("reader", Role::Reader, branch.id)] {
            test.db.write(&by, &(user, role, org), account).await.unwrap();
        }
        let settings = Settings { evidence: Some(std::env::temp_dir().join("yipanqi-doors")), ..Settings::default() };
        let app = App::new(test.db.clone(), Key::random(), Limits::default(), settings);
        all.push(House { router: kit::router(app, compose::modules(&Config::default())), _test: test });
    }
    all
}

async fn account(tx: &mut Tx, by: &Actor, ask: &(&str, Role, OrgId)) -> Result<(), BoardError> {
    let hash = Some(passwords::hash_password(PASSWORD)?);
    let (user, grants) = (ask.0.to_owned(), vec![(ask.1, ask.2)]);
    let ask = AddAccount { name: user.clone(), user, person: None, hash, must_change: false, grants };
    board::accounts::add(tx, by, &ask).await.map(|_| ())
}

#[tokio::test]
async fn nobody_passes_a_door_with_a_right_on_it() {
    for house in houses().await {
        for (route, path) in doors().into_iter().filter(|(route, _)| route.right().is_some()) {
            let mut nobody = Client::new(house.router.clone());
            nobody.get_once("/sign-in").await;
            let answer = match route.method {
                Method::Get => nobody.get_once(&path).await,
                Method::Post => nobody.post_once(&path, &[]).await,
            };
            assert_eq!(answer.status.as_u16(), 303, "{} {path}", route.method);
            assert!(answer.header("location").starts_with("/sign-in"), "{} {path}", route.method);
        }
    }
}

#[tokio::test]
async fn who_has_no_right_is_refused_before_anything_else_and_who_has_it_meets_no_error_of_ours() {
    for house in houses().await {
        for (user, role) in [("reader", Role::Reader), ("admin", Role::Administrator)] {
            let mut client = Client::new(house.router.clone());
            client.sign_in(user, PASSWORD).await;
            for (route, path) in doors().into_iter().filter(|(route, path)| route.right().is_some() && path != "/sign-out") {
                let right = route.right().unwrap();
                let holds = right.roles.is_empty() || right.roles.contains(&role);
                client.get("/account").await;
                let answer = match route.method {
                    Method::Get => client.get_once(&path).await,
                    Method::Post => client.post_once(&path, &[]).await,
                };
                let status = answer.status.as_u16();
                if holds {
                    assert!(status < 500 && status != 405, "{user} {} {path}: {status}", route.method);
                } else {
                    assert_eq!(status, 403, "{user} {} {path}: {}", route.method, answer.text());
                }
            }
        }
    }
}

#[tokio::test]
async fn no_form_is_taken_without_the_token_of_its_page() {
    for house in houses().await {
        let mut admin = Client::new(house.router.clone());
        admin.sign_in("admin", PASSWORD).await;
        for (route, path) in doors().into_iter().filter(|(route, _)| route.method == Method::Post) {
            let answer = admin.post_without_token(&path, &[("name", "x")]).await;
            assert_eq!(answer.status.as_u16(), 403, "{path}: {}", answer.text());
            assert_eq!(answer.header("cache-control"), "no-store", "{path} {:?}", route.door);
        }
    }
}

#[tokio::test]
async fn no_list_breaks_at_what_no_database_can_hold() {
    for house in houses().await {
        let mut admin = Client::new(house.router.clone());
        admin.sign_in("admin", PASSWORD).await;
        let lists =
            doors().into_iter().filter(|(route, path)| route.method == Method::Get && route.right().is_some() && !path.contains("0000"));
        for (_, path) in lists {
            let odd = format!("{path}?q=%00&org=%00&metric=%F0%9F%98%80&from=%00&kind=%27&after=%00&n=99999999999999999999");
            let status = admin.get_once(&odd).await.status.as_u16();
            assert!(status < 500, "{path}: {status}");
        }
    }
}

#[test]
fn only_the_kit_has_doors_for_anybody_and_every_right_is_declared_once() {
    let rooms = compose::modules(&Config::default());
    for module in &rooms {
        let declared: BTreeSet<&str> = module.rights.iter().map(|right| right.code).collect();
        assert_eq!(declared.len(), module.rights.len(), "{}", module.name);
        for route in module.routes.table() {
            assert!(matches!(route.door, Door::Right(_)), "{} {}", route.method, route.path);
        }
    }
    let paths: Vec<(Method, &str)> = doors().iter().map(|(route, _)| (route.method, route.path)).collect();
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len(), "no path twice");
}
