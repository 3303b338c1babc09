//! Names of people and firms, free text of one or several lines, and the order of names by pinyin (norms ID-03).

mod firm;
mod person;
mod pinyin;
mod text;

pub use firm::firm_key;
pub use person::{NameError, PersonName, masked};
pub use pinyin::{SORT_KEY_VERSION, sort_key, text_sort_key};
pub use text::{TextError, clean_line, clean_text};
