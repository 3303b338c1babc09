//! One word for one thing on the pages: templates are held against the table "Words for pages" of docs/glossary.md.

use crate::finding::Finding;
use crate::tidy::without_comments;
use crate::tree::{Tree, is_template};

const GLOSSARY: &str = "docs/glossary.md";
const HEADING: &str = "## Words for pages";

/// The word to use, and those that mean the same and are not used.
struct Entry {
    say: String,
    not: Vec<String>,
}

/// Looks for words that the glossary replaces by another.
pub fn check(tree: &Tree) -> Result<Vec<Finding>, String> {
    let text = tree.text(GLOSSARY).ok_or_else(|| format!("{GLOSSARY} is missing"))?;
    let entries = read(text);
    if entries.is_empty() {
        return Err(format!("{GLOSSARY} has no table under '{HEADING}'"));
    }
    let mut found = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| is_template(path)) {
        for (at, line) in without_comments(text).lines().enumerate() {
            found.extend(entries.iter().flat_map(|entry| entry.misused(line)).map(|sentence| Finding::fault(path, at + 1, sentence)));
        }
    }
    Ok(found)
}

fn read(glossary: &str) -> Vec<Entry> {
    let table = glossary.lines().skip_while(|line| !line.starts_with(HEADING)).skip(1).take_while(|line| !line.starts_with("## "));
    let rows = table.filter(|line| line.starts_with('|')).skip(2);
    rows.filter_map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let say = cells.next().filter(|cell| !cell.is_empty())?.to_owned();
        let not = cells.next()?.split('、').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
        Some(Entry { say, not })
    })
    .collect()
}

impl Entry {
    fn misused(&self, line: &str) -> Vec<String> {
        // The right word may hold the wrong one: 工作台账 is no 台账.
        let line = line.replace(&self.say, " ");
        let misused = self.not.iter().filter(|word| line.contains(word.as_str()));
        misused.map(|word| format!("say '{}', not '{word}' ({GLOSSARY})", self.say)).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const GLOSSARY_TEXT: &str = "# Glossary\n| a | b |\n|---|---|\n| 台帐 | x |\n## Words for pages\n| say | not | why |\n|---|---|---|\n| 登录 | 登陆、登入 | |\n| 逾期 | 超期 | |\n## Else\n| 密码 | 口令 | |\n";

    fn sentences(template: &str) -> Vec<String> {
        let tree = Tree::of(&[(GLOSSARY, GLOSSARY_TEXT), ("crates/kit/templates/kit/a.html", template)]);
        check(&tree).unwrap().into_iter().map(|finding| finding.sentence).collect()
    }

    #[test]
    fn a_word_that_has_a_better_one_is_named_with_it() {
        assert_eq!(sentences("<h1>请登陆</h1>"), vec!["say '登录', not '登陆' (docs/glossary.md)"]);
    }

    #[test]
    fn right_words_comments_and_other_tables_pass() {
        assert_eq!(sentences("<h1>登录</h1>{# 登陆 #}口令"), Vec::<String>::new());
    }

    #[test]
    fn a_glossary_without_its_table_is_an_error() {
        assert!(check(&Tree::of(&[(GLOSSARY, "# Glossary\n")])).is_err());
        assert!(check(&Tree::of(&[])).is_err());
    }
}
