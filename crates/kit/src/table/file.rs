//! A list as a file to take home: one handler answers both addresses, `…/list.csv` and `…/list.xlsx`.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;

use super::Table;
use crate::Failure;
use crate::download::{CSV, XLSX, download};

/// Which file an address asks for, told by its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// Text in columns.
    Csv,
    /// A workbook.
    Xlsx,
}

impl File {
    fn of(path: &str) -> File {
        if path.ends_with("csv") { File::Csv } else { File::Xlsx }
    }

    /// The table as this file; the name is without its end.
    ///
    /// # Errors
    /// A fault of the program, when the writer fails.
    pub async fn answer(self, name: &str, table: Table) -> Result<Response, Failure> {
        let (end, kind) = match self {
            File::Csv => ("csv", CSV),
            File::Xlsx => ("xlsx", XLSX),
        };
        // Many rows take a while, so they are written beside the other requests.
        let write = move || if self == File::Csv { Ok(table.csv()) } else { table.xlsx() };
        let bytes = tokio::task::spawn_blocking(write).await.map_err(Failure::cause)??;
        Ok(download(&format!("{name}.{end}"), kind, bytes))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for File {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<File, Infallible> {
        Ok(File::of(parts.uri.path()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_address_says_which_file_it_is() {
        for path in ["/orgs/list.csv", "/journal/csv"] {
            assert_eq!(File::of(path), File::Csv, "{path}");
        }
        for path in ["/orgs/list.xlsx", "/journal/xlsx", "/figures/some.csv.metric/table.xlsx"] {
            assert_eq!(File::of(path), File::Xlsx, "{path}");
        }
    }
}
