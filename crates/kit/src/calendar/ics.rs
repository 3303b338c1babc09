//! The file of a calendar by RFC 5545, pure.

use norms::{Day, Instant};

use super::Event;

/// Octets of a line without its end (3.1).
const LINE: usize = 75;

/// A calendar with this name; `stamp` is when it was made, `site` the address before each event's own.
pub(crate) fn file(name: &str, stamp: Instant, site: Option<&str>, events: &[Event]) -> String {
    let mut out = String::new();
    let mut put = |text: &str| fold(&mut out, text);
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yipanqi//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"] {
        put(text);
    }
    put(&format!("X-WR-CALNAME:{}", escaped(name)));
    put("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    for event in events {
        put("BEGIN:VEVENT");
        put(&format!("UID:{}@yipanqi", escaped(&event.id)));
        put(&format!("DTSTAMP:{}", instant(stamp)));
        match event.minutes {
            Some(minutes) => {
                put(&format!("DTSTART:{}", instant(event.day.start().plus_micros(minutes * 60_000_000))));
                put("DURATION:PT1H");
            }
            None => {
                put(&format!("DTSTART;VALUE=DATE:{}", day(event.day)));
                put(&format!("DTEND;VALUE=DATE:{}", day(event.day.plus_days(1))));
            }
        }
        put(&format!("SUMMARY:{}", escaped(&event.title)));
        for (key, text) in [("LOCATION", &event.place), ("DESCRIPTION", &event.about)] {
            if !text.is_empty() {
                put(&format!("{key}:{}", escaped(text)));
            }
        }
        if let Some(site) = site {
            put(&format!("URL:{}{}", site.trim_end_matches('/'), one_line(&event.href)));
        }
        put("END:VEVENT");
    }
    put("END:VCALENDAR");
    out
}

/// 20221031
fn day(day: Day) -> String {
    format!("{:08}", day.number())
}

/// 20221031T010000Z
fn instant(at: Instant) -> String {
    let text = at.to_string();
    let digits: String = text.chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect();
    format!("{digits}Z")
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// A TEXT value (3.3.11): backslash, semicolon, comma and line ends escaped, other control characters left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a content line, in pieces of at most 75 octets that are cut between characters.
fn fold(out: &mut String, text: &str) {
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn event() -> Event {
        Event {
            id: "plan-1".into(),
            day: "2022-10-31".parse().unwrap(),
            minutes: Some(9 * 60),
            title: "三会一课，学习; 讨论\\交流".into(),
            place: "一楼\r\nEND:VCALENDAR".into(),
            about: String::new(),
            href: "/journal/plan?from=2022-10-31".into(),
        }
    }

    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn values_are_escaped_and_nothing_in_them_begins_a_line() {
        let stamp: Instant = "2022-10-31T01:00:00.5Z".parse().unwrap();
        let text = file("林小禾", stamp, Some("https://board.example.cn/"), &[event()]);
        let lines = unfolded(&text);
        for line in [
            "DTSTAMP:20221031T010000Z",
            "DTSTART:20221031T010000Z",
            "SUMMARY:三会一课，学习\\; 讨论\\\\交流",
            "LOCATION:一楼\\nEND:VCALENDAR",
            "URL:https://board.example.cn/journal/plan?from=2022-10-31",
            "UID:plan-1@yipanqi",
        ] {
            assert!(lines.iter().any(|other| other == line), "{line}: {lines:#?}");
        }
        assert_eq!(lines.iter().filter(|line| *line == "END:VCALENDAR").count(), 1);
        let whole = file("林小禾", stamp, None, &[Event { minutes: None, ..event() }]);
        assert!(whole.contains("DTSTART;VALUE=DATE:20221031\r\nDTEND;VALUE=DATE:20221101\r\n") && !whole.contains("URL:"));
    }

    #[test]
    fn long_lines_are_folded_between_characters_and_come_together_again() {
        let title = "赴云州甲公司开展助企服务，".repeat(20);
        let long = Event { title: title.clone(), ..event() };
        let text = file("林", Instant::from_micros(0), None, &[long]);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        assert!(unfolded(&text).contains(&format!("SUMMARY:{}", escaped(&title))));
    }
}
