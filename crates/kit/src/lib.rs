//! The web toolkit: what every room's pages stand on. A room declares its routes with the right each needs ([`Routes`]), reads
//! requests ([`Input`], [`Upload`], [`Address`]), calls its actions through [`Staff`], and shows what they answer in a [`Page`] made
//! of forms, tables and charts. Sessions, forged forms, limits, faults and headers are dealt with here, once for all.
#![forbid(unsafe_code)]

pub mod address;
pub mod app;
pub mod archive;
pub mod assets;
pub mod audit;
pub mod calendar;
pub mod chart;
mod cookie;
pub mod cursor;
pub mod download;
pub mod error;
pub mod evidence;
pub mod explain;
pub mod form;
mod gate;
pub mod handing;
mod headers;
pub mod icon;
mod identity;
pub mod input;
mod landing;
pub mod limits;
pub mod markup;
pub mod measure;
pub mod module;
mod origin;
mod outer;
pub mod page;
mod pages;
pub mod qr;
pub mod records;
mod refusals;
pub mod remind;
pub mod routes;
pub mod serve;
mod sources;
pub mod staff;
pub mod table;
pub mod tls;
pub mod todo;
pub mod upload;

pub use address::Address;
pub use app::{App, Settings, SingleSignOn, alive, router};
pub use audit::{Act, Acts};
pub use calendar::{AllEvents, Event};
pub use chart::{Bar, BarChart};
pub use cursor::Cursor;
pub use download::download;
pub use error::{Failure, Kind};
pub use form::{Choice, Field, Form};
pub use input::Input;
pub use limits::Limits;
pub use markup::Markup;
pub use module::{Asset, Module, NavItem};
pub use origin::{CertificateHeaders, NoProxy, Proxies};
pub use page::Page;
pub use pages::PROVIDER_BACK;
pub use records::{AllRecords, Find, Known, RecordKind, Records};
pub use routes::{Door, Method, RouteInfo, Routes};
pub use serve::serve;
pub use sources::{AllSources, holders};
pub use staff::{Staff, Visitor};
pub use table::{Cell, Column, Row, Table};
pub use todo::{AllTodos, Todo};
pub use upload::{Upload, UploadedFile};

/// What every staff page, the sign-in and every upload says.
pub const SECRECY: &str = "本系统为非涉密系统，严禁存储、处理、传输国家秘密和工作秘密。";
