//! `yipanqi propose`: what pasted group messages say was done. Needs no database.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use base::Clock;
use heard::{Known, Proposal, Record};
use norms::Day;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::ProposeArgs;
use crate::failure::Failure;
use crate::out::{self, Format};

/// A message is a page of text, not a book.
const MOST_BYTES: usize = 1_000_000;

/// A line of a batch.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    today: Option<String>,
}

pub fn run(args: &ProposeArgs, format: Format) -> Result<u8, Failure> {
    let today = match &args.today {
        Some(day) => day.parse().map_err(Failure::usage)?,
        None => Clock::System.today(),
    };
    let source = open(args.file.as_deref())?;
    if args.batch { batch(source, today) } else { one(source, today, format) }
}

/// The file, or standard input for `-` and for nothing.
fn open(file: Option<&Path>) -> Result<Box<dyn Read>, Failure> {
    match file.filter(|file| file.as_os_str() != "-") {
        Some(file) => {
            let opened = std::fs::File::open(file)
                .and_then(|f| if f.metadata()?.is_dir() { Err(std::io::ErrorKind::IsADirectory.into()) } else { Ok(f) });
            Ok(Box::new(opened.map_err(|e| {
                Failure::usage(format!("{} cannot be read: {e}; name a text file, or - for standard input", file.display()))
            })?))
        }
        None => Ok(Box::new(std::io::stdin())),
    }
}

fn one(source: Box<dyn Read>, today: Day, format: Format) -> Result<u8, Failure> {
    let mut bytes = Vec::new();
    source.take(u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    let text = read(&bytes).map_err(Failure::usage)?;
    let proposal = heard::propose(text, today, &Known::default());
    match format {
        Format::Json => out::json(&proposal)?,
        Format::Text => show(text, &proposal)?,
    }
    Ok(0)
}

/// One line out for each line in, in their order; a line that cannot be read is told and the rest goes on.
fn batch(source: Box<dyn Read>, today: Day) -> Result<u8, Failure> {
    let mut source = BufReader::new(source);
    let mut line = Vec::new();
    let (mut first, mut bad) = (true, false);
    loop {
        line.clear();
        if source.read_until(b'\n', &mut line)? == 0 {
            return Ok(u8::from(bad));
        }
        // A byte order mark, as some editors write it.
        let bytes = if first { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        first = false;
        match answer(bytes, today) {
            Ok(answer) => out::json(&answer)?,
            Err((id, error)) => {
                bad = true;
                out::json(&json!({"id": id, "error": error}))?;
            }
        }
    }
}

/// The answer to a line, or the line's id as far as it has one and what is wrong with it.
fn answer(bytes: &[u8], today: Day) -> Result<Value, (Value, String)> {
    let text = read(bytes).map_err(|error| (Value::Null, error))?;
    let value: Value = serde_json::from_str(text).map_err(|error| (Value::Null, format!("the line is no JSON: {error}")))?;
    let id = value.get("id").cloned().unwrap_or(Value::Null);
    let line: Line =
        serde_json::from_value(value).map_err(|error| (id.clone(), format!("write {{\"id\",\"text\",\"today\"}}: {error}")))?;
    let today = match line.today {
        Some(day) => day.parse().map_err(|error: norms::day::DayError| (id, error.to_string()))?,
        None => today,
    };
    let proposal = heard::propose(&line.text, today, &Known::default());
    Ok(json!({"id": line.id, "records": proposal.records, "ignored": proposal.ignored}))
}

fn read(bytes: &[u8]) -> Result<&str, String> {
    if bytes.len() > MOST_BYTES {
        return Err(format!("the text has more than {MOST_BYTES} bytes; give it in parts"));
    }
    std::str::from_utf8(bytes).map_err(|_| "the text is not UTF-8; save it as UTF-8".to_owned())
}

fn show(text: &str, proposal: &Proposal) -> Result<(), Failure> {
    for record in &proposal.records {
        out::line(told(record))?;
    }
    let chars: Vec<char> = text.chars().collect();
    for ignored in &proposal.ignored {
        let said: String = chars[ignored.start..ignored.end].iter().take(40).map(|c| if c.is_control() { ' ' } else { *c }).collect();
        let why = serde_json::to_value(ignored.why)?;
        out::line(format_args!("passed over ({}): {said}", why.as_str().unwrap_or_default()))?;
    }
    Ok(())
}

/// A record on one line.
fn told(record: &Record) -> String {
    let mut words: Vec<String> = Vec::new();
    words.push(record.day.map_or_else(|| "no day".to_owned(), |day| day.to_string()));
    words.extend(record.org.clone());
    words.push(record.metric.unwrap_or("no metric").to_owned());
    if let (Some(amount), Some(unit)) = (record.quantity, record.unit) {
        words.push(format!("{} {unit}", serde_json::to_value(amount).unwrap_or_default()));
    }
    words.push(record.title.clone());
    words.extend(record.place.as_ref().map(|place| format!("@{place}")));
    for list in [&record.enterprises, &record.people] {
        if !list.is_empty() {
            words.push(format!("[{}]", list.join("、")));
        }
    }
    words.join(" ").chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
