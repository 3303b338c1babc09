//! The sentences that tell what was done to orgs, people, accounts and the office: the board notes these acts, this room has their pages.

use kit::Act;

/// The board's acts in the audit.
pub(crate) const ACTS: [Act; 54] = [
    Act { code: "office.create", name: "设立单位", tells: "设立了单位“{title}”" },
    Act { code: "office.period", name: "切换时段", tells: "把当前时段从{before}改为{after}" },
    Act { code: "org.found", name: "新建组织", tells: "新建了组织“{title}”[，隶属{above}]" },
    Act { code: "org.rename", name: "组织更名", tells: "把组织“{before}”更名为“{title}”" },
    Act { code: "org.add_alias", name: "增加简称", tells: "给组织增加了简称“{title}”" },
    Act { code: "org.remove_alias", name: "删除简称", tells: "删除了组织的简称“{title}”" },
    Act { code: "org.close", name: "撤销组织", tells: "撤销了组织“{title}”，自 {day}" },
    Act { code: "org.reopen", name: "恢复组织", tells: "恢复了组织“{title}”" },
    Act { code: "org.move", name: "调整隶属", tells: "把组织“{title}”划归“{above}”，自 {day}" },
    Act { code: "org.merge", name: "合并组织", tells: "把组织“{title}”并入“{into}”" },
    Act { code: "person.add", name: "登记人员", tells: "登记了人员{title}" },
    Act { code: "person.correct", name: "更正人员", tells: "更正了人员{title}的登记" },
    Act { code: "person.leave", name: "人员离开", tells: "登记了人员{title}离开，{day}" },
    Act { code: "person.come_back", name: "人员恢复", tells: "恢复了人员{title}" },
    Act { code: "person.reveal", name: "查看完整号码", tells: "查看了人员{title}的完整{number}（原因：{reason}）" },
    Act {
        code: "person.merge",
        name: "合并登记",
        tells: "把人员{title}的一条登记并入另一条（{into_id}）[，带过去：{fields}][，任职 {terms} 条]",
    },
    Act { code: "person.unmerge", name: "撤销合并登记", tells: "撤销了人员{title}的登记合并（{into_id}）" },
    Act {
        code: "person.erase", name: "删除个人信息", tells: "删除了一人的个人信息（{why}），涉及记录 {records} 条"
    },
    Act {
        code: "personal.sweep", name: "到期删除个人信息", tells: "删除了{kind}中 {people} 人的个人信息，涉及记录 {records} 条"
    },
    Act { code: "personal.ask", name: "申请更正或删除", tells: "{title}申请{kind}个人信息，{due} 前答复" },
    Act { code: "personal.answer", name: "答复个人信息申请", tells: "答复了一份{kind}个人信息的申请：{state}" },
    Act { code: "personal.retention", name: "设定保存期限", tells: "把“{kind}”的保存期限从{before}改为{after}" },
    Act { code: "person.reseal", name: "换用密钥", tells: "用新的密钥重新加密了 {records} 人的号码" },
    Act { code: "post.open", name: "任职", tells: "登记了一项任职：{title}，自 {day}" },
    Act { code: "post.close", name: "免职", tells: "登记了一项任职的终止：{title}，{day}" },
    Act { code: "post.remove", name: "删除任职", tells: "删除了误登的任职：{title}" },
    Act { code: "account.add", name: "开设账号", tells: "开设了账号 {user}" },
    Act { code: "account.correct", name: "更正账号", tells: "更正了账号 {user}" },
    Act { code: "account.disable", name: "停用账号", tells: "停用了账号 {user}" },
    Act { code: "account.enable", name: "启用账号", tells: "启用了账号 {user}" },
    Act { code: "account.grant", name: "授予角色", tells: "给账号 {user} 授予{org}的{role}角色" },
    Act { code: "account.ungrant", name: "收回角色", tells: "收回了账号 {user} 在{org}的{role}角色" },
    Act {
        code: "handover.begin", name: "开始交接", tells: "为账号 {user} 生成了交接清单（{items} 项），接收人{receiver}"
    },
    Act { code: "handover.sign", name: "交接签字", tells: "作为{part}在账号 {user} 的交接清单上签字" },
    Act { code: "handover.finish", name: "办结交接", tells: "办结了账号 {user} 向{receiver}的交接，最后工作日 {day}" },
    Act { code: "handover.withdraw", name: "撤回交接", tells: "撤回了账号 {user} 的交接" },
    Act { code: "account.seal", name: "封签角色", tells: "给 {grants} 项角色加了封签" },
    Act { code: "account.reset", name: "重置密码", tells: "重置了账号 {user} 的密码" },
    Act { code: "account.redeem", name: "用重置码设密码", tells: "用重置码设置了账号 {user} 的密码" },
    Act { code: "account.change_password", name: "修改密码", tells: "修改了自己的密码" },
    Act { code: "second.begin_totp", name: "设置动态码", tells: "开始为自己设置手机动态码" },
    Act { code: "second.confirm_totp", name: "启用动态码", tells: "启用了自己的手机动态码" },
    Act { code: "second.new_card", name: "生成口令卡", tells: "为自己生成了一张口令卡" },
    Act { code: "second.confirm_card", name: "启用口令卡", tells: "启用了自己的口令卡" },
    Act { code: "second.end", name: "停用两步验证", tells: "停用了自己的两步验证" },
    Act { code: "second.reset", name: "重置两步验证", tells: "重置了账号 {user} 的两步验证" },
    Act { code: "second.bind_certificate", name: "绑定 UKey", tells: "绑定了自己的 UKey 证书" },
    Act { code: "second.bind_certificate_of", name: "绑定他人 UKey", tells: "给账号 {user} 绑定了 UKey 证书" },
    Act { code: "second.end_certificate", name: "解除 UKey", tells: "解除了自己的 UKey 证书" },
    Act { code: "account.bind_provider", name: "绑定统一身份", tells: "把自己的账号与统一身份绑定" },
    Act { code: "account.bind_provider_of", name: "绑定他人统一身份", tells: "把账号 {user} 与统一身份绑定" },
    Act { code: "account.unbind_provider", name: "解除统一身份", tells: "解除了自己的统一身份绑定" },
    Act { code: "account.unbind_provider_of", name: "解除他人统一身份", tells: "解除了账号 {user} 的统一身份绑定" },
    Act { code: "account.end_session", name: "结束他人登录", tells: "结束了账号 {user} 的一处登录" },
];
