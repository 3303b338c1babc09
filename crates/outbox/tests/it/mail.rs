use outbox::{Mail, MailServer, SendError, Settings, Tls, mail};
use testkit::noon;

use crate::listeners::{dead, mail_server, silent, with_mail};

fn letter() -> Mail {
    Mail {
        to: "lin@example.cn".into(), subject: "今日待办 3 件".into(), text: "核稿：第三季度报告\n.\n签发：简报".into()
    }
}

async fn send(settings: &Settings) -> Result<(), SendError> {
    mail::send(settings, &letter(), "digest 1", noon()).await
}

#[tokio::test]
async fn a_mail_arrives_whole_and_a_repeat_has_the_same_name() {
    let server = mail_server("220 test\r\n", &[]).await;
    let settings = with_mail(server.at);
    send(&settings).await.unwrap();
    send(&settings).await.unwrap();
    let heard = server.all();
    assert_eq!(heard.len(), 2);
    for part in ["MAIL FROM:<board@example.cn>", "RCPT TO:<lin@example.cn>", "To: lin@example.cn", "Subject: =?utf-8?", "Mon, 31 Oct 2022"]
    {
        assert!(heard[0].contains(part), "{part}: {}", heard[0]);
    }
    let name = |said: &str| said.lines().find(|line| line.starts_with("Message-ID: ")).map(str::to_owned);
    assert!(name(&heard[0]).is_some_and(|name| name.ends_with("@example.cn>")));
    assert_eq!(name(&heard[0]), name(&heard[1]));
}

#[tokio::test]
async fn what_would_begin_a_header_of_its_own_is_refused() {
    let server = mail_server("220 test\r\n", &[]).await;
    let settings = with_mail(server.at);
    let bad = [
        Mail { subject: "今日\r\nBcc: all@example.cn".into(), ..letter() },
        Mail { subject: "今日\nX: y".into(), ..letter() },
        Mail { subject: "今日\u{2028}X: y".into(), ..letter() },
        Mail { to: "lin@example.cn\r\nBcc: all@example.cn".into(), ..letter() },
        Mail { to: "lin@example.cn,all@example.cn".into(), ..letter() },
        Mail { to: "lin@example.cn>\r\nDATA".into(), ..letter() },
        Mail { to: "\"lin\r\nBcc: x\"@example.cn".into(), ..letter() },
        Mail { to: "lin".into(), ..letter() },
        Mail { to: "lin@localhost".into(), ..letter() },
        Mail { to: "lin@[127.0.0.1]".into(), ..letter() },
    ];
    for mail in bad {
        let sent = outbox::mail::send(&settings, &mail, "x", noon()).await;
        assert!(matches!(sent, Err(SendError::Message(_))), "{mail:?}: {sent:?}");
    }
    assert!(server.all().is_empty(), "nothing was said to the server");
}

#[tokio::test]
async fn slow_dead_and_lying_servers_are_tried_again_and_a_no_is_a_no() {
    assert!(matches!(send(&with_mail(silent().await.at)).await, Err(SendError::Away(_))), "slow");
    assert!(matches!(send(&with_mail(dead().await)).await, Err(SendError::Away(_))), "dead");
    let again: [(&str, &[(&str, &str)]); 4] = [
        ("HTTP/1.1 200 OK\r\n\r\n", &[]),
        ("421 busy\r\n", &[]),
        ("220 test\r\n", &[("RCPT", "451 later, lin@example.cn\r\n")]),
        ("220 test\r\n", &[(".", "452 full\r\n")]),
    ];
    for (greeting, otherwise) in again {
        let sent = send(&with_mail(mail_server(greeting, otherwise).await.at)).await;
        assert!(matches!(&sent, Err(SendError::Away(why)) if !why.contains("lin@")), "{greeting} {otherwise:?}: {sent:?}");
    }
    let no: [&[(&str, &str)]; 2] = [&[("RCPT", "550 no such user lin@example.cn\r\n")], &[(".", "554 not wanted\r\n")]];
    for otherwise in no {
        let sent = send(&with_mail(mail_server("220 test\r\n", otherwise).await.at)).await;
        assert!(matches!(&sent, Err(SendError::Declined(why)) if !why.contains("lin@")), "{otherwise:?}: {sent:?}");
    }
}

#[tokio::test]
async fn a_password_never_goes_in_clear_and_a_server_without_tls_gets_no_mail() {
    let server = mail_server("220 test\r\n", &[("EHLO", "250-test\r\n250 AUTH PLAIN LOGIN\r\n")]).await;
    let with = |tls| {
        let login = Some(("board".to_owned(), outbox::Secret::new("geheim")));
        let mut settings = with_mail(server.at);
        let clear = settings.mail.take().unwrap();
        settings.mail = Some(MailServer { tls, login, ..clear });
        settings
    };
    assert!(!format!("{:?}", with(Tls::None)).contains("geheim"));
    assert!(matches!(send(&with(Tls::Starttls)).await, Err(SendError::Away(_))), "offers no STARTTLS");
    assert!(matches!(send(&with(Tls::Wrapped)).await, Err(SendError::Away(_))), "speaks no TLS");
    assert!(server.all().is_empty());
    send(&with(Tls::None)).await.unwrap();
    assert!(!server.all()[0].contains("AUTH"));
}

#[tokio::test]
async fn without_a_mail_server_a_mail_waits_for_one() {
    let sent = send(&Settings::default()).await.unwrap_err();
    assert!(matches!(base::jobs::Fault::from(sent), base::jobs::Fault::Again(_)));
}
