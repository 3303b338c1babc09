//! The shell of staff pages: navigation by room, title with one primary action, the message of the last act, the secrecy line.

use askama::Template;
use axum::http::StatusCode;

use crate::icon::{self, Icon};
use crate::{App, Failure, Markup, SECRECY, Staff, gate};

/// A button at the head of a page.
struct Act {
    label: String,
    href: String,
    main: bool,
}

/// A staff page before it is put in its shell.
pub struct Page {
    pub(crate) status: StatusCode,
    title: String,
    sub: Markup,
    acts: Vec<Act>,
    buttons: Markup,
    body: Markup,
    back: Option<(String, String)>,
    styles: Vec<String>,
    scripts: Vec<String>,
}

impl Page {
    /// An empty page with this title.
    pub fn new(title: impl Into<String>) -> Page {
        Page {
            status: StatusCode::OK,
            title: title.into(),
            sub: Markup::empty(),
            acts: Vec::new(),
            buttons: Markup::empty(),
            body: Markup::empty(),
            back: None,
            styles: Vec::new(),
            scripts: Vec::new(),
        }
    }

    /// A line below the title.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "a line below the title, not a difference")]
    pub fn sub(mut self, text: &str) -> Page {
        self.sub = Markup::text(text);
        self
    }

    /// A line below the title, with links in it.
    #[must_use]
    pub fn sub_markup(mut self, sub: Markup) -> Page {
        self.sub = sub;
        self
    }

    /// A link above the title to the page above this one.
    #[must_use]
    pub fn back(mut self, label: &str, href: &str) -> Page {
        self.back = Some((label.to_owned(), href.to_owned()));
        self
    }

    /// A button that leads somewhere.
    #[must_use]
    pub fn act(mut self, label: &str, href: &str) -> Page {
        self.acts.push(Act { label: label.to_owned(), href: href.to_owned(), main: false });
        self
    }

    /// A link 审计 to what was done to these, for who may read it.
    #[must_use]
    pub fn audited<T: ToString>(self, staff: &Staff, subjects: impl IntoIterator<Item = T>) -> Page {
        match crate::audit::of_record(staff, subjects) {
            Some(href) => self.act("审计", &href),
            None => self,
        }
    }

    /// The one primary action, at the end of the row.
    #[must_use]
    pub fn main_act(mut self, label: &str, href: &str) -> Page {
        self.acts.push(Act { label: label.to_owned(), href: href.to_owned(), main: true });
        self
    }

    /// A button that does something ([`crate::form::button`]), among the others.
    #[must_use]
    pub fn button(mut self, button: Markup) -> Page {
        self.buttons = self.buttons.and(button);
        self
    }

    /// Appends to the page's body.
    #[must_use]
    pub fn body(mut self, body: Markup) -> Page {
        self.body = self.body.and(body);
        self
    }

    /// Appends what a template makes to the page's body.
    ///
    /// # Errors
    /// A fault of the program, when the template fails.
    pub fn template(self, template: &impl Template) -> Result<Page, Failure> {
        Ok(self.body(Markup::of(template)?))
    }

    /// With a style sheet of the room.
    #[must_use]
    pub fn style(mut self, name: &str) -> Page {
        self.styles.push(name.to_owned());
        self
    }

    /// With a script of the room.
    #[must_use]
    pub fn script(mut self, name: &str) -> Page {
        self.scripts.push(name.to_owned());
        self
    }

    /// With another status than 200.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Page {
        self.status = status;
        self
    }

    /// Shown again because what was typed cannot be accepted: 422.
    #[must_use]
    pub fn invalid(self) -> Page {
        self.status(StatusCode::UNPROCESSABLE_ENTITY)
    }
}

struct Entry {
    title: &'static str,
    href: &'static str,
    icon: Markup,
    current: bool,
    phone: bool,
    key: Option<char>,
}

#[derive(Template)]
#[template(path = "kit/shell.html")]
struct Shell<'a> {
    page: &'a Page,
    staff: &'a Staff,
    office: &'a str,
    entries: Vec<Entry>,
    more: Markup,
    mark: Markup,
    account: Markup,
    more_current: bool,
    message: Option<&'a str>,
    styles: Vec<String>,
    scripts: Vec<String>,
    sign_out: String,
    today: String,
    secrecy: &'static str,
}

/// Entries in the bottom bar of a phone, beside 更多.
const PHONE_PLACES: usize = 4;

/// The entries of the navigation that this person may open.
fn entries(staff: &Staff) -> Vec<Entry> {
    let path = staff.address.path();
    let below = |href: &str| path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')));
    let open = || staff.app.rooms.navigation.iter().filter(|item| gate::holds(&staff.actor, item.right));
    // /journal/import may be an entry of its own beside /journal: the longest that fits is the current one.
    let current = open().filter(|item| below(item.href)).map(|item| item.href.len()).max();
    let mut places = PHONE_PLACES;
    let entry = |item: &crate::NavItem| {
        let phone = item.phone && places > 0;
        places -= usize::from(phone);
        let current = below(item.href) && Some(item.href.len()) == current;
        Entry { title: item.title, href: item.href, icon: item.icon.svg(18), current, phone, key: item.key }
    };
    open().map(entry).collect()
}

pub(crate) fn shell(staff: &Staff, page: Page) -> Result<String, Failure> {
    let assets = &staff.app.rooms.assets;
    let entries = entries(staff);
    let more_current = !entries.iter().any(|entry| entry.current && entry.phone);
    let shell = Shell {
        office: staff.office.name.as_str(),
        more: Icon::More.svg(18),
        mark: icon::mark(26),
        account: Icon::Account.svg(18),
        more_current,
        message: staff.visitor.flash.as_deref(),
        styles: page.styles.iter().map(|name| assets.href(name)).collect(),
        scripts: page.scripts.iter().map(|name| assets.href(name)).collect(),
        sign_out: staff.action("/sign-out"),
        today: staff.today().chinese(),
        secrecy: SECRECY,
        page: &page,
        staff,
        entries,
    };
    Ok(Markup::of(&shell)?.into_string())
}

/// A page without navigation: sign-in, reset, errors.
#[derive(Template)]
#[template(path = "kit/bare.html")]
pub(crate) struct Bare<'a> {
    pub(crate) title: &'a str,
    pub(crate) body: &'a Markup,
    pub(crate) large: bool,
    pub(crate) app: &'a App,
    pub(crate) message: Option<&'a str>,
    /// Whether scripts for forms are of use on it.
    pub(crate) form: bool,
}

impl Bare<'_> {
    fn mark(&self) -> Markup {
        icon::mark(34)
    }

    fn secrecy(&self) -> &'static str {
        SECRECY
    }
}

/// Links to every entry that this person may open: the page 更多 of phones.
#[derive(Template)]
#[template(path = "kit/more.html")]
pub(crate) struct More {
    entries: Vec<Entry>,
    account: Markup,
    sign_out: String,
}

impl More {
    pub(crate) fn of(staff: &Staff) -> More {
        More { entries: entries(staff), account: Icon::Account.svg(18), sign_out: staff.action("/sign-out") }
    }
}
