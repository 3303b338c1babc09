//! Why a file is not read.

/// Why a file is not read; Display says it in English on one line, [`ReadError::chinese`] for a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file has no bytes.
    #[error("the file is empty; choose the workbook again")]
    Empty,
    /// More bytes than may be sent.
    #[error("the file is larger than {megabytes} MB; split the workbook and import the parts")]
    TooLarge {
        /// The limit in megabytes.
        megabytes: u64,
    },
    /// The package unpacks to more than allowed.
    #[error("the workbook unpacks to more than {megabytes} MB; delete unused sheets, pictures and formatted blank rows and save it again")]
    UnpacksTooLarge {
        /// The limit in megabytes.
        megabytes: u64,
    },
    /// The package is packed tighter than a real workbook.
    #[error("the workbook is packed more than {ratio} to 1, as only harmful files are; save it again from the spreadsheet program")]
    PackedTooTight {
        /// The limit.
        ratio: u64,
    },
    /// Too many parts in the package.
    #[error("the workbook holds more than {limit} parts; copy the sheets into a new workbook")]
    TooManyEntries {
        /// The limit.
        limit: usize,
    },
    /// Too many cells or too much text.
    #[error("the workbook holds more than {limit} cells or too much text; split it and import the parts")]
    TooManyCells {
        /// The limit of cells.
        limit: usize,
    },
    /// Cells lie too far apart in an old .xls file.
    #[error("the cells of this .xls file lie too far apart; save it as .xlsx and import that")]
    TooSparse,
    /// Too many sheets.
    #[error("the workbook holds more than {limit} sheets; split it and import the parts")]
    TooManySheets {
        /// The limit.
        limit: usize,
    },
    /// A document type definition, which no spreadsheet program writes.
    #[error("the workbook declares a document type (DTD), which is refused; save it again from the spreadsheet program")]
    Doctype,
    /// XML nested too deep.
    #[error("the workbook is nested deeper than {limit} levels, which is refused; save it again from the spreadsheet program")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// The workbook needs a password.
    #[error("the workbook is protected by a password; open it, remove the password and save it again")]
    Password,
    /// Cut off or damaged.
    #[error("the workbook is damaged or was cut off ({what}); open it in the spreadsheet program, save it again and import that")]
    Damaged {
        /// What could not be read, in a few words.
        what: String,
    },
    /// A WPS spreadsheet.
    #[error("this is a WPS spreadsheet (.et); in WPS choose 文件, 另存为, type .xlsx, and import that file")]
    WpsSheet,
    /// A text document.
    #[error(
        "this is a text document ({ending}), not a workbook; for a text save it as .docx, for a table copy it into a spreadsheet and save that as .xlsx"
    )]
    Document {
        /// `.doc`, `.wps` or `.docx`.
        ending: &'static str,
    },
    /// A text document without a table.
    #[error("this text document holds no table; give the ledger as a table or as .xlsx")]
    NoTable,
    /// A workbook in a format that is not read.
    #[error("this kind of workbook ({kind}) is not read; save it as .xlsx and import that")]
    OtherFormat {
        /// Which one.
        kind: &'static str,
    },
    /// No workbook at all.
    #[error("this is not a workbook; give an .xlsx, .xls, .ods, .csv or .docx file")]
    NotAWorkbook,
}

impl ReadError {
    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            ReadError::Empty => "文件是空的，请重新选择工作簿。".to_string(),
            ReadError::TooLarge { megabytes } => format!("文件超过 {megabytes} MB，请拆分后分次导入。"),
            ReadError::UnpacksTooLarge { megabytes } => {
                format!("工作簿解压后超过 {megabytes} MB，请删去不用的工作表、图片和带格式的空行，另存后再导入。")
            }
            ReadError::PackedTooTight { ratio } => format!("文件压缩比超过 {ratio}:1，不是正常的工作簿，请用表格软件另存后再导入。"),
            ReadError::TooManyEntries { limit } => format!("工作簿内的部件超过 {limit} 个，请把工作表复制到新工作簿后再导入。"),
            ReadError::TooManyCells { limit } => format!("工作簿的单元格超过 {limit} 个或文字过多，请拆分后分次导入。"),
            ReadError::TooSparse => "这个 .xls 文件的单元格相隔太远，请另存为 .xlsx 后再导入。".to_string(),
            ReadError::TooManySheets { limit } => format!("工作表超过 {limit} 张，请拆分后分次导入。"),
            ReadError::Doctype => "工作簿里含有文档类型声明（DTD），不予读取，请用表格软件另存后再导入。".to_string(),
            ReadError::TooDeep { limit } => format!("工作簿内部嵌套超过 {limit} 层，不予读取，请用表格软件另存后再导入。"),
            ReadError::Password => "工作簿设有密码，请打开后取消密码，保存后再导入。".to_string(),
            ReadError::Damaged { .. } => "工作簿已损坏或不完整，请用表格软件打开、另存后再导入。".to_string(),
            ReadError::WpsSheet => "这是 WPS 表格（.et），请在 WPS 中选择“文件—另存为”，类型选 .xlsx，再导入新文件。".to_string(),
            ReadError::Document { ending } => {
                format!("这是文字文档（{ending}），不是工作簿：文字请另存为 .docx，表格请复制到表格软件中另存为 .xlsx。")
            }
            ReadError::NoTable => "这份文档里没有表格，请把台账做成表格，或另存为 .xlsx。".to_string(),
            ReadError::OtherFormat { kind } => format!("暂不能读取这种工作簿（{kind}），请另存为 .xlsx 后再导入。"),
            ReadError::NotAWorkbook => "这不是工作簿，请选择 .xlsx、.xls、.ods、.csv 或 .docx 文件。".to_string(),
        }
    }

    pub(crate) fn damaged(what: impl std::fmt::Display) -> ReadError {
        // One line, and short: causes come from libraries and may quote the file.
        let text: String = what.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
        ReadError::Damaged { what: text }
    }
}
