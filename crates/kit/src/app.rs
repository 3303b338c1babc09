//! The state behind all pages, and the router made of the rooms.

use std::sync::Arc;

use axum::{Router, middleware};
use base::{Actor, Db, secret::Key};

use crate::assets::Assets;
use crate::audit::Acts;
use crate::module::{Module, NavItem};
use crate::refusals::Refusals;
use crate::routes::{RouteInfo, Routes};
use crate::{Failure, Limits, gate, landing, outer, pages};

/// What an installation sets about its pages.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The address by which people reach it (`https://board.example.cn`); its scheme decides about secure cookies.
    pub public_url: Option<String>,
    /// Whether it speaks https itself.
    pub tls: bool,
    /// Our own proxies, whose `X-Forwarded-*` headers are believed.
    pub trusted_proxies: crate::Proxies,
    /// How our proxy tells of client certificates (UKey); without it none is taken.
    pub certificate: Option<crate::CertificateHeaders>,
    /// The provider of single sign-on, if people sign in by one too.
    pub provider: Option<Arc<SingleSignOn>>,
    /// Whether roles that see or change more than their own work need a second factor: everywhere but in a demonstration.
    pub second_factor: bool,
    /// Whether it shows the demonstration: pages say so.
    pub demo: bool,
    /// A folder of fonts for documents, beside those of the system; the office may put its own 仿宋_GB2312 there.
    pub fonts: Option<std::path::PathBuf>,
    /// The folder of the files that people keep with records; without one they keep none.
    pub evidence: Option<std::path::PathBuf>,
    /// Whether mail can go out.
    pub mail: bool,
    /// The names of group robots by which messages can go out.
    pub robots: Vec<String>,
    /// What all rooms hold about people, also those whose pages are off; without it what those with pages hold.
    pub holders: Option<board::personal::Holders>,
    /// The file that keeps what was erased for the day on which an older backup is restored.
    pub erasures: Option<std::path::PathBuf>,
}

/// 统一身份认证: the provider by which people may sign in.
#[derive(Clone, Debug)]
pub struct SingleSignOn {
    /// What the button says.
    pub label: String,
    /// The provider.
    pub provider: outbox::oidc::Provider,
}

impl Settings {
    /// Whether browsers reach it by https: of itself, or by its public address.
    pub fn https(&self) -> bool {
        self.tls || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// The state behind all pages. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The installation's key.
    pub key: Key,
    /// The limits on what comes in.
    pub limits: Arc<Limits>,
    /// What the installation sets.
    pub settings: Arc<Settings>,
    /// What the rooms brought: navigation, files, sources.
    pub rooms: Arc<Rooms>,
    /// How many refusals were noted lately.
    pub(crate) refusals: Arc<Refusals>,
}

/// What the rooms brought together.
#[derive(Default)]
pub struct Rooms {
    /// The navigation in order.
    pub navigation: Vec<NavItem>,
    /// Every route with its right.
    pub routes: Vec<RouteInfo>,
    /// Style sheets, scripts and pictures.
    pub assets: Assets,
    /// The records behind the ledger's facts.
    pub sources: crate::AllSources,
    /// The records of all rooms.
    pub records: crate::AllRecords,
    /// What they hold about people.
    pub holders: board::personal::Holders,
    /// What waits for a person.
    pub todos: crate::AllTodos,
    /// What passes on when somebody leaves.
    pub handings: crate::handing::AllHandings,
    /// The acts that the audit holds, with their sentences.
    pub acts: Acts,
    /// What somebody has to do on which day.
    pub events: crate::AllEvents,
}

impl Rooms {
    /// Where somebody goes on to who asked for this place: there, if it can be opened, else to the nearest page.
    pub(crate) fn landing(&self, wanted: &str) -> String {
        landing::landing(&self.routes, wanted)
    }
}

impl App {
    /// The state of an installation, before its rooms are known; [`router`] adds them.
    pub fn new(db: Db, key: Key, limits: Limits, settings: Settings) -> App {
        App { db, key, limits: Arc::new(limits), settings: Arc::new(settings), rooms: Arc::default(), refusals: Arc::default() }
    }

    /// The records behind the ledger's facts: their names, addresses and cells.
    pub fn sources(&self) -> &dyn ledger::Sources {
        &self.rooms.sources
    }

    /// Reads as the program itself where nobody has signed in yet (health).
    pub(crate) async fn alive(&self) -> bool {
        alive(&self.db).await
    }
}

/// Whether a database answers.
pub async fn alive(db: &Db) -> bool {
    db.read(&Actor::system(base::TenantId(0), "health"), &(), one).await.is_ok()
}

async fn one(tx: &mut base::Tx, _: &Actor, (): &()) -> Result<i64, base::DbError> {
    let (one,): (i64,) = tx.one(base::sql("SELECT CAST(1 AS BIGINT)")).await?;
    Ok(one)
}

/// All pages of these rooms and of the kit itself, behind the layers that no request passes by.
pub fn router(app: App, modules: Vec<Module>) -> Router {
    let (sources, todos) = (crate::AllSources::of(&modules), crate::AllTodos::of(&modules));
    let events = crate::AllEvents::of(&modules);
    let mut rooms = Rooms { sources, todos, events, ..Rooms::default() };
    rooms.acts = Acts::of(&modules);
    rooms.records = crate::AllRecords::of(&modules);
    rooms.holders = app.settings.holders.clone().unwrap_or_else(|| crate::holders(&modules));
    rooms.handings = crate::handing::AllHandings::of(&modules);
    rooms.navigation.push(pages::audit_entry());
    let mut routes = vec![pages::routes()];
    for module in modules {
        rooms.navigation.extend(module.navigation);
        rooms.assets.add(module.assets);
        routes.push(module.routes);
    }
    rooms.navigation.sort_by_key(|item| item.order);
    rooms.routes = routes.iter().flat_map(Routes::table).collect();
    let app = App { rooms: Arc::new(rooms), ..app };
    let mut router = Router::new();
    for route in routes.into_iter().flat_map(Routes::into_routes) {
        let rule = gate::Rule { app: app.clone(), info: route.info };
        let handler = route.handler.layer(middleware::from_fn_with_state(rule, gate::gate));
        router = router.route(route.info.path, handler);
    }
    router
        .fallback(|| async { Failure::missing("没有这个页面。地址可能输错了，或页面已经移走。") })
        .method_not_allowed_fallback(|| async {
            Failure::new(crate::Kind::Method, "这个地址不接受这样的操作。请从页面上的按钮进入。")
        })
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(app.clone(), outer::outer))
        .with_state(app)
}
