//! A record in the making.

use norms::Day;

use crate::days::{How, Said};
use crate::lexicon::metrics::{Form, Metric};
use crate::text::Span;

/// A thing done, as far as it has been read.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub metric: Option<&'static Metric>,
    /// The words that say what was done.
    pub trigger: Span,
    /// The clause in which they stand.
    pub clause: Span,
    /// The day said for it, or held.
    pub day: Option<(Day, Span)>,
    /// The day stands for a period, so that a day said later is nearer.
    pub vague: bool,
    /// The day was said for it, not only held.
    pub dated: bool,
    pub org: Option<Span>,
    /// Done by whoever writes: no other org of the message did it.
    pub ours: bool,
    pub place: Option<Span>,
    pub quantity: Option<(i64, Span)>,
    /// So much for each head.
    pub each: Option<(i64, Span)>,
    /// What single people did, to be added up.
    pub parts: Vec<(i64, Span)>,
    pub heads: Option<(i64, Span)>,
    pub people: Vec<Span>,
    pub firms: Vec<Span>,
    /// A heading, which stands for the items below it.
    pub heading: bool,
    /// A heading of visits: the firms of the items below it belong to one service.
    pub gathers: bool,
    /// Number of its message.
    pub message: usize,
}

impl Draft {
    pub fn new(metric: Option<&'static Metric>, trigger: Span, clause: Span, message: usize) -> Draft {
        Draft {
            metric,
            trigger,
            clause,
            day: None,
            vague: false,
            dated: false,
            org: None,
            ours: false,
            place: None,
            quantity: None,
            each: None,
            parts: Vec::new(),
            heads: None,
            people: Vec::new(),
            firms: Vec::new(),
            heading: false,
            gathers: false,
            message,
        }
    }

    pub fn is(&self, code: &str) -> bool {
        self.metric.is_some_and(|metric| metric.code == code)
    }

    pub fn form(&self) -> Option<Form> {
        self.metric.map(|metric| metric.form)
    }

    pub fn set_day(&mut self, said: Option<Said>) {
        if let Some(said) = said {
            (self.day, self.vague) = (Some((said.day, said.span)), said.how == How::Period);
        }
    }

    /// How much, in hundredths, and where it is said.
    pub fn amount(&self) -> (i64, Option<Span>) {
        let one = (100, None);
        let said = |found: Option<(i64, Span)>| found.map(|(value, span)| (value, Some(span)));
        let listed = |count: usize| (count > 0).then(|| (i64::try_from(count).unwrap_or(0).saturating_mul(100), None));
        match self.form() {
            Some(Form::Heads) => said(self.quantity).or_else(|| said(self.heads)).or_else(|| listed(self.people.len())).unwrap_or(one),
            Some(Form::Firms) => said(self.quantity).or_else(|| listed(self.firms.len())).unwrap_or(one),
            Some(Form::Hours) => self.hours().unwrap_or(one),
            Some(Form::Stock) if self.is("org.probationary") || self.is("org.member") => {
                said(self.quantity).or_else(|| listed(self.people.len())).unwrap_or(one)
            }
            _ => said(self.quantity).or_else(|| self.multiplied()).unwrap_or(one),
        }
    }

    /// So much for each head, times the heads.
    fn multiplied(&self) -> Option<(i64, Option<Span>)> {
        let (value, span) = self.each?;
        let heads = self.heads.map_or_else(|| i64::try_from(self.people.len()).unwrap_or(1).max(1), |(heads, _)| heads / 100);
        Some((value.saturating_mul(heads), Some(span)))
    }

    fn hours(&self) -> Option<(i64, Option<Span>)> {
        if let Some((value, span)) = self.quantity {
            return Some((value, Some(span)));
        }
        if self.each.is_some() {
            return self.multiplied();
        }
        let sum = self.parts.iter().fold(0_i64, |sum, (value, _)| sum.saturating_add(*value));
        let first = self.parts.first()?;
        Some((sum, Some(first.1)))
    }
}
