//! A small writer of XML text: elements are closed by the closures that open them, so they always match.

use quick_xml::escape::escape;

use crate::text::clean;

/// XML being written.
pub(crate) struct Xml(String);

impl Xml {
    /// Begins a part with its declaration.
    pub fn part() -> Xml {
        Xml("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned())
    }

    /// An element with content.
    pub fn within(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Xml)) {
        self.open(name, attributes, ">");
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes, "/>");
    }

    /// An element whose one attribute is `w:val`.
    pub fn val(&mut self, name: &str, value: &str) {
        self.empty(name, &[("w:val", value)]);
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        self.0.push_str(&escape(clean(text)));
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.0.push('<');
        self.0.push_str(name);
        for (key, value) in attributes {
            self.0.push(' ');
            self.0.push_str(key);
            self.0.push_str("=\"");
            self.0.push_str(&escape(clean(value)));
            self.0.push('"');
        }
        self.0.push_str(end);
    }

    /// The text written.
    pub fn finish(self) -> String {
        self.0
    }
}
