//! What answers lines, as one person may see it: records as they stand today, their files, and what has gone since.

use std::collections::{HashMap, HashSet};

use base::{Actor, Tx};
use board::evidence::{self, Evidence};
use board::orgs::Org;
use board::{access, orgs};
use kit::{AllRecords, Find, Known, RecordKind};
use uuid::Uuid;

use crate::model::{Answer, Had, Line, Pack};
use crate::table::MOST_LINES;
use crate::{InspectError, LINE, rights, store};

/// Records of each kind that one archive of evidence holds.
const MOST_RECORDS: i64 = 5_000;

/// How a record that was chosen stands today.
#[derive(Clone, Debug)]
pub enum State {
    /// It stands.
    Stands(Box<Known>),
    /// It was withdrawn, cancelled or deleted since.
    Gone(Box<Known>, String),
    /// The person may not see it.
    Unseen,
    /// It is not there any more.
    Missing,
}

/// A record that answers a line.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What was chosen.
    pub answer: Answer,
    /// 工作记录
    pub kind: &'static str,
    /// How it stands.
    pub state: State,
    /// Its standing files.
    pub files: Vec<Evidence>,
    /// Names of its files that were deleted since.
    pub lost: Vec<String>,
    /// The whole text of a paper, where it was asked for.
    pub text: Option<String>,
}

impl Piece {
    /// What the person reads of it: the title of today, or of the day on which it was chosen.
    pub fn title(&self) -> &str {
        match &self.state {
            State::Stands(known) | State::Gone(known, _) => &known.title,
            State::Missing => &self.answer.title,
            State::Unseen => "（您无权查看的材料）",
        }
    }

    /// What is to be said beside it; empty where all is as it was chosen.
    pub fn remark(&self) -> String {
        let state = match &self.state {
            State::Stands(_) => String::new(),
            State::Gone(_, since) => format!("加入以后{since}"),
            State::Unseen => "无权查看，没有放入".to_owned(),
            State::Missing => "加入以后已不存在".to_owned(),
        };
        joined([state, lost(&self.lost)])
    }
}

/// What is said of files that were deleted.
fn lost(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("加入以后删除了文件：{}", names.join("、")) }
}

fn joined(parts: [String; 2]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("；")
}

/// What answers a line.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Records.
    pub pieces: Vec<Piece>,
    /// Files of the line's own that stand.
    pub files: Vec<Evidence>,
    /// Names of those that were deleted since.
    pub lost: Vec<String>,
}

impl Material {
    /// How many records and files stand.
    pub fn count(&self) -> usize {
        let stands = |piece: &&Piece| matches!(piece.state, State::Stands(_) | State::Unseen);
        self.pieces.iter().filter(stands).count() + self.files.len()
    }

    /// What is to be said of the line itself.
    pub fn remark(&self) -> String {
        lost(&self.lost)
    }

    /// Whether something went since it was chosen.
    pub fn moved(&self) -> bool {
        let moved = |piece: &Piece| matches!(piece.state, State::Gone(..) | State::Missing) || !piece.lost.is_empty();
        !self.lost.is_empty() || self.pieces.iter().any(moved)
    }
}

/// What answers each of these lines.
pub(super) async fn materials(
    tx: &mut Tx,
    by: &Actor,
    records: &AllRecords,
    lines: &[Line],
) -> Result<HashMap<Uuid, Material>, InspectError> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
    let answers = store::answers(tx, &ids).await?;
    let mut had = store::had(tx, &ids).await?;
    let mut own = evidence::of_many(tx, LINE, &ids).await?;
    let mut kinds: HashMap<&str, Vec<Uuid>> = HashMap::new();
    for answer in answers.values().flatten() {
        kinds.entry(answer.kind.as_str()).or_default().push(answer.source);
    }
    let mut known: HashMap<Uuid, Known> = HashMap::new();
    let mut files: HashMap<Uuid, Vec<Evidence>> = HashMap::new();
    let mut unseen: HashSet<Uuid> = HashSet::new();
    let anybody = Actor::system(by.tenant, "迎检");
    for (kind, sources) in kinds {
        let seen = records.known(tx, by, kind, &sources).await?;
        let ids: Vec<Uuid> = seen.iter().map(|one| one.id).collect();
        files.extend(evidence::of_many(tx, kind, &ids).await?);
        known.extend(seen.into_iter().map(|one| (one.id, one)));
        let rest: Vec<Uuid> = sources.into_iter().filter(|id| !known.contains_key(id)).collect();
        unseen.extend(records.known(tx, &anybody, kind, &rest).await?.into_iter().map(|one| one.id));
    }
    let mut out = HashMap::new();
    for id in ids {
        let had: Vec<Had> = had.remove(&id).unwrap_or_default();
        let pieces = answers.get(&id).cloned().unwrap_or_default().into_iter().map(|answer| {
            let state = match known.get(&answer.source) {
                Some(one) => match one.gone.clone() {
                    Some(since) => State::Gone(Box::new(one.clone()), since),
                    None => State::Stands(Box::new(one.clone())),
                },
                None if unseen.contains(&answer.source) => State::Unseen,
                None => State::Missing,
            };
            let files = files.get(&answer.source).cloned().unwrap_or_default();
            // Of a record that the person may not see, or that is gone itself, no file is told.
            let told = matches!(state, State::Stands(_) | State::Gone(..));
            let lost = if told { missing(&had, answer.source, &files) } else { Vec::new() };
            let kind = records.by_code(&answer.kind).map_or("材料", |records| records.kind().name);
            Piece { answer, kind, state, files, lost, text: None }
        });
        let pieces = pieces.collect();
        let files = own.remove(&id).unwrap_or_default();
        let lost = missing(&had, id, &files);
        out.insert(id, Material { pieces, files, lost });
    }
    Ok(out)
}

/// The names of those files of a record that stood once and stand no more.
fn missing(had: &[Had], source: Uuid, standing: &[Evidence]) -> Vec<String> {
    let gone = |one: &&Had| one.source == source && !standing.iter().any(|file| file.id == one.file);
    had.iter().filter(gone).map(|one| one.name.clone()).collect()
}

/// Asks for all of a pack.
#[derive(Clone)]
pub struct Gather {
    /// Which pack.
    pub pack: Uuid,
    /// All rooms' records.
    pub records: AllRecords,
}

/// All of a pack, as one person may take it home.
#[derive(Clone, Debug)]
pub struct Collected {
    /// The pack.
    pub pack: Pack,
    /// Whose it is.
    pub org: Org,
    /// Its lines with what answers each.
    pub lines: Vec<(Line, Material)>,
}

/// All of a pack.
pub async fn gather(tx: &mut Tx, by: &Actor, ask: &Gather) -> Result<Collected, InspectError> {
    let pack = store::get(tx, ask.pack).await?.ok_or(InspectError::NotFound)?;
    let org = orgs::get(tx, pack.org).await?;
    access::require(by, &rights::READ, &org.path).map_err(|_| InspectError::NotFound)?;
    let lines = store::lines(tx, pack.id, 0, None, i64::try_from(MOST_LINES).unwrap_or(i64::MAX)).await?;
    let mut of = materials(tx, by, &ask.records, &lines).await?;
    for kind in ask.records.kinds() {
        let Some(records) = ask.records.by_code(kind.code) else { continue };
        let mut pieces: Vec<&mut Piece> = of.values_mut().flat_map(|material| &mut material.pieces).collect();
        pieces.retain(|piece| piece.answer.kind == kind.code && matches!(piece.state, State::Stands(_)));
        let ids: Vec<Uuid> = pieces.iter().map(|piece| piece.answer.source).collect();
        if ids.is_empty() {
            continue;
        }
        let texts = records.texts(tx, &ids).await?;
        pieces.into_iter().for_each(|piece| piece.text = texts.get(&piece.answer.source).cloned());
    }
    let lines = lines.into_iter().map(|line| (of.remove(&line.id).unwrap_or_default(), line)).map(|(of, line)| (line, of)).collect();
    Ok(Collected { pack, org, lines })
}

/// Evidence over all rooms.
#[derive(Clone)]
pub struct Bundle {
    /// Which kind of record; all without.
    pub kind: Option<String>,
    /// Which records.
    pub find: Find,
    /// All rooms' records.
    pub records: AllRecords,
}

/// The records that have evidence, each with its standing files, kind by kind; whether there are more than one archive holds.
pub async fn bundle(tx: &mut Tx, by: &Actor, ask: &Bundle) -> Result<(Vec<(RecordKind, Known, Vec<Evidence>)>, bool), InspectError> {
    let find = Find { evidenced: true, limit: MOST_RECORDS + 1, ..ask.find.clone() };
    let found = ask.records.find(tx, by, ask.kind.as_deref(), &find).await?;
    let mut out = Vec::new();
    let mut more = false;
    for kind in ask.records.kinds() {
        let mut own: Vec<Known> = found.iter().filter(|(of, _)| of.code == kind.code).map(|(_, known)| known.clone()).collect();
        more |= i64::try_from(own.len()).is_ok_and(|n| n > MOST_RECORDS);
        own.sort_by_key(|known| (known.day, known.id));
        let ids: Vec<Uuid> = own.iter().map(|known| known.id).collect();
        let mut files = evidence::of_many(tx, kind.code, &ids).await?;
        out.extend(own.into_iter().filter_map(|known| files.remove(&known.id).map(|files| (kind, known, files))));
    }
    Ok((out, more))
}
