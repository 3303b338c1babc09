//! A template file: its front, then the text of a report.

use crate::template::mark::{shortened, word};
use crate::template::{Fault, TemplateError, Word};

/// A template: what a new report begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Name on the command line and in addresses: `half-year`.
    pub name: String,
    /// What pages call it: 半年度党建工作情况报告.
    pub label: String,
    /// Title of the report; may hold `{period}` and `{org}`.
    pub title: String,
    /// 报告 or 简报: which rules hold for it (ASK-01).
    pub kind: String,
    /// 主送机关; empty for a paper without one.
    pub addressee: String,
    /// 发文机关署名; may hold `{org}`.
    pub signature: String,
    /// The text, in the form of this module.
    pub text: String,
}

impl Template {
    /// Reads a template file.
    ///
    /// # Errors
    /// A front that lacks a line or has one that is not known. The text itself is read by [`super::parse`].
    pub fn read(file: &str) -> Result<Template, TemplateError> {
        let at = |line, fault| TemplateError { line, column: 1, fault };
        let mut lines = file.lines().enumerate();
        if lines.next().map(|(_, line)| line.trim()) != Some("---") {
            return Err(at(1, Fault::Front("---")));
        }
        let mut front: [Option<String>; 6] = Default::default();
        let mut closed = 0;
        for (i, line) in lines.by_ref() {
            if line.trim() == "---" {
                closed = i + 1;
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let slot = NAMES.iter().position(|known| *known == name.trim()).ok_or_else(|| at(i + 1, Fault::Unknown(shortened(name))))?;
            if let Some(place) = front.get_mut(slot) {
                *place = Some(value.trim().to_owned());
            }
        }
        if closed == 0 {
            return Err(at(1, Fault::Front("---")));
        }
        let mut front = front.into_iter().zip(NAMES);
        let mut next = || match front.next() {
            Some((Some(value), _)) => Ok(value),
            Some((None, name)) => Err(at(1, Fault::Front(name))),
            None => Err(at(1, Fault::Front("---"))),
        };
        let (name, label, title, kind, addressee, signature) = (next()?, next()?, next()?, next()?, next()?, next()?);
        let text = lines.map(|(_, line)| line).collect::<Vec<_>>().join("\n");
        Ok(Template { name, label, title, kind, addressee, signature, text: text.trim().to_owned() + "\n" })
    }
}

const NAMES: [&str; 6] = ["name", "label", "title", "kind", "addressee", "signature"];

/// A line of the front with its words filled in (`{period}`, `{cut-off}`, `{org}`); braces around anything else stay.
pub fn fill(line: &str, say: impl Fn(Word) -> String) -> String {
    let (mut out, mut rest) = (String::new(), line);
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        let inner = after.find('}').and_then(|close| after.get(1..close).map(|inner| (inner, close)));
        match inner.and_then(|(inner, close)| word(inner.trim()).map(|word| (word, close))) {
            Some((word, close)) => {
                out.push_str(&say(word));
                rest = after.get(close + 1..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}
