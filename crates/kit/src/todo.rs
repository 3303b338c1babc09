//! 待办: what waits for the person who is signed in. Each room says it of its own records; the home page shows that of all rooms, and
//! knows no room.

use base::{Actor, DbError, Tx};
use ledger::Later;
use norms::Instant;

use crate::Module;

/// Something that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// What is to be done, in a word: 核稿, 会签, 签发.
    pub kind: &'static str,
    /// What it is about.
    pub title: String,
    /// Where it is done.
    pub href: String,
    /// Since when it waits.
    pub since: Option<Instant>,
    /// How many things it stands for.
    pub count: i64,
}

impl Todo {
    /// One thing.
    pub fn new(kind: &'static str, title: impl Into<String>, href: impl Into<String>, since: Option<Instant>) -> Todo {
        Todo { kind, title: title.into(), href: href.into(), since, count: 1 }
    }
}

/// What waits for a person in a room. It only reads, and is asked for each time that somebody opens the home page, so it is quick.
pub type TodoOf = for<'a> fn(&'a mut Tx, &'a Actor) -> Later<'a, Vec<Todo>>;

/// Things of one sort that are named one by one.
const MOST_NAMED: usize = 5;

/// Things of one sort, those that wait longest first; where they are many, the rest as one line that leads to their list.
pub fn few(mut todos: Vec<Todo>, list: &str) -> Vec<Todo> {
    todos.sort_by_key(|todo| todo.since);
    if todos.len() <= MOST_NAMED {
        return todos;
    }
    let rest = todos.split_off(MOST_NAMED - 1);
    let count = rest.iter().map(|todo| todo.count).sum();
    let more = rest.into_iter().next().map(|oldest| Todo { title: format!("另有 {count} 件"), href: list.to_owned(), count, ..oldest });
    todos.extend(more);
    todos
}

/// What waits in all rooms.
#[derive(Clone, Default)]
pub struct AllTodos(Vec<TodoOf>);

impl AllTodos {
    /// Those of these rooms.
    pub fn of(modules: &[Module]) -> AllTodos {
        AllTodos(modules.iter().filter_map(|module| module.todos).collect())
    }

    /// What waits for a person, room by room.
    ///
    /// # Errors
    /// The database's.
    pub async fn waiting(&self, tx: &mut Tx, by: &Actor) -> Result<Vec<Todo>, DbError> {
        let mut all = Vec::new();
        for room in &self.0 {
            all.extend(room(tx, by).await?);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_of_one_sort_are_named_up_to_five_lines_and_counted() {
        let all = |n: i64| (0..n).rev().map(|i| Todo::new("核稿", format!("报告{i}"), "/r", Some(Instant::from_micros(i)))).collect();
        let titles = |n: i64| few(all(n), "/list").into_iter().map(|todo| (todo.title, todo.count)).collect::<Vec<_>>();
        assert_eq!(titles(2), [("报告0".to_owned(), 1), ("报告1".to_owned(), 1)], "the oldest first");
        assert_eq!(titles(5).len(), 5);
        assert_eq!(titles(7).last(), Some(&("另有 3 件".to_owned(), 3)));
        assert_eq!((titles(7).len(), few(all(7), "/list")[4].href.as_str()), (5, "/list"));
        assert!(titles(0).is_empty());
    }
}
