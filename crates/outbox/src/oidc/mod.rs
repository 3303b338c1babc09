//! Single sign-on by OpenID Connect, the part that speaks to the provider: discovery, the exchange of the code (with PKCE), and the check
//! of the id_token. What a sign-in means here is the board's and the kit's business.
//!
//! Nothing is kept between two sign-ins: what the provider says of itself and its keys are asked anew each time, so a key that it
//! withdrew is not believed a minute longer, and there is no state to go stale.

mod discovery;
mod keys;
mod login;
mod token;

use crate::{SendError, Settings, settings::Secret};

pub use keys::KeySet;
pub use login::Login;
pub use token::{Claims, Expected, check};

/// The provider as the configuration names it.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Who it says that it is: the address under which its discovery document lies.
    pub issuer: String,
    /// By which name it knows us.
    pub client_id: String,
    /// What proves to it that we are we; a client without one proves itself by PKCE alone.
    pub client_secret: Option<Secret>,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Where it sends people back to.
    pub redirect_uri: String,
    /// Values of `acr` that stand for a second factor.
    pub second_acr: Vec<String>,
    /// Values of `amr` of which each stands for a second factor.
    pub second_amr: Vec<String>,
    /// Where may be spoken to, and for how long.
    pub outgoing: Settings,
}

/// Why somebody was not signed in by the provider.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// It is away, slow, or may not be spoken to.
    #[error("the provider of single sign-on: {0}")]
    Send(#[from] SendError),
    /// It did not say what the standard asks, so nothing it says is taken.
    #[error("the provider of single sign-on is not believed: {0}")]
    Lies(String),
}

impl OidcError {
    fn lies(why: impl Into<String>) -> OidcError {
        OidcError::Lies(why.into())
    }
}
