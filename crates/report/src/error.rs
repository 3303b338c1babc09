//! What can be refused here, said for the person and for the command line.

use base::DbError;
use board::{BoardError, Denied};
use ledger::LedgerError;
use paper::PaperError;

use crate::model::{NotNow, Report, Step};
use crate::rules::Finding;
use crate::template::TemplateError;
use crate::work::MarkKind;

/// Why an act on a report did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// There is no such report, or it is not visible.
    #[error("there is no such report; `yipanqi report list` shows all")]
    NotFound,
    /// There is no such template.
    #[error("there is no template {0:?}; `yipanqi report templates` shows all")]
    NoTemplate(String),
    /// There is no such figure in the report.
    #[error("the report has no figure {0:?}")]
    NoFigure(String),
    /// A field does not hold.
    #[error("{field}: {english}")]
    Invalid {
        /// The field of the form.
        field: &'static str,
        /// The sentence for a page.
        chinese: String,
        /// The sentence for the command line.
        english: String,
    },
    /// The text cannot be read.
    #[error("the text of the report cannot be read, {0}")]
    Text(#[from] TemplateError),
    /// A figure names an org that is not there.
    #[error("line {line}: there is no org with the code {code:?}")]
    NoOrg {
        /// The line of the figure, from 1.
        line: usize,
        /// What it names.
        code: String,
    },
    /// A figure's days do not make a period.
    #[error("line {0}: the figure's period ends before it begins")]
    NoPeriod(usize),
    /// Somebody changed the report meanwhile; here it is as it stands now.
    #[error("the report was changed by {} meanwhile; look at it and save again", .0.changed_by.name)]
    Overtaken(Box<Report>),
    /// The step does not follow from where the report stands.
    #[error("the report cannot take the step {} now", english(*.0))]
    NotNow(Step),
    /// The next open step is somebody else's.
    #[error("the next step, {}, is not yours to take: ask {}", english(*.0), whom(*.0))]
    NotYours(Step),
    /// Nobody checks what they wrote themselves where somebody else may; who may is told.
    #[error("nobody checks a report that they wrote themselves; these may: {0}")]
    OwnDraft(String),
    /// 会签 stands in the way of 签发; whose is told.
    #[error("the step countersign (会签) is still open: {0}")]
    Awaiting(String),
    /// One who was asked to countersign has left: the account is disabled, or the right was taken away.
    #[error("{0} can no longer countersign: the account is disabled or has lost the right; ask the drafter or checker to name another")]
    Left(String),
    /// There is no such 会签.
    #[error("nobody is asked to countersign under this number; look at the report again")]
    NoCountersign,
    /// There is no such scan.
    #[error("the report has no scan of this number")]
    NoScan,
    /// The figure has no such file.
    #[error("the figure has no file of this number")]
    NoFile,
    /// A figure says something else than what was seen of it.
    #[error("these figures changed while you looked at them: {0}; look again")]
    FiguresMoved(String),
    /// Nobody prepared the figure.
    #[error("nobody prepared these figures yet: {0}")]
    NotPrepared(String),
    /// Who prepared a figure does not check it, nor the other way round.
    #[error("another person must do this for: {0}")]
    SamePerson(String, MarkKind),
    /// Only one's own mark is taken back, and what was checked is prepared.
    #[error("the mark is not yours to take back, or the figure was checked meanwhile")]
    NotYourMark,
    /// Only a signed report is corrected or handed out.
    #[error("the report is not signed yet; a draft is simply changed")]
    NotSigned,
    /// A correction waits for approval.
    #[error("a correction of this report waits for approval; approve or withdraw it first")]
    CorrectionOpen,
    /// Nobody approves what they drafted.
    #[error("nobody approves a correction that they drafted; another signer must")]
    OwnCorrection,
    /// What a correction says is no longer what the ledger says.
    #[error("the ledger has gone on since the correction was drafted ({0}); withdraw it and draft it anew")]
    Stale(String),
    /// There is no such correction.
    #[error("the report has no such correction")]
    NoCorrection,
    /// There is no such recipient.
    #[error("the report has no such recipient")]
    NoRecipient,
    /// The report is signed: nothing in it changes any more.
    #[error("the report is signed and cannot be changed; begin a new one from it")]
    Signed,
    /// Findings stand against sign-off.
    #[error("the report cannot go on: {}", list(.0))]
    Findings(Vec<Finding>),
    /// The board refused.
    #[error(transparent)]
    Board(#[from] BoardError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The document could not be written or read.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

fn list(findings: &[Finding]) -> String {
    findings.iter().map(|finding| finding.english.as_str()).collect::<Vec<_>>().join("; ")
}

/// What the command line calls a step.
pub fn english(step: Step) -> String {
    format!("{} ({})", step.code(), step.chinese())
}

fn whom(step: Step) -> &'static str {
    match step {
        Step::Check => "somebody with the role checker (核稿人)",
        Step::Countersign => "those whom the report's page names for it",
        Step::Sign => "somebody with the role signer (签发人)",
        _ => "somebody with the role officer (党务干部)",
    }
}

impl From<Denied> for ReportError {
    fn from(denied: Denied) -> ReportError {
        match denied {
            Denied::NotVisible => ReportError::NotFound,
            Denied::NotAllowed => ReportError::Board(denied.into()),
        }
    }
}

impl From<NotNow> for ReportError {
    fn from(not: NotNow) -> ReportError {
        ReportError::NotNow(not.step)
    }
}

impl ReportError {
    /// A field that does not hold.
    pub fn invalid(field: &'static str, chinese: impl Into<String>, english: impl Into<String>) -> ReportError {
        ReportError::Invalid { field, chinese: chinese.into(), english: english.into() }
    }

    /// The same, of another field.
    #[must_use]
    pub fn at(self, field: &'static str) -> ReportError {
        match self {
            ReportError::Invalid { chinese, english, .. } => ReportError::Invalid { field, chinese, english },
            other => other,
        }
    }

    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            ReportError::NotFound => "没有这份报告，或您无权查看。".into(),
            ReportError::NoTemplate(_) => "没有这个模板，请重新选择。".into(),
            ReportError::NoFigure(_) => "报告中没有这个数字，可能已被改掉，请返回报告查看。".into(),
            ReportError::Invalid { chinese, .. } => chinese.clone(),
            ReportError::Text(error) => format!("正文{}", error.chinese()),
            ReportError::NoOrg { line, code } => format!("正文第{line}行：没有编码为“{code}”的组织。"),
            ReportError::NoPeriod(line) => format!("正文第{line}行：数字的统计期止日早于起日。"),
            ReportError::Overtaken(now) => {
                format!("这份报告刚由{}改动过。您写的内容仍在下面，请对照后再保存。", now.changed_by.name)
            }
            ReportError::NotNow(step) => format!("报告已不在可以{}的环节，请刷新页面查看。", step.chinese()),
            ReportError::NotYours(step) => format!("下一步是{}，需由有相应权限的人办理。", step.chinese()),
            ReportError::OwnDraft(names) => format!("拟稿人不能核自己的稿，请由{names}核稿。"),
            ReportError::Awaiting(names) => format!("会签还没有办完：{names}。办完后，或由拟稿人、核稿人另请他人后，才能签发。"),
            ReportError::Left(name) => format!("{name}的账号已停用，或不再有会签权限，不能会签。请拟稿人或核稿人另请他人。"),
            ReportError::NoCountersign => "没有这一项会签，可能已经另请他人，请返回报告查看。".into(),
            ReportError::NoScan => "没有这份扫描件，请返回审批单查看。".into(),
            ReportError::NoFile => "没有这份依据文件，请返回查看。".into(),
            ReportError::FiguresMoved(names) => format!("这些数字在您查看时有变动：{names}。请看过现在的数再标。"),
            ReportError::NotPrepared(names) => format!("这些数字还没有人编报，不能核对：{names}。"),
            ReportError::SamePerson(names, MarkKind::Checked) => format!("编报和核对须是两个人，请由另一人核对：{names}。"),
            ReportError::SamePerson(names, MarkKind::Prepared) => format!("您核对过这些数字，须由另一人编报，或先撤回核对：{names}。"),
            ReportError::NotYourMark => "只能撤回自己标的；已经核对的，先由核对人撤回核对。".into(),
            ReportError::NotSigned => "报告还没有签发。签发以后才能更正、登记印发；在此之前直接改稿即可。".into(),
            ReportError::CorrectionOpen => "已有一份更正等待批准。请先批准或撤回它，再拟新的更正。".into(),
            ReportError::OwnCorrection => "不能批准自己拟的更正，请由另一位签发人批准。".into(),
            ReportError::Stale(said) => format!("拟更正之后台账又有变化，“{said}”已不是今天的数字。请撤回后重新拟更正。"),
            ReportError::NoCorrection => "没有这份更正，请返回报告查看。".into(),
            ReportError::NoRecipient => "没有这条印发登记，或它是导出记录，不能撤回。".into(),
            ReportError::Signed => "报告已签发，不能再改动。可以以它为底稿新拟一份。".into(),
            ReportError::Findings(findings) => {
                let list: Vec<&str> = findings.iter().map(|finding| finding.chinese.as_str()).collect();
                format!("还有问题需要处理：{}", list.join(""))
            }
            ReportError::Board(error) => error.chinese(),
            ReportError::Ledger(error) => error.chinese(),
            ReportError::Paper(error) => error.chinese(),
            ReportError::Db(error) => error.chinese().into(),
        }
    }

    /// The field that is at fault, if one is.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            ReportError::Invalid { field, .. } => Some(field),
            ReportError::Text(_) | ReportError::NoOrg { .. } | ReportError::NoPeriod(_) => Some("text"),
            ReportError::NoTemplate(_) => Some("template"),
            ReportError::Board(error) => error.field(),
            _ => None,
        }
    }
}
