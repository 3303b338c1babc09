//! The configuration as a backup keeps it: without anything that is secret.

use toml::{Table, Value};

/// What a key's name must not hold. A path of a file is no secret, wherever it leads.
const SECRET: [&str; 6] = ["password", "passphrase", "secret", "token", "credential", "key"];

/// The configuration without passwords, tokens and keys; what was left out is named at its head.
pub fn without_secrets(text: &str) -> Result<String, toml::de::Error> {
    let mut table: Table = text.parse()?;
    let mut left_out = Vec::new();
    clean(&mut table, "", &mut left_out);
    let mut head = String::new();
    for name in left_out {
        head.push_str(&format!("# left out, because it is secret: {name}\n"));
    }
    Ok(format!("{head}{table}"))
}

fn clean(table: &mut Table, path: &str, left_out: &mut Vec<String>) {
    let names: Vec<String> = table.keys().cloned().collect();
    for name in names {
        let whole = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if is_secret(&name) {
            table.remove(&name);
            left_out.push(whole);
        } else if let Some(value) = table.get_mut(&name) {
            clean_value(value, &whole, left_out);
        }
    }
}

fn clean_value(value: &mut Value, path: &str, left_out: &mut Vec<String>) {
    match value {
        Value::Table(table) => clean(table, path, left_out),
        Value::Array(all) => all.iter_mut().for_each(|one| clean_value(one, path, left_out)),
        // An address may hold a password before its host and a token behind its question mark.
        Value::String(text) if text.contains("://") => {
            let shown = base::url::hide_password(text);
            if shown != *text {
                left_out.push(format!("a part of {path}"));
                *text = shown;
            }
        }
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !name.ends_with("_file") && SECRET.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn nothing_secret_stays_and_all_else_does() {
        let text = "database_url = \"postgres://u:geheim@h/db\"\nkey_file = \"/etc/ypq.key\"\nlisten = \"127.0.0.1:7100\"\n\
                    [mail]\nhost = \"smtp.cn\"\npassword = \"geheim\"\n[[hook]]\naddress = \"https://robot.cn/send?key=geheim\"\n";
        let kept = without_secrets(text).unwrap();
        assert!(!kept.contains("geheim"), "{kept}");
        for stays in ["postgres://u:***@h/db", "/etc/ypq.key", "127.0.0.1:7100", "smtp.cn", "robot.cn/send", "secret: mail.password"] {
            assert!(kept.contains(stays), "{stays}: {kept}");
        }
    }
}
