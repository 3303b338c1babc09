//! `yipanqi doctor`.

use serde_json::json;

use crate::config::Config;
use crate::doctor::{self, State};
use crate::failure::Failure;
use crate::out::{self, Format};

/// Exit code 1 when anything does not work.
pub async fn run(config: &Config, format: Format) -> Result<u8, Failure> {
    let found = doctor::look(config).await;
    if format == Format::Json {
        out::json(&json!({"checks": found}))?;
    } else {
        for check in &found {
            let mark = match check.state {
                State::Good => "  ok",
                State::Warning => "看看",
                State::Bad => "不行",
            };
            out::line(format_args!("{mark}  {:<9} {}", check.name, check.chinese))?;
            if check.state != State::Good {
                out::line(format_args!("                {}", check.english))?;
            }
        }
    }
    Ok(u8::from(found.iter().any(|check| check.state == State::Bad)))
}
