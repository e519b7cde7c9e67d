//! Reads that are on their way while it is decided that nobody, or this person, reads any more: they get nothing. Each is past its gate,
//! and held in the middle of what it reads by a lock on a table, until the decision has answered.

use std::future::Future;

use renrakucho_protocol::problem::Code;
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use sqlx::{AssertSqlSafe, Executor as _, PgPool};
use uuid::Uuid;

use crate::{
    consent_form::{bring, pdf},
    race,
};

const CANARY: &str = "カナリア町";

/// What a read answers that waited for a table while something was decided.
async fn decided_meanwhile(
    database: &PgPool,
    table: &str,
    read: impl Future<Output = Answer>,
    decision: impl Future<Output = Answer>,
) -> Answer {
    let mut held = database.begin().await.expect("begun");
    held.execute(AssertSqlSafe(format!("lock table {table} in access exclusive mode"))).await.expect("locked");
    let waiting = "select count(*) from pg_locks where not granted and relation = $1::regclass";
    let deciding = async {
        eventually("the read waits", async || {
            let waiting = sqlx::query_scalar::<_, i64>(waiting).bind(table).fetch_one(database).await.expect("a count");
            (waiting > 0).then_some(())
        })
        .await;
        decision.await.ok();
        held.rollback().await.expect("let go");
    };
    tokio::join!(read, deciding).0
}

/// A room with something to be shown of it.
async fn fill(kato: &Person, member: &Person, room: Uuid) -> Uuid {
    let body = json!({ "version": 0, "particulars": { "address": CANARY, "phone": "", "contacts": [] } });
    kato.call(Method::PUT, &format!("/api/v1/city/rooms/{room}/particulars"), Some(&body)).await.ok();
    let scan = id();
    bring(kato, room, scan, &pdf(CANARY)).await.ok();
    member.write(room, CANARY).await;
    scan
}

#[tokio::test]
async fn of_a_room_that_is_closed_meanwhile_nothing_is_answered() {
    let city = City::new().await;
    let (kato, database) = (city.sign_in("kato").await, PgPool::connect(&city.admin_url()).await.expect("a pool"));
    let today = renrakucho::clock::today().to_string();
    let rooms = race::crowd(&city, 7).await;
    for (n, (room, member, _)) in rooms.iter().enumerate() {
        let scan = fill(&kato, member, *room).await;
        let (of_room, of_city) = (format!("/api/v1/rooms/{room}"), format!("/api/v1/city/rooms/{room}"));
        let export = json!({
            "id": id(), "form": "print", "purpose": "meeting", "words": "", "from": "2020-01-01", "upto": today,
        });
        let (table, person, method, path, body) = match n {
            0 => ("room_particulars", member, Method::GET, of_room, None),
            1 => ("support_end", member, Method::POST, format!("{of_room}/exports"), Some(&export)),
            2 => ("room_particulars", &kato, Method::GET, format!("{of_city}/particulars"), None),
            3 => ("attachment", &kato, Method::GET, format!("{of_room}/consent-form"), None),
            4 => {
                let path = format!("{of_city}/consent-form/attachments/{scan}");
                ("attachment_part", &kato, Method::GET, path, None)
            }
            5 => ("attachment", &kato, Method::GET, format!("{of_city}/consents"), None),
            _ => ("identity_correction", &kato, Method::GET, format!("{of_city}/identity"), None),
        };
        if method == Method::GET {
            person.get(&path).await.ok();
        }
        let version = city.version(*room).await;
        let read = person.call(method, &path, body);
        let answer = decided_meanwhile(&database, table, read, kato.try_discontinue(*room, version)).await;
        answer.refused(Code::RoomClosed);
        assert!(!answer.text.contains(CANARY), "{path}");
    }
    city.end().await;
}

#[tokio::test]
async fn whoever_is_removed_or_signed_out_meanwhile_gets_nothing() {
    let city = City::new().await;
    let (kato, database) = (city.sign_in("kato").await, PgPool::connect(&city.admin_url()).await.expect("a pool"));
    let rooms = race::crowd(&city, 2).await;
    for (n, (room, member, _)) in rooms.iter().enumerate() {
        fill(&kato, member, *room).await;
        let path = format!("/api/v1/rooms/{room}");
        assert!(member.get(&path).await.ok().text.contains(CANARY));
        let version = city.version(*room).await;
        let removal = format!("/api/v1/city/rooms/{room}/members/{}?version={version}", member.account);
        let (who, path_of_decision, code) = match n {
            0 => (&kato, removal.as_str(), Code::NotFound),
            _ => (member, "/api/v1/session", Code::SessionEnded),
        };
        let decision = who.call(Method::DELETE, path_of_decision, None);
        let answer = decided_meanwhile(&database, "room_particulars", member.get(&path), decision).await;
        answer.refused(code);
        assert!(!answer.text.contains(CANARY));
    }
    city.end().await;
}

#[tokio::test]
async fn a_page_that_was_read_before_the_closing_is_not_answered_after_it() {
    let city = City::of_two_nodes(&[]).await;
    let kato = city.sign_in_at(0, "kato").await;
    let rooms = race::crowd(&city, 2).await;
    for (n, (room, member, _)) in rooms.iter().enumerate() {
        member.write(*room, CANARY).await;
        // A node that has not opened anything of this room yet must ask for its key, in another database, when it has the page.
        let (there, keys) = (member.at(&city.nodes[1]), city.keys().await);
        let version = city.version(*room).await;
        let path = format!("/api/v1/rooms/{room}/entries");
        let removal = format!("/api/v1/city/rooms/{room}/members/{}?version={version}", member.account);
        let (answer, code) = if n == 0 {
            let decision = kato.try_discontinue(*room, version);
            (decided_meanwhile(&keys, "room_key", there.get(&path), decision).await, Code::RoomClosed)
        } else {
            let decision = kato.call(Method::DELETE, &removal, None);
            (decided_meanwhile(&keys, "room_key", there.get(&path), decision).await, Code::NotFound)
        };
        answer.refused(code);
        let page = format!("select count(*) from audit_event where event = 'room_viewed' and room = '{room}'");
        assert!(city.number(&page).await > 0, "it was past its gate");
    }
    city.end().await;
}
