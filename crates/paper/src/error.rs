//! What can go wrong with a document, in one English sentence for the command line and one Chinese sentence for a page.

/// Why a document could not be written or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The file is no zip, or has no document part.
    #[error("this is no .docx file; save the text as .docx in Word or WPS and try again")]
    NotDocx,
    /// The file is encrypted or protected by a password.
    #[error("this .docx file is protected by a password; take the password away and try again")]
    Encrypted,
    /// The file passes a limit; which one is told.
    #[error("this .docx file is too large to be read safely ({0}); it was not read")]
    TooLarge(&'static str),
    /// The XML inside is broken or not allowed; what is wrong is told.
    #[error("this .docx file is damaged or not allowed ({0}); open and save it again in Word or WPS")]
    BadXml(String),
    /// A figure's key cannot be kept in a content control.
    #[error("the figure key {0:?} cannot be kept in a .docx file; use 1 to 64 characters without control characters")]
    BadKey(String),
    /// The document cannot be packed.
    #[error("the .docx file could not be packed ({0})")]
    Pack(String),
    /// No Chinese font was found for PDF.
    #[error(
        "no Chinese font was found for PDF; install one (apt-get install fonts-noto-cjk, for 仿宋 texlive-lang-chinese too) or name a folder of fonts"
    )]
    NoFont,
    /// The typesetter refused; its words.
    #[error("the PDF could not be set ({0})")]
    Pdf(String),
}

impl PaperError {
    /// The same in Chinese, for a page.
    pub fn chinese(&self) -> String {
        match self {
            Self::NotDocx => "这不是 .docx 文件，请用 Word 或 WPS 另存为 .docx 后再试。".to_owned(),
            Self::Encrypted => "文件有密码保护，请取消密码后再试。".to_owned(),
            Self::TooLarge(_) => "文件超过限度，未读取。".to_owned(),
            Self::BadXml(_) => "文件已损坏或含有不允许的内容，请用 Word 或 WPS 打开并重新保存后再试。".to_owned(),
            Self::BadKey(key) => format!("数字标识“{key}”不能写入 .docx 文件，应为 1 至 64 个字符。"),
            Self::Pack(_) => "生成 .docx 文件失败。".to_owned(),
            Self::NoFont => "没有找到中文字体，请安装 fonts-noto-cjk 和 texlive-lang-chinese，或指定字体文件夹。".to_owned(),
            Self::Pdf(_) => "生成 PDF 失败。".to_owned(),
        }
    }
}
