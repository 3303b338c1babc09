//! What stands in a piece: days, counts, orgs, firms, people, signs of metrics.

use norms::Day;

use crate::days::{self, Said};
use crate::firms;
use crate::judge::{self, Verdict};
use crate::lexicon::signs;
use crate::model::Known;
use crate::numbers::{self, Count};
use crate::orgs::{self, Org, Part};
use crate::people;
use crate::pieces::{Label, Piece};
use crate::places;
use crate::text::{Span, Text, is_han, stands, trimmed};

/// The office's names as characters.
pub(crate) struct Names {
    pub orgs: Vec<Vec<char>>,
    pub people: Vec<Vec<char>>,
}

impl Names {
    pub fn new(known: &Known) -> Names {
        let chars = |list: &[String]| list.iter().map(|name| name.chars().collect::<Vec<_>>()).filter(|name| name.len() >= 2).collect();
        Names { orgs: chars(&known.orgs), people: chars(&known.people) }
    }
}

/// A sign of a metric.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub span: Span,
    pub code: &'static str,
}

/// A piece with what stands in it.
pub(crate) struct Seen {
    pub piece: Piece,
    pub days: Vec<Said>,
    pub counts: Vec<Count>,
    pub orgs: Vec<Org>,
    pub firms: Vec<Span>,
    pub people: Vec<Span>,
    pub hits: Vec<Hit>,
    pub place: Option<Span>,
    pub verdict: Verdict,
}

impl Seen {
    pub fn read(text: &Text, piece: Piece, today: Day, names: &Names) -> Seen {
        let (plain, span) = (&text.plain, piece.span);
        let mut days = days::find(plain, span, today);
        // 谭知夏3，廖云舟2.5: a figure right behind a name is no day.
        let behind_name = |at: usize| {
            let at = if at > span.start && plain[at - 1] == ' ' { at - 1 } else { at };
            (2..=4).any(|length| {
                at >= span.start + length
                    && people::is_name(plain, Span::new(at - length, at))
                    && (at == span.start + length || !is_han(plain[at - length - 1]))
            })
        };
        days.retain(|day| {
            !(plain[day.span.start..day.span.end].iter().all(|c| c.is_ascii_digit() || *c == '.') && behind_name(day.span.start))
        });
        let day_spans: Vec<Span> = days.iter().map(|day| day.span).collect();
        let mut orgs = orgs::find(plain, span, &day_spans, &names.orgs);
        let mut firms = if piece.label == Some(Label::Firms) {
            items(plain, span, &day_spans)
        } else {
            firms::find(plain, span, &day_spans, piece.item)
        };
        firms.retain(|firm| !orgs.iter().any(|org| org.span.covers(*firm) && org.span.end != firm.end));
        orgs.retain(|org| !firms.iter().any(|firm| firm.meets(org.span)));
        let mut taken = day_spans.clone();
        taken.extend(firms.iter().copied());
        taken.extend(orgs.iter().map(|org| org.span));
        let counts = numbers::find(plain, span, &taken);
        if firms.is_empty() {
            firms = listed_firms(plain, span, &counts, &taken);
        }
        taken.extend(firms.iter().copied());
        let people = people::find(plain, span, &taken, &names.people);
        firms.retain(|firm| !people.iter().any(|name| name == firm && !is_counted(&counts, plain)));
        let people = if firms.iter().any(|firm| people.contains(firm)) {
            people.into_iter().filter(|name| !firms.contains(name)).collect()
        } else {
            people
        };
        // 王磊：一支部4.10，党史馆: who writes takes no part by it.
        let writes =
            people.first().copied().filter(|name| name.start == span.start && plain.get(name.end) == Some(&':') && name.end < span.end);
        let figures =
            |name: &Span| plain[name.end + 1..span.end].iter().find(|c| **c != ' ').is_some_and(char::is_ascii_digit) && orgs.is_empty();
        let people: Vec<Span> = people.into_iter().filter(|name| writes != Some(*name) || figures(name)).collect();
        let mut hits = hits(plain, span, &firms, &orgs);
        hits.retain(|hit| !counts.iter().any(|count| count.span.meets(hit.span)));
        // 服务企业数, above a column of figures.
        let column = ["服务企业数", "走访企业数", "覆盖企业数", "惠及企业数"]
            .iter()
            .find_map(|word| crate::text::find(plain, span, word))
            .filter(|_| counts.is_empty() && piece.first);
        if let Some(at) = column {
            hits.retain(|hit| hit.code != "assist.service");
            hits.push(Hit { span: Span::new(at + 2, at + 4), code: "assist.enterprise_covered" });
        }
        let place = places::find(plain, span, &day_spans).filter(|place| {
            let doer = orgs.iter().any(|org| org.part == Part::Doer && org.span == *place);
            !doer && !firms.iter().any(|firm| firm.meets(*place))
        });
        // What stands by itself between blanks and was gone to is a place and no doer.
        let verdict = judge::judge(plain, &piece, &days, &counts);
        Seen { piece, days, counts, orgs, firms, people, hits, place, verdict }
    }

    /// Whether the stretch lies in a clause of which nothing is done.
    pub fn is_undone(&self, span: Span) -> bool {
        self.verdict.undone.iter().any(|clause| clause.meets(span))
    }

    /// The orgs that did something.
    pub fn doers(&self) -> impl Iterator<Item = &Org> {
        self.orgs.iter().filter(|org| org.part == Part::Doer && !self.is_undone(org.span))
    }

    /// Whether nothing stands here but names, with what each did: 1. 钟可 3小时.
    pub fn is_names(&self, text: &[char]) -> bool {
        // 滨湖区：12家（联系人…） counts firms.
        let counted = self.counts.iter().any(|count| count.is_in(&["家", "户"]));
        if self.people.is_empty() || !self.hits.is_empty() || !self.firms.is_empty() || counted {
            return false;
        }
        let taken = |at: usize| {
            self.people.iter().any(|name| name.holds(at))
                || self.counts.iter().any(|count| count.span.holds(at))
                || self.days.iter().any(|day| day.span.holds(at))
                || self.orgs.iter().any(|org| org.span.holds(at))
        };
        let mut depth = 0_usize;
        let rest = (self.piece.span.start..self.piece.span.end)
            .filter(|at| {
                match text[*at] {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && !taken(*at) && is_han(text[*at])
            })
            .map(|at| text[at])
            .collect::<String>();
        rest.chars().count() <= 1
            || [
                "同志",
                "三人",
                "等",
                "已到",
                "到岗",
                "已参加",
                "各",
                "已完成",
                "参加",
                "报名",
                "等同志",
                "打卡",
                "两位同志",
                "三位同志",
                "四位同志",
            ]
            .contains(&rest.as_str())
    }
}

/// Whether a count of firms closes the list.
fn is_counted(counts: &[Count], text: &[char]) -> bool {
    counts.iter().any(|count| count.is_in(&["家", "户"]) || stands(text, count.span.end, "企业"))
}

/// The items of a field: 企业：禾木、云启.
fn items(text: &[char], span: Span, taken: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    let mut depth = 0_usize;
    for at in span.start..=span.end {
        if at < span.end {
            match text[at] {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > 0 || !matches!(text[at], '、' | ',' | ';' | ' ' | '和') {
                continue;
            }
        }
        let mut item = trimmed(text, Span::new(start, at));
        start = at + 1;
        if item.len() > 2 && text[item.end - 1] == '等' {
            item.end -= 1;
        }
        let named = item.len() >= 2 && text[item.start..item.end].iter().any(|c| is_han(*c)) && !text[item.start].is_ascii_digit();
        let counted = numbers::find(text, item, &[]).first().is_some_and(|count| count.span.start == item.start);
        if named && !counted && item.len() <= 24 && !taken.iter().any(|skip| skip.meets(item)) {
            out.push(item);
        }
    }
    out
}

/// Names without a trade before N家: 走访了云启、禾木等3家企业.
fn listed_firms(text: &[char], span: Span, counts: &[Count], taken: &[Span]) -> Vec<Span> {
    for count in counts.iter().filter(|count| count.is_in(&["家", "户"])) {
        let near = firms::listed_before(text, span, count.span.start, taken);
        // 谈心谈话5人次、新建阵地云26家: figures in a row and no names.
        let figures = near.iter().any(|item| signs::ALL.any(text, *item) || counts.iter().any(|count| count.span.meets(*item)));
        if !near.is_empty() && !figures {
            return near;
        }
    }
    for word in ["等企业", "等公司", "等民企", "等非公企业", "等单位负责人"] {
        if let Some(at) = crate::text::find(text, span, word) {
            let near = firms::listed_before(text, span, at + 1, taken);
            if !near.is_empty() {
                return near;
            }
        }
    }
    Vec::new()
}

/// Signs of metrics; not those in the name of a firm or of a quoted topic.
fn hits(text: &[char], span: Span, firms: &[Span], orgs: &[Org]) -> Vec<Hit> {
    let quotes = quotes(text, span);
    let found = signs::ALL.find(text, span);
    let mut out = Vec::new();
    for (at, code) in &found {
        let in_firm = firms.iter().any(|firm| firm.meets(*at));
        let quoted = quotes.iter().any(|quote| {
            quote.covers(*at)
                && (quote.len() > at.len() + 6 || found.iter().any(|(next, _)| next.start > quote.end && next.start <= quote.end + 2))
        });
        let in_org = orgs.iter().any(|org| org.span.covers(*at) && org.part != Part::Doer);
        let place = in_org && *code == "station.site";
        // 志愿者指导中心: an office, no volunteer.
        let office = orgs.iter().any(|org| org.span.covers(*at) && "部心会处室科办".contains(text[org.span.end - 1]));
        let place = place || office && *code == "mobilise.volunteer_people";
        if !(code.is_empty() || in_firm || quoted || place) {
            out.push(Hit { span: *at, code });
        }
    }
    out
}

fn quotes(text: &[char], span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open = None;
    for (at, c) in text.iter().enumerate().take(span.end).skip(span.start) {
        match c {
            '“' | '‘' => open = open.or(Some(at + 1)),
            '”' | '’' => {
                if let Some(start) = open.take() {
                    out.push(Span::new(start, at));
                }
            }
            _ => {}
        }
    }
    out
}
