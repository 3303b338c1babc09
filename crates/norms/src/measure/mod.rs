//! Measure words and approximate numbers (norms 9): what a phrase such as 700余 claims, whether a figure bears it out, and how a figure
//! may be said without saying more than is true.

mod said;
mod saying;
mod word;

pub use said::{Fit, How, Said, fits};
pub use saying::{Say, say};
pub use word::{canonical, same_measure};
