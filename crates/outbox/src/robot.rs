//! Group robots of 企业微信 and 钉钉. What they say is read by a whole group: no personal data goes there.

use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use norms::Instant;
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;

use crate::{Robot, SendError, Settings, http};

/// Whose robot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RobotKind {
    /// 企业微信.
    Wecom,
    /// 钉钉.
    Dingtalk,
}

/// Bytes of a text that 企业微信 takes; 钉钉 takes more, and the shorter is enough.
const MOST_BYTES: usize = 2_048;
/// Numbers of the two that mean "too often" or "we are busy": later it will be taken.
const LATER: [i64; 5] = [-1, 45_009, 45_033, 130_101, 130_102];

#[derive(Deserialize)]
struct Answer {
    errcode: i64,
}

/// Says something in a group.
///
/// # Errors
/// [`SendError`]; neither address nor secret is in it.
pub async fn send(settings: &Settings, name: &str, title: &str, text: &str, now: Instant) -> Result<(), SendError> {
    let robot = settings.robots.get(name).ok_or_else(|| SendError::NotConfigured(format!("robot {name}")))?;
    let answer = http::post_json(settings, &address(robot, now.micros() / 1_000), &body(robot.kind, title, text)).await?;
    let answer: Answer = serde_json::from_slice(&answer).map_err(|_| SendError::Away("the answer is not a robot's".into()))?;
    match answer.errcode {
        0 => Ok(()),
        code if LATER.contains(&code) => Err(SendError::Away(format!("the robot asks to wait (errcode {code})"))),
        code => Err(SendError::Declined(format!("the robot does not take it (errcode {code})"))),
    }
}

/// What is sent.
pub fn body(kind: RobotKind, title: &str, text: &str) -> serde_json::Value {
    let text = shortened(text);
    match kind {
        RobotKind::Wecom => json!({ "msgtype": "markdown", "markdown": { "content": text } }),
        RobotKind::Dingtalk => json!({ "msgtype": "markdown", "markdown": { "title": title, "text": text } }),
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= MOST_BYTES {
        return text.to_owned();
    }
    let mut end = MOST_BYTES - "…".len();
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}

/// The robot's address at a moment (ms), signed where it has a secret.
fn address(robot: &Robot, millis: i64) -> String {
    let url = robot.url.tell();
    match &robot.secret {
        Some(secret) if robot.kind == RobotKind::Dingtalk => {
            let mark = if url.contains('?') { '&' } else { '?' };
            format!("{url}{mark}timestamp={millis}&sign={}", sign(secret.tell(), millis))
        }
        _ => url.to_owned(),
    }
}

/// `urlencode(base64(HMAC-SHA256(secret, ms + "\n" + secret)))`
fn sign(secret: &str, millis: i64) -> String {
    // A key of any length is accepted; the empty answer cannot happen, and would be refused over there.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{millis}\n{secret}").as_bytes());
    let text = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dingtalks_signature_is_the_one_of_its_manual() {
        assert_eq!(sign("SECtest", 1_700_000_000_000), "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let cut = shortened(&"办".repeat(1_000));
        assert!(cut.len() <= MOST_BYTES && cut.ends_with("办…"));
        assert_eq!(shortened("短"), "短");
    }
}
