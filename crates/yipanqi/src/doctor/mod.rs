//! `yipanqi doctor`: looks at everything that an installation needs, and says of each what is wrong and what to do.

mod checks;
mod network;

use serde::Serialize;

use crate::config::Config;

/// How something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Good,
    /// It works, but should be seen to.
    Warning,
    /// It does not work.
    Bad,
}

/// What was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its name on the command line.
    pub name: &'static str,
    /// How it was found.
    pub state: State,
    /// What was found and what to do, for those who run it.
    pub chinese: String,
    /// The same in English.
    pub english: String,
}

impl Check {
    fn new(name: &'static str, state: State, chinese: impl Into<String>, english: impl Into<String>) -> Check {
        Check { name, state, chinese: chinese.into(), english: english.into() }
    }

    fn good(name: &'static str, chinese: impl Into<String>, english: impl Into<String>) -> Check {
        Check::new(name, State::Good, chinese, english)
    }

    fn warning(name: &'static str, chinese: impl Into<String>, english: impl Into<String>) -> Check {
        Check::new(name, State::Warning, chinese, english)
    }

    fn bad(name: &'static str, chinese: impl Into<String>, english: impl Into<String>) -> Check {
        Check::new(name, State::Bad, chinese, english)
    }
}

/// Looks at everything. Nothing is changed.
pub async fn look(config: &Config) -> Vec<Check> {
    let mut found = vec![checks::database(config).await, checks::key(config)];
    found.extend(checks::rights(config));
    found.push(checks::disk(config));
    found.push(checks::clock(config).await);
    found.push(checks::backups(config));
    found.extend(checks::tools(config));
    found.push(network::port(config).await);
    found.extend(network::public(config).await);
    found
}
