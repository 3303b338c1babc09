//! Masking of personal numbers inside free text (DATA-04): what an imported cell says is kept without anybody's id or phone.

use super::CreditCode;
use super::phone::{area_length, is_mobile, masked};
use crate::Day;

/// Masks every citizen id (also with a slip in it, also of 15 digits), mobile number and landline in a text, in either width and with the
/// usual blanks and dashes between groups. A credit code of digits only stays. Masking a masked text changes nothing.
pub fn mask_text(text: &str) -> String {
    // A masked number may leave a shorter one beside it standing free: look until nothing is found. Each round hides digits, so it ends.
    let mut masked = round(text);
    loop {
        let again = round(&masked);
        if again == masked {
            return masked;
        }
        masked = again;
    }
}

fn round(text: &str) -> String {
    let chars: Vec<char> = text.chars().filter(|c| !is_invisible(*c)).collect();
    let plain: Vec<char> = chars.iter().map(|c| half_width(*c)).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let starts = plain[at].is_ascii_digit() && (at == 0 || !plain[at - 1].is_ascii_digit());
        match starts.then(|| find(&plain, at)).flatten() {
            Some((end, masked)) => {
                out.push_str(&masked);
                at = end;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '—' | '–' | '−' | '‑' => '-',
        c => c,
    }
}

/// The end and the masked form of a personal number that starts here.
fn find(plain: &[char], at: usize) -> Option<(usize, String)> {
    citizen_id(plain, at).or_else(|| old_citizen_id(plain, at)).or_else(|| mobile(plain, at)).or_else(|| landline(plain, at))
}

/// Takes groups of so many digits with at most one blank or dash between them; what follows is no further digit.
fn groups(plain: &[char], at: usize, sizes: &[usize]) -> Option<(usize, String)> {
    let mut digits = String::new();
    let mut end = at;
    for (n, size) in sizes.iter().enumerate() {
        if n > 0 && matches!(plain.get(end), Some(' ' | '-' | '.')) {
            end += 1;
        }
        let group = plain.get(end..end + size)?;
        let last = n + 1 == sizes.len();
        let good = |i: usize, c: &char| c.is_ascii_digit() || (last && i + 1 == *size && matches!(c, 'X' | 'x'));
        if !group.iter().enumerate().all(|(i, c)| good(i, c)) {
            return None;
        }
        digits.extend(group.iter().map(char::to_ascii_uppercase));
        end += size;
    }
    let ends = !plain.get(end).is_some_and(char::is_ascii_digit);
    ends.then_some((end, digits))
}

fn citizen_id(plain: &[char], at: usize) -> Option<(usize, String)> {
    let (end, id) = [&[18][..], &[6, 8, 4], &[6, 4, 4, 4]].iter().find_map(|sizes| groups(plain, at, sizes))?;
    let born = id[6..14].parse().ok().and_then(|n| Day::from_number(n).ok()).is_some();
    if !born && CreditCode::new(&id).is_ok() {
        return None;
    }
    Some((end, format!("{}***********{}", &id[..3], &id[14..])))
}

/// Fifteen digits with a birth date in them.
fn old_citizen_id(plain: &[char], at: usize) -> Option<(usize, String)> {
    let (end, id) = groups(plain, at, &[15]).filter(|(_, id)| !id.ends_with('X'))?;
    let birth = id[6..12].parse::<i64>().ok()?;
    Day::from_number(19_000_000 + birth).ok()?;
    Some((end, format!("{}********{}", &id[..3], &id[11..])))
}

fn mobile(plain: &[char], at: usize) -> Option<(usize, String)> {
    // 86138… without a plus sign is one run of digits.
    let prefix = |p: &str| p.chars().enumerate().all(|(i, c)| plain.get(at + i) == Some(&c)).then_some(p.len());
    let after = prefix("0086").or_else(|| prefix("86")).map_or(at, |n| at + n);
    let after = if after > at && matches!(plain.get(after), Some(' ' | '-')) { after + 1 } else { after };
    [after, at].into_iter().find_map(|from| {
        let (end, digits) = [&[11][..], &[3, 4, 4], &[3, 8], &[7, 4]].iter().find_map(|sizes| groups(plain, from, sizes))?;
        let prefix: String = plain[at..from].iter().collect();
        is_mobile(&digits).then(|| (end, prefix + &masked(&digits)))
    })
}

fn landline(plain: &[char], at: usize) -> Option<(usize, String)> {
    const SIZES: [&[usize]; 8] = [&[4, 8], &[4, 7], &[3, 8], &[3, 7], &[4, 4, 4], &[4, 3, 4], &[3, 4, 4], &[3, 3, 4]];
    SIZES.iter().find_map(|sizes| {
        // (0512)65551234: the bracket stands where a dash may.
        let bracketed = plain.get(at + sizes[0]) == Some(&')');
        let found = if bracketed { bracketed_groups(plain, at, sizes) } else { groups(plain, at, sizes) };
        let (end, digits) = found?;
        let area = area_length(&digits).filter(|area| *area == sizes[0])?;
        let masked = masked(&format!("{}-{}", &digits[..area], &digits[area..]));
        Some((end, if bracketed { masked.replacen('-', ")", 1) } else { masked }))
    })
}

fn bracketed_groups(plain: &[char], at: usize, sizes: &[usize]) -> Option<(usize, String)> {
    let area: String = plain.get(at..at + sizes[0])?.iter().collect();
    let after = at + sizes[0] + 1;
    let after = if plain.get(after) == Some(&' ') { after + 1 } else { after };
    let (end, rest) = groups(plain, after, &sizes[1..])?;
    Some((end, area + &rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn personal_numbers_are_masked_wherever_they_stand() {
        for (text, masked) in [
            ("110105194912310021", "110***********0021"),
            ("张某（11010519491231002x）入住", "张某（110***********002X）入住"),
            ("身份证：１１０１０５１９４９１２３１００２Ｘ。", "身份证：110***********002X。"),
            ("ID110105 19491231 002X", "ID110***********002X"),
            ("110105-1949-1231-002X", "110***********002X"),
            ("旧证110105491231002", "旧证110********1002"),
            ("联系人王某13812341234", "联系人王某138****1234"),
            ("138 1234 1234/139-1234-5678", "138****1234/139****5678"),
            ("13812341234 13912345678", "138****1234 139****5678"),
            ("+8613812341234", "+86138****1234"),
            ("86-138 1234 1234", "86-138****1234"),
            ("13812341234、0512-65551234", "138****1234、0512-****1234"),
            ("051265551234", "0512-****1234"),
            ("(0512) 6555 1234", "(0512)****1234"),
            ("电话010-65551234转8", "电话010-****1234转8"),
            ("138\u{200b}12341234", "138****1234"),
            ("1101051949123100219", "1101051949123100219"),
        ] {
            assert_eq!(mask_text(text), masked, "{text}");
        }
    }

    #[test]
    fn other_numbers_stay_as_they_are() {
        for text in [
            "",
            "2022年3月5日服务企业38家、726人次",
            "2022-03-05 14:30:00",
            "苏委工组〔2022〕51号",
            "519999995000000073",
            "91350100M000100Y43",
            "1,234,567",
            "12345678901",
            "00012345678",
            "１６间",
            "110***********002X",
            "𠮷野家　３楼",
        ] {
            assert_eq!(mask_text(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_valid_number_survives_in_any_surroundings(before in "[一-三a-z（： ]{0,4}", after in "[一-三（）， a-wyz]{0,4}", tail in 0..10_000u32) {
            let (mobile, land, id) = (format!("1385678{tail:04}"), format!("0512-6555{tail:04}"), format!("11010519491231{:03}X", tail % 1_000));
            for number in [&mobile, &land, &id] {
                let text = mask_text(&format!("{before}{number}{after}"));
                prop_assert!(!text.contains(number.as_str()), "{}", text);
                prop_assert!(text.contains('*'));
            }
        }

        #[test]
        fn a_landline_that_stands_free_only_when_its_neighbour_is_masked_is_masked_too(
            text in prop::sample::select(vec!["1804447.044444004444", "9666326.07566326.07555095629"]),
        ) {
            let once = mask_text(text);
            prop_assert_eq!(mask_text(&once), once);
        }

        #[test]
        fn masking_is_done_once(text in "[0-9X .\\-()（）０-９张]{0,40}") {
            let once = mask_text(&text);
            prop_assert_eq!(mask_text(&once), once);
        }
    }
}
