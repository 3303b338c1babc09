//! The templates that come with the program.

use crate::template::Template;

const FILES: [&str; 4] = [
    include_str!("../../shipped/half-year.txt"),
    include_str!("../../shipped/summary.txt"),
    include_str!("../../shipped/duty.txt"),
    include_str!("../../shipped/person.txt"),
];

/// Their files, in the order in which pages list them.
pub fn shipped_files() -> [&'static str; 4] {
    FILES
}

/// All, in the order in which pages list them. A test reads each, so none is ever passed over.
pub fn shipped() -> Vec<Template> {
    FILES.iter().filter_map(|file| Template::read(file).ok()).collect()
}

/// The template of this name.
pub fn by_name(name: &str) -> Option<Template> {
    shipped().into_iter().find(|template| template.name == name)
}
