//! What goes out, held against real listeners on this machine that are slow, dead or lying.
#![expect(clippy::unwrap_used, reason = "tests")]

mod jobs;
mod listeners;
mod mail;
mod oidc;
mod robots;
mod ssrf;
