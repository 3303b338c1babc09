//! Passwords that are tried first: found by the shipped list of what people choose, and by what cannot be called a choice.

use std::collections::HashSet;
use std::sync::LazyLock;

const LIST: &str = include_str!("../data/common-passwords.txt");

struct Pieces {
    beginnings: HashSet<&'static str>,
    all: HashSet<&'static str>,
    longest: usize,
}

static PIECES: LazyLock<Pieces> = LazyLock::new(|| {
    let (beginnings, pieces) = LIST.split_once("[pieces]").unwrap_or((LIST, ""));
    let words = |text: &'static str| text.lines().filter(|line| !line.starts_with(['#', '['])).flat_map(str::split_whitespace);
    let beginnings: HashSet<&str> = words(beginnings).collect();
    let all: HashSet<&str> = words(pieces).chain(beginnings.iter().copied()).collect();
    let longest = all.iter().map(|piece| piece.len()).max().unwrap_or(0);
    Pieces { beginnings, all, longest }
});

/// Whether a password is one that is tried first. Width and case do not matter, nor `@` for a or `0` for o.
pub(crate) fn is_common(password: &str) -> bool {
    let plain: String = norms::reading::fold(password).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let spoken: String = plain.chars().map(letter).collect();
    [plain.as_str(), spoken.as_str()].into_iter().any(|text| repeats(text) || runs(text) || listed(text))
}

fn letter(c: char) -> char {
    match c {
        '@' => 'a',
        '0' => 'o',
        '$' => 's',
        other => other,
    }
}

/// One piece of at most four characters over and over: `aaaa…`, `1212…`, `520520…`.
fn repeats(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=4.min(chars.len() / 2)).any(|period| chars.iter().enumerate().all(|(i, c)| *c == chars[i % period]))
}

/// Each character the next of the one before, or each the one before it: `abcdefgh…`, `98765…`; digits go round at 9.
fn runs(text: &str) -> bool {
    let chars: Vec<u32> = text.chars().map(u32::from).collect();
    let next = |a: u32, b: u32| b == a + 1 || (a, b) == (u32::from('9'), u32::from('0'));
    chars.len() > 2 && (chars.windows(2).all(|pair| next(pair[0], pair[1])) || chars.windows(2).all(|pair| next(pair[1], pair[0])))
}

/// A beginning of the list, alone, up to three times, or with one more piece before or behind it.
fn listed(text: &str) -> bool {
    let Pieces { beginnings, all, longest } = &*PIECES;
    let times = |n: usize| {
        text.len().is_multiple_of(n) && text.get(..text.len() / n).is_some_and(|part| beginnings.contains(part) && text == part.repeat(n))
    };
    if (1..=3).any(times) {
        return true;
    }
    let cuts = text.char_indices().map(|(i, _)| i).skip(1).filter(|cut| *cut <= *longest);
    cuts.map(|cut| text.split_at(cut)).any(|(a, b)| beginnings.contains(a) && all.contains(b) || all.contains(a) && beginnings.contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_found_however_it_is_dressed() {
        for common in [
            "woaini1314520",
            "Woaini5201314",
            "zhangwei123456",
            "password123456",
            "P@ssw0rd2022",
            "1qaz2wsx3edc",
            "qwertyuiop123",
            "123456789012",
            "1234567890123456",
            "987654321098",
            "aaaaaaaaaaaa",
            "520520520520",
            "admin@123456",
            "ＡＤＭＩＮ＠１２３４５６",
            "tuanshiwei2022",
            "gongqingtuan1922",
            "123456zhangwei",
            "zhangwei liming",
            "abcdefghijklmn",
            "shanghaishanghai",
            "zhongguo@2026",
        ] {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn a_password_that_somebody_thought_of_is_taken() {
        for own in [
            "苏州园林 spring 7",
            "correct horse battery",
            "k7mq-9xw2-hhfd",
            "plum rain in june",
            "梅雨季节的十二个字密码",
            "zhangwei-likes-tea",
            "13812345678-tea",
        ] {
            assert!(!is_common(own), "{own}");
        }
    }

    #[test]
    fn the_list_stands_for_some_ten_thousand_passwords() {
        let long = |a: &str, b: &str| a.len() + b.len() >= crate::passwords::LEAST;
        let count: usize = PIECES.beginnings.iter().map(|a| PIECES.all.iter().filter(|b| long(a, b)).count()).sum();
        assert!(count > 10_000, "{count}");
    }
}
