//! Columns, rows and cells.

use norms::Day;

use crate::Markup;
use crate::form::plain;
use crate::markup::escape;

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words, from the left, may break.
    Words,
    /// Words that do not break (kinds, names, states).
    Short,
    /// Numbers, from the right.
    Number,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) align: Align,
    pub(crate) sorts: bool,
    pub(crate) unit: Option<String>,
}

impl Column {
    fn new(name: &str, label: &str, align: Align) -> Column {
        Column { name: name.to_owned(), label: label.to_owned(), align, sorts: false, unit: None }
    }

    /// Words that may break.
    pub fn words(name: &str, label: &str) -> Column {
        Column::new(name, label, Align::Words)
    }

    /// Words that do not break.
    pub fn short(name: &str, label: &str) -> Column {
        Column::new(name, label, Align::Short)
    }

    /// Numbers.
    pub fn number(name: &str, label: &str) -> Column {
        Column::new(name, label, Align::Number)
    }

    /// Days.
    pub fn day(name: &str, label: &str) -> Column {
        Column::new(name, label, Align::Short)
    }

    /// Its head orders the list by it.
    #[must_use]
    pub fn sorts(mut self) -> Column {
        self.sorts = true;
        self
    }

    /// Its unit, in the head: 数量（场次）.
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Column {
        self.unit = Some(unit.to_owned());
        self
    }

    /// The head as it reads.
    pub fn head(&self) -> String {
        self.unit.as_ref().map_or_else(|| self.label.clone(), |unit| format!("{}（{unit}）", self.label))
    }
}

/// The colour of a state; the word says it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing special.
    Plain,
    /// 逾期
    Late,
    /// Soon due, or to be looked at.
    Due,
    /// 办结
    Done,
}

impl Mark {
    fn class(self) -> &'static str {
        match self {
            Mark::Plain => "tag",
            Mark::Late => "tag late",
            Mark::Due => "tag due",
            Mark::Done => "tag done",
        }
    }
}

/// What stands at one place of a table: the same on the page and in the downloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// Words that lead somewhere.
    Link(String, String),
    /// A number, divided by ten to the power of its decimals.
    Number(i64, u32),
    /// A number that leads to its proof.
    Figure(i64, u32, String),
    /// A day.
    Day(Option<Day>),
    /// A state.
    Tag(String, Mark),
    /// What only the page shows: buttons.
    Page(Markup),
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// Words that lead somewhere.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Cell {
        Cell::Link(text.into(), href.into())
    }

    /// A whole number.
    pub fn number(value: i64) -> Cell {
        Cell::Number(value, 0)
    }

    /// A number with its scale of 1 or 100 (as metrics give it).
    pub fn scaled(value: i64, scale: i64) -> Cell {
        Cell::Number(value, decimals(scale))
    }

    /// A number with its scale that leads to its proof.
    pub fn figure(value: i64, scale: i64, href: impl Into<String>) -> Cell {
        Cell::Figure(value, decimals(scale), href.into())
    }

    /// The cell in words.
    pub fn words(&self) -> String {
        match self {
            Cell::Empty | Cell::Page(_) | Cell::Day(None) => String::new(),
            Cell::Text(text) | Cell::Link(text, _) | Cell::Tag(text, _) => text.clone(),
            Cell::Number(value, decimals) | Cell::Figure(value, decimals, _) => plain(*value, *decimals),
            Cell::Day(Some(day)) => day.to_string(),
        }
    }

    pub(super) fn html(&self) -> Markup {
        match self {
            Cell::Link(text, href) => Markup::link(href, text),
            Cell::Figure(value, decimals, href) => Markup::link(href, &plain(*value, *decimals)),
            Cell::Tag(text, mark) => Markup::trusted(format!("<span class=\"{}\">{}</span>", mark.class(), escape(text))),
            Cell::Page(markup) => markup.clone(),
            other => Markup::text(&other.words()),
        }
    }
}

fn decimals(scale: i64) -> u32 {
    scale.max(1).ilog10()
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) id: Option<String>,
    pub(crate) struck: bool,
    pub(crate) ticked: bool,
}

impl Row {
    /// A row of as many cells as there are columns.
    pub fn new(cells: Vec<Cell>) -> Row {
        Row { cells, id: None, struck: false, ticked: false }
    }

    /// With the id that its box sends.
    #[must_use]
    pub fn id(mut self, id: impl ToString) -> Row {
        self.id = Some(id.to_string());
        self
    }

    /// Whether its box is ticked already.
    #[must_use]
    pub fn ticked(mut self, ticked: bool) -> Row {
        self.ticked = ticked;
        self
    }

    /// Withdrawn or closed: drawn paler.
    #[must_use]
    pub fn struck(mut self, struck: bool) -> Row {
        self.struck = struck;
        self
    }
}
