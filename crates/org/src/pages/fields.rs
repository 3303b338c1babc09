//! Fields that several forms have.

use base::Right;
use board::{Line, Org, OrgKind};
use kit::{Choice, Failure, Field, Staff};
use norms::Day;

use crate::actions;

/// So many orgs stand in a list to choose from; of more, one is named by hand.
const MOST_CHOICES: usize = 400;

/// The orgs that a field offers.
pub(super) struct Orgs(Vec<(Org, usize)>);

impl Orgs {
    /// Those over which somebody holds a right.
    pub(super) async fn of(staff: &Staff, right: &'static Right) -> Result<Orgs, Failure> {
        Ok(Orgs(staff.read(&actions::Over(right), actions::choices).await?))
    }

    /// The same without an org and all below it: nothing is moved or merged into itself.
    pub(super) fn without(mut self, org: &Org) -> Orgs {
        self.0.retain(|(other, _)| !other.path.starts_with(&org.path));
        self
    }

    /// With an org that is offered whatever it is: the one that is chosen now.
    pub(super) fn with(mut self, org: &Org) -> Orgs {
        if !self.0.iter().any(|(other, _)| other.id == org.id) {
            self.0.insert(0, (org.clone(), 0));
        }
        self
    }

    /// A list to choose from, or a line to name one in where there are too many.
    pub(super) fn field(&self, name: &str, label: &str) -> Field {
        if self.0.len() > MOST_CHOICES {
            return Field::text(name, &format!("{label}（填全称、简称或编码）")).max(100);
        }
        let choice = |(org, depth): &(Org, usize)| Choice::new(org.id, format!("{}{}", "　".repeat(*depth), org.name));
        let field = Field::select(name, label, self.0.iter().map(choice));
        if let [(only, _)] = self.0.as_slice() { field.value(only.id) } else { field }
    }

    /// The same with one more choice for what has none; in a line to fill in, that is leaving it empty.
    pub(super) fn field_or(&self, name: &str, label: &str, none: Choice) -> Field {
        if self.0.len() > MOST_CHOICES {
            return self.field(name, label);
        }
        let choice = |(org, depth): &(Org, usize)| Choice::new(org.id, format!("{}{}", "　".repeat(*depth), org.name));
        Field::select(name, label, self.0.iter().map(choice).chain([none])).required()
    }

    /// What the field holds when this org is chosen.
    pub(super) fn value(&self, org: &Org) -> String {
        if self.0.len() > MOST_CHOICES { org.code.clone() } else { org.id.to_string() }
    }

    /// The one of this id, as the field holds it.
    pub(super) fn value_of(&self, id: &str) -> Option<String> {
        self.0.iter().find(|(org, _)| org.id.to_string() == id).map(|(org, _)| self.value(org))
    }
}

/// A day that has come.
pub(super) fn past_day(name: &str, label: &str, today: Day) -> Field {
    Field::day(name, label).between(Day::first(), today)
}

/// The kinds of org that people found: not the office itself.
pub(super) fn kinds() -> Vec<Choice> {
    OrgKind::ALL.iter().filter(|kind| **kind != OrgKind::Office).map(|kind| Choice::new(kind.code(), kind.chinese())).collect()
}

/// The lines.
pub(super) fn lines() -> Vec<Choice> {
    Line::ALL.iter().map(|line| Choice::new(line.code(), line.chinese())).collect()
}
