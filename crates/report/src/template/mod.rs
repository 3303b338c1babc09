//! The readable form of a report: headings, paragraphs and bound figures, in a text that a person edits as it stands.
//!
//! A line is a block. `# ` to `#### ` begin headings (their numbers are made when the paper is set); a heading that ends with 。
//! runs in with the paragraph below it. `**…**` is bold. Marks stand in braces:
//!
//! | mark | becomes |
//! |---|---|
//! | `{study.centre_group}` | 9次: the figure of the report's org and period |
//! | `{assist.service 余}` `{station.bed 万}` `{life.oath 汉字}` `{assist.event 数}` | 700余场次, 1.2万张, 三次, 213 without its measure word |
//! | `{assist.service org=KS from=2022-01-01 to=2022-06-30}` | of another org or period |
//! | `{beds: station.bed}` | the same with a name of its own; else figures are named k1, k2 … in order |
//! | `{period}` `{cut-off}` `{org}` `{writer}` (or 统计期, 截止日, 单位, 姓名) | the report's period, cut-off day, org, who began it |
//!
//! `{{` and `}}` are plain braces. A metric may be named by its code or by its Chinese name, an option by its Chinese one (单位=, 起=, 止=):
//! `{助企服务 余 单位=KS 起=2022-01-01 止=2022-06-30}`.

mod body;
mod error;
mod file;
mod mark;
mod shipped;

pub use body::{Block, Piece, Text, parse};
pub use error::{Fault, TemplateError};
pub use file::{Template, fill};
pub use mark::{Bound, Word};
pub use norms::measure::Say;
pub use shipped::{by_name, shipped, shipped_files};

/// Longest text of a report in characters: some 60 pages.
pub const TEXT_LIMIT: usize = 60_000;
/// Most figures of one report.
pub const FIGURE_LIMIT: usize = 300;

/// Finds a metric's code by code or Chinese name: the catalogue stands in the ledger, the reader of templates knows none.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

#[cfg(test)]
mod tests;
