//! Templates obey the Content-Security-Policy and keep the bookkeeper's words out of sight.

use super::floors;
use crate::finding::Finding;
use crate::rust_source::RustSource;
use crate::tree::{Tree, crate_of, is_template, is_test_file};

/// Words of the code that never stand on a page, each with what may stand next to it and make it another word.
const HIDDEN: [HiddenWord; 5] = [
    HiddenWord { word: "凭证", before: "", after: "明", instead: "明细" },
    HiddenWord { word: "冲销", before: "", after: "", instead: "更正 or 撤回" },
    HiddenWord { word: "事实", before: "", after: "", instead: "明细" },
    HiddenWord { word: "账本", before: "台", after: "", instead: "数据总表" },
    HiddenWord { word: "核签", before: "审", after: "", instead: "核稿, 会签 or 签发" },
];

struct HiddenWord {
    word: &'static str,
    /// 台账本年: another word.
    before: &'static str,
    /// 凭证明: another word.
    after: &'static str,
    instead: &'static str,
}

impl HiddenWord {
    fn stands_in(&self, text: &str) -> bool {
        text.match_indices(self.word).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + self.word.len()..].chars().next();
            !before.is_some_and(|c| self.before.contains(c)) && !after.is_some_and(|c| self.after.contains(c))
        })
    }
}

/// Looks at every template, and at the texts that kit, rooms and program show.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        if is_template(path) {
            for (at, line) in without_comments(text).lines().enumerate() {
                found.extend(inline_code(line).map(|sentence| Finding::fault(path, at + 1, sentence)));
                found.extend(hidden_words(line).map(|sentence| Finding::fault(path, at + 1, sentence)));
            }
        } else if path.ends_with(".rs") && !is_test_file(path) && crate_of(path).is_some_and(|name| name == "kit" || floors::is_room(name))
        {
            let source = RustSource::read(text);
            for (line, literal) in source.literals.iter().filter(|(line, _)| !source.in_tests(*line)) {
                found.extend(hidden_words(literal).map(|sentence| Finding::fault(path, *line, sentence)));
            }
        }
    }
    found
}

/// A template without `{# … #}`, lines kept.
pub fn without_comments(text: &str) -> String {
    let mut left = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(from) = left.find("{#") {
        kept.push_str(&left[..from]);
        let to = left[from..].find("#}").map_or(left.len(), |at| from + at + 2);
        kept.extend(left[from..to].chars().filter(|c| *c == '\n'));
        left = &left[to..];
    }
    kept + left
}

fn hidden_words(text: &str) -> impl Iterator<Item = String> {
    HIDDEN
        .iter()
        .filter(|hidden| hidden.stands_in(text))
        .map(|hidden| format!("'{}' never stands on a page; say {}", hidden.word, hidden.instead))
}

fn inline_code(line: &str) -> impl Iterator<Item = String> {
    let lower = line.to_ascii_lowercase();
    let script = lower.match_indices("<script").any(|(at, _)| !lower[at..].split('>').next().unwrap_or("").contains("src="));
    let style = has_attribute(&lower, |name| name == "style") || lower.contains("<style");
    let handler = has_attribute(&lower, |name| name.len() > 2 && name.starts_with("on") && name.bytes().all(|b| b.is_ascii_alphabetic()));
    let scheme = lower.contains("javascript:");
    let outside = ["src=\"http", "src=\"//", "@import"].iter().any(|sign| lower.contains(sign));
    [
        (script, "a script inside the page is refused by the Content-Security-Policy: make it a file"),
        (style, "a style inside the page is refused by the Content-Security-Policy: give it a class"),
        (handler || scheme, "an event handler inside the page is refused by the Content-Security-Policy: listen in a file"),
        (outside, "a page asks nobody else for anything: serve it from here"),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .map(|(_, sentence)| sentence.to_owned())
}

fn has_attribute(line: &str, wanted: impl Fn(&str) -> bool) -> bool {
    line.match_indices("=\"").any(|(at, _)| {
        let name = line[..at].rsplit([' ', '\t', '"', '\'']).next().unwrap_or("");
        wanted(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(line: &str) -> usize {
        check(&Tree::of(&[("crates/journal/templates/journal/list.html", line)])).len()
    }

    #[test]
    fn inline_script_style_and_handlers_are_refused() {
        for line in [
            "<script>go()</script>",
            "<p style=\"color:red\">",
            "<style>p{}</style>",
            "<button onclick=\"go()\">",
            "<a href=\"javascript:go()\">",
        ] {
            assert_eq!(count(line), 1, "{line}");
        }
        for line in
            ["<script src=\"/assets/a.js\" defer></script>", "<p class=\"style\">", "<option value=\"1\">", "<a data-condition=\"x\">"]
        {
            assert_eq!(count(line), 0, "{line}");
        }
    }

    #[test]
    fn the_bookkeepers_words_are_refused_and_their_look_alikes_pass() {
        for line in ["<h1>凭证</h1>", "查看账本", "冲销此条", "核签"] {
            assert_eq!(count(line), 1, "{line}");
        }
        for line in ["凭证明入住", "台账本年累计", "{# 事实 #}", "审核签字"] {
            assert_eq!(count(line), 0, "{line}");
        }
    }

    #[test]
    fn texts_in_a_rooms_code_are_read_and_its_comments_are_not() {
        let found = check(&Tree::of(&[("crates/journal/src/error.rs", "// 凭证\nconst A: &str = \"凭证已冲销\";\n")]));
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), vec![2, 2]);
        assert_eq!(check(&Tree::of(&[("crates/ledger/src/lib.rs", "const A: &str = \"凭证\";\n")])), vec![]);
    }
}
