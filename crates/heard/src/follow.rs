//! How a piece follows what was said before it: under a heading, as an answer, as more of the same, beside it.

use norms::Day;

use crate::acts::Act;
use crate::choose::PARTS_OF_THEME_DAY;
use crate::days::{How, Said};
use crate::draft::Draft;
use crate::fill;
use crate::kinds;
use crate::lexicon::cues::DONE_HEADING;
use crate::lexicon::metrics::{Form, metric};
use crate::pieces::clauses;
use crate::seen::Seen;
use crate::text::{Span, find, trimmed};
use crate::weave::{Held, Weaver, same_org};

impl Weaver<'_> {
    /// 新增2家, after what was said to stand.
    pub(crate) fn added(&self, seen: &Seen, held: &mut Held, chosen: &mut Vec<Act>) {
        let text = &self.text.plain;
        let Some(metric) = held.standing.take().filter(|metric| !chosen.iter().any(|act| act.metric.code == metric.code)) else { return };
        let new = ["新增", "新建", "新成立", "新开", "又增"];
        let added = |count: &&crate::numbers::Count| {
            let before = Span::new(count.span.start.saturating_sub(4), count.span.start);
            count.unit == metric.unit && new.iter().any(|word| find(text, before, word).is_some())
        };
        if let Some(count) = seen.counts.iter().find(added).filter(|count| !seen.is_undone(count.span)) {
            let clause = clauses(text, seen.piece.span).into_iter().find(|clause| clause.covers(count.span)).unwrap_or(seen.piece.span);
            chosen.insert(0, Act { metric, hit: count.span, clause, own: Some(*count), each: false, apart: false });
        }
    }

    /// 二支部4月2日发了, to what was asked for in a message before.
    pub(crate) fn answer(&self, seen: &Seen, chosen: &mut Vec<Act>, held: &mut Held, number: usize) {
        let span = seen.piece.span;
        let Some((metric, _, day)) = self.asked.filter(|(_, asked, _)| *asked < number) else { return };
        let count = seen.counts.iter().find(|count| count.is_in(metric.units) && metric.form != Form::Acts).copied();
        let told = (seen.verdict.done || count.is_some()) && span.len() <= 30 && (seen.doers().next().is_some() || !seen.days.is_empty());
        let free = chosen.iter().all(|act| act.metric.form == Form::Hours && metric.form == Form::Heads);
        if free && told && seen.hits.is_empty() {
            let clause = clauses(&self.text.plain, span).first().copied().unwrap_or(span);
            chosen.insert(0, Act { metric, hit: Span::new(span.start, span.start + 1), clause, own: count, each: false, apart: false });
            held.day = held.day.or(day);
        }
    }

    /// What is only named again is no second thing, but may tell more of the first.
    pub(crate) fn repeated(&mut self, seen: &Seen, chosen: &mut Vec<Act>, start: usize) {
        let text = &self.text.plain;
        if seen.piece.item && held_none(&self.drafts[start..], chosen) {
            return;
        }
        let days: Vec<Said> = seen.days.iter().copied().filter(|day| day.is_named() && !day.future && !seen.is_undone(day.span)).collect();
        let doers: Vec<Span> = seen.doers().map(|org| org.span).collect();
        let clock = seen.days.iter().any(|day| day.how == How::Clock);
        let message = &mut self.drafts[start..];
        let theme = message.iter().any(|draft| draft.is("life.theme_day"));
        chosen.retain(|act| {
            let part = theme
                && act.own.is_none()
                && !clock
                && days.is_empty()
                && PARTS_OF_THEME_DAY.contains(&act.metric.code)
                && !seen.piece.item;
            let Some(draft) = message.iter_mut().rfind(|draft| draft.is(act.metric.code)) else { return !part };
            let refines = |day: &Said, held: Day| draft.vague && day.how == How::Point && day.day <= held && held.days_until(day.day) > -32;
            let other_day =
                draft.day.is_some_and(|(held, _)| !days.is_empty() && days.iter().all(|day| day.day != held && !refines(day, held)));
            let other_org = draft.org.is_some_and(|held| {
                !doers.is_empty() && !doers.iter().any(|org| same_org(&text[held.start..held.end], &text[org.start..org.end]))
            });
            let other_number =
                draft.quantity.is_some_and(|(held, _)| act.own.is_some_and(|own| own.hundredths != held)) && seen.piece.first;
            let hour = clock && seen.piece.first && days.is_empty() && !draft.heading;
            if other_day || other_org || other_number || hour || (seen.piece.item && !draft.heading && act.metric.code != "assist.service")
            {
                return true;
            }
            if draft.quantity.is_none() && !act.each {
                draft.quantity = act.own.map(|count| (count.hundredths, count.span));
            }
            if draft.day.is_none() || draft.vague && days.iter().any(|day| day.how == How::Point) {
                draft.set_day(days.first().copied());
            }
            draft.org = draft.org.or(doers.first().copied());
            if draft.is("assist.service") {
                draft.firms.extend(seen.firms.iter().filter(|firm| !seen.is_undone(**firm)));
            }
            draft.heading &= act.own.is_none() && seen.firms.is_empty();
            false
        });
        if chosen.is_empty() {
            fill::details(self, seen, start);
        }
    }

    /// 上午支委会，下午参观展馆: a clause with a day of its own and no metric is a thing done too.
    pub(crate) fn asides(&mut self, seen: &Seen, chosen: &[Act], held: &mut Held, today: Day, (made, number): (usize, usize)) {
        let text = &self.text.plain;
        let Some(first) = chosen.first().map(|act| act.clause.end) else { return };
        for clause in clauses(text, seen.piece.span).into_iter().filter(|clause| clause.start >= first) {
            let theirs = self.drafts[made..].iter().any(|draft| draft.day.is_some_and(|(_, span)| clause.covers(span)));
            let served = self.drafts[made..].iter().any(|draft| draft.firms.iter().any(|firm| clause.covers(*firm)));
            let taken = served
                || theirs
                || chosen.iter().any(|act| clause.meets(act.hit) || clause.covers(act.clause))
                || seen.hits.iter().any(|hit| clause.covers(hit.span));
            let start = trimmed(text, clause).start;
            let opens = |day: &&Said| day.span.start == start || day.span.start > start && text[day.span.start - 1] == '(';
            let own = seen.days.iter().filter(|day| clause.covers(day.span) && !day.future).find(opens);
            if let Some(day) = own.filter(|_| !taken && !seen.is_undone(clause) && kinds::does(text, seen, clause)) {
                let mut draft = Draft::new(None, clause, clause, number);
                fill::complete(seen, &mut draft, held, today);
                if day.is_named() {
                    draft.set_day(Some(*day));
                }
                draft.org = seen.doers().filter(|org| clause.covers(org.span)).map(|org| org.span).next().or(draft.org);
                self.drafts.push(draft);
            }
        }
    }

    /// A heading gives its metric to the items below it; an item takes it.
    pub(crate) fn topic(&mut self, seen: &Seen, held: &mut Held, heading: bool, followed: bool, chosen: &mut Vec<Act>, start: usize) {
        let text = &self.text.plain;
        if heading && !seen.piece.item && (followed || seen.piece.heads || DONE_HEADING.any(text, seen.piece.span)) {
            let closed = text.get(seen.piece.whole.end - 1) == Some(&':');
            let visits = chosen.is_empty()
                && (followed || closed)
                && ["走访", "拜访", "上门", "入企", "助企", "对接企业", "服务企业", "覆盖企业", "覆盖非公"]
                    .iter()
                    .any(|word| find(text, seen.piece.span, word).is_some());
            if let Some(metric) = metric("assist.service").filter(|_| visits) {
                let clause = clauses(text, seen.piece.span).first().copied().unwrap_or(seen.piece.span);
                chosen.push(Act { metric, hit: seen.piece.span, clause, own: None, each: false, apart: false });
            }
            held.topic = chosen.first().map(|act| (act.metric, act.hit));
            return;
        }
        let item = seen.piece.item || seen.piece.first;
        let Some((metric, hit)) = held.topic.filter(|_| item) else { return };
        let own = chosen.iter().any(|act| act.own.is_some() || act.metric.code == metric.code);
        // 吴江区 14家, below 走访企业情况: firms that are only counted.
        let covered =
            metric.code == "assist.service" && seen.firms.is_empty() && seen.counts.iter().any(|count| count.is_in(&["家", "户"]));
        let metric = crate::lexicon::metrics::metric("assist.enterprise_covered").filter(|_| covered).unwrap_or(metric);
        // A date that stands alone below a figure signs the message.
        let counts = metric.form == Form::Acts || !seen.counts.is_empty();
        let told = counts && (seen.doers().next().is_some() || seen.days.iter().any(Said::is_named))
            || !seen.firms.is_empty()
            || seen.counts.iter().any(|count| count.is_in(metric.units));
        if chosen.is_empty() && told {
            // 姑苏：12, below 助企服务场次.
            let row = matches!(&seen.counts[..], [count] if count.span.end == seen.piece.span.end)
                && seen
                    .doers()
                    .next()
                    .is_some_and(|org| org.span.start == seen.piece.span.start && org.span.end + 1 == seen.counts[0].span.start);
            let units =
                |count: &&crate::numbers::Count| count.is_in(metric.units) || (count.is_bare() && (metric.form != Form::Acts || row));
            let count = seen.counts.iter().find(units).copied();
            let clause = clauses(text, seen.piece.span).first().copied().unwrap_or(seen.piece.span);
            chosen.push(Act {
                metric,
                hit: Span::new(seen.piece.span.start, seen.piece.span.start + 1),
                clause,
                own: count,
                each: false,
                apart: false,
            });
        }
        // 吴江区 2家，房间12间, below 新增站点: the first figure is the heading's.
        let first = seen.counts.first().copied().filter(|count| {
            let after = seen.doers().next().is_some_and(|org| count.span.start >= org.span.end && count.span.start - org.span.end <= 1);
            after && count.is_in(metric.units) && chosen.iter().all(|act| act.own.is_some_and(|own| own.span != count.span))
        });
        let missing = !chosen.is_empty() && chosen.iter().all(|act| act.metric.code != metric.code) && metric.form != Form::Hours;
        if let Some(count) = first.filter(|_| missing) {
            let clause = clauses(text, seen.piece.span).first().copied().unwrap_or(seen.piece.span);
            chosen.insert(0, Act { metric, hit: count.span, clause, own: Some(count), each: false, apart: false });
        }
        let gathered = metric.code == "assist.service"
            && seen.doers().next().is_none()
            && !seen.days.iter().any(Said::is_named)
            && chosen.iter().all(|act| act.metric.code == "assist.service" && act.own.is_none());
        if (own || !chosen.is_empty()) && !gathered {
            self.drafts.retain(|draft| !(draft.heading && draft.trigger == hit));
        }
        let _ = start;
    }
}

/// Items stand for themselves, but for the firms of one round of visits.
fn held_none(message: &[Draft], chosen: &[Act]) -> bool {
    let visits = chosen.iter().any(|act| act.metric.code == "assist.service" && act.own.is_none());
    !(visits && message.iter().any(|draft| draft.is("assist.service") && draft.gathers))
}
