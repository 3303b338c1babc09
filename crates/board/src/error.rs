//! What can go wrong on the board, told so that people and programs can act on it.

use base::DbError;
use norms::Day;
use norms::identifier::IdentifierError;
use norms::name::{NameError, TextError};

use crate::access::Denied;

/// What sort of trouble it is: doors make a status of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is not there, or not for these eyes.
    NotFound,
    /// Visible, but not allowed.
    Denied,
    /// What was asked cannot be so; [`BoardError::field`] says where.
    Invalid,
    /// It does not fit what is there by now.
    Conflict,
    /// The database.
    Db,
}

macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident $( ( $($t:ty),* ) )? { $kind:ident, $field:expr, $english:literal, $chinese:literal $(, $arg:ident)* } )*) => {
        /// Why an act of the board was refused.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum BoardError {
            /// The database.
            #[error(transparent)]
            Db(#[from] DbError),
            /// Access.
            #[error(transparent)]
            Denied(#[from] Denied),
            /// A name of an org, an account or a post that is no line of text.
            #[error(transparent)]
            Text(#[from] TextError),
            /// A name of a person.
            #[error(transparent)]
            PersonName(#[from] NameError),
            /// A citizen id.
            #[error(transparent)]
            CitizenId(IdentifierError),
            /// A phone number.
            #[error(transparent)]
            Phone(IdentifierError),
            /// A sealed number that cannot be sealed or opened.
            #[error(transparent)]
            Vault(#[from] base::vault::VaultError),
            $($(#[$doc])* #[error($english)] $name $( ( $($t),* ) )?,)*
        }

        impl BoardError {
            /// The same for a person at a page.
            pub fn chinese(&self) -> String {
                match self {
                    BoardError::Db(error) => error.chinese().to_owned(),
                    BoardError::Denied(denied) => denied.chinese().to_owned(),
                    BoardError::Text(error) => error.chinese(),
                    BoardError::PersonName(error) => error.chinese(),
                    BoardError::CitizenId(error) | BoardError::Phone(error) => error.chinese(),
                    BoardError::Vault(_) => "号码打不开：密钥文件与数据库不配套。请联系管理员恢复密钥文件。".to_owned(),
                    $(errors!(@pattern $name $(, $arg)*) => errors!(@text $chinese $(, $arg)*),)*
                }
            }

            /// The field of the form that it is about.
            pub fn field(&self) -> Option<&'static str> {
                match self {
                    BoardError::Db(_) | BoardError::Denied(_) | BoardError::Vault(_) => None,
                    BoardError::Text(_) | BoardError::PersonName(_) => Some("name"),
                    BoardError::CitizenId(_) => Some("citizen_id"),
                    BoardError::Phone(_) => Some("phone"),
                    $(BoardError::$name { .. } => $field,)*
                }
            }

            /// What sort of trouble it is.
            pub fn kind(&self) -> Kind {
                match self {
                    BoardError::Db(_) | BoardError::Vault(_) => Kind::Db,
                    BoardError::Denied(Denied::NotVisible) => Kind::NotFound,
                    BoardError::Denied(Denied::NotAllowed) => Kind::Denied,
                    BoardError::Text(_) | BoardError::PersonName(_) | BoardError::CitizenId(_) | BoardError::Phone(_) => Kind::Invalid,
                    $(BoardError::$name { .. } => Kind::$kind,)*
                }
            }
        }
    };
    (@pattern $name:ident) => { BoardError::$name };
    (@pattern $name:ident, $arg:ident) => { BoardError::$name($arg) };
    (@pattern $name:ident, $a:ident, $b:ident) => { BoardError::$name($a, $b) };
    (@text $chinese:literal) => { $chinese.to_owned() };
    (@text $chinese:literal $(, $arg:ident)+) => { format!($chinese $(, $arg = $arg)+) };
}

errors! {
    /// No org with this id.
    NoOrg { NotFound, Some("org"), "there is no such org; list the orgs to find it", "没有这个组织。" }
    /// No org with this code.
    NoOrgCode(String) { NotFound, Some("org"), "there is no org with the code {0}; list the orgs to find it", "没有编码为“{code}”的组织。", code }
    /// No person with this id.
    NoPerson { NotFound, Some("person"), "there is no such person in the roster", "花名册中没有这个人。" }
    /// No term with this id.
    NoPost { NotFound, None, "there is no such term of a post", "没有这条任职记录。" }
    /// No account with this id or name.
    NoAccount { NotFound, Some("user"), "there is no such account; list the accounts to find it", "没有这个账号。" }
    /// No campaign with this id.
    NoCampaign { NotFound, None, "there is no such campaign", "没有这个专项。" }
    /// A name that another campaign has.
    CampaignTaken(String) { Conflict, Some("name"), "{0} is the name of another campaign; choose another", "已有名为“{name}”的专项，请换一个名称。", name }
    /// Somebody else changed it meanwhile.
    CampaignChanged { Conflict, None, "somebody changed the campaign meanwhile; look at it and save again", "刚刚有人改动过这个专项，请刷新后再改。" }
    /// No file with this id, or not of this record.
    NoEvidence { NotFound, None, "there is no such file", "没有这份佐证材料，或已过了可以恢复的期限。" }
    /// As many files as a record may have.
    EvidenceFull { Invalid, Some("file"), "a record has at most 200 files", "一条记录最多 200 份佐证材料（含已删除、还能恢复的）。" }
    /// Its bytes are not on the disk.
    EvidenceLost { Conflict, Some("file"), "the bytes of the file are not on the disk; send it again", "文件没有保存完整，请重新上传。" }
    /// No target with this id.
    NoTarget { NotFound, None, "there is no such target", "没有这项目标。" }
    /// A target for the same org, metric and days.
    TargetTaken { Conflict, Some("metric"), "this org has a target for this metric and these days already; change that one", "这个单位这段时间已有这项指标的目标，请修改原来的目标。" }
    /// Somebody else changed it meanwhile.
    TargetChanged { Conflict, None, "somebody changed the target meanwhile; look at it and save again", "刚刚有人改动过这项目标，请刷新后再改。" }
    /// Days that are no whole year, half-year or quarter.
    TargetPeriod { Invalid, Some("span"), "a target is for a whole year, half-year or quarter", "目标按全年、半年或季度设定，请选择时段。" }
    /// Nothing, or less.
    TargetQuantity { Invalid, Some("quantity"), "a target must be more than 0", "目标必须大于 0。" }
    /// A paper that is no line of text, or a long one.
    TargetPaper { Invalid, Some("paper"), "the paper must be one line of at most 100 characters", "来源须是一行文字，最多100个字。" }
    /// The office has not been made yet.
    NoOffice { NotFound, None, "the database holds no office yet; run `yipanqi init` first", "系统还没有初始化，请先运行 yipanqi init。" }
    /// The office is there already.
    OfficeExists { Conflict, None, "this office has been made already", "本单位已经建立，不能重复建立。" }
    /// An empty name.
    NameEmpty { Invalid, Some("name"), "the name is empty; give one", "请填写名称。" }
    /// A code of another shape.
    BadCode(String) { Invalid, Some("code"), "{0} cannot be a code; use 1 to 40 letters, digits, dots, hyphens and underscores", "编码“{code}”不合要求：只能用1至40个英文字母、数字、点、横线和下划线。", code }
    /// A code that another org has.
    CodeTaken(String) { Conflict, Some("code"), "the code {0} belongs to another org; choose another", "编码“{code}”已被其他组织使用，请换一个。", code }
    /// A day that has not come.
    FutureDay(Day) { Invalid, Some("day"), "{0} has not come yet; give a day up to today", "{day}还没有到，请填写今天或以前的日期。", day }
    /// An end before its beginning.
    EndBeforeStart { Invalid, Some("until"), "the end lies before the beginning", "结束日期早于开始日期。" }
    /// An org that was closed or merged.
    OrgClosed(String) { Conflict, Some("org"), "{0} is closed or was merged; choose an org that stands", "“{name}”已撤销或已合并，请选择现有的组织。", name }
    /// Something that the root cannot do.
    RootStands { Conflict, Some("org"), "the office itself cannot be moved, closed or merged away", "本单位（最上级）不能移动、撤销或并入其他组织。" }
    /// A superior has no place in the tree.
    OutsideTree { Conflict, Some("parent"), "a superior stands outside the tree; choose an org of the office", "上级党组织不在本单位的组织树内，请选择本单位的组织。" }
    /// A move that would put an org below itself: on which day.
    Circle(String, Day) { Conflict, Some("parent"), "{0} would stand below itself on {1}; choose another org above it or another day", "这样移动后，“{name}”在{day}会成为自己的下级，请改选上级组织或日期。", name, day }
    /// More levels than the tree may have.
    TooDeep(usize) { Invalid, Some("parent"), "the tree may have {0} levels at most; choose an org further up", "组织层级最多{most}级，请选择更高一级的组织。", most }
    /// An org with others below it.
    HasChildren(String) { Conflict, Some("org"), "other orgs stand below {0}; move or close them first", "“{name}”还有下级组织，请先移走或撤销它们。", name }
    /// Merged with itself.
    MergeItself { Invalid, Some("into"), "an org cannot be merged into itself; choose another", "不能把组织并入它自己，请选择另一个组织。" }
    /// Became full member before joining.
    ConvertedBeforeJoined { Invalid, Some("converted"), "the day of conversion lies before the day of joining the Party", "转正日期早于入党日期，请核对。" }
    /// Joined before being born.
    JoinedBeforeBirth { Invalid, Some("birth"), "the day of joining lies before the day of birth", "入党或入团日期早于出生日期，请核对。" }
    /// Left already.
    PersonLeft(String) { Conflict, Some("person"), "{0} has left; note the return first", "“{name}”已调离，请先登记返回。", name }
    /// A record that was merged into another.
    PersonMerged { Conflict, Some("person"), "this record was merged into another; work with that one", "这条登记已并入同一个人的另一条登记，请在那一条上办理。" }
    /// Somebody who was erased.
    PersonErased { Conflict, Some("person"), "the personal data of this person were erased; nothing more can be done with the record", "此人的个人信息已经删除，不能再办理。" }
    /// No request with this id, or not for these eyes.
    NoRequest { NotFound, None, "there is no such request", "没有这份申请，或不归您答复。" }
    /// An account without a person asks.
    NotOnRoster { Conflict, None, "this account is bound to nobody of the roster", "您的账号没有关联花名册上的人，请先联系管理员关联。" }
    /// What is asked or answered is empty, too long or holds control characters.
    RequestWords { Invalid, Some("words"), "say it in 2 to 1,000 characters", "请写明内容，2 到 1000 字。" }
    /// One of the same kind waits already.
    RequestOpen { Conflict, Some("kind"), "a request of this kind waits for its answer already", "您已有一份同样的申请在等待答复。" }
    /// Answered already.
    RequestAnswered { Conflict, None, "this request has been answered already", "这份申请已经答复过。" }
    /// Nobody answers their own request.
    OwnRequest { Denied, None, "nobody answers their own request; somebody else must", "不能答复自己的申请，请由其他有权的人办理。" }
    /// A kind that no room has.
    NoKind { NotFound, Some("kind"), "no room has such a kind of record", "没有这类记录。" }
    /// A time out of range.
    Months { Invalid, Some("months"), "the time must be 1 to 1200 months", "期限须为 1 到 1200 个月。" }
    /// The list of erasures beside the keys.
    Erasures(String) { Conflict, None, "the list of erasures cannot be kept: {0}", "删除清单写不进去：{why}。请联系管理员。", why }
    /// Merged with itself.
    MergeSame { Invalid, Some("other"), "a record cannot be merged into itself; choose another", "不能把一条登记并入它自己，请选择另一条。" }
    /// Different names.
    MergeNames { Conflict, Some("other"), "the two records bear different names; correct one of them first", "两条登记的姓名不同。确是同一个人的，请先把姓名更正一致再合并。" }
    /// Different citizen ids.
    MergeTwoIds { Conflict, Some("other"), "the two records hold different citizen ids, so they are two people; correct a wrong one first", "两条登记的身份证号不同，是两个人。若有一个填错了，请先更正。" }
    /// Different days of birth.
    MergeBirths { Conflict, Some("other"), "the two records hold different days of birth; correct a wrong one first", "两条登记的出生日期不同。若有一个填错了，请先更正。" }
    /// One has left, the record that would go has not.
    MergeLeft { Conflict, Some("other"), "the record that stays has left and the other has not; merge the other way round", "保留的一条已调离，另一条还在册，请反过来合并。" }
    /// An account is bound to one of them: whoever signs in with it would see more.
    MergeAccount(String) { Conflict, Some("other"), "the account {0} is bound to one of the records; unbind it, merge, and bind it anew", "账号“{user}”关联着其中一条登记，合并会让它看到原来看不到的内容。请账号管理员先解除关联，合并后再关联。", user }
    /// Others would see what they did not: how many accounts.
    MergeWidens(usize) { Conflict, Some("other"), "{0} accounts would see of this person what they could not see before; merge the other way round, or move one record first", "合并后会有{n}个账号看到原来看不到的个人信息。请反过来合并；都不行时，先由有权的人把其中一条更正到同一组织。", n }
    /// No merge to undo.
    NoMerge { NotFound, None, "this record was not merged", "这条登记没有合并过，或已经撤销合并。" }
    /// Somebody else changed it meanwhile.
    MergeChanged { Conflict, None, "one of the two records was changed meanwhile; look at them again", "两条登记之一刚刚或后来有改动。请刷新核对后再试；合并之后改动过的，不能再撤销合并，请分别更正。" }
    /// Opened without a reason.
    NoReason { Invalid, Some("reason"), "say why the number is opened, in 2 to 200 characters", "请写明查看原因，2 到 200 字。" }
    /// Only the mask of this number is kept.
    NoNumber { NotFound, None, "the number itself is not kept, only its mask; enter it again", "这个号码只留有打码形式，没有保存原号。请在更正里重新填写。" }
    /// A citizen id that somebody else of the roster has.
    PersonExists(String) { Conflict, Some("citizen_id"), "{0} has this citizen id in the roster already", "花名册中已有同一身份证号码的人：{name}。", name }
    /// Such a term is open already.
    PostOpen { Conflict, Some("title"), "this person holds the post already; close the term first", "此人已在任该职务，请先填写原任期的结束日期。" }
    /// A term that was closed before.
    PostClosed { Conflict, Some("until"), "this term has been closed already", "这段任期已经结束。" }
    /// A user name of another shape.
    BadUser { Invalid, Some("user"), "the user name must have 2 to 40 letters, digits, dots, hyphens or underscores", "用户名须为2至40个字母、汉字、数字、点、横线或下划线。" }
    /// A user name that another account has.
    UserTaken { Conflict, Some("user"), "this user name is taken; choose another", "这个用户名已被使用，请换一个。" }
    /// A password that is too short or too long.
    PasswordLength { Invalid, Some("password"), "the password must have 12 to 200 characters", "密码须为12至200个字符。" }
    /// The password is the user name.
    PasswordIsUser { Invalid, Some("password"), "the password must not be the user name, nor little more", "密码不能是用户名，或只比用户名多几个字符。" }
    /// One of those that are tried first.
    PasswordCommon { Invalid, Some("password"), "this password is one of those that are tried first; choose another", "这个密码太常见，别人很容易猜到。请换一个，例如几个不相干的词。" }
    /// The hash could not be made.
    PasswordHash { Conflict, Some("password"), "the password could not be hashed; try again", "密码处理失败，请重试。" }
    /// Wrong name or password; never says which.
    WrongSignIn { Invalid, Some("password"), "the user name or the password is wrong", "用户名或密码不正确。" }
    /// A code of the second factor that is wrong or used.
    WrongSecond { Invalid, Some("code"), "the code is wrong or was used already; take the next one", "验证码不正确或已经用过，请用新的一个。" }
    /// The second factor of an account whose roles need one.
    SecondNeeded { Conflict, None, "your roles need a second factor; you can replace it, but not end it", "您的角色必须使用两步验证，可以更换，不能停用。" }
    /// The sign-in waited too long for its second factor.
    StepOver { Invalid, Some("code"), "the sign-in took too long; begin again with the password", "登录等待时间过长，请重新输入用户名和密码。" }
    /// An answer of the provider of single sign-on that was taken already.
    AnswerUsed { Invalid, None, "this answer of the provider was taken already; begin again", "这次统一身份认证已经用过，请重新登录。" }
    /// Nobody here is bound to whom the provider vouched for: the name by which it knows them.
    Unbound(String) { Invalid, None, "no account is bound to the subject {0} of the provider; bind one", "您的统一身份（标识 {subject}）还没有绑定本系统的账号。请先用密码登录，在“本人账号”里绑定，或把标识告诉管理员来绑定。", subject }
    /// The account was disabled.
    Disabled { Invalid, None, "the account is disabled", "您的账号已停用，请联系管理员。" }
    /// A subject of the provider that another account is bound to.
    SubjectTaken { Conflict, Some("subject"), "another account is bound to this subject; unbind that one first", "这个统一身份已绑定其他账号，请先解除那边的绑定。" }
    /// Nothing that a provider could name somebody by.
    BadSubject { Invalid, Some("subject"), "give the subject as the provider names it, 1 to 255 characters", "请填写统一身份认证系统里的用户标识（sub），1至255个字符。" }
    /// A certificate that another account is bound to.
    CertificateTaken { Conflict, Some("certificate"), "another account is bound to this certificate", "这张证书已绑定其他账号。" }
    /// The browser shows no certificate, or another one.
    WrongCertificate { Invalid, None, "the certificate of the account was not shown", "没有读到与本账号绑定的证书。请插入本人的 UKey，关闭并重新打开浏览器，再试一次。" }
    /// Too many wrong sign-ins: how many minutes to wait.
    Locked(i64) { Conflict, Some("user"), "too many failed sign-ins; wait {0} minutes or ask the administrator", "登录失败次数过多，请{minutes}分钟后再试，或请管理员重置密码。", minutes }
    /// A reset code that is not valid.
    WrongCode { Invalid, Some("code"), "the reset code is wrong, used or older than 24 hours; ask the administrator for another", "重置码不正确、已使用或已超过24小时，请联系管理员重新生成。" }
    /// Nobody may give what they do not hold.
    BeyondReach { Denied, Some("org"), "you may manage accounts only below the orgs that you administer", "您只能管理自己所管组织及其下级的账号和权限。" }
    /// An office without an administrator cannot be helped by anybody.
    LastAdministrator { Conflict, Some("role"), "this is the office's last administrator; name another first", "这是本单位最后一个管理员，请先设置另一个管理员。" }
    /// No handover with this id, or not for these eyes.
    NoHandover { NotFound, None, "there is no such handover", "没有这次交接。" }
    /// It was carried out or withdrawn.
    HandoverOver { Conflict, None, "the handover is over already", "这次交接已经办结或撤回。" }
    /// One handover at a time.
    HandoverOpen { Conflict, None, "this account has a handover under way; carry it out or withdraw it first", "这个账号已有一次交接在办理，请先办结或撤回。" }
    /// 移交人, 接收人 and 监交人 are three people.
    HandoverParts { Invalid, Some("receiver"), "who leaves, who takes over and the witness must be three people", "移交人、接收人、监交人必须是三个人。" }
    /// Nobody who can sign in has that user name.
    NoSuchUser(String) { Invalid, Some("receiver"), "{0}: nobody who can sign in has that user name", "没有用户名是“{user}”、能够登录的账号。", user }
    /// Somebody has yet to sign.
    HandoverUnsigned(&'static str) { Conflict, None, "{0} has yet to sign the list", "{part}还没有签字，不能办结。", part }
    /// The last day has not come.
    HandoverEarly(Day) { Conflict, None, "the last day is {0}; carry it out then", "最后工作日是{day}，到那天才能办结。", day }
    /// 三员分立: roles are given by others here.
    Separated { Denied, Some("role"), "in this office roles are given and taken by the security administrator alone", "本单位已三员分立：角色由安全保密管理员授予和收回。" }
    /// 三员分立: nobody gives themselves a role.
    OwnRoles { Denied, Some("role"), "nobody gives or takes their own roles", "不能给自己授予或收回角色，请由另一位安全保密管理员办理。" }
    /// 三员分立: the role asked for and the one that is held.
    Excluded(&'static str, &'static str) { Conflict, Some("role"), "an account that is {1} cannot be {0} too; take the one away first", "{held}不能同时是{role}（三员分立）。请给另一位同志授予，或先收回原来的角色。", role, held }
    /// Separation of the three is ended at the machine, not by losing the last of them.
    LastSecurity { Conflict, Some("role"), "this is the office's last security administrator; name another first", "这是本单位最后一个安全保密管理员，请先设置另一个。" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wrong_stands_in_both_sentences() {
        let error = BoardError::CodeTaken("lhq".into());
        assert_eq!(error.to_string(), "the code lhq belongs to another org; choose another");
        assert_eq!(error.chinese(), "编码“lhq”已被其他组织使用，请换一个。");
        assert_eq!((error.field(), error.kind()), (Some("code"), Kind::Conflict));
    }

    #[test]
    fn what_may_not_be_seen_is_not_there() {
        assert_eq!(BoardError::from(Denied::NotVisible).kind(), Kind::NotFound);
        assert_eq!(BoardError::from(Denied::NotAllowed).kind(), Kind::Denied);
    }
}
