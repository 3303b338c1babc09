//! `yipanqi serve`.

use base::jobs::Worker;
use kit::{App, Settings};
use tokio::net::TcpListener;

use super::work;
use crate::backup::make::Installation;
use crate::backup::schedule::{self, Schedule};
use crate::compose;
use crate::config::Backups;
use crate::failure::Failure;
use crate::out;
use crate::outgoing;
use crate::site::Site;

/// Serves until it is told to stop.
pub async fn run(site: Site, listen: Option<String>) -> Result<u8, Failure> {
    let listen = listen.unwrap_or_else(|| site.config.listen.clone());
    let listener = bind(&listen).await?;
    tracing_subscriber::fmt().with_env_filter(filter()).with_writer(std::io::stderr).init();
    out::line(format_args!("Yipanqi at http://{}", listener.local_addr()?))?;
    serve(site, listener, false).await
}

/// Takes the address, with a sentence when it is not to be had.
pub async fn bind(listen: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen)
        .await
        .map_err(|error| Failure::problem(format!("{listen} cannot be listened on: {error}; choose another with --listen")))
}

fn filter() -> tracing_subscriber::EnvFilter {
    tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into())
}

/// The pages of all rooms on a listener; a demonstration says so on its pages.
pub async fn serve(site: Site, listener: TcpListener, demo: bool) -> Result<u8, Failure> {
    let Site { db, key, config, in_use: _in_use } = site;
    if let (Some(folder), false) = (&config.backup.folder, demo) {
        let Backups { every, keep, .. } = config.backup;
        let schedule = Schedule { folder: folder.clone(), every: every.0, keep };
        tokio::spawn(schedule::run(schedule, Installation::of(&config)?, db.clock().clone()));
    }
    let limits = config.limits.clone();
    // Nobody is written to from a demonstration.
    let outgoing = if demo { outbox::Settings::default() } else { outgoing::settings(&config)? };
    let settings = Settings {
        public_url: config.public_url.clone(),
        behind_proxy: config.behind_proxy,
        demo,
        fonts: config.fonts.clone(),
        mail: outgoing.mail.is_some(),
        robots: outgoing.robots.keys().cloned().collect(),
    };
    let worker = outbox::handlers(Worker::new(db.clone()), outgoing, db.clock().clone());
    let todos = kit::AllTodos::of(&compose::modules(&config));
    let worker = kit::remind::handlers(worker, db.clone(), todos, config.public_url.clone());
    let working = work::begin(worker, db.clone());
    let app = App::new(db, key, limits.clone(), settings);
    let served = kit::serve(listener, kit::router(app, compose::modules(&config)), &limits, stopped()).await;
    working.end().await;
    served?;
    Ok(0)
}

/// Ends at Ctrl+C or a request to terminate.
async fn stopped() {
    let interrupt = async { drop(tokio::signal::ctrl_c().await) };
    let terminate = async {
        if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            signal.recv().await;
        }
    };
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
