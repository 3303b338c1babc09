//! HTML that is ready to be sent: what templates, forms and tables make of data.

use std::fmt;

use askama::Template;

use crate::Failure;

/// A piece of HTML in which everything is escaped already. In an askama template write `{{ piece|safe }}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Nothing.
    pub fn empty() -> Markup {
        Markup::default()
    }

    /// What a template makes of its data.
    ///
    /// # Errors
    /// A fault of the program, when the template fails.
    pub fn of(template: &impl Template) -> Result<Markup, Failure> {
        template.render().map(Markup).map_err(|e| Failure::internal(format!("template: {e}")))
    }

    /// Plain text, escaped.
    pub fn text(text: &str) -> Markup {
        Markup(escape(text))
    }

    /// HTML written by us, holding no data that is not escaped.
    pub fn trusted(html: impl Into<String>) -> Markup {
        Markup(html.into())
    }

    /// A link.
    pub fn link(href: &str, text: &str) -> Markup {
        Markup(format!("<a href=\"{}\">{}</a>", escape(href), escape(text)))
    }

    /// Both, one after the other.
    #[must_use]
    pub fn and(mut self, other: Markup) -> Markup {
        self.0.push_str(&other.0);
        self
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

impl From<Markup> for String {
    fn from(markup: Markup) -> String {
        markup.0
    }
}

/// Text as it may stand in HTML, in an attribute's value too.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML and HTML know no NUL.
            '\0' => {}
            c => out.push(c),
        }
    }
    out
}
