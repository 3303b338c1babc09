//! The log of the server: lines with fields, in files that change by the day, kept for more than half a year, and on standard error.
//!
//! A line says what happened at which door, by the id of the request. It never says who, what was typed, or a whole address: those may
//! hold personal data, and who did what stands in the audit.

use std::path::Path;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::config::{Form, Logs};
use crate::failure::Failure;

/// Begins to write: to standard error, and into files of a folder when there is one.
pub fn begin(logs: &Logs, folder: Option<&Path>) -> Result<(), Failure> {
    let mut layers = vec![written(std::io::stderr, logs.format)];
    if let Some(folder) = folder {
        layers.push(written(files(folder, logs.keep_days)?, logs.format));
    }
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into());
    let begun = Registry::default().with(layers).with(filter).try_init();
    begun.map_err(Failure::problem)
}

fn written<W>(to: W, form: Form) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(to).with_ansi(false).with_target(false);
    match form {
        Form::Text => lines.boxed(),
        Form::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    }
}

fn files(folder: &Path, keep_days: usize) -> Result<RollingFileAppender, Failure> {
    let cannot = |why: String| Failure::problem(format!("the log cannot be written into {}: {why}", folder.display()));
    private(folder).map_err(|error| cannot(error.to_string()))?;
    let files = RollingFileAppender::builder().rotation(Rotation::DAILY).filename_prefix("yipanqi").filename_suffix("log");
    files.max_log_files(keep_days.max(1)).build(folder).map_err(|error| cannot(error.to_string()))
}

/// A folder that others may not look into.
fn private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
