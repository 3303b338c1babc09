//! The one way to ask for something: a form whose fields stand with label above, help below and error beside, that keeps what was
//! typed and says how to mend it.
//!
//! ```
//! use kit::{Field, Form, Input};
//! let form = || Form::new("/journal/new").submit("登记").field(Field::text("title", "标题").required().max(200));
//! let sent = form().read(&Input::new([("title", "")]));
//! assert!(!sent.valid());
//! ```

mod check;
mod field;
mod render;

use norms::Day;
use uuid::Uuid;

pub(crate) use check::plain;
pub use field::{Choice, Control, Field};
pub use render::button;

use crate::{Failure, Input};

/// The hidden field that carries the id of the record a form will make: sent twice, it is one record.
pub const RECORD: &str = "record";

/// A form: what it asks, what was typed, what was wrong.
#[derive(Clone, Debug)]
pub struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) errors: Vec<String>,
    pub(crate) submit: String,
    pub(crate) cancel: Option<String>,
    pub(crate) draft: Option<String>,
    pub(crate) filters: bool,
    pub(crate) legend: Option<String>,
    pub(crate) danger: bool,
}

impl Form {
    /// A form that is sent to `action`.
    pub fn new(action: impl Into<String>) -> Form {
        Form {
            action: action.into(),
            fields: Vec::new(),
            errors: Vec::new(),
            submit: "保存".into(),
            cancel: None,
            draft: None,
            filters: false,
            legend: None,
            danger: false,
        }
    }

    /// The filters of a list, in one row, kept in the address. Values come from the address; a change begins at the first page.
    pub fn filters(address: &crate::Address, fields: impl IntoIterator<Item = Field>) -> Form {
        let mut form = Form { filters: true, submit: "筛选".into(), ..Form::new(address.path()) };
        for field in fields {
            let values = address.all(&field.name).into_iter().map(str::to_owned).collect();
            form.fields.push(field.values(values));
        }
        // The order chosen at a column's head outlives a new filter.
        if let Some(sort) = address.get(crate::table::SORT) {
            form = form.hidden(crate::table::SORT, sort);
        }
        form
    }

    /// What its button says.
    #[must_use]
    pub fn submit(mut self, label: &str) -> Form {
        self.submit = label.to_owned();
        self
    }

    /// A way out beside the button; Esc takes it too.
    #[must_use]
    pub fn cancel(mut self, href: &str) -> Form {
        self.cancel = Some(href.to_owned());
        self
    }

    /// Saves what is typed by itself: under a name in this browser, or at a path of the server that begins with `/`.
    #[must_use]
    pub fn draft(mut self, place: &str) -> Form {
        self.draft = Some(place.to_owned());
        self
    }

    /// A heading of its own, where a page has several forms.
    #[must_use]
    pub fn legend(mut self, text: &str) -> Form {
        self.legend = Some(text.to_owned());
        self
    }

    /// Its button undoes or takes away: it is not drawn as the page's primary action.
    #[must_use]
    pub fn quiet(mut self) -> Form {
        self.danger = true;
        self
    }

    /// With one more field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Form {
        self.fields.push(field);
        self
    }

    /// With a value that nobody types.
    #[must_use]
    pub fn hidden(self, name: &str, value: &str) -> Form {
        self.field(Field::hidden(name).value(value))
    }

    /// With the id of the record that it will make (from [`crate::Staff::new_id`]).
    #[must_use]
    pub fn for_record(self, id: Uuid) -> Form {
        self.hidden(RECORD, &id.to_string())
    }

    /// With this value in a field, before anybody types.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl ToString) -> Form {
        if let Some(field) = self.find_mut(name) {
            field.values = vec![value.to_string()];
        }
        self
    }

    /// With these values in a field of several.
    #[must_use]
    pub fn set_all<T: ToString>(mut self, name: &str, values: impl IntoIterator<Item = T>) -> Form {
        if let Some(field) = self.find_mut(name) {
            field.values = values.into_iter().map(|value| value.to_string()).collect();
        }
        self
    }

    /// Takes in what was sent and checks it: afterwards the form holds what was typed, with an error at each field that needs mending.
    #[must_use]
    pub fn read(mut self, input: &Input) -> Form {
        for field in &mut self.fields {
            field.values = input.all(&field.name).into_iter().map(str::to_owned).collect();
            field.error = check::check(field);
        }
        self
    }

    /// Says that a field cannot be accepted, and how to mend it. The first error of a field stays.
    pub fn fail(&mut self, name: &str, sentence: impl Into<String>) {
        match self.find_mut(name) {
            Some(field) if field.control != Control::Hidden => {
                field.error.get_or_insert(sentence.into());
            }
            _ => self.errors.push(sentence.into()),
        }
    }

    /// Puts an action's refusal where it belongs: at its field, or above the form. What is not about the form is given back.
    ///
    /// # Errors
    /// A failure that a form cannot show: not there, not allowed, a fault of ours.
    pub fn refuse(&mut self, failure: Failure) -> Result<(), Failure> {
        use crate::Kind::{Conflict, Invalid, TooLarge, TooOften, Unsupported};
        if !matches!(failure.kind, Invalid | Conflict | TooLarge | TooOften | Unsupported) {
            return Err(failure);
        }
        self.fail(failure.field.as_deref().unwrap_or_default(), failure.sentence);
        Ok(())
    }

    /// Whether nothing needs mending.
    pub fn valid(&self) -> bool {
        self.errors.is_empty() && self.fields.iter().all(|field| field.error.is_none())
    }

    /// The field of this name.
    pub fn find(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn find_mut(&mut self, name: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.name == name)
    }

    /// What was typed in a field, trimmed; empty when nothing was.
    pub fn text(&self, name: &str) -> &str {
        self.find(name).and_then(|field| field.values.first()).map_or("", |value| value.trim())
    }

    /// What was typed in a field, if anything was.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// All values of a field of several.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.find(name).map(|field| field.values.iter().map(String::as_str).filter(|v| !v.is_empty()).collect()).unwrap_or_default()
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.some(name).is_some()
    }

    /// The day in a field.
    pub fn day(&self, name: &str) -> Option<Day> {
        check::day(self.text(name)).ok()
    }

    /// The number in a field, times the field's scale.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.find(name)?.control {
            Control::Number { decimals } => check::number(self.text(name), decimals).ok(),
            _ => self.text(name).parse().ok(),
        }
    }

    /// A field read as what it is: an id, an enum with `FromStr`.
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name).parse().ok()
    }

    /// The id of the record that the form makes, when it carried one.
    pub fn record(&self) -> Option<Uuid> {
        self.parsed(RECORD)
    }
}
