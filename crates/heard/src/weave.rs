//! From piece to piece of a message: what is held, what is a heading, which names belong to which thing.

use norms::Day;

use crate::accept::Around;
use crate::acts::{self, Act};
use crate::choose::{PARTS_OF_THEME_DAY, choose};
use crate::days::{self, How, Said};
use crate::draft::Draft;
use crate::fill;
use crate::heads;
use crate::judge::chatter;
use crate::kinds::{self, Kind};
use crate::lexicon::cues::{DONE_HEADING, FRESH, PLAN_HEADING};
use crate::lexicon::metrics::{Form, Metric, metric};
use crate::mend;
use crate::model::Why;
use crate::orgs;
use crate::pieces::{Label, clauses, pieces};
use crate::seen::{Names, Seen};
use crate::split::Message;
use crate::text::{Span, Text, find, stands, trimmed};
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
    asked: Option<(&'static Metric, usize, Option<Said>)>,
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
    /// Numbers beside names are hours.
    pub timed: bool,
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
        Weaver { text, names, drafts: Vec::new(), ignored: Vec::new(), without: Vec::new(), doers: Vec::new(), asked: None }
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
        let mut held = Held { org: None, ..Held::default() };
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
    }

    fn ignore(&mut self, span: Span, why: Why) {
        self.ignored.push((span, why));
    }

    fn piece(&mut self, all: &mut [Seen], at: usize, held: &mut Held, around: &Around, today: Day, (start, number): (usize, usize)) {
        let text = &self.text.plain;
        let repaired = mend::repair(text, &mut all[at]);
        let followed = all.get(at + 1).is_some_and(|next| next.piece.item && next.piece.line >= all[at].piece.line);
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
        if seen.piece.label == Some(Label::Act) {
            // 支委会，议题：换届: what was spoken of, unless a new form has begun.
            let told = self.drafts.len() > start && !held.form && !self.drafts.last().is_some_and(|draft| draft.heading);
            held.form = false;
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
            return self.ignore(whole, Why::Total);
        }
        if !repaired && mend::corrects(text, seen) {
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
            return;
        }
        if seen.is_names(text) && fill::attach_names(self, seen, start, held) {
            return;
        }
        held.fresh |= FRESH.any(text, seen.piece.span);
        let fresh = held.fresh;
        let around =
            Around { fresh, serving: around.serving || held.topic.is_some_and(|(topic, _)| topic.code == "assist.service"), ..*around };
        let found = acts::acts(text, seen, &around);
        let mut chosen = choose(text, seen, found);
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
        for (order, act) in chosen.iter().enumerate() {
            let drafts = fill::drafts(self, seen, act, order, &chosen, held, today, number);
            let gathers = heading && act.metric.code == "assist.service" && seen.firms.is_empty() && act.own.is_none();
            let titled = DONE_HEADING.any(text, seen.piece.span) || seen.piece.heads || gathers;
            let heading = heading && !seen.piece.item && titled && act.own.is_none();
            self.drafts.extend(drafts.into_iter().map(|draft| Draft { heading, gathers, ..draft }));
        }
        self.asides(seen, &chosen, held, today, (made, number));
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
        (held.plan || held.carry) && (!seen.verdict.done || seen.is_names(text))
    }

    /// A heading gives its metric to the items below it; an item takes it.
    fn topic(&mut self, seen: &Seen, held: &mut Held, heading: bool, followed: bool, chosen: &mut Vec<Act>, start: usize) {
        let text = &self.text.plain;
        if heading && !seen.piece.item && (followed || seen.piece.heads || DONE_HEADING.any(text, seen.piece.span)) {
            let visits = chosen.is_empty()
                && ["走访", "拜访", "上门", "入企", "助企", "对接企业", "服务企业"]
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
        let told = seen.doers().next().is_some()
            || seen.days.iter().any(Said::is_named)
            || !seen.firms.is_empty()
            || seen.counts.iter().any(|count| count.is_in(metric.units));
        if chosen.is_empty() && told {
            let units = |count: &&crate::numbers::Count| count.is_in(metric.units) || (count.is_bare() && metric.form != Form::Acts);
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
        let gathered = metric.code == "assist.service"
            && seen.doers().next().is_none()
            && !seen.days.iter().any(Said::is_named)
            && chosen.iter().all(|act| act.metric.code == "assist.service" && act.own.is_none());
        if (own || !chosen.is_empty()) && !gathered {
            self.drafts.retain(|draft| !(draft.heading && draft.trigger == hit));
        }
        let _ = start;
    }

    /// 二支部4月2日发了, to what was asked for in a message before.
    fn answer(&self, seen: &Seen, chosen: &mut Vec<Act>, held: &mut Held, number: usize) {
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
    fn repeated(&mut self, seen: &Seen, chosen: &mut Vec<Act>, start: usize) {
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
    fn asides(&mut self, seen: &Seen, chosen: &[Act], held: &mut Held, today: Day, (made, number): (usize, usize)) {
        let text = &self.text.plain;
        let Some(first) = chosen.first().map(|act| act.clause.end) else { return };
        for clause in clauses(text, seen.piece.span).into_iter().filter(|clause| clause.start >= first) {
            let theirs = self.drafts[made..].iter().any(|draft| draft.day.is_some_and(|(_, span)| clause.covers(span)));
            let taken = theirs
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
            Kind::Nothing if !seen.verdict.undone.is_empty() => self.ignore(seen.piece.whole, Why::Plan),
            Kind::Nothing => self.ignore(seen.piece.whole, chatter(text, seen.piece.span)),
        }
    }
}

/// The same org, or one name the fuller form of the other.
pub(crate) fn same_org(one: &[char], other: &[char]) -> bool {
    one == other || orgs::is_fuller(one, other) || orgs::is_fuller(other, one)
}

/// Items stand for themselves, but for the firms of one round of visits.
fn held_none(message: &[Draft], chosen: &[Act]) -> bool {
    let visits = chosen.iter().any(|act| act.metric.code == "assist.service" && act.own.is_none());
    !(visits && message.iter().any(|draft| draft.is("assist.service") && draft.gathers))
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
