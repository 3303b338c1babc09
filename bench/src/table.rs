//! The results: a table in Markdown, with the machine it was measured on.

use std::fmt::Write as _;
use std::time::Duration;

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// Less is better.
    Time(Duration),
    /// So many a second: more is better.
    Rate(f64),
    /// Kilobytes: less is better.
    Memory(u64),
}

impl Measure {
    fn text(self) -> String {
        match self {
            Measure::Time(time) if time < Duration::from_millis(10) => format!("{:.2} ms", time.as_secs_f64() * 1e3),
            Measure::Time(time) if time < Duration::from_secs(2) => format!("{:.0} ms", time.as_secs_f64() * 1e3),
            Measure::Time(time) => format!("{:.1} s", time.as_secs_f64()),
            Measure::Rate(rate) => format!("{rate:.0}/s"),
            Measure::Memory(kilobytes) => format!("{:.1} MB", kilobytes as f64 / 1024.0),
        }
    }

    fn number(self) -> f64 {
        match self {
            Measure::Time(time) => time.as_secs_f64(),
            Measure::Rate(rate) => rate,
            Measure::Memory(kilobytes) => kilobytes as f64,
        }
    }
}

/// The lines, and what is to be said below them.
#[derive(Default)]
pub struct Table {
    rows: Vec<String>,
    notes: Vec<String>,
}

impl Table {
    /// A line: what, how it came out, the target where there is one, and the raw limit with what it is.
    pub fn line(&mut self, what: &str, here: Measure, target: Option<Measure>, raw: Option<(&str, Measure)>) {
        let (limit, ratio) = match raw {
            Some((name, raw)) => (format!("{name}: {}", raw.text()), times(here.number() / raw.number().max(1e-9))),
            None => ("—".to_owned(), "—".to_owned()),
        };
        let target = target.map_or("—".to_owned(), |target| format!("≤ {}", target.text()));
        let row = format!("| {what} | {} | {target} | {limit} | {ratio} |", here.text());
        eprintln!("{row}");
        self.rows.push(row);
    }

    /// A line of a rate that must be reached: what, how it came out, the least that will do, the raw limit with what it is.
    pub fn least(&mut self, what: &str, here: Measure, least: Measure, (name, raw): (&str, Measure)) {
        let ratio = times(here.number() / raw.number().max(1e-9));
        let row = format!("| {what} | {} | ≥ {} | {name}: {} | {ratio} |", here.text(), least.text(), raw.text());
        eprintln!("{row}");
        self.rows.push(row);
    }

    /// Something that the reader must know.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        eprintln!("{note}");
        self.notes.push(note);
    }

    /// The whole page.
    pub fn page(&self) -> String {
        let mut text = String::from("# Speed\n\n");
        let _ = writeln!(text, "Written by `make bench`, release build; {}.\n", machine());
        text.push_str(
            "Each line stands beside a raw limit of the same run: what the same machine does with nothing of ours in between. The ratio is\n\
             ours to the raw limit; of a time less is better, of a rate (`/s`) more.\n\n\
             | what | here | target | raw limit | ratio |\n|---|---|---|---|---|\n",
        );
        for row in &self.rows {
            let _ = writeln!(text, "{row}");
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }
}

/// Two digits that say something.
fn times(ratio: f64) -> String {
    if ratio < 0.1 { format!("{ratio:.4} ×") } else { format!("{ratio:.2} ×") }
}

/// `2 cores, 23 GB of memory, load 0.31 at the end`: a machine that does other work at the same time measures badly.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!("{cores} cores, {} GB of memory, load {load} at the end", kilobytes.unwrap_or_default() >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_many_times_the_raw_limit_it_is() {
        let mut table = Table::default();
        let ms = |n| Measure::Time(Duration::from_millis(n));
        table.line("import", ms(900), Some(ms(1000)), Some(("bare rows", ms(300))));
        table.line("lists", Measure::Rate(250.0), None, Some(("nginx", Measure::Rate(5000.0))));
        table.note("没有 nginx");
        let page = table.page();
        assert!(page.contains("| import | 900 ms | ≤ 1000 ms | bare rows: 300 ms | 3.00 × |"), "{page}");
        assert!(page.contains("| lists | 250/s | — | nginx: 5000/s | 0.0500 × |") && page.ends_with("\n没有 nginx\n"), "{page}");
    }
}
