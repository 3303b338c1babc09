//! 个人总结: somebody's own records as a text that they go on writing. Its numbers are theirs alone, so they are no figures of an org and
//! stay as they were when the text was begun.

use std::collections::HashMap;

use ledger::{ByActor, Caption, Metric, OwnRecord, SourceRef};

/// The line of a template in whose place the records of who begins the report are put.
pub const PLACE: &str = "（本人台账）";
/// So many records are named one by one.
const LISTED: usize = 40;

/// Whether a text has the place.
pub fn wanted(text: &str) -> bool {
    text.lines().any(|line| line.trim() == PLACE)
}

/// The text with the records in their place.
pub fn filled(text: &str, own: &ByActor, captions: &HashMap<SourceRef, Caption>) -> String {
    let written = written(own, captions);
    let lines: Vec<&str> = text.lines().map(|line| if line.trim() == PLACE { written.as_str() } else { line }).collect();
    lines.join("\n") + "\n"
}

fn written(own: &ByActor, captions: &HashMap<SourceRef, Caption>) -> String {
    let mut lines = Vec::new();
    if own.made.is_empty() && own.named.is_empty() {
        lines.push("这段时间没有本人登记的记录，名单中也没有本人。".to_owned());
    }
    if !own.made.is_empty() {
        let counts: Vec<String> = own.figures.iter().map(|(metric, of)| format!("{}{}", metric.name, said(metric, of.quantity))).collect();
        lines.push("## 本人登记的工作".to_owned());
        lines.push(format!("共登记{}条记录：{}。", own.made.len(), counts.join("，")));
        lines.extend(listed(&own.made, captions));
    }
    if !own.named.is_empty() {
        lines.push("## 本人参加的工作".to_owned());
        lines.push(format!("名单中有本人的记录{}条。", own.named.len()));
        lines.extend(listed(&own.named, captions));
    }
    lines.join("\n")
}

/// 2022年6月3日，走访企业（助企服务1场次）。
fn listed(records: &[OwnRecord], captions: &HashMap<SourceRef, Caption>) -> Vec<String> {
    let line = |record: &OwnRecord| {
        let title = captions.get(&record.source).map(|caption| plain(&caption.title)).filter(|title| !title.is_empty());
        let counts: Vec<String> =
            record.quantities.iter().map(|(metric, quantity)| format!("{}{}", metric.name, said(metric, *quantity))).collect();
        let (day, counts) = (record.day.chinese(), counts.join("，"));
        match title {
            Some(title) => format!("{day}，{title}（{counts}）。"),
            None => format!("{day}，{counts}。"),
        }
    };
    let mut lines: Vec<String> = records.iter().take(LISTED).map(line).collect();
    if records.len() > LISTED {
        lines.push(format!("另有{}条，见工作台账“我登记的”。", records.len() - LISTED));
    }
    lines
}

fn said(metric: &Metric, quantity: i64) -> String {
    format!("{}{}", metric.plain(quantity), metric.unit)
}

/// A title as a line of a report's text reads it: in one line, its braces and stars meant as such.
fn plain(title: &str) -> String {
    let title = paper::text::clean(&title.replace(['\n', '\t'], " ")).replace("**", "*").replace('{', "{{").replace('}', "}}");
    title.trim().trim_end_matches('。').to_owned()
}

#[cfg(test)]
mod tests {
    use base::OrgId;
    use ledger::{OwnFigure, metrics};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn records_stand_in_their_place_and_can_be_read_as_a_text() {
        let metric = metrics::by_code("assist.service").unwrap_or_else(|| panic!("no metric"));
        let source = SourceRef::new("test.note", Uuid::from_u128(1));
        let day = "2022-06-03".parse().unwrap_or_else(|e| panic!("{e}"));
        let record = OwnRecord { source: source.clone(), day, org: OrgId(Uuid::nil()), quantities: vec![(metric, 2)] };
        let many = vec![record; LISTED + 1];
        let own = ByActor { made: many, figures: vec![(metric, OwnFigure { records: 41, quantity: 82 })], named: Vec::new() };
        let caption = Caption { title: "走访{禾木}**环保**。\n第二行".into(), ..Caption::default() };
        let text = filled("头\n（本人台账）\n尾", &own, &HashMap::from([(source, caption)]));
        assert!(text.starts_with("头\n## 本人登记的工作\n共登记41条记录：助企服务82场次。\n2022年6月3日，走访{{禾木}}"), "{text}");
        assert!(text.ends_with("另有1条，见工作台账“我登记的”。\n尾\n") && wanted("  （本人台账）") && !wanted(&text), "{text}");
        crate::figures::read(&text).unwrap_or_else(|e| panic!("{e}"));
        assert!(filled("（本人台账）", &ByActor::default(), &HashMap::new()).contains("没有本人登记的记录"));
    }
}
