//! The words by which office sheets are known, as data: headings, metrics, measure words. A new office's word is one line here.

mod headings;
mod metrics;
mod signs;

pub use headings::Field;
pub(crate) use headings::{Heading, field_by_name, heading, plain};
pub use metrics::{METRICS, Metric, Shape, metric};
pub(crate) use signs::{Hit, column_metric, hits, kind_metrics};
