//! A field of a form.

use norms::Day;

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// One line.
    Text,
    /// Several lines.
    Lines {
        /// Lines shown at first.
        rows: u8,
    },
    /// A calendar day.
    Day,
    /// A number.
    Number {
        /// Decimal places that are kept; the value is read times ten to their power.
        decimals: u32,
    },
    /// One of a list.
    Select,
    /// One of a few, all shown.
    Radio,
    /// Any of a few.
    Checks,
    /// Yes or no.
    Tick,
    /// One or several files.
    File {
        /// Endings that it takes (`.xlsx,.xls`).
        accept: String,
        /// Whether several may be chosen.
        several: bool,
    },
    /// A password: never shown again.
    Password,
    /// Nobody types it.
    Hidden,
    /// A search box.
    Search,
}

/// One of the values that a field may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl Choice {
    /// A value and what people read.
    pub fn new(value: impl ToString, label: impl Into<String>) -> Choice {
        Choice { value: value.to_string(), label: label.into() }
    }
}

/// A field: what it asks, its bounds, what was typed and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) control: Control,
    pub(crate) help: Option<String>,
    pub(crate) required: bool,
    /// Characters of text.
    pub(crate) max_chars: usize,
    pub(crate) least: Option<i64>,
    pub(crate) most: Option<i64>,
    pub(crate) first: Day,
    pub(crate) last: Day,
    pub(crate) choices: Vec<Choice>,
    pub(crate) autocomplete: Option<&'static str>,
    pub(crate) known: Vec<String>,
    pub(crate) focus: bool,
    pub(crate) values: Vec<String>,
    pub(crate) error: Option<String>,
}

/// Texts without a bound of their own.
const MAX_CHARS: usize = 200;
/// Texts of several lines.
const MAX_LINES_CHARS: usize = 10_000;

impl Field {
    fn new(name: &str, label: &str, control: Control) -> Field {
        let max_chars = if matches!(control, Control::Lines { .. } | Control::Hidden) { MAX_LINES_CHARS } else { MAX_CHARS };
        Field {
            name: name.to_owned(),
            label: label.to_owned(),
            control,
            help: None,
            required: false,
            max_chars,
            least: None,
            most: None,
            first: Day::first(),
            last: Day::last(),
            choices: Vec::new(),
            autocomplete: None,
            known: Vec::new(),
            focus: false,
            values: Vec::new(),
            error: None,
        }
    }

    /// One line of text, at most 200 characters unless [`Field::max`] says otherwise.
    pub fn text(name: &str, label: &str) -> Field {
        Field::new(name, label, Control::Text)
    }

    /// Several lines of text, at most 10,000 characters.
    pub fn lines(name: &str, label: &str) -> Field {
        Field::new(name, label, Control::Lines { rows: 4 })
    }

    /// A calendar day; 2022-06-03, 2022.6.3 and 2022年6月3日 are read.
    pub fn day(name: &str, label: &str) -> Field {
        Field::new(name, label, Control::Day)
    }

    /// A whole number of 0 or more, unless [`Field::least`] says otherwise.
    pub fn number(name: &str, label: &str) -> Field {
        Field::decimal(name, label, 0)
    }

    /// A number of 0 or more with up to so many decimal places.
    pub fn decimal(name: &str, label: &str, decimals: u32) -> Field {
        Field { least: Some(0), ..Field::new(name, label, Control::Number { decimals }) }
    }

    /// One of a list; where it is not required, nothing may be chosen too.
    pub fn select(name: &str, label: &str, choices: impl IntoIterator<Item = Choice>) -> Field {
        Field { choices: choices.into_iter().collect(), ..Field::new(name, label, Control::Select) }
    }

    /// One of a few, all shown.
    pub fn radio(name: &str, label: &str, choices: impl IntoIterator<Item = Choice>) -> Field {
        Field { choices: choices.into_iter().collect(), ..Field::new(name, label, Control::Radio) }
    }

    /// Any of a few.
    pub fn checks(name: &str, label: &str, choices: impl IntoIterator<Item = Choice>) -> Field {
        Field { choices: choices.into_iter().collect(), ..Field::new(name, label, Control::Checks) }
    }

    /// A box to tick; [`super::Form::ticked`] reads it.
    pub fn tick(name: &str, label: &str) -> Field {
        Field::new(name, label, Control::Tick)
    }

    /// A file; `accept` names the endings it takes. Such a form is read by [`crate::Upload`].
    pub fn file(name: &str, label: &str, accept: &str) -> Field {
        Field::new(name, label, Control::File { accept: accept.to_owned(), several: false })
    }

    /// Files, several at once.
    pub fn files(name: &str, label: &str, accept: &str) -> Field {
        Field::new(name, label, Control::File { accept: accept.to_owned(), several: true })
    }

    /// A password, never shown again.
    pub fn password(name: &str, label: &str) -> Field {
        Field::new(name, label, Control::Password)
    }

    /// A value that nobody types.
    pub fn hidden(name: &str) -> Field {
        Field::new(name, "", Control::Hidden)
    }

    /// A search box for a list; "/" leads there.
    pub fn search(name: &str, label: &str) -> Field {
        Field::new(name, label, Control::Search)
    }

    /// It must be filled in.
    #[must_use]
    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// At most so many characters of text.
    #[must_use]
    pub fn max(mut self, chars: usize) -> Field {
        self.max_chars = chars;
        self
    }

    /// At least this number (scaled like the value).
    #[must_use]
    pub fn least(mut self, number: i64) -> Field {
        self.least = Some(number);
        self
    }

    /// At most this number (scaled like the value).
    #[must_use]
    pub fn most(mut self, number: i64) -> Field {
        self.most = Some(number);
        self
    }

    /// A day in this stretch.
    #[must_use]
    pub fn between(mut self, first: Day, last: Day) -> Field {
        (self.first, self.last) = (first, last);
        self
    }

    /// What may help, below the field.
    #[must_use]
    pub fn help(mut self, text: &str) -> Field {
        self.help = Some(text.to_owned());
        self
    }

    /// So many lines shown at first.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Field {
        self.control = Control::Lines { rows };
        self
    }

    /// What the browser may fill in (`username`, `current-password`, `new-password`, `off`).
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Field {
        self.autocomplete = Some(what);
        self
    }

    /// What was written here before: offered while typing, and in a field of several lines by a box beside it that adds one.
    #[must_use]
    pub fn known(mut self, texts: &[String]) -> Field {
        self.known = texts.to_vec();
        self
    }

    /// The page opens with the cursor here.
    #[must_use]
    pub fn focus(mut self) -> Field {
        self.focus = true;
        self
    }

    /// With this value before anybody types.
    #[must_use]
    pub fn value(mut self, value: impl ToString) -> Field {
        self.values = vec![value.to_string()];
        self
    }

    /// With these values before anybody types.
    #[must_use]
    pub fn values(mut self, values: Vec<String>) -> Field {
        self.values = values;
        self
    }
}
