//! What is done here, as the audit tells it.

use kit::Act;

/// The acts of this room.
pub(crate) const ACTS: [Act; 6] = [
    Act { code: "inspect.make", name: "导入评分表", tells: "导入了迎检评分表“{title}”，{records} 项" },
    Act { code: "inspect.change", name: "修改迎检", tells: "修改了迎检“{title}”" },
    Act { code: "inspect.close", name: "结束迎检", tells: "把迎检“{title}”标为{state}" },
    Act { code: "inspect.remove", name: "删除迎检", tells: "删除了没有材料的迎检“{title}”" },
    Act { code: "inspect.attach", name: "加入迎检材料", tells: "把“{title}”加入迎检的 {number} 项" },
    Act { code: "inspect.detach", name: "移出迎检材料", tells: "把“{title}”移出迎检的 {number} 项" },
];
