//! Who may do what here.

use base::{Right, Role};

/// 查看组织: the tree, and who holds which post.
pub static READ: Right = Right {
    code: "org.read",
    name: "查看组织",
    roles: &[Role::Administrator, Role::Officer, Role::Recorder, Role::Checker, Role::Signer, Role::Reader],
};

/// 管理组织: founds, renames, moves, closes, merges.
pub static MANAGE: Right =
    Right { code: "org.manage", name: "管理组织（新建、更名、移动、撤销、合并）", roles: &[Role::Administrator] };

/// 存放组织的佐证材料: adds files to an org and removes them; who it is changes by none of them.
pub static KEEP: Right =
    Right { code: "org.keep", name: "存放组织的佐证材料", roles: &[Role::Administrator, Role::Officer, Role::Recorder] };

/// 查看花名册: personal data, so only those who keep it.
pub static PEOPLE_READ: Right =
    Right { code: "org.people_read", name: "查看花名册", roles: &[Role::Administrator, Role::Officer, Role::Recorder] };

/// 维护花名册: adds, corrects, notes who leaves, keeps posts and terms.
pub static PEOPLE_WRITE: Right =
    Right { code: "org.people_write", name: "维护花名册和任职", roles: &[Role::Administrator, Role::Officer, Role::Recorder] };

/// 查看原号: opens a citizen id or a phone number with a reason; each opening is kept and shown to the person.
pub static PEOPLE_REVEAL: Right =
    Right {
        code: "org.people_reveal", name: "查看身份证号、手机号原号（写明原因，留下记录）", roles: &[Role::Officer]
    };

/// 关于我: whoever is signed in, over what is theirs.
pub static ME: Right = Right { code: "org.me", name: "查看关于本人的信息", roles: &[] };

/// 答复个人信息申请: answers what people ask about their own data, and erases it.
pub static PERSONAL: Right =
    Right { code: "org.personal", name: "答复个人信息申请（更正、删除）", roles: &[Role::Administrator, Role::Officer] };

/// 管理账号: the board's own right.
pub static ACCOUNTS: Right = board::accounts::MANAGE;

/// 授予和收回角色: the board's own right.
pub static GRANTS: Right = board::accounts::GRANT;

/// 查看账号: for both who open accounts and who give roles.
pub static ACCOUNTS_READ: Right =
    Right { code: "org.accounts_read", name: "查看账号和角色", roles: &[Role::Administrator, Role::Security] };

/// 工作交接: whoever has a part in one, over that one.
pub static HANDOVER: Right = Right { code: "org.handover", name: "本人参与的工作交接", roles: &[] };

/// 设置本单位: over the whole office.
pub static SETTINGS: Right = Right { code: "org.settings", name: "设置本单位名称和数据时段", roles: &[Role::Administrator] };

/// All.
pub static ALL: [&Right; 13] = [
    &READ,
    &MANAGE,
    &KEEP,
    &PEOPLE_READ,
    &PEOPLE_WRITE,
    &PEOPLE_REVEAL,
    &ME,
    &PERSONAL,
    &ACCOUNTS_READ,
    &ACCOUNTS,
    &GRANTS,
    &HANDOVER,
    &SETTINGS,
];
