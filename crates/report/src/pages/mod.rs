//! The pages of reports.

use std::sync::Arc;

use kit::Module;
use ledger::Sources;

/// The room without names of records (its pages show where records stand only by number).
pub fn module() -> Module {
    Module::new("report", "报告").migrations(crate::MIGRATIONS).rights(&crate::rights::ALL)
}

/// The room, with the records of all rooms to name and lead to.
pub fn with_sources(_sources: Arc<dyn Sources>) -> Module {
    module()
}
