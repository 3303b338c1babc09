//! Mail by SMTP.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base::secret;
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as SmtpTls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use norms::Instant;
use serde::{Deserialize, Serialize};

use crate::http::limited;
use crate::{MailServer, SendError, Settings, Tls, reach};

/// A mail to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
}

/// A mail address as it is kept: trimmed, one address, nothing that could begin a line of its own.
///
/// # Errors
/// [`SendError::Message`].
pub fn address(text: &str) -> Result<String, SendError> {
    let text = text.trim();
    one_line(text, "the address")?;
    let wrong = || SendError::Message("the address is no mail address".into());
    let mailbox: lettre::Address = text.parse().map_err(|_| wrong())?;
    // Of quoted local parts and bare addresses of machines nobody makes use; both have been doors before.
    if text.len() > 254 || text.contains(['"', '[', ' ', ',', ';', '<', '>']) || !mailbox.domain().contains('.') {
        return Err(wrong());
    }
    Ok(mailbox.to_string())
}

fn one_line(text: &str, what: &str) -> Result<(), SendError> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}');
    if text.chars().any(breaks) { Err(SendError::Message(format!("{what} must be one line"))) } else { Ok(()) }
}

/// The message as it is sent. `once` names it: sent twice it has the same Message-ID, by which receivers know a repeat.
///
/// # Errors
/// [`SendError::Message`] for what would break a header.
pub fn message(server: &MailServer, mail: &Mail, once: &str, now: Instant) -> Result<Message, SendError> {
    one_line(&mail.subject, "the subject")?;
    one_line(&server.from, "the sender")?;
    let to: Mailbox = address(&mail.to)?.parse().map_err(|_| SendError::Message("the address is no mail address".into()))?;
    let from: Mailbox = server.from.parse().map_err(|_| SendError::NotConfigured("readable mail.from".into()))?;
    let domain = from.email.domain().to_owned();
    let sent: SystemTime = UNIX_EPOCH + Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0));
    Message::builder()
        .from(from)
        .to(to)
        .subject(&mail.subject)
        .date(sent)
        .message_id(Some(format!("<{}@{domain}>", &secret::hex(&secret::sm3(once.as_bytes()))[..32])))
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())
        .map_err(|_| SendError::Message("it cannot be put together".into()))
}

/// Sends a mail.
///
/// # Errors
/// [`SendError`]; neither the password nor anybody's address is in it.
pub async fn send(settings: &Settings, mail: &Mail, once: &str, now: Instant) -> Result<(), SendError> {
    let server = settings.mail.as_ref().ok_or_else(|| SendError::NotConfigured("mail server (mail.host)".into()))?;
    let message = message(server, mail, once, now)?;
    limited(settings.limit, deliver(settings, server, message)).await
}

async fn deliver(settings: &Settings, server: &MailServer, message: Message) -> Result<(), SendError> {
    let to = reach::resolve(&settings.resolver, &server.host, server.port, &settings.allow).await?;
    // The connection goes to the address that was looked at; the certificate is held against the name.
    let parameters = TlsParameters::new(server.host.clone()).map_err(|_| SendError::Away("TLS cannot be set up".into()))?;
    let tls = match server.tls {
        Tls::Wrapped => SmtpTls::Wrapper(parameters),
        Tls::Starttls => SmtpTls::Required(parameters),
        Tls::None => SmtpTls::None,
    };
    let domain = server.from.rsplit_once('@').map_or("localhost", |(_, domain)| domain.trim_end_matches('>'));
    let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(to.ip().to_string())
        .port(server.port)
        .timeout(Some(settings.limit))
        .hello_name(ClientId::Domain(domain.to_owned()))
        .tls(tls);
    if let (Some((user, password)), true) = (&server.login, server.tls != Tls::None) {
        transport = transport.credentials(Credentials::new(user.clone(), password.tell().to_owned()));
    }
    transport.build().send(message).await.map_err(|error| told(&error))?;
    Ok(())
}

/// What went wrong, without the server's own words: they may repeat an address or a user name.
fn told(error: &Error) -> SendError {
    if let Some(code) = error.status() {
        let said = format!("the mail server answered {code}");
        return if error.is_permanent() { SendError::Declined(said) } else { SendError::Away(said) };
    }
    SendError::Away(
        match error {
            error if error.is_tls() => "no secure connection to the mail server",
            error if error.is_timeout() => "the mail server did not answer in time",
            error if error.is_response() => "the mail server does not speak as mail servers do",
            error if error.is_client() => "the mail server offers no way to sign in or to be sent to that we know",
            _ => "the mail server cannot be reached, or it hung up",
        }
        .into(),
    )
}
