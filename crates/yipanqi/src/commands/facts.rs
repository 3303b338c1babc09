//! `yipanqi facts`: what stands behind a figure.

use std::collections::HashMap;

use base::{Actor, OrgId, Tx};
use board::orgs::{self, Org};
use ledger::metrics::Metric;
use ledger::{Ask, Caption, FactLine, LedgerError, Page, Sources};
use serde_json::{Value, json};
use uuid::Uuid;

use super::figures::{chosen, number};
use crate::cli::FactsArgs;
use crate::compose;
use crate::failure::Failure;
use crate::out::{self, Format};
use crate::site::Site;

/// A page of facts and what their lines name.
struct Proof {
    page: Page<FactLine>,
    captions: HashMap<Uuid, Caption>,
    orgs: HashMap<OrgId, Org>,
}

struct Wanted {
    ask: Ask,
    after: Option<String>,
    limit: i64,
}

pub async fn run(site: &Site, args: &FactsArgs, format: Format) -> Result<u8, Failure> {
    let by = site.actor().await?;
    let metric = chosen(std::slice::from_ref(&args.metric))?[0];
    let org = site.org(&by, args.span.org.as_deref()).await?;
    let (period, as_of) = (site.period(&by, &args.span).await?, site.as_of(&by, &args.span).await?);
    let wanted = Wanted { ask: Ask { metric, org: org.id, period, as_of }, after: args.after.clone(), limit: args.limit.into() };
    let proof = site.db.read(&by, &wanted, read).await.map_err(Failure::usage)?;
    let facts: Vec<Value> = proof.page.rows.iter().map(|line| fact(metric, line, &proof)).collect();
    if format == Format::Json {
        out::json(&json!({"facts": facts, "next": proof.page.next}))?;
        return Ok(0);
    }
    for line in &proof.page.rows {
        let org = proof.orgs.get(&line.org).map_or("", |org| org.name.as_str());
        let caption = proof.captions.get(&line.source.id);
        let from = caption
            .map(|c| [c.file.as_deref(), c.sheet.as_deref(), c.cell(line.metric)].into_iter().flatten().collect::<Vec<_>>().join(" "))
            .unwrap_or_default();
        let title = caption.map_or("", |c| c.title.as_str());
        let subject = line.subject.as_ref().map(ledger::Subject::shown).unwrap_or_default();
        let late = if line.late { " late" } else { "" };
        out::line(format_args!(
            "{} {} {} {org} {title} {subject} #{}{late} {from}",
            line.day,
            metric.plain(line.quantity),
            metric.unit,
            line.posting
        ))?;
    }
    if let Some(next) = &proof.page.next {
        out::line(format_args!("more: --after {next}"))?;
    }
    Ok(0)
}

async fn read(tx: &mut Tx, _: &Actor, wanted: &Wanted) -> Result<Proof, LedgerError> {
    let page = ledger::proof(tx, &wanted.ask, wanted.after.as_deref(), wanted.limit).await?;
    let sources = compose::sources();
    let mut captions = HashMap::new();
    for kind in sources.kinds() {
        let ids: Vec<Uuid> = page.rows.iter().filter(|line| line.source.kind == kind).map(|line| line.source.id).collect();
        captions.extend(sources.captions(tx, kind, &ids).await?);
    }
    let ids: Vec<OrgId> = page.rows.iter().map(|line| line.org).collect();
    let orgs = orgs::many(tx, &ids).await?;
    Ok(Proof { page, captions, orgs })
}

fn fact(metric: &Metric, line: &FactLine, proof: &Proof) -> Value {
    let caption = proof.captions.get(&line.source.id);
    json!({
        "id": line.id,
        "day": line.day,
        "org": proof.orgs.get(&line.org).map(|org| org.code.clone()),
        "quantity": number(metric, line.quantity),
        "subject": line.subject.as_ref().map(ledger::Subject::shown),
        "posting": line.posting,
        "posted_at": line.posted_at,
        "late": line.late,
        "source": {
            "kind": line.source.kind,
            "id": line.source.id,
            "title": caption.map(|c| c.title.clone()),
            "file": caption.and_then(|c| c.file.clone()),
            "sheet": caption.and_then(|c| c.sheet.clone()),
            "cell": caption.and_then(|c| c.cell(line.metric)),
        },
    })
}
