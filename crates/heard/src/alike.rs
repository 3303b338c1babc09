//! Whether two names mean one org, and which of them says more.

use crate::lexicon::names::REGIONS;

/// 青年突击队, 党员先锋队: a team of whoever signs.
pub(crate) fn is_nameless_team(name: &[char]) -> bool {
    let said: String = name.iter().collect();
    let kind = ["突击队", "先锋队", "服务队", "志愿队", "小分队", "护航队"].iter().find_map(|tail| said.strip_suffix(tail));
    kind.is_some_and(|whose| ["", "青年", "党员", "团员", "志愿者", "志愿", "青年志愿者", "党员志愿", "党员志愿者"].contains(&whose))
}

/// Whether two names mean one org, the first the fuller form: 团市委机关第二党支部 and 二支部.
pub(crate) fn is_fuller(full: &[char], short: &[char]) -> bool {
    let bare =
        |name: &[char]| -> Vec<char> { name.iter().copied().filter(|c| !matches!(c, '第' | '党' | ' ' | '“' | '”')).collect() };
    let (full, short) = (bare(full), bare(short));
    // 常熟, where 常熟团市委 signs.
    let region = REGIONS.at(&short, 0, short.len()).is_some_and(|(name, ())| {
        let rest = &short[name.end..];
        full.starts_with(&short[..name.end]) && matches!(rest, [] | ['市' | '区' | '县'])
    });
    if region && full.len() > short.len() {
        return true;
    }
    // 共青团滨湖区委 and 滨湖区, 东港镇团委 and 东港镇.
    let league: Vec<char> = "共青团".chars().collect();
    let seat = full.strip_prefix(&league[..]).unwrap_or(&full);
    let place = short.len() > 2 && matches!(short.last(), Some('区' | '市' | '县' | '镇' | '乡'));
    if place && seat.len() > short.len() && seat.starts_with(&short) && seat.ends_with(&['委']) {
        return true;
    }
    full.len() > short.len() && short.len() >= 2 && full.ends_with(&short)
}
