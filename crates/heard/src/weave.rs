//! From piece to piece of a message: what is held, what is a heading, which names belong to which thing.

use norms::Day;

use crate::accept::Around;
use crate::acts::{self, Act};
use crate::alike;
use crate::choose::choose;
use crate::days::{self, Said};
use crate::draft::Draft;
use crate::fill;
use crate::heads;
use crate::judge::{chatter, done_words};
use crate::kinds::{self, Kind};
use crate::lexicon::cues::{DONE_HEADING, FRESH, PLAN_HEADING, RUNNING};
use crate::lexicon::metrics::{Form, Metric, metric};
use crate::lists;
use crate::mend;
use crate::model::Why;
use crate::orgs;
use crate::pieces::{Label, clauses, pieces};
use crate::seen::{Names, Seen};
use crate::split::Message;
use crate::text::{Span, Text, find, stands};
use crate::unsigned;

/// What has been read so far.
pub(crate) struct Weaver<'a> {
    pub text: &'a Text,
    pub names: &'a Names,
    pub drafts: Vec<Draft>,
    pub ignored: Vec<(Span, Why)>,
    /// Days, hours and orgs: no part of a title.
    pub without: Vec<Span>,
    /// Every org that did something, to find the fullest form.
    pub doers: Vec<Span>,
    /// What was asked for last: 清明节廉政提醒发了没有.
    pub asked: Option<(&'static Metric, usize, Option<Said>)>,
    /// Who wrote, the last one at the end.
    spoke: Vec<Spoke>,
}

/// What somebody wrote last.
struct Spoke {
    name: String,
    today: Day,
    day: Option<Said>,
    org: Option<Span>,
    /// Number of the message.
    message: usize,
}

/// What holds on inside a message.
#[derive(Default)]
pub(crate) struct Held {
    pub day: Option<Said>,
    pub org: Option<Span>,
    /// A heading's metric, for items that name none.
    pub topic: Option<(&'static Metric, Span)>,
    /// Something new was told of.
    fresh: bool,
    /// Items below are plans.
    pub plan: bool,
    carry: bool,
    pub pending: Pending,
    /// The message names a day, an org or a doing somewhere.
    told: bool,
    /// What was just said to stand: 现有驿站61家；4月新增2家.
    pub standing: Option<&'static Metric>,
    /// Numbers beside names are hours.
    pub timed: bool,
    /// Items that only say what a meeting was about.
    agenda: bool,
    /// A form has begun whose thing is still to come.
    pub form: bool,
    /// The message corrects another.
    correcting: bool,
}

/// Fields of a form that came before the thing itself.
#[derive(Default)]
pub(crate) struct Pending {
    pub place: Option<Span>,
    pub people: Vec<Span>,
    pub firms: Vec<Span>,
    pub heads: Option<(i64, Span)>,
}

impl<'a> Weaver<'a> {
    pub fn new(text: &'a Text, names: &'a Names) -> Weaver<'a> {
        Weaver {
            text,
            names,
            drafts: Vec::new(),
            ignored: Vec::new(),
            without: Vec::new(),
            doers: Vec::new(),
            asked: None,
            spoke: Vec::new(),
        }
    }

    /// Reads a message.
    pub fn message(&mut self, message: &Message, number: usize) {
        let list = pieces(self.text, message);
        let (Some(first), Some(last)) = (message.lines.first(), message.lines.last()) else { return };
        let body = Span::new(first.start, last.end);
        if list.is_empty() {
            // Nothing but signs: a thumb, a flower.
            return self.ignored.push((body, Why::Reply));
        }
        let mut seen: Vec<Seen> = list.into_iter().map(|piece| Seen::read(self.text, piece, message.today, self.names)).collect();
        heads::name_orgs(&self.text.plain, &mut seen);
        heads::bracketed(&self.text.plain, &mut seen);
        seen.iter_mut().for_each(|piece| heads::leading(&self.text.plain, piece));
        let mut week = None;
        seen.iter_mut().for_each(|piece| days::in_week(&mut piece.days, &mut week, message.today));
        if kinds::is_notice(self.text, body, message, &seen) {
            self.ignored.push((body, Why::Plan));
            return;
        }
        let start = self.drafts.len();
        // Who goes on writing on the same day goes on speaking of it.
        let name = message.sender.map(|sender| self.text.said(sender));
        let before = self.spoke.iter().rfind(|spoke| name.as_ref() == Some(&spoke.name) && spoke.today == message.today);
        let mut held = before.map_or_else(Held::default, |spoke| Held { day: spoke.day, org: spoke.org, ..Held::default() });
        let told_before = before.map(|spoke| spoke.message);
        let volunteers = self.asked.is_some_and(|(metric, _, _)| metric.code.starts_with("mobilise.volunteer"));
        let around = Around::of(&self.text.plain, body);
        let around = Around { volunteering: around.volunteering || volunteers, ..around };
        held.told = message.sender.is_some() || seen.iter().any(tells);
        for at in 0..seen.len() {
            self.piece(&mut seen, at, &mut held, &around, message.today, (start, number));
        }
        let sender =
            message.sender.and_then(|sender| orgs::find(&self.text.plain, sender, &[], &self.names.orgs).first().map(|org| org.span));
        fill::backfill(self, &seen, start, sender);
        // 相城团区委, in a message of its own: signs what the same person wrote before it.
        if let (Some(message), true) = (told_before, self.drafts.len() == start) {
            let signature = seen.iter().all(|piece| fill::only_names_and_days(&self.text.plain, piece));
            let org = seen.iter().find_map(|piece| piece.doers().next().map(|org| org.span)).filter(|_| signature);
            let unsigned = |draft: &&mut Draft| draft.message == message && draft.org.is_none();
            self.drafts.iter_mut().filter(unsigned).for_each(|draft| draft.org = org);
        }
        if let Some(name) = name {
            self.spoke.push(Spoke { name, today: message.today, day: held.day, org: held.org, message: number });
            // Who wrote long ago is forgotten.
            if self.spoke.len() > 20 {
                self.spoke.remove(0);
            }
        }
    }

    fn ignore(&mut self, span: Span, why: Why) {
        self.ignored.push((span, why));
    }

    fn piece(&mut self, all: &mut [Seen], at: usize, held: &mut Held, around: &Around, today: Day, (start, number): (usize, usize)) {
        let text = &self.text.plain;
        let repaired = mend::repair(text, &mut all[at]);
        let followed = all.get(at + 1).is_some_and(|next| {
            next.piece.item && next.piece.line >= all[at].piece.line
                || !all[at].hits.is_empty() && all[at].counts.is_empty() && is_row(next)
                || all[at].firms.is_empty() && is_firm(next)
        });
        let seen = &all[at];
        self.without.extend(seen.days.iter().map(|day| day.span));
        self.without.extend(seen.doers().map(|org| org.span));
        let whole = seen.piece.whole;
        if held.correcting {
            return self.ignore(whole, Why::Correction);
        }
        if fill::label(self, seen, held, start, today) {
            return;
        }
        held.agenda &= seen.piece.item;
        if held.agenda {
            return fill::details(self, seen, start);
        }
        if seen.piece.label == Some(Label::Act) {
            // 支委会，议题：换届: what was spoken of, unless a new form has begun.
            let told = self.drafts.len() > start && !held.form && !self.drafts.last().is_some_and(|draft| draft.heading);
            held.form = false;
            held.agenda = told && seen.piece.span.is_empty();
            if told {
                return fill::details(self, seen, start);
            }
        }
        let heading = seen.piece.heads || (followed && !seen.piece.item && seen.piece.span.len() <= 40);
        let leads = at == 0
            && self.drafts.is_empty()
            && !repaired
            && crate::lexicon::cues::CORRECTION.at(text, seen.piece.span.start, seen.piece.span.end).is_some();
        if leads {
            held.correcting = true;
            return self.ignore(whole, Why::Correction);
        }
        if self.is_plan(seen, held, heading) {
            let asked = seen.hits.first().and_then(|hit| metric(hit.code));
            self.asked = asked.map(|metric| (metric, number, None)).or(self.asked);
            return self.ignore(whole, Why::Plan);
        }
        if let Some(why) = seen.verdict.why {
            let asks = matches!(why, Why::Question | Why::Plan);
            let asked = seen.hits.first().and_then(|hit| metric(hit.code)).filter(|_| asks);
            self.asked = asked.map(|metric| (metric, number, seen.days.first().filter(|day| !day.future).copied())).or(self.asked);
            return self.ignore(whole, why);
        }
        if kinds::is_total(text, seen, held.day) {
            fill::hold(self, seen, held);
            held.standing = seen.hits.first().and_then(|hit| metric(hit.code));
            return self.ignore(whole, Why::Total);
        }
        if !repaired && (mend::corrects(text, seen) || mend::answers(text, seen) && !self.drafts.is_empty()) {
            if !mend::apply(seen, &mut self.drafts) {
                held.correcting = self.drafts.len() == start;
                self.ignore(whole, Why::Correction);
            }
            return;
        }
        fill::hold(self, seen, held);
        held.timed |= ["时长", "学时", "小时数", "(小时)"].iter().any(|word| find(text, seen.piece.span, word).is_some());
        let summed = ["合计", "总计", "小计", "共计"].iter().any(|word| stands(text, seen.piece.span.start, word));
        if summed && self.drafts[start..].iter().any(|draft| !draft.parts.is_empty() || !draft.people.is_empty()) {
            return lists::summed_heads(self, seen, start);
        }
        let rows = self.drafts[start..].iter().filter(|draft| draft.quantity.is_some()).count();
        if summed && rows > 1 && seen.hits.is_empty() {
            return;
        }
        let elsewhere = !seen.piece.item && self.is_of_another_org(seen, start);
        if seen.is_names(text) && !elsewhere && lists::attach_names(self, seen, start, held) {
            return;
        }
        held.fresh |= FRESH.any(text, seen.piece.span);
        let fresh = held.fresh;
        // 8月16日→海纳仪器, after the visits of the day before.
        let again = self.drafts[start..].last().is_some_and(|draft| draft.is("assist.service")) && seen.days.iter().any(Said::is_named);
        let around = Around {
            fresh,
            serving: around.serving || held.topic.is_some_and(|(topic, _)| topic.code == "assist.service") || again,
            ..*around
        };
        let found = acts::acts(text, seen, &around);
        let mut chosen = choose(text, seen, found);
        self.added(seen, held, &mut chosen);
        self.topic(seen, held, heading, followed, &mut chosen, start);
        self.answer(seen, &mut chosen, held, number);
        let other = seen.days.iter().any(Said::is_named) || seen.doers().next().is_some();
        if chosen.is_empty() && seen.hits.is_empty() && other {
            let told: Vec<&'static Metric> = self.drafts[start..].iter().rev().take(6).filter_map(|draft| draft.metric).collect();
            chosen = unsigned::echoes(text, seen, &told);
        }
        if chosen.iter().all(|act| act.own.is_none()) && !held.told && is_bare_mention(text, seen, heading, &chosen) {
            chosen.clear();
        }
        if chosen.is_empty() {
            return self.nothing(all, at, held, today, (start, number));
        }
        self.repeated(seen, &mut chosen, start);
        let made = self.drafts.len();
        let row_follows = all.get(at + 1).is_some_and(is_row);
        for (order, act) in chosen.iter().enumerate() {
            let drafts = fill::drafts(self, seen, act, order, &chosen, held, today, number);
            let gathers = heading && act.metric.code == "assist.service" && seen.firms.is_empty() && act.own.is_none();
            let counts = matches!(act.metric.form, Form::Things | Form::Stock | Form::Firms);
            let column = counts && seen.counts.is_empty() && row_follows;
            let titled = DONE_HEADING.any(text, seen.piece.span) || seen.piece.heads || gathers || column;
            let heading = heading && !seen.piece.item && titled && act.own.is_none();
            self.drafts.extend(drafts.into_iter().map(|draft| Draft { heading, gathers, ..draft }));
        }
        self.asides(seen, &chosen, held, today, (made, number));
        self.standing(seen, &chosen);
    }

    /// 新转入1名，现有19名: the second is a total.
    fn standing(&mut self, seen: &Seen, chosen: &[Act]) {
        let text = &self.text.plain;
        for clause in clauses(text, seen.piece.span) {
            let counted = seen.counts.iter().any(|count| clause.covers(count.span) && !count.unit.is_empty());
            let told = chosen.iter().any(|act| act.own.map_or(clause.covers(act.hit), |own| clause.covers(own.span)));
            if counted && !told && RUNNING.any(text, clause) {
                self.ignored.push((clause, Why::Total));
            }
        }
    }

    /// 一支部钟可12小时；二支部顾念10.5小时: the second is another org's.
    fn is_of_another_org(&self, seen: &Seen, start: usize) -> bool {
        let text = &self.text.plain;
        let name = |span: Span| &text[span.start..span.end];
        let before = self.drafts.get(start..).and_then(<[Draft]>::last).and_then(|draft| draft.org);
        seen.doers().next().is_some_and(|org| before.is_some_and(|before| !same_org(name(before), name(org.span))))
    }

    /// Whether the piece, or the heading above it, tells what is to be done.
    fn is_plan(&self, seen: &Seen, held: &mut Held, heading: bool) -> bool {
        let text = &self.text.plain;
        let listed = seen.piece.item || seen.is_names(text);
        if heading && !listed {
            let named = PLAN_HEADING.any(text, seen.piece.span) && seen.counts.is_empty() && !seen.verdict.done;
            let told = ["完成情况", "落实情况", "开展情况", "小结", "总结"].iter().any(|word| find(text, seen.piece.span, word).is_some());
            held.plan = named && !told || seen.verdict.why == Some(Why::Plan);
            held.topic = None;
            if held.plan {
                return true;
            }
        }
        if seen.verdict.why == Some(Why::Plan) {
            held.carry = true;
            return true;
        }
        if !listed {
            held.carry = false;
            return false;
        }
        // 周二 below 下周计划 is no day that is over.
        let done = done_words(text, seen.piece.span) || seen.days.iter().any(|day| day.past && !day.future && day.weekday.is_none());
        (held.plan || held.carry) && (!done || seen.is_names(text))
    }

    /// A piece without a metric: a thing that no metric counts, more of the thing before, or nothing.
    fn nothing(&mut self, all: &[Seen], at: usize, held: &mut Held, today: Day, (start, number): (usize, usize)) {
        let seen = &all[at];
        let text = &self.text.plain;
        if fill::only_names_and_days(text, seen) {
            return;
        }
        match kinds::unmeasured(text, seen, self.drafts.get(start..).and_then(<[Draft]>::last), held) {
            Kind::Done => {
                let span = seen.piece.span;
                let clause = clauses(text, span)
                    .into_iter()
                    .find(|clause| !seen.is_undone(*clause) && crate::lexicon::cues::ACT.any(text, *clause))
                    .unwrap_or(span);
                let mut draft = Draft::new(None, clause, clause, number);
                fill::complete(seen, &mut draft, held, today);
                self.drafts.push(draft);
            }
            Kind::Detail => fill::details(self, seen, start),
            Kind::Nothing
                if !seen.firms.is_empty() && ["反映", "提出", "希望"].iter().any(|word| find(text, seen.piece.span, word).is_some()) =>
            {
                held.pending.firms.extend(&seen.firms);
            }
            Kind::Nothing if !seen.verdict.undone.is_empty() => {
                self.ignore(seen.piece.whole, if seen.piece.asks { Why::Question } else { Why::Plan })
            }
            Kind::Nothing => self.ignore(seen.piece.whole, chatter(text, seen.piece.span)),
        }
    }
}

/// The same org, or one name the fuller form of the other.
pub(crate) fn same_org(one: &[char], other: &[char]) -> bool {
    one == other || alike::is_fuller(one, other) || alike::is_fuller(other, one)
}

/// Whether a piece says of anything when, who or that it is done.
fn tells(seen: &Seen) -> bool {
    let live = seen.verdict.why.is_none();
    live && (seen.days.iter().any(|day| !day.future)
        || seen.doers().next().is_some()
        || seen.verdict.done
        || !seen.people.is_empty()
        || !seen.firms.is_empty())
}

/// 联学可以再深入一点: a thing is spoken of, and nothing says that it was done.
fn is_bare_mention(text: &[char], seen: &Seen, heading: bool, chosen: &[Act]) -> bool {
    let words = (seen.piece.span.start..seen.piece.span.end).filter(|at| crate::text::is_han(text[*at])).count();
    let named: usize = chosen.iter().map(|act| act.hit.len()).sum();
    let began =
        ["开展", "召开", "举行", "举办", "组织", "参加", "开了", "上了"].iter().any(|word| find(text, seen.piece.span, word).is_some());
    let ruled =
        ["每月", "每年", "每季度", "应当", "必须", "怎样", "如何", "规定"].iter().any(|word| find(text, seen.piece.span, word).is_some());
    !heading && !chosen.is_empty() && words > named + 4 && (!began || ruled) && seen.counts.iter().all(|count| !count.is_heads())
}

/// 澄光电子, alone on its line.
fn is_firm(next: &Seen) -> bool {
    next.piece.first && next.piece.label.is_none() && next.firms.first().is_some_and(|firm| *firm == next.piece.span)
}

/// 一支部 136: a line that opens with an org or a day, and counts what the line above it names.
fn is_row(next: &Seen) -> bool {
    let start = next.piece.span.start;
    let opens =
        next.orgs.iter().any(|org| org.span.start == start) || next.days.iter().any(|day| day.is_named() && day.span.start == start);
    next.piece.first && next.piece.label.is_none() && next.hits.is_empty() && (1..=3).contains(&next.counts.len()) && opens
}
