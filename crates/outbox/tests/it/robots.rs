use outbox::{RobotKind, SendError, Settings, robot};
use testkit::noon;

use crate::listeners::{dead, ok, silent, web, with_robot};

async fn say(settings: &Settings) -> Result<(), SendError> {
    robot::send(settings, "office", "待办", "林小禾：3 件待办", noon()).await
}

#[tokio::test]
async fn each_robot_is_spoken_to_in_its_form() {
    let wecom = web(ok(r#"{"errcode":0,"errmsg":"ok"}"#)).await;
    say(&with_robot(format!("http://{}/cgi-bin/webhook/send?key=K", wecom.at), RobotKind::Wecom, None)).await.unwrap();
    let said = wecom.all().remove(0);
    assert!(said.starts_with("POST /cgi-bin/webhook/send?key=K HTTP/1.1\r\n"), "{said}");
    assert!(said.ends_with(r#"{"markdown":{"content":"林小禾：3 件待办"},"msgtype":"markdown"}"#), "{said}");
    let ding = web(ok(r#"{"errcode":0,"errmsg":"ok"}"#)).await;
    say(&with_robot(format!("http://{}/robot/send?access_token=T", ding.at), RobotKind::Dingtalk, Some("SECtest"))).await.unwrap();
    let said = ding.all().remove(0);
    let millis = noon().micros() / 1_000;
    assert!(said.starts_with(&format!("POST /robot/send?access_token=T&timestamp={millis}&sign=")), "{said}");
    assert!(said.ends_with(r#"{"markdown":{"text":"林小禾：3 件待办","title":"待办"},"msgtype":"markdown"}"#), "{said}");
}

#[tokio::test]
async fn slow_dead_and_lying_robots_are_tried_again_and_a_no_is_a_no() {
    let to = |at: std::net::SocketAddr| with_robot(format!("http://{at}/send?key=geheim"), RobotKind::Wecom, None);
    assert!(matches!(say(&to(silent().await.at)).await, Err(SendError::Away(_))), "slow");
    assert!(matches!(say(&to(dead().await)).await, Err(SendError::Away(_))), "dead");
    let huge = format!("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{}", "x".repeat(1_000_000));
    let again = [
        "SSH-2.0-OpenSSH\r\n".to_owned(),
        String::new(),
        ok("<html>欢迎登录</html>"),
        ok("{}"),
        ok(r#"{"errcode":45009}"#),
        ok(r#"{"errcode":130101}"#),
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"errcode\":0".to_owned(),
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n".to_owned(),
        huge,
    ];
    for answer in again {
        let sent = say(&to(web(answer.clone()).await.at)).await;
        let shown = answer.chars().take(60).collect::<String>();
        assert!(matches!(&sent, Err(SendError::Away(why)) if !why.contains("geheim")), "{shown}: {sent:?}");
    }
    for answer in [ok(r#"{"errcode":93000}"#), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned()] {
        let sent = say(&to(web(answer.clone()).await.at)).await;
        assert!(matches!(&sent, Err(SendError::Declined(why)) if !why.contains("geheim")), "{answer}: {sent:?}");
    }
}
