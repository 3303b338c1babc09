//! The mapping of a workbook's sheets, kept as TOML: to be shared, edited by hand and applied again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::lexicon::{Metric, field_by_name, metric, plain};
use crate::read::column_number;

mod file;

pub use file::{MOST_BYTES, Origin};

/// How the sheets of a workbook are to be read.
///
/// ```toml
/// [[sheet]]
/// name = "中心组学习"
/// header_row = 3
/// metric = "study.centre_group"
/// columns = { day = "B", title = "C" }
///
/// [kinds]
/// "阵地共建" = "assist.position"
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Kinds of work that the lexicon does not know, each with its metric's code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, String>,
    /// One entry for each table; several with one name are tables one below the other.
    #[serde(default, rename = "sheet", skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<SheetProfile>,
}

/// How one table is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetProfile {
    /// The sheet's name.
    pub name: String,
    /// Whether the sheet is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore: bool,
    /// The last row of the header, from 1. Without it the header is looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
    /// The metric of every row; `roster` for people. Without it the recogniser decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// Field name → column letters; in a table of figures metric code → column letters. Empty: the headings decide.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

/// Why a profile is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not TOML, or not of this form.
    #[error("the profile cannot be read ({0}); export one from an import and change that")]
    Form(String),
    /// An entry that profiles do not have.
    #[error("the profile has an entry that this version does not know: {0}")]
    Unknown(String),
    /// Not a text in UTF-8.
    #[error("the profile is not a text in UTF-8; export one from an import")]
    NotText,
    /// More than [`MOST_BYTES`].
    #[error("the profile is larger than 256 KB")]
    TooLarge,
    /// Written by a later version, and not understood by this one: its version, and what is not understood.
    #[error("the profile was written by version {0}, this is {version}: {1}", version = env!("CARGO_PKG_VERSION"))]
    Later(String, Box<ProfileError>),
    /// A code that is no metric.
    #[error("the profile names a metric that does not exist: {0}")]
    Metric(String),
    /// A field that does not exist.
    #[error("the profile names a field that does not exist: {0}")]
    Field(String),
    /// No column.
    #[error("the profile names a column that does not exist: {0}")]
    Column(String),
    /// Row 0, or a row beyond a sheet's end.
    #[error("the profile's header_row must be 1 to 1048576, not {0}")]
    HeaderRow(u32),
}

impl ProfileError {
    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            ProfileError::Form(_) => "映射方案无法读取，请从一次导入中导出后再修改。".to_string(),
            ProfileError::Unknown(name) => format!("映射方案中的“{name}”不是本系统认识的内容，请修改，或改用从系统中导出的方案。"),
            ProfileError::NotText => "这不是映射方案。请选择从系统中导出的 .toml 文件（文本，UTF-8 编码）。".to_string(),
            ProfileError::TooLarge => "映射方案超过 256 KB，没有保存。请只留下要用的工作表。".to_string(),
            ProfileError::Later(version, why) => {
                let own = env!("CARGO_PKG_VERSION");
                format!("这份方案由较新的版本（{version}）导出，本系统（{own}）不能全部读懂：{}也可以先升级本系统。", why.chinese())
            }
            ProfileError::Metric(code) => format!("映射方案中的指标“{code}”不存在，请修改。"),
            ProfileError::Field(name) => format!("映射方案中的字段“{name}”不存在，请修改。"),
            ProfileError::Column(letters) => format!("映射方案中的列“{letters}”不存在，请修改。"),
            ProfileError::HeaderRow(row) => format!("映射方案中的表头行“{row}”不对，应为1至1048576。"),
        }
    }
}

impl Profile {
    /// Reads a profile and checks every name in it.
    ///
    /// # Errors
    /// What is wrong, in a sentence.
    pub fn from_toml(text: &str) -> Result<Profile, ProfileError> {
        let profile: Profile = toml::from_str(text).map_err(|error| {
            let line: String = error.message().chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
            match line.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
                Some(name) => ProfileError::Unknown(name.to_owned()),
                None => ProfileError::Form(line),
            }
        })?;
        profile.check()?;
        Ok(profile)
    }

    /// Whether every metric, field, column and row in it exists.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), ProfileError> {
        let codes = self.sheets.iter().filter_map(|sheet| sheet.metric.as_ref()).chain(self.kinds.values());
        if let Some(code) = codes.into_iter().find(|code| metric(code).is_none() && *code != "roster") {
            return Err(ProfileError::Metric(code.clone()));
        }
        for sheet in &self.sheets {
            if let Some(row) = sheet.header_row.filter(|row| !(1..=1_048_576).contains(row)) {
                return Err(ProfileError::HeaderRow(row));
            }
            for (name, letters) in &sheet.columns {
                if field_by_name(name).is_none() && metric(name).is_none() {
                    return Err(ProfileError::Field(name.clone()));
                }
                if column_number(letters).is_none() {
                    return Err(ProfileError::Column(letters.clone()));
                }
            }
        }
        Ok(())
    }

    /// The profile as TOML.
    pub fn to_toml(&self) -> String {
        // Plain maps of text always serialise.
        toml::to_string(self).unwrap_or_default()
    }

    pub(crate) fn of_sheet(&self, name: &str) -> Vec<&SheetProfile> {
        self.sheets.iter().filter(|sheet| sheet.name == name).collect()
    }

    pub(crate) fn taught(&self) -> BTreeMap<String, &'static Metric> {
        self.kinds.iter().filter_map(|(kind, code)| Some((plain(kind), metric(code)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_survives_its_own_toml_and_bad_names_are_refused() {
        let text = "[kinds]\n\"阵地共建\" = \"assist.position\"\n\n[[sheet]]\nname = \"一\"\nheader_row = 3\nmetric = \"life.theme_day\"\ncolumns = { day = \"B\" }\n";
        let profile = Profile::from_toml(text);
        assert!(profile.as_ref().is_ok_and(|p| Profile::from_toml(&p.to_toml()).as_ref() == Ok(p)), "{profile:?}");
        assert!(matches!(Profile::from_toml("[kinds]\na = \"no.such\""), Err(ProfileError::Metric(_))));
        assert!(matches!(Profile::from_toml("[[sheet]]\nname = \"a\"\ncolumns = { x = \"B\" }"), Err(ProfileError::Field(_))));
        assert!(matches!(Profile::from_toml("[[sheet]]\nname = \"a\"\ncolumns = { day = \"B7\" }"), Err(ProfileError::Column(_))));
        assert!(matches!(Profile::from_toml("[[sheet"), Err(ProfileError::Form(_))));
    }
}
