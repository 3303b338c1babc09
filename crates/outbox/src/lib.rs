//! What goes out of the office: mail ([`mail`]), messages of group robots ([`robot`]), and what the provider of single sign-on is asked
//! ([`oidc`]). Whoever has something to say queues it in the
//! act's own transaction ([`queue_mail`], [`queue_robot`]); a worker sends it and tries again when the other side is away.
//!
//! Nothing goes to an address that was not looked at: a name is resolved once, the connection goes to the very address that was found,
//! private ones are refused unless the configuration allows them, and no redirect is followed ([`reach`], [`http`]).
#![forbid(unsafe_code)]

pub mod http;
mod jobs;
pub mod mail;
pub mod oidc;
pub mod reach;
pub mod robot;
mod settings;

pub use jobs::{MAIL, ROBOT, RobotMessage, handlers, queue_mail, queue_robot};
pub use mail::Mail;
pub use reach::{Network, Resolver};
pub use robot::RobotKind;
pub use settings::{MailServer, Robot, Secret, Settings, Tls};

/// Why something could not be sent. No secret is in it, and nobody's address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The message itself cannot be sent by anybody.
    #[error("the message cannot be sent: {0}")]
    Message(String),
    /// The configuration names no such way out.
    #[error("the configuration has no {0}")]
    NotConfigured(String),
    /// The address leads where nothing may be sent.
    #[error("{0}")]
    Refused(String),
    /// The other side is away, slow or in trouble.
    #[error("{0}")]
    Away(String),
    /// The other side will not take it.
    #[error("{0}")]
    Declined(String),
}

impl From<SendError> for base::jobs::Fault {
    fn from(error: SendError) -> base::jobs::Fault {
        match error {
            // An address may be allowed, a way out configured later: tried again like one that is away.
            SendError::Away(_) | SendError::NotConfigured(_) => base::jobs::Fault::Again(error.to_string()),
            SendError::Message(_) | SendError::Refused(_) | SendError::Declined(_) => base::jobs::Fault::Never(error.to_string()),
        }
    }
}
