//! Who, when, where, how many: what stands about a thing done, in its piece, its form, its list, its message.

use norms::Day;

use crate::acts::{Act, is_taking_part, served};
use crate::alike;
use crate::days::{How, Said};
use crate::draft::Draft;
use crate::lexicon::metrics::Form;
use crate::lists::add_hours;
use crate::nearest::{days_of, orgs_of, pairs, region, split_by_org};
use crate::numbers::Count;
use crate::orgs::{Org, Part};
use crate::pieces::Label;
use crate::seen::Seen;
use crate::text::{Span, find, is_han, stands, trimmed};
use crate::weave::{Held, Weaver};

/// Keeps day and org for what follows; a day in brackets is only its neighbour's.
pub(crate) fn hold(weaver: &mut Weaver, seen: &Seen, held: &mut Held) {
    let text = &weaver.text.plain;
    let day = seen.days.iter().rev().find(|day| day.is_named() && !day.future && !seen.is_undone(day.span) && !in_brackets(text, day.span));
    let named = |org: &&Org| org.part == Part::Own || org.part == Part::Doer && !seen.is_undone(org.span);
    // 名单汇总（机关党总支） heads what follows.
    let heads = seen.counts.is_empty() && matches!(text[seen.piece.span.end.max(1) - 1], ')' | ':');
    let near = |org: &&Org| heads || !in_brackets(text, org.span) || seen.piece.span.len() <= org.span.len() + 4;
    // After 我支部 what holds is whoever writes, not who was named before it.
    let org = seen.orgs.iter().filter(named).rfind(near).filter(|org| org.part == Part::Doer);
    held.day = day.copied().or(held.day);
    held.org = org.map(|org| org.span).or(held.org);
    weaver.doers.extend(seen.doers().map(|org| org.span));
}

pub(crate) fn in_brackets(text: &[char], span: Span) -> bool {
    span.start > 0 && text[span.start - 1] == '('
}

/// A field of a form: it tells of the thing before it, or of the one to come. Whether the piece was one.
pub(crate) fn label(weaver: &mut Weaver, seen: &Seen, held: &mut Held, start: usize, today: Day) -> bool {
    let Some(label) = seen.piece.label.filter(|label| *label != Label::Act) else { return false };
    let text = &weaver.text.plain;
    let span = seen.piece.span;
    match label {
        Label::Day => {
            if seen.days.iter().any(|day| day.future || day.ahead) {
                held.plan = true;
            }
            let clock = seen.days.first().map(|day| Said { day: today, ..*day });
            held.day =
                seen.days.iter().rfind(|day| day.is_named() && !day.future).copied().or(held.day).or(clock.filter(|day| !day.future));
            let day = held.day;
            held.form = last(weaver, start).is_some_and(|draft| draft.dated);
            if let Some(draft) = last(weaver, start).filter(|draft| draft.day.is_none() || draft.vague || !draft.dated) {
                draft.set_day(day);
                draft.dated = true;
            }
            // 服务时间：14:00-18:00 共4小时/人
            let hours: Vec<Count> = seen.counts.iter().copied().filter(Count::is_hours).collect();
            add_hours(weaver, start, &hours, seen);
        }
        Label::Place => {
            let end = (span.start..span.end).find(|at| matches!(text[*at], ',' | '。' | ';' | '(')).unwrap_or(span.end);
            let place = Some(trimmed(text, Span::new(span.start, end))).filter(|place| place.len() <= 24 && !place.is_empty());
            match last(weaver, start) {
                Some(draft) if draft.place.is_none() => draft.place = place,
                _ => held.pending.place = place,
            }
        }
        Label::Org => {
            let org = seen.orgs.first().map(|org| org.span).or_else(|| (span.len() <= 20).then_some(span));
            held.org = org;
            weaver.doers.extend(org);
            weaver.without.extend(org);
            if let Some(draft) = last(weaver, start).filter(|draft| draft.org.is_none()) {
                draft.org = org;
            }
        }
        Label::People | Label::Count => {
            let heads = heads(text, seen, None);
            let hours: Vec<Count> = seen.counts.iter().copied().filter(Count::is_hours).collect();
            let timed = find(text, seen.piece.whole, "时长").is_some();
            let hours: Vec<Count> = match seen.counts.first().filter(|count| timed && count.is_bare()) {
                Some(count) => vec![Count { unit: "小时", ..*count }],
                None => hours,
            };
            let bare = seen
                .counts
                .first()
                .filter(|count| !timed && label == Label::Count && count.is_bare())
                .map(|count| (count.hundredths, count.span));
            if last(weaver, start).is_none() {
                held.pending.people.extend(&seen.people);
                held.pending.heads = heads.or(bare);
                return true;
            }
            let times = seen.counts.iter().find(|count| count.is_in(&["次", "场次", "场"])).copied();
            for draft in weaver.drafts[start..].iter_mut().rev().take(2) {
                draft.heads = draft.heads.or(heads).or(bare);
            }
            if let Some(draft) = last(weaver, start) {
                draft.people.extend(seen.people.iter().copied().filter(|name| !seen.is_undone(*name)));
                if draft.is("study.symposium") || draft.is("assist.event") {
                    draft.firms.extend(&seen.firms);
                }
                if draft.form() == Some(Form::Acts) && draft.quantity.is_none() {
                    draft.quantity = times.map(|count| (count.hundredths, count.span));
                }
            }
            add_hours(weaver, start, &hours, seen);
        }
        Label::Firms => match last(weaver, start) {
            Some(draft) => draft.firms.extend(&seen.firms),
            None => held.pending.firms.extend(&seen.firms),
        },
        Label::Not | Label::Act => {}
    }
    true
}

pub(crate) fn last<'d>(weaver: &'d mut Weaver, start: usize) -> Option<&'d mut Draft> {
    weaver.drafts.get_mut(start..)?.last_mut()
}

/// The number of heads that took part: after 共 before others.
pub(crate) fn heads(text: &[char], seen: &Seen, clause: Option<Span>) -> Option<(i64, Span)> {
    let part = |count: &&Count| count.is_heads() && !seen.is_undone(count.span) && is_taking_part(text, count);
    let inside = |count: &&Count| clause.is_none_or(|clause| clause.covers(count.span));
    let sums = ["共", "共计", "合计", "总计", "总共", "一共"];
    let is_sum = |count: &&Count| sums.iter().any(|word| ends(text, count.span.start, word));
    // The sum at the end holds for the whole, unless several orgs are counted.
    let several = seen.doers().count() > 1;
    let total = seen.counts.iter().filter(part).filter(|count| !several || inside(count)).find(is_sum);
    // 男5人，女7人
    let sex = |count: &&Count, word: &str| ends(text, count.span.start, word);
    let men = seen.counts.iter().filter(part).find(|count| sex(count, "男"));
    let women = seen.counts.iter().filter(part).find(|count| sex(count, "女"));
    if let (Some(men), Some(women), None) = (men, women, total) {
        return Some((men.hundredths.saturating_add(women.hundredths), men.span));
    }
    total.or_else(|| seen.counts.iter().filter(part).find(inside)).map(|count| (count.hundredths, count.span))
}

pub(crate) fn ends(text: &[char], at: usize, word: &str) -> bool {
    let length = word.chars().count();
    at >= length && stands(text, at - length, word)
}

/// What a sentence that only tells more adds to the thing before it.
pub(crate) fn details(weaver: &mut Weaver, seen: &Seen, start: usize) {
    let text = &weaver.text.plain;
    let heads = heads(text, seen, None);
    let hours: Vec<Count> = seen.counts.iter().copied().filter(Count::is_hours).collect();
    let Some(draft) = weaver.drafts.get_mut(start..).and_then(<[Draft]>::last_mut) else { return };
    draft.heads = draft.heads.or(heads);
    if draft.quantity.is_none() && matches!(draft.form(), Some(Form::Stock | Form::Things | Form::Firms)) {
        let own =
            seen.counts.iter().find(|count| draft.metric.is_some_and(|metric| count.unit == metric.unit) && !seen.is_undone(count.span));
        draft.quantity = own.map(|count| (count.hundredths, count.span));
    }
    draft.place = draft.place.or(seen.place);
    draft.people.extend(seen.people.iter().filter(|name| !seen.is_undone(**name)));
    if matches!(draft.metric.map(|metric| metric.code), Some("assist.event" | "study.symposium" | "assist.green_channel"))
        || draft.is("assist.service")
    {
        draft.firms.extend(&seen.firms);
    }
    let volunteers = weaver.drafts[start..].iter().any(|draft| draft.is("mobilise.volunteer_people"));
    if volunteers && hours.len() == 1 {
        add_hours(weaver, start, &hours, seen);
    }
}

/// Whether nothing stands here but a day or an org: a signature, a heading.
pub(crate) fn only_names_and_days(text: &[char], seen: &Seen) -> bool {
    let taken = |at: usize| seen.days.iter().any(|day| day.span.holds(at)) || seen.orgs.iter().any(|org| org.span.holds(at));
    let rest =
        (seen.piece.span.start..seen.piece.span.end).filter(|at| !taken(*at) && (is_han(text[*at]) || text[*at].is_alphanumeric())).count();
    rest <= 1 && !(seen.days.is_empty() && seen.orgs.is_empty())
}

/// The drafts of an act: one, or one for each of several days or orgs.
#[expect(clippy::too_many_arguments, reason = "all of it is what stands around one act")]
pub(crate) fn drafts(
    weaver: &mut Weaver,
    seen: &Seen,
    act: &Act,
    order: usize,
    all: &[Act],
    held: &mut Held,
    today: Day,
    message: usize,
) -> Vec<Draft> {
    let text = &weaver.text.plain;
    // A service that no sign names is shown by its word, else by the firm.
    let firm = seen.firms.iter().copied().find(|firm| firm.start >= act.hit.start);
    let shown = (act.hit.len() == 1 && act.metric.code == "assist.service").then(|| served(text, act.clause).or(firm)).flatten();
    let mut draft = Draft::new(Some(act.metric), shown.unwrap_or(act.hit), region(act, order, all), message);
    let own = act.own.map(|count| (count.hundredths, count.span));
    (draft.quantity, draft.each) = if act.each { (None, own) } else { (own, None) };
    let days = days_of(text, seen, act, order, all);
    let orgs = orgs_of(text, seen, act, order, all);
    let split = split_by_org(text, seen, act);
    draft.set_day(days.last().copied());
    draft.org = orgs.first().copied();
    surround(weaver, seen, &mut draft);
    draft.firms = firms_of(text, seen, act, order, all);
    if act.metric.code != "assist.service" && weaver.drafts.iter().any(|other| other.gathers && other.message == message) {
        // They belong to the round of visits.
        draft.firms.clear();
    }
    complete(seen, &mut draft, held, today);
    let pairs = pairs(text, seen, act);
    if pairs.len() > 1 && draft.quantity.is_none() && !act.apart {
        return pairs.into_iter().map(|(org, day)| Draft { org: Some(org), day: Some((day.day, day.span)), ..draft.clone() }).collect();
    }
    if split.len() > 1 {
        return split
            .into_iter()
            .map(|(org, count)| Draft { org, ours: org.is_none(), quantity: Some((count.hundredths, count.span)), ..draft.clone() })
            .collect();
    }
    let times = draft.quantity.map(|(value, _)| value / 100);
    let one_each = |n: usize| times.is_none_or(|times| usize::try_from(times).is_ok_and(|times| times == n));
    let apiece = ["各", "分别", "每"].iter().any(|word| find(text, seen.piece.span, word).is_some());
    if days.len() > 1 && (apiece || one_each(days.len())) && (act.metric.form == Form::Acts || apiece && act.metric.form == Form::Things) {
        let zipped = draft.firms.len() == days.len() && act.metric.code == "assist.service";
        let firms = draft.firms.clone();
        return (0..days.len())
            .map(|n| Draft {
                day: Some((days[n].day, days[n].span)),
                quantity: draft.quantity.filter(|_| apiece && !one_each(days.len())),
                firms: if zipped { vec![firms[n]] } else { firms.clone() },
                ..draft.clone()
            })
            .collect();
    }
    if orgs.len() > 1 {
        let own = numbers_in_row(text, seen, act);
        if own.len() == orgs.len() && find(text, seen.piece.span, "分别").is_some() {
            // 两支部分别走访3家、5家: to each its number.
            let each =
                |(org, count): (Span, Count)| Draft { org: Some(org), quantity: Some((count.hundredths, count.span)), ..draft.clone() };
            return orgs.into_iter().zip(own).map(each).collect();
        }
        let shared = times.is_some() && one_each(orgs.len()) && find(text, seen.piece.span, "各").is_none();
        return orgs
            .into_iter()
            .map(|org| Draft { org: Some(org), quantity: draft.quantity.filter(|_| !shared), ..draft.clone() })
            .collect();
    }
    vec![draft]
}

/// The act's number and those that follow it in a row: 3家、5家和2家.
fn numbers_in_row(text: &[char], seen: &Seen, act: &Act) -> Vec<Count> {
    let mut out: Vec<Count> = act.own.into_iter().collect();
    for count in &seen.counts {
        let follows = out.last().is_some_and(|last| {
            count.unit == last.unit && count.span.start == last.span.end + 1 && matches!(text[last.span.end], '、' | '和' | '及')
        });
        if follows {
            out.push(*count);
        }
    }
    out
}

/// Heads and hours that stand in the piece of an act.
fn surround(weaver: &Weaver, seen: &Seen, draft: &mut Draft) {
    let text = &weaver.text.plain;
    draft.heads = heads(text, seen, Some(draft.clause)).or_else(|| heads(text, seen, None));
    if draft.form() == Some(Form::Hours) && draft.quantity.is_none() && draft.each.is_none() {
        let hours: Vec<&Count> = seen.counts.iter().filter(|count| count.is_hours() && !seen.is_undone(count.span)).collect();
        draft.parts = hours.iter().map(|count| (count.hundredths, count.span)).collect();
        let bare: Vec<&Count> = seen.counts.iter().filter(|count| count.is_bare()).collect();
        if draft.parts.is_empty() && seen.people.len() > 1 && bare.len() == seen.people.len() {
            draft.parts = bare.iter().map(|count| (count.hundredths, count.span)).collect();
        }
    } else if draft.is("station.night") && seen.people.len() > 1 && draft.each.is_none() {
        // 韩笑2晚、苏木3晚: the nights of all.
        let nights = |count: &&Count| draft.metric.is_some_and(|metric| count.is_in(metric.units)) && !seen.is_undone(count.span);
        let of =
            |name: &Span| seen.counts.iter().filter(nights).find(|count| count.span.start >= name.end && count.span.start <= name.end + 2);
        let own: Vec<Count> = seen.people.iter().filter_map(of).copied().collect();
        if own.len() > 1 && own.len() == seen.people.len() {
            draft.quantity = Some((own.iter().fold(0, |sum: i64, count| sum.saturating_add(count.hundredths)), own[0].span));
        }
    } else if draft.form() == Some(Form::Hours) && seen.people.len() > 1 && draft.each.is_none() {
        // 张三3小时、李四2小时: the first number is only the first one's.
        let hours: Vec<&Count> = seen.counts.iter().filter(|count| count.is_hours() && !seen.is_undone(count.span)).collect();
        if hours.len() > 1 {
            draft.quantity = None;
            draft.parts = hours.iter().map(|count| (count.hundredths, count.span)).collect();
        }
    }
}

/// The firms of an act: of several rounds of visits each its own, else all for the first act.
fn firms_of(text: &[char], seen: &Seen, act: &Act, order: usize, all: &[Act]) -> Vec<Span> {
    let services: Vec<Span> = all.iter().filter(|act| act.metric.code == "assist.service").map(|act| act.clause).collect();
    let live = seen.firms.iter().copied().filter(|firm| !seen.is_undone(*firm));
    if services.len() > 1 && act.metric.code == "assist.service" {
        let end = services.iter().map(|clause| clause.start).find(|start| *start > act.clause.start).unwrap_or(seen.piece.span.end);
        return live.filter(|firm| firm.start >= act.clause.start && firm.start < end).collect();
    }
    // 在青杉印务召开座谈会: where, not who.
    let venue = |firm: &Span| {
        let after = Span::new(firm.end, (firm.end + 8).min(seen.piece.span.end));
        let held = ["召开", "举办", "举行", "上党课", "开展"].iter().any(|word| find(text, after, word).is_some());
        held && firm.start > 0 && text[firm.start - 1] == '在' && act.metric.code != "assist.service"
    };
    if order == 0 { live.filter(|firm| !venue(firm)).collect() } else { Vec::new() }
}

/// Day, org, place and people: from the piece, else from what is held.
pub(crate) fn complete(seen: &Seen, draft: &mut Draft, held: &mut Held, today: Day) {
    let own = seen.days.iter().find(|day| day.is_named() && !day.future && !seen.is_undone(day.span)).copied();
    if draft.metric.is_none() {
        draft.set_day(own);
        draft.org = seen.doers().next().map(|org| org.span);
        draft.firms = seen.firms.iter().copied().filter(|firm| !seen.is_undone(*firm)).collect();
    }
    draft.dated = draft.day.is_some();
    if draft.day.is_none() {
        let spoken = held.day.filter(|day| day.how == How::Point);
        let clock = seen.days.iter().find(|day| !day.is_named() && !seen.is_undone(day.span)).map(|day| Said { day: today, ..*day });
        draft.set_day(match (spoken, clock) {
            (None, Some(clock)) => Some(clock),
            _ => held.day,
        });
    }
    draft.org = draft.org.or(held.org);
    draft.place = seen.place.filter(|place| !seen.is_undone(*place)).or(held.pending.place.take());
    draft.people.extend(seen.people.iter().copied().filter(|name| !seen.is_undone(*name)));
    draft.people.append(&mut held.pending.people);
    draft.firms.append(&mut held.pending.firms);
    draft.heads = draft.heads.or(held.pending.heads.take());
}

/// What was said only after the thing: a signature, a date at the end; the sender's org.
pub(crate) fn backfill(weaver: &mut Weaver, seen: &[Seen], start: usize, sender: Option<Span>) {
    let live = |piece: &&Seen| piece.verdict.why.is_none();
    let days: Vec<Said> = seen
        .iter()
        .filter(live)
        .flat_map(|piece| piece.days.iter().copied().filter(|day| day.is_named() && !day.future && !piece.is_undone(day.span)))
        .collect();
    let names = |piece: &&Seen| !matches!(piece.piece.label, Some(Label::Place | Label::People));
    let orgs: Vec<Span> = seen.iter().filter(live).filter(names).flat_map(|piece| piece.doers().map(|org| org.span)).collect();
    let bare = |piece: &&Seen| only_names_and_days(&weaver.text.plain, piece);
    let signed = seen.iter().filter(live).filter(bare).find_map(|piece| piece.doers().next().map(|org| org.span));
    let Some(drafts) = weaver.drafts.get_mut(start..) else { return };
    // 每班4小时 in a line of its own: of those whom the lines above named.
    let people = drafts.iter().rfind(|draft| draft.is("mobilise.volunteer_people")).map(|draft| (draft.amount().0, draft.trigger));
    for draft in drafts
        .iter_mut()
        .filter(|draft| draft.form() == Some(Form::Hours) && draft.each.is_some() && draft.heads.is_none() && draft.people.is_empty())
    {
        draft.heads = people;
    }
    for draft in drafts {
        if draft.day.is_none() {
            let later = days.iter().find(|day| day.span.start > draft.trigger.start);
            draft.set_day(later.or(days.first()).copied());
        }
        // 青年突击队的志愿者…。东港镇团委: who signs answers for a team without a name of its own.
        let team = |org: Span| alike::is_nameless_team(&weaver.text.plain[org.start..org.end]);
        if draft.org.is_some_and(team) {
            draft.org = signed.filter(|org| org.start > draft.trigger.start && !team(*org)).or(draft.org);
        }
        if draft.org.is_none() && draft.ours {
            draft.org = signed.or(sender);
        } else if draft.org.is_none() {
            draft.org = orgs.iter().copied().find(|org| org.start > draft.trigger.start).or(sender);
        }
    }
}
