//! お知らせメール: for every unread post whose settings ask for it, to nobody else, with nothing personal in it.

use std::{io::Write, process::Stdio};

use renrakucho_tests::{City, Reply, Sink, eventually};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

/// Names, rooms, posts: none of it may be seen by whoever carries or finds a mail.
fn holds_nothing_personal(city: &City, text: &str) {
    for word in ["カナリア", "佐藤", "田中", "sato@", "血圧"] {
        // A recipient's own address is in the envelope, as it must be.
        assert!(!text.contains(word), "{word}: {text}");
    }
    for room in [city.rooms.hana, city.rooms.sora] {
        assert!(!text.contains(&room.to_string()) && !text.contains(&room.simple().to_string()), "{text}");
    }
}

async fn settled(city: &City) {
    let sql = "select (select count(*) from post_awaiting_alert) +
                      (select count(*) from alert where state in ('waiting', 'claimed'))";
    eventually("no alert waits", async || (city.number(sql).await == 0).then_some(())).await;
}

async fn set_mail(person: &renrakucho_tests::Person, wanted: bool) {
    let body = json!({ "alert_mail": wanted });
    person.call(Method::PUT, "/api/v1/settings", Some(&body)).await.ok();
}

#[tokio::test]
async fn who_has_not_read_is_told_that_something_waits_and_nothing_else() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let (sato, room) = (city.sign_in("sato").await, city.rooms.hana);
    sato.write(room, "カナリア血圧 128").await;
    sato.write(room, "カナリア血圧 130").await;
    let mails = sink.wait_for(1).await;
    settled(&city).await;
    assert_eq!(sink.mails().len(), 1, "one mail for all that waits; mori wants none, sato wrote it");
    assert_eq!(mails[0].to, "tanaka@mihon.example");
    let all = mails[0].everything();
    assert!(all.contains("試験市電子連絡帳") && all.contains("2件"), "{all}");
    assert!(all.contains(&format!("{}/", city.node().origin)), "{all}");
    assert!(all.contains("Auto-Submitted: auto-generated"), "{all}");
    holds_nothing_personal(&city, &all);
    assert_eq!(city.number("select count(*) from audit_event where event = 'alert_mail_sent'").await, 1);
    holds_nothing_personal(&city, &city.node().log());
    city.end().await;
}

#[tokio::test]
async fn who_reads_in_time_or_wants_none_or_may_no_longer_read_gets_no_mail() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(2)).await;
    let (sato, tanaka, mori, kato) = (
        city.sign_in("sato").await,
        city.sign_in("tanaka").await,
        city.sign_in("mori").await,
        city.sign_in("kato").await,
    );
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    // Read in time.
    let ack = sato.write(hana, "読まれる").await;
    tanaka.mark_read(hana, ack.seq).await.ok();
    settled(&city).await;
    assert!(sink.mails().is_empty());
    // Switched off before, and switched off while it waits.
    set_mail(&tanaka, false).await;
    sato.write(hana, "切ってある").await;
    settled(&city).await;
    assert_eq!(city.number("select count(*) from alert").await, 0);
    set_mail(&tanaka, true).await;
    sato.write(hana, "待つ間に切る").await;
    set_mail(&tanaka, false).await;
    settled(&city).await;
    // Closed while it waits; another room's mail goes out meanwhile.
    set_mail(&tanaka, true).await;
    set_mail(&mori, true).await;
    sato.write(hana, "待つ間に閉じる").await;
    kato.discontinue(hana).await;
    let ito = city.sign_in("ito").await;
    ito.write(sora, "こちらは届く").await;
    let mails = sink.wait_for(1).await;
    settled(&city).await;
    assert_eq!((sink.mails().len(), mails[0].to.as_str()), (1, "mori@mihon.example"));
    assert!(mails[0].everything().contains("1件"), "the closed room's post does not count");
    city.end().await;
}

#[tokio::test]
async fn what_is_not_taken_now_goes_out_later_as_the_same_mail() {
    let sink = Sink::start().await;
    let mut settings = sink.settings(0);
    settings.push(("mail.timeout_ms", "400".into()));
    let city = City::with(&settings).await;
    let (sato, room) = (city.sign_in("sato").await, city.rooms.hana);
    sink.next_replies(&[Reply::Later, Reply::Silence, Reply::Accept]);
    sato.write(room, "あとで届く").await;
    for tries in 1..=2 {
        sink.wait_for(tries).await;
        // Posts do not wait for mails.
        sato.write(city.rooms.hana, "その間も書ける").await;
        let put_off = "select count(*) from alert_mail where state = 'claimed' and attempts >= 0";
        assert!(city.number(put_off).await >= 1);
        // Not to wait for the pause: it is over now. Asked for until the next try is there.
        eventually("the next try", async || {
            city.fixture("update alert_mail set lease_until = now() - interval '1 s' where state = 'claimed'").await;
            (sink.mails().len() > tries).then_some(())
        })
        .await;
    }
    settled(&city).await;
    sink.go_on();
    let mails = sink.mails();
    let of_first: Vec<_> = mails.iter().filter(|mail| mail.message_id() == mails[0].message_id()).collect();
    assert!(of_first.len() >= 2, "the same Message-ID at every try: {mails:?}");
    assert!(mails.iter().any(|mail| mail.reply == Reply::Accept));
    for mail in &mails {
        holds_nothing_personal(&city, &mail.everything());
    }
    city.end().await;
}

#[tokio::test]
async fn what_is_refused_for_ever_is_not_tried_again() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(0)).await;
    let (sato, room) = (city.sign_in("sato").await, city.rooms.hana);
    sink.next_replies(&[Reply::Never]);
    sato.write(room, "届かない").await;
    sink.wait_for(1).await;
    settled(&city).await;
    assert_eq!(city.number("select count(*) from alert_mail where state = 'failed'").await, 1);
    sato.write(room, "次は届く").await;
    let mails = sink.wait_for(2).await;
    assert_ne!(mails[0].message_id(), mails[1].message_id());
    settled(&city).await;
    assert_eq!(sink.mails().len(), 2);
    city.end().await;
}

const AIOSMTPD: &str = r#"
import json, ssl, sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

class Handler:
    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({"to": envelope.rcpt_tos, "tls": session.ssl is not None, "authenticated": session.authenticated,
                          "raw": envelope.content.decode()}), flush=True)
        return "250 ok"

def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"renrakucho" and data.password == b"correct horse")

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
controller = Controller(Handler(), hostname="127.0.0.1", port=int(sys.argv[3]), tls_context=context, require_starttls=True,
                        authenticator=authenticate, auth_required=True, auth_require_tls=True)
controller.start()
print("ready", flush=True)
time.sleep(600)
"#;

#[tokio::test]
async fn a_real_mail_server_takes_it_over_starttls_with_a_password() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port();
    let mut password = tempfile::NamedTempFile::new().expect("a file");
    password.write_all(b"correct horse\n").expect("written");
    let settings = |folder: &std::path::Path| {
        [
            ("mail.smtp", format!("localhost:{port}")),
            ("mail.tls", "starttls".to_owned()),
            ("mail.authority", folder.join("authority.pem").display().to_string()),
            ("mail.username", "renrakucho".into()),
            ("mail.password_file", password.path().display().to_string()),
            ("mail.hold_seconds", "0".into()),
        ]
    };
    let city = City::with_folder(settings).await;
    let mut server = Command::new("/usr/bin/python3")
        .args(["-c", AIOSMTPD])
        .arg(city.folder.join("main-host.pem"))
        .arg(city.folder.join("main-host.key"))
        .arg(port.to_string())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("python3 runs");
    let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
    let first = lines.next_line().await.expect("its output");
    assert_eq!(first.as_deref(), Some("ready"), "aiosmtpd is missing (Debian: apt-get install python3-aiosmtpd)");
    city.sign_in("sato").await.write(city.rooms.hana, "カナリア血圧 128").await;
    let line =
        tokio::time::timeout(renrakucho_tests::PATIENCE, lines.next_line()).await.expect("a mail").expect("a line");
    let mail: Value = serde_json::from_str(&line.expect("a mail")).expect("JSON");
    assert_eq!(mail["to"], json!(["tanaka@mihon.example"]));
    assert_eq!((&mail["tls"], &mail["authenticated"]), (&json!(true), &json!(true)));
    let mail = renrakucho_tests::Mail {
        to: String::new(),
        raw: mail["raw"].as_str().expect("text").to_owned(),
        reply: Reply::Accept,
    };
    assert!(mail.everything().contains("1件"), "{}", mail.everything());
    holds_nothing_personal(&city, &mail.everything());
    settled(&city).await;
    server.kill().await.expect("ours");
    city.end().await;
}
