//! A room as the binary composes it.

use std::sync::Arc;

use base::{Migrations, Right};
use board::personal::Holder;
use ledger::Sources;

use crate::audit::Act;
use crate::calendar::EventsOf;
use crate::handing::Handing;
use crate::icon::Icon;
use crate::records::Records;
use crate::routes::Routes;
use crate::todo::TodoOf;

/// A room: everything the composition needs to know of it.
pub struct Module {
    /// The crate's name.
    pub name: &'static str,
    /// 工作台账
    pub title: &'static str,
    /// Its tables, if it has any.
    pub migrations: Option<Migrations>,
    /// Every right that its actions ask for.
    pub rights: &'static [&'static Right],
    /// Its pages.
    pub routes: Routes,
    /// Its entries in the navigation.
    pub navigation: Vec<NavItem>,
    /// Its records, as the ledger asks for them.
    pub sources: Option<Arc<dyn Sources>>,
    /// The kinds of its records: files are kept with them, and others find them.
    pub records: Vec<&'static dyn Records>,
    /// What it holds about people.
    pub people: Option<Arc<dyn Holder>>,
    /// What of it waits for a person.
    pub todos: Option<TodoOf>,
    /// What of it passes on when somebody leaves.
    pub handing: Option<Handing>,
    /// What somebody has to do on which day, for their calendar.
    pub events: Option<EventsOf>,
    /// Its own style sheets and scripts.
    pub assets: &'static [Asset],
    /// The acts that it notes for the audit, with the sentences that tell them.
    pub acts: &'static [Act],
}

impl Module {
    /// A room without anything yet.
    pub fn new(name: &'static str, title: &'static str) -> Module {
        let (routes, navigation) = (Routes::new(), Vec::new());
        Module {
            name,
            title,
            migrations: None,
            rights: &[],
            routes,
            navigation,
            sources: None,
            records: Vec::new(),
            people: None,
            todos: None,
            handing: None,
            events: None,
            assets: &[],
            acts: &[],
        }
    }

    /// With these tables.
    #[must_use]
    pub fn migrations(mut self, migrations: Migrations) -> Module {
        self.migrations = Some(migrations);
        self
    }

    /// With these rights.
    #[must_use]
    pub fn rights(mut self, rights: &'static [&'static Right]) -> Module {
        self.rights = rights;
        self
    }

    /// With these pages.
    #[must_use]
    pub fn routes(mut self, routes: Routes) -> Module {
        self.routes = self.routes.and(routes);
        self
    }

    /// With one more entry in the navigation.
    #[must_use]
    pub fn nav(mut self, item: NavItem) -> Module {
        self.navigation.push(item);
        self
    }

    /// With these records behind the ledger's facts.
    #[must_use]
    pub fn sources(mut self, sources: impl Sources + 'static) -> Module {
        self.sources = Some(Arc::new(sources));
        self
    }

    /// With records of this kind, with which files may be kept.
    #[must_use]
    pub fn records(mut self, records: &'static dyn Records) -> Module {
        self.routes = crate::evidence::doors(self.routes, records);
        self.records.push(records);
        self
    }

    /// With what it holds about people: shown to them, and erased when it must.
    #[must_use]
    pub fn people(mut self, people: impl Holder + 'static) -> Module {
        self.people = Some(Arc::new(people));
        self
    }

    /// With this of it on people's home page.
    #[must_use]
    pub fn todos(mut self, todos: TodoOf) -> Module {
        self.todos = Some(todos);
        self
    }

    /// With this of it passing on when somebody leaves.
    #[must_use]
    pub fn handing(mut self, handing: Handing) -> Module {
        self.handing = Some(handing);
        self
    }

    /// With these acts in the audit.
    #[must_use]
    pub fn acts(mut self, acts: &'static [Act]) -> Module {
        self.acts = acts;
        self
    }

    /// With this of it in people's calendars.
    #[must_use]
    pub fn events(mut self, events: EventsOf) -> Module {
        self.events = Some(events);
        self
    }

    /// With these files.
    #[must_use]
    pub fn assets(mut self, assets: &'static [Asset]) -> Module {
        self.assets = assets;
        self
    }
}

/// A style sheet, script or picture that belongs to a room; [`crate::Staff::asset`] gives its address.
pub struct Asset {
    /// `report.css`: unique over all rooms.
    pub name: &'static str,
    /// Its bytes, by `include_bytes!`.
    pub bytes: &'static [u8],
}

/// An entry of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it stands: 10 home, 15 a figure by words, 20 journal, 30 import, 40 reports, 50 figures, 60 organisations, 70 people, 90 settings.
    pub order: u16,
    /// 工作台账
    pub title: &'static str,
    /// Where it leads; pages below it (`/journal/…`) mark it as current.
    pub href: &'static str,
    /// Its picture.
    pub icon: Icon,
    /// Who sees it.
    pub right: &'static Right,
    /// Whether it stands in the bottom bar of a phone (four do; the rest is under 更多).
    pub phone: bool,
    /// The key that leads there from any page.
    pub key: Option<char>,
}

impl NavItem {
    /// An entry; on a phone under 更多.
    pub fn new(order: u16, title: &'static str, href: &'static str, icon: Icon, right: &'static Right) -> NavItem {
        NavItem { order, title, href, icon, right, phone: false, key: None }
    }

    /// With a key, a small letter, that leads there from any page while nobody types; the list of keys tells it.
    #[must_use]
    pub fn key(mut self, letter: char) -> NavItem {
        self.key = Some(letter);
        self
    }

    /// Also in the bottom bar of a phone.
    #[must_use]
    pub fn on_phone(mut self) -> NavItem {
        self.phone = true;
        self
    }
}
