//! `yipanqi demo`: a demonstration, made once and served.

use std::fs;
use std::io::Write;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base::audit::AuditKey;
use base::{Clock, Db};
use norms::Instant;
use serde_json::json;

use super::serve;
use crate::cli::DemoArgs;
use crate::compose;
use crate::config::Config;
use crate::demo::{self, SignIn};
use crate::failure::Failure;
use crate::out::{self, Format};
use crate::site::Site;

pub async fn run(config: Config, args: &DemoArgs, format: Format) -> Result<u8, Failure> {
    let address = loopback(&args.listen)?;
    let database = args.data.join("yipanqi.db");
    let config = Config {
        database_url: format!("sqlite://{}", database.display()),
        key_file: None,
        audit_key_file: None,
        public_url: None,
        trusted_proxies: Vec::new(),
        ..config
    };
    let sign_ins = made(&args.data, &config).await?;
    // Bound before anything is told, so that the address that is printed is one that answers.
    let listener = if args.no_serve { None } else { Some(serve::bind(&address.to_string()).await?) };
    let url = listener.as_ref().and_then(|l| l.local_addr().ok()).unwrap_or(address);
    tell(&format!("http://{url}"), &config.database_url, &sign_ins, format)?;
    match listener {
        Some(listener) => serve::serve(Site::open(config, Clock::System).await?, listener, true).await,
        None => Ok(0),
    }
}

/// A demonstration's sign-ins are printed: it is for this machine only.
fn loopback(listen: &str) -> Result<SocketAddr, Failure> {
    let address = listen.to_socket_addrs().ok().and_then(|mut all| all.next());
    let address = address.ok_or_else(|| Failure::usage(format!("{listen} is no address; write 127.0.0.1:7100")))?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(Failure::usage("a demonstration listens on this machine only; use 127.0.0.1 or `yipanqi serve`"))
    }
}

/// Makes it beside and moves it into place when whole, so that a demonstration that was cut off is made anew.
async fn made(folder: &Path, config: &Config) -> Result<Vec<SignIn>, Failure> {
    let kept = folder.join("sign-ins.json");
    if let Ok(text) = fs::read_to_string(&kept) {
        return serde_json::from_str(&text)
            .map_err(|_| Failure::problem(format!("{} is damaged; remove the folder to make the demonstration anew", kept.display())));
    }
    fs::create_dir_all(folder).map_err(|e| Failure::problem(format!("{} cannot be made: {e}", folder.display())))?;
    let aside = folder.join("making.db");
    for name in ["making.db", "making.db-wal", "making.db-shm"] {
        drop(fs::remove_file(folder.join(name)));
    }
    let bar = out::progress("making the demonstration");
    let url = base::DatabaseUrl::file(&aside);
    let options = base::Options { audit_key: AuditKey::open(&config.audit_key_path()?)?, ..base::Options::default() };
    let db = Db::open(&url, &compose::migrations(), Clock::hand(Instant::from_micros(0)), options).await?;
    let sign_ins = demo::fill(&db).await?;
    db.close().await;
    fs::rename(&aside, folder.join("yipanqi.db"))?;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&kept)?;
    file.write_all(serde_json::to_string_pretty(&sign_ins)?.as_bytes())?;
    bar.finish_and_clear();
    Ok(sign_ins)
}

fn tell(url: &str, database: &str, sign_ins: &[SignIn], format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        return out::json(&json!({"url": url, "database": database, "sign_ins": sign_ins}));
    }
    out::line(format_args!("Demonstration at {url} (invented people and enterprises; current period 2022-01-01 to 2022-10-31)"))?;
    out::line(format_args!("Database {database}"))?;
    for one in sign_ins {
        out::line(format_args!("  {:<10} {}  {} {}", one.user, one.password, one.org, one.post))?;
    }
    Ok(())
}
