//! A form as HTML.

use askama::Template;

use super::Form;
use super::field::{Control, Field};
use crate::{Markup, SECRECY, markup::escape, staff::action};

#[derive(Template)]
#[template(path = "kit/field.html")]
struct FieldHtml<'a> {
    field: &'a Field,
    id: String,
    described: String,
}

impl FieldHtml<'_> {
    fn value(&self) -> String {
        let typed = self.field.values.first().cloned().unwrap_or_default();
        match self.field.control {
            Control::Day => super::check::day(&typed).map_or(typed, |day| day.to_string()),
            _ => typed,
        }
    }

    /// A browser empties a date field whose value is no date; what was typed must not be lost, so it becomes one line of text.
    fn input_type(&self) -> &'static str {
        match self.field.control {
            Control::Password => "password",
            Control::Search => "search",
            Control::Day if self.value().is_empty() || super::check::day(&self.value()).is_ok() => "date",
            _ => "text",
        }
    }

    fn chosen(&self, value: &str) -> bool {
        self.field.values.iter().any(|chosen| chosen == value)
    }

    fn kind(&self) -> &'static str {
        match self.field.control {
            Control::Day => "day",
            Control::Lines { .. } => "lines",
            Control::Number { .. } => "number",
            Control::Select => "select",
            Control::Radio => "radio",
            Control::Checks => "checkbox",
            Control::Tick => "tick",
            Control::File { .. } => "file",
            Control::Password => "password",
            Control::Hidden => "hidden",
            Control::Search => "search",
            Control::Text => "text",
        }
    }

    fn accept(&self) -> &str {
        if let Control::File { accept, .. } = &self.field.control { accept } else { "" }
    }

    fn several(&self) -> bool {
        matches!(self.field.control, Control::File { several: true, .. })
    }

    fn rows(&self) -> u8 {
        if let Control::Lines { rows } = self.field.control { rows } else { 1 }
    }

    fn first(&self) -> String {
        self.field.first.to_string()
    }

    fn last(&self) -> String {
        self.field.last.to_string()
    }
}

impl Field {
    /// The field's place on the page, to which errors lead.
    fn id(&self) -> String {
        format!("f-{}", self.name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"))
    }

    /// The field with label, help and error.
    pub fn render(&self) -> Markup {
        let id = self.id();
        let mut described = Vec::new();
        if self.help.is_some() {
            described.push(format!("{id}-help"));
        }
        if self.error.is_some() {
            described.push(format!("{id}-error"));
        }
        Markup::of(&FieldHtml { field: self, id, described: described.join(" ") }).unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "kit/form.html")]
struct FormHtml<'a> {
    form: &'a Form,
    fields: &'a [Field],
    errors: Vec<(String, String)>,
    action: String,
    files: bool,
    /// Whether a field of the form needs mending, and not only the whole.
    mend: bool,
    secrecy: &'static str,
}

impl Form {
    /// The whole form. `token` is the page's ([`crate::Staff::token`]); it goes into the address, so that a forged form is refused
    /// before its body is read.
    pub fn render(&self, token: &str) -> Markup {
        let of_fields = self.fields.iter().filter_map(|field| Some((format!("#{}", field.id()), field.error.clone()?)));
        let html = FormHtml {
            form: self,
            fields: &self.fields,
            errors: self.errors.iter().map(|error| (String::new(), error.clone())).chain(of_fields).collect(),
            action: if self.filters { self.action.clone() } else { action(&self.action, token) },
            mend: self.fields.iter().any(|field| field.error.is_some()),
            files: self.fields.iter().any(|field| matches!(field.control, Control::File { .. })),
            secrecy: SECRECY,
        };
        Markup::of(&html).unwrap_or_default()
    }

    /// One field of the form, for a page that lays its form out by hand.
    pub fn render_field(&self, name: &str) -> Markup {
        self.find(name).map(Field::render).unwrap_or_default()
    }

    /// The errors above the form, for a page that lays its form out by hand.
    pub fn render_errors(&self) -> Markup {
        let of_fields = self.fields.iter().filter_map(|field| Some((field.id(), field.error.as_ref()?)));
        let links = of_fields.map(|(id, error)| format!("<li><a href=\"#{id}\">{}</a></li>", escape(error)));
        let items: String = self.errors.iter().map(|error| format!("<li>{}</li>", escape(error))).chain(links).collect();
        if items.is_empty() {
            return Markup::empty();
        }
        Markup::trusted(format!("<div class=\"errors\" role=\"alert\" tabindex=\"-1\"><p>请修改后再提交：</p><ul>{items}</ul></div>"))
    }
}

/// A button that does one thing by itself: a form of hidden values.
pub fn button(token: &str, to: &str, label: &str, hidden: &[(&str, &str)]) -> Markup {
    let values: String = hidden
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value)))
        .collect();
    let action = escape(&action(to, token));
    Markup::trusted(format!(
        "<form method=\"post\" action=\"{action}\" class=\"inline\">{values}<button class=\"btn\">{}</button></form>",
        escape(label)
    ))
}
