//! The report of an import as JSON: the `sheets` and `warnings` of `import --dry-run --format json`.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::model::{SheetReport, Total};
use crate::recognise::Recognition;

/// A number in hundredths as JSON shows it: 9, 12.5.
fn plain(hundredths: i64) -> serde_json::Number {
    if hundredths % 100 == 0 {
        return (hundredths / 100).into();
    }
    serde_json::Number::from_f64(hundredths as f64 / 100.0).unwrap_or_else(|| (hundredths / 100).into())
}

impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Total", 4)?;
        out.serialize_field("cell", &self.cell)?;
        out.serialize_field("stated", &plain(self.stated))?;
        out.serialize_field("sum", &plain(self.sum))?;
        out.serialize_field("agrees", &self.agrees)?;
        out.end()
    }
}

impl Serialize for SheetReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("SheetReport", 11)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("state", &self.state)?;
        out.serialize_field("metric", &self.metrics.first())?;
        out.serialize_field("metrics", &self.metrics)?;
        out.serialize_field("header_row", &self.header_row)?;
        out.serialize_field("columns", &self.columns)?;
        out.serialize_field("rows", &self.rows)?;
        out.serialize_field("accepted", &self.accepted)?;
        out.serialize_field("rejected", &self.rejected)?;
        out.serialize_field("skipped", &self.skipped)?;
        out.serialize_field("totals", &self.totals)?;
        match &self.why {
            Some(why) => out.serialize_field("why", why)?,
            None => out.skip_field("why")?,
        }
        out.end()
    }
}

impl Serialize for Recognition {
    /// `{"sheets":[…],"warnings":[…]}`; what an import makes is the caller's to add.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Recognition", 2)?;
        out.serialize_field("sheets", &self.sheets)?;
        out.serialize_field("warnings", &self.warnings.iter().map(|w| w.line()).collect::<Vec<_>>())?;
        out.end()
    }
}

impl crate::model::Warning {
    /// The warning on one line, with its place: `驿站入住!C7: the sex of … does not fit`.
    pub fn line(&self) -> String {
        match &self.cell {
            Some(cell) => format!("{}!{cell}: {}", self.sheet, self.text),
            None => format!("{}: {}", self.sheet, self.text),
        }
    }
}
