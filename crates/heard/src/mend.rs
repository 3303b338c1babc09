//! Corrections: inside a message the last word holds.

use crate::days::Said;
use crate::draft::Draft;
use crate::judge::done_words;
use crate::lexicon::cues::{ACT, CORRECTION, DENIED, REPAIR};
use crate::lexicon::metrics::Form;
use crate::numbers::Count;
use crate::pieces::clauses;
use crate::seen::Seen;
use crate::text::{Span, find, stands};

/// Applies what a piece takes back of itself: 20人，不对，22人. Whether it did.
pub(crate) fn repair(text: &[char], seen: &mut Seen) -> bool {
    let denied = deny(text, seen);
    let Some((cue, ())) = REPAIR.first(text, seen.piece.span) else { return denied };
    let reported = ["我写", "写成", "报成", "我报", "报的", "发的", "填成", "登记成"]
        .iter()
        .any(|word| find(text, seen.piece.span, word).is_some_and(|at| at < cue.start));
    if reported {
        return false;
    }
    // 昨天的支委会记错日子了: what was wrong was said elsewhere.
    let clause = clauses(text, seen.piece.span).into_iter().find(|clause| clause.covers(cue)).unwrap_or(cue);
    let before = Span::new(clause.start, cue.start.max(clause.start));
    let named = seen.hits.iter().any(|hit| before.covers(hit.span));
    if named && !done_words(text, before) && !ACT.any(text, before) && !seen.counts.iter().any(|count| count.span.end <= cue.start) {
        return false;
    }
    // What begins with its excuse corrects another message.
    let told = seen.hits.iter().any(|hit| hit.span.end <= cue.start) || seen.counts.iter().any(|count| count.span.end <= cue.start);
    if !told && seen.firms.iter().all(|firm| firm.end > cue.start) {
        return false;
    }
    let counts = repair_counts(&mut seen.counts, cue);
    let days = repair_days(&mut seen.days, cue);
    let before = seen.firms.iter().filter(|firm| firm.end <= cue.start).count();
    let after = seen.firms.iter().filter(|firm| firm.start >= cue.end).count();
    let firms = before > 0 && after == 1 && !counts && !days;
    if firms {
        let last = seen.firms.remove(seen.firms.len() - 1);
        if let Some(wrong) = seen.firms.last_mut() {
            *wrong = last;
        }
    }
    let wrong = seen.orgs.iter().position(|org| org.span.end <= cue.start);
    let right = seen.orgs.iter().rposition(|org| org.span.start >= cue.end);
    let orgs = match (wrong, right) {
        (Some(wrong), Some(right)) if !counts && !days && !firms => {
            let org = seen.orgs.remove(right);
            seen.orgs[wrong].span = org.span;
            true
        }
        _ => false,
    };
    counts || days || firms || orgs || denied
}

/// Numbers, days and firms directly behind 不是 are not meant; nor is the same firm before it. Whether what stands before is mended so.
fn deny(text: &[char], seen: &mut Seen) -> bool {
    let mut mended = false;
    for (word, ()) in DENIED.find(text, seen.piece.span) {
        let denied = |span: Span| span.start >= word.end && span.start - word.end <= 3 && !text[word.end..span.start].contains(&',');
        let other = |found: &[Span]| found.iter().any(|span| !denied(*span));
        let counts: Vec<Span> = seen.counts.iter().map(|count| count.span).collect();
        if other(&counts) {
            seen.counts.retain(|count| !denied(count.span));
        }
        let days: Vec<Span> = seen.days.iter().map(|day| day.span).collect();
        if other(&days) {
            seen.days.retain(|day| !denied(day.span));
        }
        if other(&seen.firms) {
            let wrong: Vec<Vec<char>> =
                seen.firms.iter().filter(|firm| denied(**firm)).map(|firm| text[firm.start..firm.end].to_vec()).collect();
            let said: Vec<Span> =
                seen.firms.iter().copied().filter(|firm| !wrong.iter().any(|name| text[firm.start..firm.end] == name[..])).collect();
            mended |= !wrong.is_empty() && !said.is_empty() && seen.firms.iter().any(|firm| firm.end <= word.start);
            if !said.is_empty() {
                seen.firms = said;
            }
        }
        let orgs: Vec<Span> = seen.orgs.iter().map(|org| org.span).collect();
        if other(&orgs) {
            seen.orgs.retain(|org| !denied(org.span));
        }
    }
    mended
}

fn alike(one: &Count, other: &Count) -> bool {
    one.unit == other.unit
        || one.is_bare()
        || other.is_bare()
        || (one.is_heads() && other.is_heads())
        || (one.is_hours() && other.is_hours())
}

fn repair_counts(counts: &mut Vec<Count>, cue: Span) -> bool {
    let mut mended = false;
    while let Some(right) = counts.iter().position(|count| count.span.start >= cue.end) {
        let Some(wrong) = counts.iter().take(right).rposition(|count| count.span.end <= cue.start && alike(count, &counts[right])) else {
            break;
        };
        let last = counts.remove(right);
        // It stands where the wrong one stood, so that it belongs to the same words.
        counts[wrong].hundredths = last.hundredths;
        mended = true;
    }
    mended
}

fn repair_days(days: &mut Vec<Said>, cue: Span) -> bool {
    let Some(right) = days.iter().position(|day| day.span.start >= cue.end && day.is_named()) else { return false };
    let Some(wrong) = days.iter().take(right).rposition(|day| day.span.end <= cue.start && day.is_named()) else { return false };
    let last = days.remove(right);
    let span = days[wrong].span;
    days[wrong] = Said { span, ..last };
    true
}

/// Whether the piece says that something said before was wrong.
pub(crate) fn corrects(text: &[char], seen: &Seen) -> bool {
    let span = seen.piece.span;
    if CORRECTION.any(text, span) {
        return true;
    }
    let explains = ["说明一下", "刚才的", "刚才那", "上一条", "前面那", "补充说明", "更改", "应该是", "应为", "哦不", "不对"]
        .iter()
        .any(|word| find(text, span, word).is_some_and(|at| at <= span.start + 6));
    explains
        || DENIED
            .first(text, span)
            .is_some_and(|(word, ())| word.start <= span.start + 14 && (stands_is(text, word.end, span) || word.start == span.start))
}

/// 是前天，27人: puts right what was said just before.
pub(crate) fn answers(text: &[char], seen: &Seen) -> bool {
    let span = seen.piece.span;
    let opens = text.get(span.start) == Some(&'是') && !stands(text, span.start, "是的") && !stands(text, span.start, "是否");
    opens && span.len() <= 16 && seen.hits.is_empty() && (!seen.days.is_empty() || !seen.counts.is_empty())
}

/// 不是…是…
fn stands_is(text: &[char], from: usize, span: Span) -> bool {
    (from + 1..span.end).any(|at| stands(text, at, "是") && !stands(text, at.saturating_sub(1), "还是"))
}

/// Puts what a later message corrects into the draft it speaks of.
pub(crate) fn apply(seen: &Seen, drafts: &mut [Draft]) -> bool {
    let named = seen.hits.iter().find_map(|hit| drafts.iter().rposition(|draft| draft.is(hit.code)));
    let Some(at) = named.or_else(|| drafts.len().checked_sub(1)) else { return false };
    let draft = &mut drafts[at];
    let mut mended = false;
    if let Some(day) = seen.days.iter().rev().find(|day| day.is_named() && !day.future) {
        draft.set_day(Some(*day));
        mended = true;
    }
    for count in &seen.counts {
        let value = Some((count.hundredths, count.span));
        match draft.form() {
            Some(Form::Heads) if count.is_heads() || count.is_bare() => draft.quantity = value,
            Some(Form::Hours) if count.is_hours() || count.is_bare() => draft.quantity = value,
            Some(Form::Acts | Form::Things | Form::Stock | Form::Firms)
                if draft.metric.is_some_and(|metric| count.is_in(metric.units)) && !count.is_heads() =>
            {
                draft.quantity = value
            }
            _ => continue,
        }
        mended = true;
    }
    if let Some(org) = seen.doers().last() {
        draft.org = Some(org.span);
        mended = true;
    }
    if !seen.firms.is_empty() && !draft.firms.is_empty() {
        draft.firms.clone_from(&seen.firms);
        mended = true;
    }
    mended
}
