//! `yipanqi config check`.

use std::net::ToSocketAddrs;

use serde_json::json;

use crate::config::{self, Config};
use crate::failure::Failure;
use crate::out::{self, Format};
use crate::single_sign_on;

/// What can be read is right in its form; here it is held against the world. Exit code 1 names what is not right.
pub fn check(config: &Config, format: Format) -> Result<u8, Failure> {
    let url = config.url()?;
    let mut wrong = Vec::new();
    for (key, address) in [("listen", Some(&config.listen)), ("metrics_listen", config.metrics_listen.as_ref())] {
        if let Some(address) = address
            && address.to_socket_addrs().is_err()
        {
            wrong.push(format!("{key}: {address} is no address; write 127.0.0.1:7100"));
        }
    }
    if let Err(failure) = config.tls() {
        wrong.push(failure.message);
    }
    for failure in [single_sign_on::provider(config).err(), single_sign_on::certificate(config).err()].into_iter().flatten() {
        wrong.push(failure.message);
    }
    if let Some(public) = &config.public_url
        && !public.starts_with("https://")
        && !public.starts_with("http://")
    {
        wrong.push(format!("public_url: {public} begins with neither https:// nor http://"));
    }
    let known = crate::compose::room_names();
    wrong.extend(config.rooms.iter().filter(|room| !known.contains(&room.as_str())).map(|room| format!("rooms: there is no room {room}")));
    if let Some(fonts) = config.fonts.as_deref().filter(|fonts| !fonts.is_dir()) {
        wrong.push(format!("fonts: {} is no folder", fonts.display()));
    }
    wrong.extend(config::strange().into_iter().map(|variable| format!("{variable} in the environment sets nothing that is known")));
    let (file, key) = (config.file.as_ref().map(|file| file.display().to_string()), config.key_path()?);
    if format == Format::Json {
        out::json(&json!({"file": file, "database": url.to_string(), "key_file": key, "listen": config.listen, "wrong": wrong}))?;
    } else {
        out::line(format_args!("file {}", file.as_deref().unwrap_or("none; defaults and environment hold")))?;
        out::line(format_args!("database {url}"))?;
        out::line(format_args!("key {}", key.display()))?;
        out::line(format_args!("listen {}", config.listen))?;
        for one in &wrong {
            out::line(one)?;
        }
        if wrong.is_empty() {
            out::line("the configuration is right")?;
        }
    }
    Ok(u8::from(!wrong.is_empty()))
}
