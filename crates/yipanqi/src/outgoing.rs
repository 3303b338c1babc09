//! `[mail]`, `[robots]` and `[outgoing]` of the configuration. Secrets stand in a file of their own or in the environment, not here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use outbox::{MailServer, Network, Robot, RobotKind, Secret, Settings, Tls, mail};
use serde::Deserialize;

use crate::config::Config;
use crate::failure::Failure;

/// `[mail]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailKeys {
    /// The server; no mail goes out without it.
    pub host: Option<String>,
    /// Its port; without it 465, 587 or 25, as `tls` says.
    pub port: Option<u16>,
    /// How it is spoken to.
    pub tls: Tls,
    /// The user, when it asks for one.
    pub user: Option<String>,
    /// The file that holds the password.
    pub password_file: Option<PathBuf>,
    /// The sender.
    pub from: String,
}

/// `[robots.NAME]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobotKeys {
    /// Whose.
    pub kind: RobotKind,
    /// The file that holds the address.
    pub url_file: Option<PathBuf>,
    /// The file that holds the secret that signs.
    pub secret_file: Option<PathBuf>,
}

/// `[outgoing]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutgoingKeys {
    /// Private networks that may be spoken to.
    pub allow: Vec<String>,
}

/// What goes out, by the configuration and by what the environment and the files of secrets hold.
pub fn settings(config: &Config) -> Result<Settings, Failure> {
    let allow = config.outgoing.allow.iter().map(|text| text.parse::<Network>());
    let allow = allow.collect::<Result<_, _>>().map_err(|error| Failure::usage(format!("outgoing.allow: {error}")))?;
    let robots = config.robots.iter().map(|(name, keys)| Ok((name.clone(), robot(name, keys)?)));
    let robots = robots.collect::<Result<BTreeMap<_, _>, Failure>>()?;
    Ok(Settings { mail: mail_server(&config.mail)?, robots, allow, ..Settings::default() })
}

fn mail_server(keys: &MailKeys) -> Result<Option<MailServer>, Failure> {
    let Some(host) = keys.host.clone() else { return Ok(None) };
    let standard = match keys.tls {
        Tls::Wrapped => 465,
        Tls::Starttls => 587,
        Tls::None => 25,
    };
    let login = match &keys.user {
        Some(user) => {
            let password = secret("mail.password_file", keys.password_file.as_deref(), "YIPANQI_MAIL_PASSWORD")?;
            let missing = || Failure::usage("mail.user is set: give its password by mail.password_file or YIPANQI_MAIL_PASSWORD");
            Some((user.clone(), password.ok_or_else(missing)?))
        }
        None => None,
    };
    let bare = keys.from.rsplit_once('<').map_or(keys.from.as_str(), |(_, rest)| rest.trim_end_matches('>'));
    mail::address(bare).map_err(|_| Failure::usage("mail.from is no mail address; write `一盘棋 <board@example.cn>`"))?;
    Ok(Some(MailServer { host, port: keys.port.unwrap_or(standard), tls: keys.tls, login, from: keys.from.clone() }))
}

fn robot(name: &str, keys: &RobotKeys) -> Result<Robot, Failure> {
    let upper = name.to_uppercase();
    if upper.is_empty() || upper.len() > 40 || !upper.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err(Failure::usage(format!("robots.{name}: a robot's name is made of letters, digits and _")));
    }
    let url = secret(&format!("robots.{name}.url_file"), keys.url_file.as_deref(), &format!("YIPANQI_ROBOT_{upper}_URL"))?;
    let url = url.ok_or_else(|| {
        Failure::usage(format!("robots.{name} has no address: give it by robots.{name}.url_file or YIPANQI_ROBOT_{upper}_URL"))
    })?;
    let secret = secret(&format!("robots.{name}.secret_file"), keys.secret_file.as_deref(), &format!("YIPANQI_ROBOT_{upper}_SECRET"))?;
    Ok(Robot { kind: keys.kind, url, secret })
}

/// A secret by its file, else by the environment. Neither is ever shown, nor what a file holds that cannot be read.
#[expect(clippy::disallowed_methods, reason = "configuration is read here, once")]
pub fn secret(key: &str, file: Option<&Path>, variable: &str) -> Result<Option<Secret>, Failure> {
    let Some(file) = file else {
        return Ok(std::env::var(variable).ok().filter(|text| !text.trim().is_empty()).map(|text| Secret::new(text.trim())));
    };
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| Failure::usage(format!("{key}: {} cannot be read: {error}", file.display())))?;
    match text.trim() {
        "" => Err(Failure::usage(format!("{key}: {} is empty", file.display()))),
        text => Ok(Some(Secret::new(text))),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        let config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
        settings(&config).map_err(|failure| failure.message)
    }

    #[test]
    fn a_secret_comes_from_its_file_and_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "geheim\n").unwrap();
        let shown = file.display();
        let mail = format!(
            "[mail]\nhost = \"mail.example.cn\"\nuser = \"board\"\npassword_file = \"{shown}\"\nfrom = \"一盘棋 <board@example.cn>\"\n"
        );
        let robots = format!("[robots.office]\nkind = \"dingtalk\"\nurl_file = \"{shown}\"\nsecret_file = \"{shown}\"\n");
        let read = read(&format!("{mail}{robots}[outgoing]\nallow = [\"10.1.0.0/16\"]\n")).unwrap();
        let server = read.mail.as_ref().unwrap();
        assert_eq!((server.port, server.login.as_ref().map(|login| login.1.tell())), (465, Some("geheim")));
        assert_eq!((read.robots["office"].url.tell(), read.allow.len()), ("geheim", 1));
        assert!(!format!("{read:?}").contains("geheim"));
    }

    #[test]
    fn what_cannot_work_is_refused_with_its_key() {
        for (text, key) in [
            ("[outgoing]\nallow = [\"mail.office\"]\n", "outgoing.allow"),
            ("[mail]\nhost = \"m.example.cn\"\nfrom = \"board\"\n", "mail.from"),
            ("[mail]\nhost = \"m.example.cn\"\nfrom = \"board@example.cn\"\nuser = \"board\"\n", "mail.password_file"),
            (
                "[mail]\nhost = \"m.example.cn\"\nfrom = \"b@example.cn\"\nuser = \"b\"\npassword_file = \"/nowhere\"\n",
                "mail.password_file",
            ),
            ("[mail]\npassword = \"geheim\"\n", "password"),
            ("[robots.office]\nkind = \"wecom\"\n", "robots.office.url_file"),
            ("[robots.\"a b\"]\nkind = \"wecom\"\n", "robots.a b"),
            ("[robots.office]\nkind = \"slack\"\n", "slack"),
        ] {
            let refused = read(text).unwrap_err();
            assert!(refused.contains(key), "{text}: {refused}");
        }
    }
}
