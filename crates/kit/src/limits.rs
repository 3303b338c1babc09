//! Every limit on what comes in, in one place. The configuration may set each of them.

use std::time::Duration;

use serde::Deserialize;

/// The limits of an installation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body_bytes: u64,
    /// Bytes of a request's body on a route that takes uploads.
    pub upload_bytes: u64,
    /// Bytes of a scan that is kept with a report.
    pub scan_bytes: u64,
    /// Bytes of a request's head (line and headers).
    pub header_bytes: usize,
    /// Headers of a request.
    pub headers: usize,
    /// Seconds that one request may take.
    pub request_seconds: u64,
    /// Seconds that a request which takes uploads may take.
    pub upload_seconds: u64,
    /// Fields of a form.
    pub form_fields: usize,
    /// Files of an upload.
    pub upload_files: usize,
    /// Requests served at the same moment.
    pub connections: usize,
    /// Bytes of an uploaded container (.xlsx, .ods, .docx) once unpacked.
    pub unpacked_bytes: u64,
    /// Entries of an uploaded container.
    pub unpacked_entries: usize,
    /// Depth of elements in an uploaded XML part.
    pub xml_depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            body_bytes: 1024 * 1024,
            upload_bytes: 50 * 1024 * 1024,
            scan_bytes: 10 * 1024 * 1024,
            header_bytes: 64 * 1024,
            headers: 100,
            request_seconds: 30,
            upload_seconds: 120,
            form_fields: 2_000,
            upload_files: 20,
            connections: 1_024,
            unpacked_bytes: 200 * 1024 * 1024,
            unpacked_entries: 2_000,
            xml_depth: 256,
        }
    }
}

impl Limits {
    /// How long a request may take.
    pub fn request(&self, takes_uploads: bool) -> Duration {
        Duration::from_secs(if takes_uploads { self.upload_seconds } else { self.request_seconds })
    }

    /// How many bytes a body may have.
    pub fn body(&self, takes_uploads: bool) -> u64 {
        if takes_uploads { self.upload_bytes } else { self.body_bytes }
    }
}
