//! A profile as a file that goes from office to office: its TOML, with where it comes from in comments at its head, which every
//! version of the format lets stand.

use norms::Day;
use norms::name::clean_line;

use super::{Profile, ProfileError};

/// Bytes of a profile's file: hundreds of sheets.
pub const MOST_BYTES: usize = 256 * 1024;

/// Characters of each line of the head that are read.
const MOST_CHARS: usize = 500;

/// Where a profile's file comes from. Each part may be lacking: the head is a courtesy to people, and they may edit it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// What the office calls it.
    pub name: String,
    /// The office.
    pub office: String,
    /// The day of the download.
    pub day: Option<Day>,
    /// A remark.
    pub note: String,
    /// The program's version.
    pub version: String,
}

impl Origin {
    /// A profile in TOML as a file that says this of itself.
    pub fn file(&self, toml: &str) -> String {
        self.head() + toml
    }

    /// The head of a file, written by this version.
    fn head(&self) -> String {
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        let lines = [("映射方案", &self.name), ("单位", &self.office), ("日期", &day), ("备注", &self.note)];
        let line = |(what, text): (&str, &String)| {
            let text = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
            let text = text.trim();
            if text.is_empty() { String::new() } else { format!("# {what}：{text}\n") }
        };
        let head: String = lines.into_iter().map(line).collect();
        format!("{head}# 版本：{}\n\n", env!("CARGO_PKG_VERSION"))
    }

    /// What the comments before the first entry say.
    fn of(text: &str) -> Origin {
        let mut origin = Origin::default();
        let lines = text.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with('#'));
        for line in lines {
            let Some((what, said)) = line.trim_start_matches('#').split_once('：') else { continue };
            let said = clean_line(said, MOST_CHARS).unwrap_or_default();
            match what.trim() {
                "映射方案" => origin.name = said,
                "单位" => origin.office = said,
                "日期" => origin.day = said.parse().ok(),
                "备注" => origin.note = said,
                "版本" => origin.version = said,
                _ => {}
            }
        }
        origin
    }

    /// Whether a later version wrote it.
    fn is_later(&self) -> bool {
        let parts = |version: &str| version.split('.').map(str::parse).collect::<Result<Vec<u32>, _>>().unwrap_or_default();
        parts(&self.version) > parts(env!("CARGO_PKG_VERSION"))
    }
}

impl Profile {
    /// Reads a file that somebody sent.
    ///
    /// # Errors
    /// As [`Profile::from_toml`]; what is no text, too large, or written by a later version and not understood.
    pub fn from_file(bytes: &[u8]) -> Result<(Profile, Origin), ProfileError> {
        if bytes.len() > MOST_BYTES {
            return Err(ProfileError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ProfileError::NotText)?.trim_start_matches('\u{feff}');
        if text.contains('\0') {
            return Err(ProfileError::NotText);
        }
        let origin = Origin::of(text);
        match Profile::from_toml(text) {
            Ok(profile) => Ok((profile, origin)),
            Err(why) if origin.is_later() => Err(ProfileError::Later(origin.version, Box::new(why))),
            Err(why) => Err(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "[[sheet]]\nname = \"一\"\nmetric = \"life.theme_day\"\n";

    #[test]
    fn a_file_says_where_it_comes_from_and_stays_a_plain_profile() {
        let (profile, none) = Profile::from_file(format!("\u{feff}{PLAIN}").as_bytes()).unwrap_or_default();
        assert_eq!(none, Origin::default());
        let origin = Origin {
            name: "月报".into(),
            office: "云州团市委\n[[sheet]]".into(),
            day: Day::new(2026, 11, 28).ok(),
            note: "三县\r\n通用".into(),
            version: String::new(),
        };
        let file = origin.file(&profile.to_toml());
        assert_eq!(Profile::from_toml(&file).as_ref(), Ok(&profile), "no line of the head becomes an entry: {file}");
        let (again, read) = Profile::from_file(file.as_bytes()).unwrap_or_default();
        assert_eq!((again, read.name.as_str(), read.office.as_str()), (profile, "月报", "云州团市委 [[sheet]]"));
        assert_eq!((read.day, read.note.as_str(), read.version.as_str()), (origin.day, "三县 通用", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn a_bad_file_is_told_by_what_is_wrong_with_it() {
        let fault = |bytes: &[u8]| Profile::from_file(bytes).err().map(|error| error.chinese()).unwrap_or_default();
        assert!(fault(b"PK\x03\x04\xff").contains("不是映射方案"));
        assert!(fault(&vec![b'#'; MOST_BYTES + 1]).contains("超过 256 KB"));
        assert!(fault(b"{\"sheet\": []}").contains("无法读取"));
        assert!(fault("色 = 1".as_bytes()).contains("无法读取"));
        assert!(fault(b"colour = 1").contains("“colour”不是本系统认识的内容"));
        let later = format!("# 版本：99.1.0\n{}", PLAIN.replace("life.theme_day", "life.new_kind"));
        let said = fault(later.as_bytes());
        assert!(said.contains("较新的版本（99.1.0）") && said.contains("life.new_kind"), "{said}");
        assert!(Profile::from_file(format!("# 版本：99.1.0\n{PLAIN}").as_bytes()).is_ok(), "what is understood is taken");
        assert!(!fault(later.replace("99.1.0", "0.0.1").as_bytes()).contains("较新"));
    }
}
