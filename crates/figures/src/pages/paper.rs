//! What a printed page says of itself instead of filters and buttons: whose figures, which days, which unit, as recorded when. Who made
//! it, a line for who checked it and the day stand in the shell's foot.

use kit::markup::escape;
use kit::{Markup, Page, Staff};

use crate::actions::View;

/// The line below the title: on the screen as ever, on paper without the clock.
pub(super) fn sub(words: &str) -> Markup {
    Markup::trusted("<span class=\"on-screen\">").and(Markup::text(words)).and(Markup::trusted("</span>"))
}

/// So many columns of numbers stand side by side on an upright sheet.
const MOST_UPRIGHT: usize = 9;

/// The sheet of a table: across, where the months and what they are compared with need it.
pub(super) fn sheet(page: Page, months: usize, compared: usize) -> Page {
    let page = page.style("figures.css");
    if months + compared > MOST_UPRIGHT { page.style("wide.css") } else { page }
}

/// The head of the paper: 单位, 时段, 数据截至, and what else narrows or measures the table.
pub(super) fn head(staff: &Staff, view: &View, more: &[(&str, String)]) -> Markup {
    let until = view.as_of.unwrap_or(staff.today());
    let lines = [("单位", view.org.name.clone()), ("时段", view.period.chinese()), ("登记截至", until.chinese())];
    let lines = lines.iter().map(|(name, text)| (*name, text)).chain(more.iter().map(|(name, text)| (*name, text)));
    let shown = lines.map(|(name, text)| format!("<span>{name}：{}</span>", escape(text))).collect::<String>();
    Markup::trusted(format!("<p class=\"paper-head\">{shown}</p>"))
}
