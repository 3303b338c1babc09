//! The fonts of an official document, by name, and the folders in which PDF looks for them.

use std::path::{Path, PathBuf};

/// Font names as Word and WPS know them (a .docx names fonts, it does not carry them), and folders for PDF.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Fonts {
    /// Title and issuer mark.
    pub title: String,
    /// Text, and headings of the third and fourth level.
    pub body: String,
    /// First-level headings 一、, attachment marks, table headers.
    pub heading1: String,
    /// Second-level headings （一）, the signer's name.
    pub heading2: String,
    /// Page numbers.
    pub page_number: String,
    /// Folders searched (with their subfolders) for the fonts of a PDF; what does not exist is passed over.
    pub folders: Vec<PathBuf>,
}

impl Default for Fonts {
    fn default() -> Fonts {
        Fonts {
            title: "方正小标宋简体".to_owned(),
            body: "仿宋_GB2312".to_owned(),
            heading1: "黑体".to_owned(),
            heading2: "楷体_GB2312".to_owned(),
            page_number: "宋体".to_owned(),
            folders: [
                "/usr/share/fonts",
                "/usr/local/share/fonts",
                "/usr/share/texmf/fonts",
                "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
            ]
            .map(PathBuf::from)
            .to_vec(),
        }
    }
}

/// Which of the fonts a stretch of text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Title,
    Body,
    Heading1,
    Heading2,
}

impl Fonts {
    /// The usual fonts, with the folder that an office keeps its own in searched as well.
    pub fn beside(own: Option<&Path>) -> Fonts {
        let mut fonts = Fonts::default();
        fonts.folders.extend(own.map(Path::to_path_buf));
        fonts
    }

    pub(crate) fn name(&self, role: Role) -> &str {
        match role {
            Role::Title => &self.title,
            Role::Body => &self.body,
            Role::Heading1 => &self.heading1,
            Role::Heading2 => &self.heading2,
        }
    }
}
