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
use crate::measures;
use crate::out;
use crate::outgoing;
use crate::single_sign_on;
use crate::site::Site;
use crate::sweep;

/// Serves until it is told to stop.
pub async fn run(site: Site, listen: Option<String>) -> Result<u8, Failure> {
    let listen = listen.unwrap_or_else(|| site.config.listen.clone());
    let listener = bind(&listen).await?;
    let metrics = match &site.config.metrics_listen {
        Some(address) => Some((bind(address).await?, measures::begin(&site.db)?)),
        None => None,
    };
    if let Some((listener, measures)) = metrics {
        out::line(format_args!("Metrics at http://{}/metrics", listener.local_addr()?))?;
        let limits = site.config.limits.clone();
        tokio::spawn(async move { kit::serve(listener, measures.router(), &limits, None, stopped()).await });
    }
    let scheme = if site.config.tls()?.is_some() { "https" } else { "http" };
    out::line(format_args!("Yipanqi at {scheme}://{}", listener.local_addr()?))?;
    serve(site, listener, false).await
}

/// Takes the address, with a sentence when it is not to be had.
pub async fn bind(listen: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen)
        .await
        .map_err(|error| Failure::problem(format!("{listen} cannot be listened on: {error}; choose another with --listen")))
}

/// The pages of all rooms on a listener; a demonstration says so on its pages.
pub async fn serve(site: Site, listener: TcpListener, demo: bool) -> Result<u8, Failure> {
    let Site { db, key, config, in_use: _in_use } = site;
    if let (Some(folder), false) = (&config.backup.folder, demo) {
        let Backups { every, keep, .. } = config.backup;
        let schedule = Schedule { folder: folder.clone(), every: every.0, keep };
        tokio::spawn(schedule::run(schedule, Installation::of(&config)?, db.clock().clone()));
    }
    let tls = if demo { None } else { config.tls()? };
    let (limits, evidence) = (config.limits.clone(), config.evidence()?);
    tokio::spawn(sweep::run(db.clone(), evidence.clone()));
    // Nobody is written to from a demonstration.
    let outgoing = if demo { outbox::Settings::default() } else { outgoing::settings(&config)? };
    let trusted_proxies = kit::Proxies::parse(&config.trusted_proxies).map_err(Failure::usage)?;
    let erasures = config.erasures_path()?;
    let settings = Settings {
        public_url: config.public_url.clone(),
        trusted_proxies,
        tls: tls.is_some(),
        certificate: if demo { None } else { single_sign_on::certificate(&config)? },
        provider: if demo { None } else { single_sign_on::provider(&config)? },
        second_factor: !demo,
        demo,
        fonts: config.fonts.clone(),
        evidence: Some(evidence),
        mail: outgoing.mail.is_some(),
        robots: outgoing.robots.keys().cloned().collect(),
        holders: Some(compose::holders()),
        erasures: Some(erasures.clone()),
    };
    let worker = outbox::handlers(Worker::new(db.clone()), outgoing, db.clock().clone());
    let todos = kit::AllTodos::of(&compose::modules(&config));
    let worker = kit::remind::handlers(worker, db.clone(), todos, config.public_url.clone());
    let worker = board::personal::retention::handlers(worker, db.clone(), compose::holders());
    let working = work::begin(worker, db.clone(), erasures);
    let app = App::new(db, key, limits.clone(), settings);
    let served = kit::serve(listener, kit::router(app, compose::modules(&config)), &limits, tls, stopped()).await;
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
