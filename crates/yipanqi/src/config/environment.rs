//! The configuration by environment: `YIPANQI_LISTEN`, and `YIPANQI_BACKUP__FOLDER` for `backup.folder`. It goes before the file.

use toml::{Table, Value};

use super::KEYS;
use crate::failure::Failure;

/// What begins so is ours.
const OURS: &str = "YIPANQI_";

/// The variables that are ours.
pub fn ours() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, value)| name.starts_with(OURS) && !value.is_empty())
        .collect();
    all.sort_unstable();
    all
}

/// The key that a variable sets; none for one that is for something else, such as a test.
pub fn key(variable: &str) -> Option<&'static str> {
    let name = variable.strip_prefix(OURS)?.to_ascii_lowercase().replace("__", ".");
    KEYS.iter().map(|(key, ..)| *key).find(|key| *key == name)
}

/// Sets what the environment says.
///
/// # Errors
/// Where the file holds a value that the environment takes for a section.
pub fn lay_over(table: &mut Table, variables: Vec<(String, String)>) -> Result<(), Failure> {
    for (variable, text) in variables {
        let Some(key) = key(&variable) else { continue };
        let (sections, name) = key.rsplit_once('.').unwrap_or(("", key));
        let mut at = &mut *table;
        for section in sections.split('.').filter(|section| !section.is_empty()) {
            let entry = at.entry(section).or_insert_with(|| Value::Table(Table::new()));
            at = entry.as_table_mut().ok_or_else(|| Failure::usage(format!("{section} of the configuration is no section")))?;
        }
        at.insert(name.to_owned(), value(&text));
    }
    Ok(())
}

/// Numbers, true and false, and lists as TOML writes them; all else is text.
fn value(text: &str) -> Value {
    let read = format!("value = {text}").parse::<Table>().ok().and_then(|mut table| table.remove("value"));
    match read {
        Some(value @ (Value::Integer(_) | Value::Boolean(_) | Value::Array(_))) => value,
        _ => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(file: &str, variables: &[(&str, &str)]) -> Config {
        let mut table: Table = file.parse().unwrap();
        lay_over(&mut table, variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()).unwrap();
        table.try_into().unwrap()
    }

    #[test]
    fn the_environment_goes_before_the_file_and_what_is_not_ours_is_left_alone() {
        let set = [
            ("YIPANQI_LISTEN", "0.0.0.0:80"),
            ("YIPANQI_BACKUP__KEEP", "7"),
            ("YIPANQI_BACKUP__FOLDER", "/backup"),
            ("YIPANQI_PUBLIC", "true"),
            ("YIPANQI_ROOMS", "[\"figures\"]"),
            ("YIPANQI_TEST_POSTGRES", "postgres://h/db"),
        ];
        let config = read("listen = \"127.0.0.1:1\"\n[backup]\nkeep = 3\nevery = \"2h\"\n", &set);
        assert_eq!((config.listen.as_str(), config.backup.keep, config.public), ("0.0.0.0:80", 7, true));
        assert_eq!(config.backup.folder.as_deref(), Some(std::path::Path::new("/backup")));
        assert_eq!((config.backup.every.0.as_secs(), config.rooms), (7_200, vec!["figures".to_owned()]));
    }
}
