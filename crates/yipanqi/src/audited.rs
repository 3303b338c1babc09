//! What the composition promises of the audit: every act that any crate notes has a sentence, and every sentence belongs to an act.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use base::audit::{self, Entry, Filter, Report};
use base::{Actor, DbError, TenantId, Tx};
use kit::Acts;

use crate::{compose, config::Config, demo};

fn acts() -> Acts {
    Acts::of(&compose::modules(&Config::default()))
}

/// Every Rust source of the crates, tests apart.
fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.ends_with("tests") => {}
            true => sources(&path, out),
            false if path.extension().is_some_and(|end| end == "rs") => out.push(path),
            false => {}
        }
    }
}

/// The codes of acts that stand in the sources: literals like `journal.correct` on lines that note something.
fn noted() -> BTreeSet<String> {
    let (mut files, mut found) = (Vec::new(), BTreeSet::new());
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut files);
    for file in files.iter().filter(|file| file.components().any(|part| part.as_os_str() == "src")) {
        let text = std::fs::read_to_string(file).unwrap();
        let body = text.split("#[cfg(test)]").next().unwrap_or_default();
        let noting = ["Note::new(", "audit::", "note(tx,", "said(\"", "members(\"", "=> \"report.", "=> \"journal.", "=> \"plan."];
        for line in body.lines().filter(|line| noting.iter().any(|mark| line.contains(mark))) {
            let literals = line.split('"').skip(1).step_by(2);
            let code = |text: &&str| {
                let parts: Vec<&str> = text.split('.').collect();
                parts.len() == 2 && parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            };
            found.extend(literals.filter(code).map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_act_that_is_noted_has_a_sentence() {
    let (acts, noted) = (acts(), noted());
    assert!(noted.len() > 60, "the acts were not found in the sources: {noted:?}");
    // Kinds of what was acted on stand on the same lines; no act bears their names.
    let kinds = [
        "journal.batch",
        "figures.given",
        "figures.view",
        "report.template",
        "journal.record",
        "journal.plan",
        "journal.profile",
        "inspect.pack",
        "audit.rs",
    ];
    let untold: Vec<&String> = noted.iter().filter(|code| !kinds.contains(&code.as_str()) && acts.by_code(code).is_none()).collect();
    assert!(untold.is_empty(), "{untold:?}");
    let codes: BTreeSet<&str> = acts.all().iter().map(|act| act.code).collect();
    assert_eq!(codes.len(), acts.all().len(), "an act is told in two ways");
    let unknown: Vec<&&str> = codes.iter().filter(|code| !code.starts_with("base.") && !noted.contains(**code)).collect();
    assert!(unknown.is_empty(), "nothing notes these: {unknown:?}");
}

async fn whole(tx: &mut Tx, _: &Actor, (): &()) -> Result<(Report, Vec<Entry>), DbError> {
    Ok((audit::verify(tx).await?, audit::list(tx, &Filter::default(), None, 100_000).await?))
}

#[tokio::test]
async fn the_demonstration_is_told_act_by_act_and_without_numbers_of_persons() {
    let test = testkit::sqlite(&compose::migrations()).await;
    demo::fill(&test.db).await.unwrap();
    let (report, rows) = test.db.read(&Actor::system(TenantId(1), "测试"), &(), whole).await.unwrap();
    assert_eq!((report.broken, report.rows), (None, rows.len() as i64));
    let acts = acts();
    let told: Vec<String> = rows.iter().map(|entry| acts.sentence(entry)).collect();
    for words in ["周明更正了记录“第二党支部青年理论学习”（原因：次数误填为3）", "把组织“玉峰巿”并入“玉峰市”", "开设了账号 zhouming"]
    {
        assert!(told.iter().any(|sentence| sentence.contains(words)), "{words}");
    }
    for (sentence, entry) in told.iter().zip(&rows) {
        assert!(!sentence.contains(['{', '[']) && acts.by_code(&entry.act).is_some(), "{sentence}: {}", entry.content);
    }
}
