//! Taking somebody out of a kept workbook: the name and the citizen id in the rows that are about them.

use norms::name::PersonName;

use crate::kept::{Book, Held, KeptError, packed, unpacked};

/// Whom to take out.
#[derive(Clone, Debug, Default)]
pub struct Blank {
    /// The name.
    pub name: String,
    /// What stands in its place.
    pub by: String,
    /// The seals of their citizen id: a row that bears one is about them.
    pub seals: Vec<String>,
    /// Further rows that are about them: sheet, and row from 1.
    pub rows: Vec<(String, u32)>,
    /// Whether the name alone means them, wherever it stands as a cell of its own.
    pub anywhere: bool,
}

/// The kept workbook without these people; none where they do not stand in it.
///
/// # Errors
/// When the bytes are not what [`crate::kept::keep`] made.
pub fn blank(bytes: &[u8], people: &[Blank]) -> Result<Option<Vec<u8>>, KeptError> {
    let mut book = unpacked(bytes)?;
    let mut changed = false;
    for person in people {
        changed |= take_out(&mut book, person);
    }
    if changed { packed(&book).map(Some) } else { Ok(None) }
}

fn take_out(book: &mut Book, person: &Blank) -> bool {
    let mut changed = false;
    for page in &mut book.sheets {
        let sealed = |held: &Held| matches!(held, Held::Id { seal, .. } if person.seals.contains(seal));
        let mut rows: Vec<u32> = page.cells.iter().filter(|(_, _, held)| sealed(held)).map(|(row, _, _)| *row).collect();
        rows.extend(person.rows.iter().filter(|(sheet, row)| *sheet == page.name && *row > 0).map(|(_, row)| row - 1));
        for (row, _, held) in &mut page.cells {
            let theirs = rows.contains(row);
            let without = match held {
                Held::Id { seal, .. } if person.seals.contains(seal) => Some(String::new()),
                Held::Text(text) if theirs && text.contains(&person.name) => Some(text.replace(&person.name, &person.by)),
                Held::Text(text) if is_name(text, person) => Some(person.by.clone()),
                _ => None,
            };
            if let Some(text) = without {
                *held = Held::Text(text);
                changed = true;
            }
        }
    }
    changed
}

/// Whether a cell is their name and nothing else, however an office spaces it: by seal-less rows of lists, or by a name that is theirs alone.
fn is_name(text: &str, person: &Blank) -> bool {
    person.anywhere && PersonName::new(text).is_ok_and(|name| name.as_str() == person.name)
}
