//! 有变动的行: what the record says and what the workbook says, side by side, with a tick for each row. On the preview and on the page of
//! an import. Which rows are ticked on other pages of the table goes along in the form, so that nothing is lost by turning a page.

use std::collections::BTreeSet;

use askama::Template;
use kit::{Failure, Input, Markup};
use uuid::Uuid;

use crate::import::{ChangedRow, Choices, FieldChange};

/// Rows of a page.
const ROWS: usize = 50;
/// The parameter of the address that says which page.
pub(super) const PAGE: &str = "changes";

/// Which button was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// What the form is for.
    Go,
    /// 全选, 全不选.
    All(bool),
    /// Another page of the table, from 1.
    Page(usize),
}

/// What the form with the table sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// The upload that the form showed.
    pub(super) id: Option<Uuid>,
    /// Which button.
    pub(super) pressed: Pressed,
    /// The page that it stood on, from 1.
    pub(super) page: usize,
    shown: BTreeSet<String>,
    picked: BTreeSet<String>,
    elsewhere: BTreeSet<String>,
}

impl Sent {
    pub(super) fn of(input: &Input) -> Sent {
        let tokens = |name: &str| -> BTreeSet<String> { input.get(name).split_whitespace().map(str::to_owned).collect() };
        let pressed = match input.get("to") {
            "" => Pressed::Go,
            "all" => Pressed::All(true),
            "none" => Pressed::All(false),
            page => Pressed::Page(page.parse().unwrap_or(1)),
        };
        Sent {
            id: input.parsed("id"),
            pressed,
            page: input.parsed("page").unwrap_or(1),
            shown: tokens("shown"),
            picked: input.all("pick").into_iter().map(str::to_owned).collect(),
            elsewhere: tokens("elsewhere"),
        }
    }

    /// Everything that is ticked, on this page and on the others.
    pub(super) fn ticked(&self) -> BTreeSet<String> {
        self.elsewhere.union(&self.picked).cloned().collect()
    }

    /// What was set by hand, kept with the upload.
    pub(super) fn keep(&self, choices: &mut Choices) {
        for token in &self.shown {
            choices.picks.insert(token.clone(), self.picked.contains(token));
        }
        if let Pressed::All(all) = self.pressed {
            choices.picks.clear();
            choices.all = Some(all);
        }
    }

    /// The page to show next.
    pub(super) fn next(&self) -> usize {
        if let Pressed::Page(page) = self.pressed { page } else { self.page }
    }
}

/// Whether a row can still be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Open,
    /// It was taken.
    Taken,
    /// Its record changed, or was withdrawn, since.
    Closed,
}

struct RowHtml<'a> {
    token: String,
    ticked: bool,
    state: State,
    sheet: &'a str,
    cell: String,
    title: &'a str,
    href: String,
    fields: Vec<FieldChange>,
    by_hand: Option<String>,
    details: bool,
}

#[derive(Template)]
#[template(path = "journal/changes.html")]
struct ChangesHtml<'a> {
    rows: Vec<RowHtml<'a>>,
    total: usize,
    ticked: usize,
    page: usize,
    pages: usize,
    shown: String,
    elsewhere: String,
    /// Whether somebody may tick.
    form: bool,
    /// Whether any row of the table can be ticked.
    any: bool,
    preview: bool,
    /// Where the table's other pages are, for those who only look.
    here: String,
}

/// The table; nothing when no row changed.
pub(super) struct Changes<'a> {
    /// All rows.
    pub(super) rows: Vec<(&'a ChangedRow, State)>,
    /// Those that are ticked.
    pub(super) ticked: &'a BTreeSet<String>,
    /// Which page, from 1.
    pub(super) page: usize,
    /// Whether the person may take rows.
    pub(super) form: bool,
    /// The page's own address.
    pub(super) here: String,
    /// Whether nothing was imported yet.
    pub(super) preview: bool,
}

impl Changes<'_> {
    pub(super) fn html(&self) -> Result<Markup, Failure> {
        if self.rows.is_empty() {
            return Ok(Markup::empty());
        }
        let pages = self.rows.len().div_ceil(ROWS);
        let page = self.page.clamp(1, pages);
        let open = |token: &&String| self.ticked.contains(*token);
        let tokens: Vec<String> =
            self.rows.iter().map(|(row, state)| if *state == State::Open { row.token() } else { String::new() }).collect();
        let here = (page - 1) * ROWS..(page * ROWS).min(tokens.len());
        let words = |tokens: Vec<&String>| tokens.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        let outside = tokens.iter().enumerate().filter(|(i, _)| !here.contains(i)).map(|(_, token)| token);
        Markup::of(&ChangesHtml {
            total: tokens.len(),
            ticked: tokens.iter().filter(open).count(),
            shown: words(tokens[here.clone()].iter().filter(|token| !token.is_empty()).collect()),
            elsewhere: words(outside.filter(open).collect()),
            rows: here.map(|i| self.row(i, &tokens[i])).collect(),
            any: tokens.iter().any(|token| !token.is_empty()),
            page,
            pages,
            form: self.form,
            preview: self.preview,
            here: self.here.clone(),
        })
    }

    fn row(&self, i: usize, token: &str) -> RowHtml<'_> {
        let (row, state) = self.rows[i];
        let (who, when) = &row.record.changed;
        RowHtml {
            ticked: self.ticked.contains(token),
            token: token.to_owned(),
            state,
            sheet: &row.sheet.1,
            cell: row.cell(),
            title: &row.content.title,
            href: crate::pages::href(row.record.id),
            fields: row.fields(),
            by_hand: row.by_hand.then(|| format!("{who}，{}", when.chinese())),
            details: row.details,
        }
    }
}
