//! 記録の確認: the city sees who did what, the newest first, by what it looks for; never content, and not without being seen itself.

use std::collections::BTreeSet;

use renrakucho_protocol::{
    audit::{AuditLine, AuditPage},
    problem::Code,
    vocabulary::AuditKind,
};
use renrakucho_tests::{City, Person, eventually};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

const HERE: &str = "/api/v1/city/audit";

async fn page(moderator: &Person, query: &str) -> AuditPage {
    moderator.get(&format!("{HERE}{query}")).await.json()
}

async fn lines(moderator: &Person, query: &str) -> Vec<AuditLine> {
    page(moderator, query).await.lines
}

fn by(line: &AuditLine) -> Option<Uuid> {
    line.who.as_ref().map(|who| who.account)
}

fn about(line: &AuditLine) -> Option<Uuid> {
    line.room.as_ref().map(|room| room.room)
}

#[tokio::test]
async fn who_did_what_from_which_device_about_whom_and_what_was_refused() {
    let city = City::new().await;
    let (kato, sato, ito) = (city.sign_in("kato").await, city.sign_in("sato").await, city.sign_in("ito").await);
    let room = city.rooms.hana;
    let post = sato.write(room, "カナリア記録の本文").await;
    ito.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
    kato.discontinue(city.rooms.sora).await;

    let answer = kato.get(HERE).await;
    assert!(!answer.text.contains("カナリア記録"), "content in the log: {}", answer.text);
    let shown: AuditPage = answer.json();
    let newest: Vec<_> = shown.lines.iter().take(4).map(|line| line.event.as_str()).collect();
    // The look itself comes first: it is in the transaction of what it shows.
    assert_eq!(newest, ["audit_read", "support_discontinued", "city_rooms_listed", "refused"]);
    let of = |event: &str| shown.lines.iter().find(|line| line.event == event).unwrap_or_else(|| panic!("no {event}"));

    let written = of("entry_added");
    let who = written.who.as_ref().expect("somebody");
    assert_eq!((who.account, who.name.as_str()), (sato.account, "佐藤 カナリア職員甲"));
    assert_eq!(who.facility.as_deref(), Some("試験訪問看護"));
    assert_eq!(written.kind, Some(AuditKind::Writing));
    let whom = written.room.as_ref().expect("a room");
    assert_eq!((whom.room, whom.label.as_deref()), (room, Some("見本 カナリア花子")));
    assert_eq!(written.upto_seq, Some(post.seq));
    assert!(written.device.as_ref().is_some_and(|device| !device.label.is_empty()));

    let refused = of("refused");
    let told = refused.refused.as_ref().expect("what was refused");
    assert_eq!((told.act.as_str(), told.reason.as_str()), ("read_room", "not found"));
    assert_eq!((by(refused), about(refused)), (Some(ito.account), Some(room)));
    // Of a room that is closed the city still sees what was done about it, and about whom.
    let closed = of("support_discontinued");
    assert_eq!(closed.room.as_ref().and_then(|room| room.label.as_deref()), Some("例田 カナリア空"));
    city.end().await;
}

#[tokio::test]
async fn what_is_looked_for_is_found_and_nothing_else() {
    let city = City::new().await;
    let (kato, sato, mori) = (city.sign_in("kato").await, city.sign_in("sato").await, city.sign_in("mori").await);
    let room = city.rooms.hana;
    sato.write(room, "一").await;
    mori.write(room, "二").await;
    mori.write(city.rooms.sora, "三").await;
    mori.get(&format!("/api/v1/rooms/{}", city.rooms.kiyo)).await.refused(Code::NotFound);

    let found = lines(&kato, &format!("?room={room}")).await;
    assert!(found.len() >= 3 && found.iter().all(|line| about(line) == Some(room)), "{found:#?}");
    let found = lines(&kato, &format!("?account={}", mori.account)).await;
    assert!(found.len() >= 4 && found.iter().all(|line| by(line) == Some(mori.account)), "{found:#?}");
    let device = found[0].device.clone().expect("a device").device;
    let found = lines(&kato, &format!("?device={device}")).await;
    assert!(found.len() >= 4);
    assert!(found.iter().all(|line| line.device.as_ref().is_some_and(|found| found.device == device)), "{found:#?}");
    // Kinds that come with everything, and those that are rare, are found by different indexes.
    for (kind, word, least) in [
        ("writing", AuditKind::Writing, 3),
        ("refusals", AuditKind::Refusals, 1),
        ("signing_in", AuditKind::SigningIn, 3),
        ("inspection", AuditKind::Inspection, 4),
    ] {
        let found = lines(&kato, &format!("?kind={kind}")).await;
        assert!(found.len() >= least && found.iter().all(|line| line.kind == Some(word)), "{kind}: {found:#?}");
        let times: Vec<_> = found.iter().map(|line| (line.at, line.n)).collect();
        assert!(times.is_sorted_by(|a, b| a > b), "{kind}: newest first");
    }
    // All of it must be so.
    let found = lines(&kato, &format!("?room={room}&account={}&kind=writing", mori.account)).await;
    assert_eq!(
        found.iter().map(|line| (by(line), about(line))).collect::<Vec<_>>(),
        [(Some(mori.account), Some(room))]
    );
    assert!(lines(&kato, &format!("?room={}&account={}", city.rooms.kiyo, sato.account)).await.is_empty());
    assert!(lines(&kato, &format!("?device={device}&account={}", sato.account)).await.is_empty());
    for (query, field) in [("?kind=x", "kind"), ("?from=x", "from"), ("?upto=2026-02-30", "upto")] {
        kato.get(&format!("{HERE}{query}")).await.invalid(field);
    }
    for query in ["?room=x", "?before=x", "?author=x"] {
        kato.get(&format!("{HERE}{query}")).await.refused(Code::BadFrame);
    }
    city.end().await;
}

#[tokio::test]
async fn what_was_done_about_a_person_or_to_a_device_is_found_under_them() {
    let city = City::new().await;
    let (kato, sato, ito) = (city.sign_in("kato").await, city.sign_in("sato").await, city.sign_in("ito").await);
    let device: Uuid =
        sqlx::query_scalar("select device from device_account where account = $1 order by device limit 1")
            .bind(sato.account)
            .fetch_one(&city.sql)
            .await
            .expect("a device");
    let suspend = async |path: String, table: &str, id: Uuid| {
        let version = city.number(&format!("select version from {table} where id = '{id}'")).await;
        let body = json!({ "version": version, "grounds": "prohibited_act" });
        kato.call(Method::POST, &format!("/api/v1/city/{path}/suspension"), Some(&body)).await.ok();
    };
    suspend(format!("devices/{device}"), "device", device).await;
    suspend(format!("accounts/{}", ito.account), "account", ito.account).await;
    // Under another account of the same person it is found, too.
    let mine = city.number("select count(*) from account").await;
    city.fixture(&format!(
        "insert into account select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'login_id', 'ito2'))).*
         from account a where a.id = '{}'",
        ito.account
    ))
    .await;
    assert_eq!(city.number("select count(*) from account").await, mine + 1);
    let other = city.account("ito2").await;

    let told = |lines: &[AuditLine]| lines.iter().map(|line| line.event.clone()).collect::<Vec<_>>();
    for (about, event) in
        [(device, "device_suspended"), (ito.account, "account_suspended"), (other, "account_suspended")]
    {
        let found = lines(&kato, &format!("?about={about}")).await;
        assert_eq!(told(&found).iter().filter(|one| *one == event).count(), 1, "{found:#?}");
        assert!(found.iter().all(|line| by(line) == Some(kato.account)), "{found:#?}");
        assert!(!told(&found).contains(&"signed_in".to_owned()), "what they did themselves is another question");
    }
    // What they did does not hold it.
    let done = lines(&kato, &format!("?device={device}")).await;
    assert!(!done.is_empty() && !told(&done).contains(&"device_suspended".to_owned()), "{done:#?}");
    // Whoever looked for someone is found under them; by another, nothing.
    let found = lines(&kato, &format!("?about={}&account={}&kind=inspection", ito.account, kato.account)).await;
    assert!(!found.is_empty() && told(&found).iter().all(|event| event == "audit_read"), "{found:#?}");
    assert!(lines(&kato, &format!("?about={device}&account={}", sato.account)).await.is_empty());
    city.end().await;
}

#[tokio::test]
async fn a_facility_is_the_one_that_someone_was_of_at_that_time() {
    let city = City::new().await;
    let (kato, ito) = (city.sign_in("kato").await, city.sign_in("ito").await);
    let facility = async |name: &str| -> Uuid {
        sqlx::query_scalar("select id from facility where name = $1")
            .bind(name)
            .fetch_one(&city.sql)
            .await
            .expect("one")
    };
    let (before, after) = (facility("試験訪問看護").await, facility("試験クリニック").await);
    ito.get("/api/v1/devices").await.ok();
    ito.get(&format!("/api/v1/rooms/{}", city.rooms.hana)).await.refused(Code::NotFound);
    city.fixture(&format!(
        "with old as (update affiliation set ended_at = clock_timestamp() from account a
                      where a.id = '{}' and affiliation.staff_member = a.staff_member
                      returning affiliation.staff_member, affiliation.profession)
         insert into affiliation (id, staff_member, facility, profession)
         select gen_random_uuid(), staff_member, '{after}', profession from old",
        ito.account
    ))
    .await;
    ito.get(&format!("/api/v1/rooms/{}", city.rooms.kiyo)).await.refused(Code::NotFound);

    let refusals = async |facility: Uuid| {
        let found = lines(&kato, &format!("?facility={facility}&kind=refusals")).await;
        let own = found.into_iter().filter(|line| by(line) == Some(ito.account));
        own.map(|line| (about(&line), line.who.and_then(|who| who.facility))).collect::<Vec<_>>()
    };
    let was = |room: Uuid, name: &str| vec![(Some(room), Some(name.to_owned()))];
    assert_eq!(refusals(before).await, was(city.rooms.hana, "試験訪問看護"));
    assert_eq!(refusals(after).await, was(city.rooms.kiyo, "試験クリニック"));
    city.end().await;
}

#[tokio::test]
async fn days_are_those_of_tokyo() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    city.fixture(
        "insert into audit_event (at, event, request_id) values
         ('2025-01-01T14:59:59.999Z', 'entry_added', 'before'), ('2025-01-01T15:00:00Z', 'entry_added', 'first'),
         ('2025-01-02T14:59:59.999Z', 'entry_added', 'last'), ('2025-01-02T15:00:00Z', 'entry_added', 'after')",
    )
    .await;
    let requests =
        async |query: &str| lines(&kato, query).await.into_iter().map(|line| line.request).collect::<Vec<_>>();
    assert_eq!(requests("?from=2025-01-02&upto=2025-01-02").await, ["last", "first"]);
    assert_eq!(requests("?upto=2025-01-01").await, ["before"]);
    assert_eq!(requests("?upto=2025-01-03&from=2025-01-03&kind=writing").await, ["after"]);
    city.end().await;
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_and_each_look_is_an_event() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let room = city.rooms.hana;
    // Several of the same moment, so that a page ends among them.
    city.fixture(&format!(
        "insert into audit_event (at, event, room, request_id)
         select '2025-03-01T00:00:00Z'::timestamptz + make_interval(secs => n / 40), 'room_viewed', '{room}', 'test'
         from generate_series(1, 130) n"
    ))
    .await;
    for query in
        [format!("room={room}&upto=2025-03-01"), "kind=reading&upto=2025-03-01".into(), "upto=2025-03-01".into()]
    {
        let mut seen: Vec<i64> = Vec::new();
        let mut before = String::new();
        let mut looks = 0;
        loop {
            let shown = page(&kato, &format!("?{query}{before}")).await;
            looks += 1;
            seen.extend(shown.lines.iter().map(|line| line.n));
            if !shown.has_more {
                break;
            }
            assert_eq!(shown.lines.len(), 50);
            before = format!("&before={}", seen.last().expect("lines"));
        }
        assert_eq!((looks, seen.len()), (3, 130), "{query}");
        assert!(seen.is_sorted_by(|a, b| a > b), "{query}: newest first");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 130, "{query}: each once");
        let kept = query.split('&').filter(|part| !part.starts_with("room")).collect::<Vec<_>>().join(" ");
        let written = format!(
            "select count(*) from audit_event where event = 'audit_read' and account = '{}' and detail like '{kept}%'
             and coalesce(room::text, '') = '{}'",
            kato.account,
            if query.starts_with("room") { room.to_string() } else { String::new() }
        );
        assert_eq!(city.number(&written).await, 3, "{query}: each page is an event");
    }
    // A page that begins nowhere is refused, and that is all that is written.
    let looks = "select count(*) from audit_event where event = 'audit_read'";
    let before = city.number(looks).await;
    kato.get(&format!("{HERE}?before=900000000")).await.invalid("before");
    assert_eq!(city.number(looks).await, before);
    let refused = "select count(*) from audit_event where event = 'refused' and detail = 'read_audit: invalid before'";
    assert_eq!(city.number(refused).await, 1);
    city.end().await;
}

#[tokio::test]
async fn only_who_decides_for_the_city_looks_and_whoever_else_tries_is_written_down() {
    let city = City::new().await;
    for login in ["sato", "kanri", "gyosha"] {
        city.sign_in(login).await.get(HERE).await.refused(Code::NotFound);
    }
    let refused = "select count(distinct account) from audit_event
                   where event = 'refused' and detail = 'read_audit: not found'";
    assert_eq!(city.number(refused).await, 3);
    assert_eq!(city.number("select count(*) from audit_event where event = 'audit_read'").await, 0);
    // What moderators do somebody else than they can look at.
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    kato.get("/api/v1/city/rooms").await.ok();
    let found = lines(&shonin, &format!("?account={}", kato.account)).await;
    assert!(found.iter().any(|line| line.event == "city_rooms_listed"), "{found:#?}");
    assert_eq!(by(&lines(&kato, "?kind=inspection").await[1]), Some(shonin.account), "and is seen in turn");
    city.end().await;
}

#[tokio::test]
async fn without_the_event_of_the_look_nothing_is_shown() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    // The log takes no more of these events; everything else goes on.
    city.fixture("alter table audit_event add constraint full_up check (event <> 'audit_read') not valid").await;
    let answer = kato.get(HERE).await;
    assert_eq!(answer.status, 500, "{}", answer.text);
    assert!(!answer.text.contains("signed_in"), "{}", answer.text);
    city.fixture("alter table audit_event drop constraint full_up").await;
    assert!(!lines(&kato, "").await.is_empty());
    city.end().await;
}

#[tokio::test]
async fn the_page_says_whether_the_log_is_what_it_was_and_upto_where() {
    let city = City::with(&[("audit.walk_again_seconds", "1".into())]).await;
    let (kato, sato) = (city.sign_in("kato").await, city.sign_in("sato").await);
    for number in 0..5 {
        sato.write(city.rooms.hana, &format!("{number}")).await;
    }
    let whole = async || {
        let chain = page(&kato, "").await.chain;
        (!chain.is_broken && chain.linked >= 5 && chain.checked > 5 && chain.checked_upto.is_some()).then_some(chain)
    };
    let chain = eventually("the chain is checked", whole).await;
    assert!(chain.linked_upto >= chain.checked_upto);
    let some = "(select event from audit_link order by position offset 3 limit 1)";
    city.fixture(&format!("update audit_event set detail = 'tampered' where id = {some}")).await;
    eventually("the change is noticed", async || page(&kato, "").await.chain.is_broken.then_some(())).await;
    assert!(city.node().log().contains("the audit log is not whole"));
    city.fixture(&format!("update audit_event set detail = null where id = {some}")).await;
    eventually("what was put back is whole again", whole).await;
    city.end().await;
}
