//! `yipanqi reference WHAT`: pages of docs/reference, written by the program itself so that they cannot be out of date.

use clap::CommandFactory;
use ledger::metrics;

use crate::cli::Cli;
use crate::compose;
use crate::config::{Config, KEYS};
use crate::failure::Failure;
use crate::out;

pub fn run(what: &str) -> Result<u8, Failure> {
    match what {
        "metrics" => metrics_page()?,
        "routes" => routes_page()?,
        "commands" => commands_page()?,
        "configuration" => configuration_page()?,
        other => return Err(Failure::usage(format!("there is no reference page {other}; metrics, routes, commands, configuration"))),
    }
    Ok(0)
}

fn metrics_page() -> Result<(), Failure> {
    out::line("# Metrics\n\nCodes are a public contract. Each has a card: its 统计口径.\n")?;
    for metric in metrics::ALL.iter() {
        out::line(format_args!("## `{}` {} ({})\n", metric.code, metric.name, metric.unit))?;
        for (label, text) in metric.card.lines() {
            out::line(format_args!("- {label}：{text}"))?;
        }
        out::line("")?;
    }
    Ok(())
}

fn routes_page() -> Result<(), Failure> {
    out::line(
        "# Routes and rights\n\nA route with a proof asks whoever sits at the browser for password or code, unless they gave it within 10 minutes.\n\n| method | path | right | who holds it | proof |\n|---|---|---|---|---|",
    )?;
    let modules = compose::modules(&Config::default());
    let rooms = modules.iter().flat_map(|module| module.routes.table());
    for route in kit::routes::own().into_iter().chain(rooms) {
        let (right, roles) = match route.right() {
            Some(right) if right.roles.is_empty() => (format!("`{}` {}", right.code, right.name), "whoever is signed in".to_owned()),
            Some(right) => {
                (format!("`{}` {}", right.code, right.name), right.roles.iter().map(|role| role.chinese()).collect::<Vec<_>>().join("、"))
            }
            None => ("public".to_owned(), "anybody".to_owned()),
        };
        let proof = if route.fresh { "yes" } else { "" };
        out::line(format_args!("| {} | `{}` | {right} | {roles} | {proof} |", route.method, route.path))?;
    }
    Ok(())
}

fn commands_page() -> Result<(), Failure> {
    out::line("# Commands\n\nExit codes: 0 done, 1 the work found problems, 2 wrong use.\n")?;
    let mut command = Cli::command();
    command.build();
    helps(&command, "yipanqi")
}

fn helps(command: &clap::Command, path: &str) -> Result<(), Failure> {
    let help = command.clone().term_width(100).render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    out::line(format_args!("## `{path}`\n\n```text\n{}\n```\n", help.join("\n").trim_end()))?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help") {
        helps(sub, &format!("{path} {}", sub.get_name()))?;
    }
    Ok(())
}

fn configuration_page() -> Result<(), Failure> {
    out::line(
        "# Configuration\n\n`yipanqi.toml` in the working folder, or the file that `--config` names.\n\n| key | default | meaning |\n|---|---|---|",
    )?;
    for (key, default, meaning) in KEYS {
        out::line(format_args!("| `{key}` | {default} | {meaning} |"))?;
    }
    Ok(())
}
