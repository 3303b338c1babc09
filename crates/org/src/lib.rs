//! 组织, 人员, 设置: the pages and rules of the organisation tree, the roster with posts and terms, accounts and the office's settings.
//!
//! **Records** nothing of its own: the tables are the board's. **Posts** nothing of its own: a move and a merger make the ledger post
//! anew what the records of other rooms say. **Asks** the board for orgs, people, posts and accounts, the ledger for what a move or a
//! merger changes.
#![forbid(unsafe_code)]

pub mod actions;
mod audit;
pub mod error;
mod pages;
mod personal;
mod records;
pub mod rights;
pub mod rules;
mod store;
mod todo;

use kit::icon::Icon;
use kit::{Asset, Module, NavItem};

pub use error::OrgError;
pub use personal::RosterPeople;

/// The room as the binary composes it.
pub fn module() -> Module {
    Module::new("org", "组织人员")
        .rights(&rights::ALL)
        .routes(pages::routes())
        .records(&records::ORGS)
        .records(&records::PEOPLE)
        .nav(NavItem::new(60, "组织", "/orgs", Icon::Orgs, &rights::READ))
        .nav(NavItem::new(70, "人员", "/people", Icon::People, &rights::PEOPLE_READ))
        .nav(NavItem::new(90, "设置", "/settings", Icon::Settings, &rights::ACCOUNTS_READ))
        .nav(NavItem::new(97, "关于我", "/about-me", Icon::Account, &rights::ME))
        .people(RosterPeople)
        .todos(todo::todos)
        .assets(&[Asset { name: "org.css", bytes: include_bytes!("../assets/org.css") }])
        .acts(&audit::ACTS)
}
