//! Many rows in one statement, column by column. PostgreSQL takes a column as one array, so that the text is the same however many rows
//! there are; SQLite takes `VALUES` with unnamed places, because it finds a named one by walking through all of them.

use std::ops::Range;

use sqlx::types::Json;
use uuid::Uuid;

use crate::{DbError, Value};

/// Rows of values, all of the same width and each column of one type.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub(crate) columns: Vec<Column>,
    count: usize,
}

/// The values of one column.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    Int(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
    Id(Vec<Option<Uuid>>),
    Bool(Vec<bool>),
    Bytes(Vec<Option<Vec<u8>>>),
    Json(Vec<Option<Json<serde_json::Value>>>),
}

impl Column {
    fn of(value: &Value) -> Column {
        match value {
            Value::Int(_) => Column::Int(Vec::new()),
            Value::Text(_) => Column::Text(Vec::new()),
            Value::Id(_) => Column::Id(Vec::new()),
            Value::Bool(_) => Column::Bool(Vec::new()),
            Value::Bytes(_) => Column::Bytes(Vec::new()),
            Value::Json(_) => Column::Json(Vec::new()),
        }
    }

    fn push(&mut self, value: Value) -> Result<(), DbError> {
        match (self, value) {
            (Column::Int(all), Value::Int(v)) => all.push(v),
            (Column::Text(all), Value::Text(v)) => all.push(v),
            (Column::Id(all), Value::Id(v)) => all.push(v),
            (Column::Bool(all), Value::Bool(v)) => all.push(v),
            (Column::Bytes(all), Value::Bytes(v)) => all.push(v),
            (Column::Json(all), Value::Json(v)) => all.push(v.map(Json)),
            (column, value) => return Err(DbError::Other(format!("{value:?} in a column of {column:?}"))),
        }
        Ok(())
    }

    /// The first `count` values; the rest stays.
    fn take(&mut self, count: usize) -> Column {
        fn cut<T>(all: &mut Vec<T>, count: usize) -> Vec<T> {
            let rest = all.split_off(count.min(all.len()));
            std::mem::replace(all, rest)
        }
        match self {
            Column::Int(all) => Column::Int(cut(all, count)),
            Column::Text(all) => Column::Text(cut(all, count)),
            Column::Id(all) => Column::Id(cut(all, count)),
            Column::Bool(all) => Column::Bool(cut(all, count)),
            Column::Bytes(all) => Column::Bytes(cut(all, count)),
            Column::Json(all) => Column::Json(cut(all, count)),
        }
    }
}

impl Rows {
    /// Rows of any values.
    ///
    /// # Errors
    /// [`DbError::Other`] when a column's values are not of one type.
    pub fn of(rows: Vec<Vec<Value>>) -> Result<Rows, DbError> {
        let count = rows.len();
        let mut columns: Vec<Column> = rows.first().map(|row| row.iter().map(Column::of).collect()).unwrap_or_default();
        for row in rows {
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value)?;
            }
        }
        Ok(Rows { columns, count })
    }

    /// Rows of whole numbers.
    pub fn ints<const N: usize>(rows: &[[i64; N]]) -> Rows {
        let columns = if rows.is_empty() { 0 } else { N };
        let columns = (0..columns).map(|i| Column::Int(rows.iter().map(|row| Some(row[i])).collect())).collect();
        Rows { columns, count: rows.len() }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// So many at a time, by their places in the list.
    pub(crate) fn parts(&self, most: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        let count = self.count;
        (0..count).step_by(most).map(move |from| from..count.min(from + most))
    }

    /// The first so many rows; the rest stays.
    pub(crate) fn take(&mut self, count: usize) -> Rows {
        let count = count.min(self.count);
        self.count -= count;
        Rows { columns: self.columns.iter_mut().map(|column| column.take(count)).collect(), count }
    }

    /// `VALUES (?,?),(?,?)…` for so many rows, for SQLite.
    pub(crate) fn places(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.columns.len()].join(","));
        format!("VALUES {}", vec![row; rows].join(","))
    }

    /// `VALUES ($1,$2),($3,$4)…`, for PostgreSQL when there are few.
    pub(crate) fn numbered(&self) -> String {
        let width = self.columns.len();
        let row = |i: usize| format!("({})", (1..=width).map(|j| format!("${}", i * width + j)).collect::<Vec<_>>().join(","));
        format!("VALUES {}", (0..self.count).map(row).collect::<Vec<_>>().join(","))
    }

    /// `SELECT * FROM unnest($1,$2…)`, for PostgreSQL, after so many places that stand before it.
    pub(crate) fn arrays(&self, before: usize) -> String {
        let places: Vec<String> = (1..=self.columns.len()).map(|i| format!("${}", before + i)).collect();
        format!("SELECT * FROM unnest({})", places.join(","))
    }
}

/// Rows on their way into a table: `head`, the rows, `tail`.
#[derive(Clone, Debug)]
pub struct Insert {
    pub(crate) head: String,
    pub(crate) rows: Rows,
    pub(crate) tail: String,
}

impl Insert {
    /// `INSERT INTO table(columns)`, the rows, and what comes after them: nothing, or `ON CONFLICT …`.
    pub fn new(head: impl Into<String>, rows: Rows, tail: impl Into<String>) -> Insert {
        Insert { head: head.into(), rows, tail: tail.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_in_order_and_each_database_takes_them_in_its_way() {
        let mut rows = Rows::ints(&[[1, 2], [3, 4], [5, 6]]);
        assert_eq!(rows.parts(2).collect::<Vec<_>>(), [0..2, 2..3]);
        let first = rows.take(2);
        assert_eq!((first.len(), rows.len(), rows.is_empty()), (2, 1, false));
        assert_eq!((first.places(2).as_str(), first.arrays(3).as_str()), ("VALUES (?,?),(?,?)", "SELECT * FROM unnest($4,$5)"));
        assert_eq!(first.numbered(), "VALUES ($1,$2),($3,$4)");
        assert!(matches!(&first.columns[1], Column::Int(all) if *all == [Some(2), Some(4)]));
        assert!(matches!(&rows.columns[0], Column::Int(all) if *all == [Some(5)]));
        assert!(Rows::of(vec![vec![1.into()], vec!["x".into()]]).is_err());
    }
}
