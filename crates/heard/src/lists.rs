//! Lists of names below a thing done: who took part, and what each did.

use crate::draft::Draft;
use crate::fill::{ends, last};
use crate::lexicon::metrics::{Form, metric};
use crate::numbers::Count;
use crate::pieces::Label;
use crate::seen::Seen;
use crate::text::stands;
use crate::weave::{Held, Weaver};

/// Hours of people of a list go to the record of hours, which is made when there is none.
pub(crate) fn add_hours(weaver: &mut Weaver, start: usize, hours: &[Count], seen: &Seen) {
    let Some(first) = hours.first() else { return };
    let text = &weaver.text.plain;
    let each = ["每人", "人均", "各", "每班", "每位", "每名"].iter().any(|word| ends(text, first.span.start, word))
        || stands(text, first.span.end, "/人");
    let hours_of = |draft: &Draft| draft.form() == Some(Form::Hours);
    if !weaver.drafts[start..].iter().any(hours_of) {
        let Some(people) = weaver.drafts[start..].iter().rfind(|draft| draft.is("mobilise.volunteer_people")).cloned() else { return };
        weaver.drafts.push(Draft { metric: metric("mobilise.volunteer_hours"), quantity: None, trigger: first.span, ..people });
    }
    let Some(draft) = weaver.drafts[start..].iter_mut().rfind(|draft| hours_of(draft)) else { return };
    let alone = hours.len() == 1 && seen.people.len() != 1 && seen.piece.label == Some(Label::Count);
    if each {
        draft.each = Some((first.hundredths, first.span));
    } else if alone {
        draft.quantity = draft.quantity.or(Some((first.hundredths, first.span)));
    } else if draft.quantity.is_none() {
        draft.parts.extend(hours.iter().map(|count| (count.hundredths, count.span)));
    }
}

/// 合计3人, below the hours of volunteers: so many served.
pub(crate) fn summed_heads(weaver: &mut Weaver, seen: &Seen, start: usize) {
    let Some(heads) = seen.counts.iter().find(|count| count.is_heads()) else { return };
    let drafts = &mut weaver.drafts;
    if drafts[start..].iter().any(|draft| draft.is("mobilise.volunteer_people")) {
        return;
    }
    let Some(hours) = drafts[start..].iter().rfind(|draft| draft.is("mobilise.volunteer_hours")).cloned() else { return };
    let quantity = Some((heads.hundredths, heads.span));
    drafts.push(Draft {
        metric: metric("mobilise.volunteer_people"),
        quantity,
        each: None,
        parts: Vec::new(),
        trigger: heads.span,
        clause: seen.piece.span,
        heading: false,
        ..hours
    });
}

/// A piece of names belongs to the thing above it. Whether there was one.
pub(crate) fn attach_names(weaver: &mut Weaver, seen: &Seen, start: usize, held: &mut Held) -> bool {
    let mut hours: Vec<Count> = seen.counts.iter().copied().filter(Count::is_hours).collect();
    if let (true, [count]) = (held.timed && hours.is_empty(), &seen.counts[..])
        && count.is_bare()
    {
        // 何雨薇 3, under 时长.
        hours.push(Count { unit: "小时", ..*count });
    }
    let heads = seen.counts.iter().find(|count| count.is_heads()).map(|count| (count.hundredths, count.span));
    let Some(draft) = last(weaver, start) else {
        held.pending.people.extend(&seen.people);
        return true;
    };
    draft.heading = false;
    draft.heads = draft.heads.or(heads.filter(|_| !seen.piece.item));
    let message = draft.message;
    for (back, draft) in weaver.drafts[start..].iter_mut().filter(|draft| draft.message == message).rev().take(2).enumerate() {
        if back == 0 || matches!(draft.form(), Some(Form::Heads | Form::Hours)) {
            draft.people.extend(&seen.people);
        }
    }
    add_hours(weaver, start, &hours, seen);
    true
}
