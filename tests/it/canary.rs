//! What is said of a supported person, and what comes to the city's desk, stands nowhere in the clear but where it is meant to be read:
//! not in a dump of either database, on the bus, in a log, a mail, a file of the server's, or in the answer to what was refused.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use renrakucho_protocol::{
    city_search::CityFound,
    disaster_event::DisasterEventAsked,
    disclosure::{DisclosureAsked, DisclosurePreview},
    exceptional_use::ExceptionalUseAsked,
    exceptional_use_application::ExceptionalUseApplied,
    http::CityRoom,
    particulars::ParticularsView,
    proposal::Proposed,
};
use renrakucho_tests::{Answer, Browser, City, Person, RedisServer, Sink, answer, eventually, id};
use reqwest::Method;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use time::format_description::well_known::Rfc3339;

use crate::{
    attachments::attach, attachments::pdf, cases::application, consent_form, disaster_event, disclosure,
    discontinuation::discontinue, entry_erasure, exceptional_use, exceptional_use_application, export, support_end,
};

const SEARCH: &str = "/api/v1/city/search";

/// Letters that stand for nothing, and no digits: among those there may be a My Number.
fn letters() -> String {
    id().as_bytes().iter().rev().take(10).map(|byte| char::from(b'a' + byte % 16)).collect()
}

/// The same in hiragana, as a reading is written.
fn kana() -> String {
    letters()
        .chars()
        .map(|letter| char::from_u32(u32::from('か') + letter as u32 - u32::from('a')).expect("hiragana"))
        .collect()
}

/// How a word may be written down: as it is, in PostgreSQL's hexadecimal, in JSON's and in Redis' escapes, in a URL, and in base64
/// whatever stands before it.
fn forms(word: &str) -> Vec<Vec<u8>> {
    let bytes = word.as_bytes();
    let json: Vec<_> = word.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let redis: Vec<_> = bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect();
    let url: Vec<_> = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
    let mut forms = vec![bytes.to_vec(), hex::encode(bytes).into_bytes()];
    forms.extend([json, redis, url].map(|spelt| spelt.concat().into_bytes()));
    for before in 0..3 {
        let coded = STANDARD.encode([&vec![0; before][..], bytes].concat());
        // What its own bytes alone decide.
        let (from, upto) = ((before * 8).div_ceil(6), (before + bytes.len()) * 8 / 6);
        forms.push(coded.as_bytes()[from..upto].to_vec());
    }
    forms
}

/// What must not be found, by what it is.
#[derive(Default)]
struct Canaries(Vec<(&'static str, String)>);

impl Canaries {
    fn word(&mut self, what: &'static str) -> String {
        let word = letters();
        self.0.push((what, word.clone()));
        word
    }

    fn reading(&mut self, what: &'static str) -> String {
        let word = kana();
        self.0.push((what, word.clone()));
        word
    }

    fn found(&self, place: &[u8]) -> Vec<&'static str> {
        let holds = |form: &Vec<u8>| place.windows(form.len()).any(|window| window == form.as_slice());
        self.0.iter().filter(|(_, word)| forms(word).iter().any(holds)).map(|(what, _)| *what).collect()
    }

    #[track_caller]
    fn are_not_in(&self, what: &str, place: &[u8]) {
        assert_eq!(self.found(place), Vec::<&str>::new(), "in {what}");
    }
}

/// Everything that is asked of a Redis, as it says itself.
fn overheard(redis: &RedisServer) -> Arc<Mutex<Vec<u8>>> {
    let url = redis.url();
    let socket = url.strip_prefix("redis+unix://").and_then(|rest| rest.split('?').next()).expect("a socket");
    let mut stream = UnixStream::connect(socket).expect("Redis");
    stream.write_all(b"MONITOR\r\n").expect("asked");
    let heard = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&heard);
    std::thread::spawn(move || {
        let mut some = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut some) {
            told.lock().expect("whole").extend_from_slice(&some[..read]);
        }
    });
    heard
}

fn dump(city: &City, database: &str) -> Vec<u8> {
    let output =
        Command::new("pg_dump").arg(city.url("admin", database)).output().expect("pg_dump; Debian: postgresql-client");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// All rows that a role of the server may read, table by table.
async fn read_as(city: &City, role: &str, database: &str) -> Vec<u8> {
    let mut connection = PgConnection::connect(&city.url(role, database)).await.expect("connects");
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
         and has_table_privilege(oid, 'select')",
    )
    .fetch_all(&mut connection)
    .await
    .expect("tables");
    assert!(!tables.is_empty(), "{role} reads something of {database}");
    let mut all = String::new();
    for table in tables {
        let sql = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
        let rows: String = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.expect("rows");
        all.push_str(&rows);
    }
    connection.close().await.expect("closed");
    all.into_bytes()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else if path.is_file() {
            all.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
        }
    }
    all
}

/// Everything that anybody types about a person, from the proposal to the end.
async fn live_through(city: &City, canaries: &mut Canaries, kato: &Person, sato: &Person, tanaka: &Person) {
    let room = id();
    let form = json!({
        "id": room, "name": canaries.word("a name"), "kana": canaries.reading("a reading"), "birth_date": "1950-02-03",
        "basis": "lives_here",
    });
    tanaka.call(Method::POST, "/api/v1/proposals", Some(&form)).await.json::<Proposed>();
    let scan = consent_form::pdf(&canaries.word("a scan of the consent form"));
    consent_form::bring(tanaka, room, id(), &scan).await.ok();
    let path = format!("/api/v1/city/rooms/{room}");
    let correction = json!({
        "version": kato.city_line(room).await.version, "name": canaries.word("another name"),
        "kana": canaries.reading("another reading"), "birth_date": "1950-02-04", "basis": "resident",
        "basis_before": "lives_here", "reason": canaries.word("why it is corrected"),
    });
    kato.call(Method::PUT, &format!("{path}/identity"), Some(&correction)).await.ok();
    let receipt = json!({
        "version": kato.city_line(room).await.version, "signed_by": "proxy", "relation": canaries.word("a relation"),
        "why_not_person": canaries.word("why not the person"), "form_version": "2021-02", "signed_on": "2026-01-01",
        "received_on": "2026-01-02",
    });
    let open: CityRoom = kato.call(Method::POST, &format!("{path}/consent-receipt"), Some(&receipt)).await.json();
    let admission = json!({ "account": sato.account, "version": open.version });
    kato.call(Method::POST, &format!("{path}/members"), Some(&admission)).await.ok();
    let mut other = sato.at(&city.nodes[1]).look_at(room).await;
    let ack = tanaka.write(room, &canaries.word("a post")).await;
    let mut live = tanaka.look_at(room).await;
    live.write(room, &canaries.word("a post over the socket")).await;
    other.reach(room, ack.seq + 1).await;
    // What is taken out, and what should not be there: each with its words. Then the end.
    export::made(city, tanaka, room, &canaries.word("what a printout is for")).await.ok();
    let (entry, _) = entry_erasure::write(tanaka, room, &canaries.word("a post in the wrong room")).await;
    entry_erasure::try_ask(sato, room, entry, &canaries.word("why a post is to be erased")).await.ok();
    support_end::end(kato, room, city.version(room).await).await.ok();

    let report = json!({
        "id": id(), "asked_by": "person", "asked_on": "2026-01-02", "from": "2026-01-01", "upto": "2026-01-01",
    });
    let report_path = format!("/api/v1/city/rooms/{room}/access-reports");
    kato.call(Method::POST, &report_path, Some(&report)).await.ok();
    let leak = json!({
        "id": id(), "title": canaries.word("the title of a leak"), "kind": "room", "subject": room,
        "from": "2026-01-01T00:00:00Z", "upto": "2026-01-01T01:00:00Z", "known_on": "2026-01-02", "may_be_wrongful": false,
        "words": canaries.word("the words of a leak"),
    });
    kato.call(Method::POST, "/api/v1/city/leaks", Some(&leak)).await.ok();

    // What the city searches for: something that is there, and something that is not.
    let there = canaries.0.iter().find(|(what, _)| *what == "another name").expect("typed").1.clone();
    for (term, rooms) in [(there, 1), (canaries.word("a search"), 0)] {
        let found: CityFound = kato.call(Method::POST, SEARCH, Some(&json!({ "term": term }))).await.json();
        assert_eq!(found.rooms.len(), rooms, "{found:?}");
    }
    // And what a member searches for in a room.
    let searched = json!({ "words": canaries.word("what is searched for in a room") });
    let path = format!("/api/v1/rooms/{}/search", city.rooms.hana);
    sato.call(Method::POST, &path, Some(&searched)).await.ok();

    let mut typed = application(id());
    let case = id();
    for (field, what) in
        [("name", "a facility that asks"), ("address", "its address"), ("representative", "its representative")]
    {
        typed[field] = json!(canaries.word(what));
    }
    typed["id"] = json!(case);
    kato.call(Method::POST, "/api/v1/city/cases", Some(&typed)).await.ok();
    attach(kato, case, id(), &pdf(&canaries.word("a scan"))).await.ok();
}

/// What the city does with a room beyond its team's daily work: addresses and their review, views, a disaster, a permit that outlives the
/// consent, and a record that is unsealed, blackened and disclosed.
async fn decide_about(city: &City, canaries: &mut Canaries, kato: &Person, shonin: &Person, sato: &Person) {
    let room = city.rooms.hana;
    let path = format!("/api/v1/city/rooms/{room}");
    for version in 0..2 {
        let lives = json!({
            "address": canaries.word("an address"), "phone": "0280-00-0000",
            "contacts": [{ "name": canaries.word("a relative"), "relation": canaries.word("how they are related"), "phone": "",
                           "is_told": true }],
        });
        let body = json!({ "version": version, "particulars": lives });
        let kept = kato.call(Method::PUT, &format!("{path}/particulars"), Some(&body)).await;
        let kept: ParticularsView = kept.json();
        if let Some(review) = kept.review_case {
            // Whoever moved is looked at again, and the reason of what was decided is the city's.
            let lead = exceptional_use::read_case(kato, review).await.line.version;
            let claim = json!({ "version": lead });
            kato.call(Method::POST, &format!("/api/v1/city/cases/{review}/claim"), Some(&claim)).await.ok();
            let decision = json!({ "version": lead + 1, "decision": "accepted", "reason": canaries.word("why they are still supported"),
                "residence": { "basis": "lives_here", "version": kept.version } });
            kato.call(Method::POST, &format!("/api/v1/city/cases/{review}/decision"), Some(&decision)).await.ok();
        }
        assert_eq!(kept.review_case.is_some(), version == 1, "the first address is none that changed");
    }
    let view = json!({
        "name": canaries.word("a saved view"), "is_default": false,
        "filter": { "show": "mine", "kinds": ["leak"], "overdue": true, "facility": null },
    });
    kato.call(Method::PUT, &format!("/api/v1/city/saved-views/{}", id()), Some(&view)).await.ok();

    let until = exceptional_use::now(city).await + time::Duration::days(1);
    let disaster = json!({
        "words": { "name": canaries.word("a disaster"), "circumstances": canaries.word("what came"), "purpose": canaries.word("for what") },
        "rooms": [room], "people": [sato.account], "until": until.format(&Rfc3339).expect("a time"),
    });
    let asked: DisasterEventAsked = disaster_event::ask(kato, &disaster).await.json();
    exceptional_use::decide(shonin, asked.case, "accepted").await.ok();
    disaster_event::carried_out(kato, asked.case).await;

    let mut applied = exceptional_use_application::applied(&[sato.account], until);
    for (field, what) in [
        ("circumstances", "what a facility suspects"),
        ("why_no_consent", "why it has none"),
        ("purpose", "what it wants"),
    ] {
        applied["words"][field] = json!(canaries.word(what));
    }
    let asked: ExceptionalUseApplied = exceptional_use_application::apply(sato, city.rooms.kiyo, &applied).await.json();
    let lead = exceptional_use::read_case(kato, asked.case).await.line.version;
    let claim = json!({ "version": lead });
    kato.call(Method::POST, &format!("/api/v1/city/cases/{}/claim", asked.case), Some(&claim)).await.ok();
    let decision =
        json!({ "version": lead + 1, "decision": "refused", "reason": canaries.word("why it is not recommended") });
    kato.call(Method::POST, &format!("/api/v1/city/cases/{}/decision", asked.case), Some(&decision)).await.ok();

    let mut permit = exceptional_use::application(city.version(room).await, &[sato.account], until);
    for (field, what) in
        [("circumstances", "a suspicion"), ("why_no_consent", "why no consent"), ("purpose", "what must be done")]
    {
        permit["words"][field] = json!(canaries.word(what));
    }
    let asked: ExceptionalUseAsked = exceptional_use::ask(kato, room, &permit).await.json();
    exceptional_use::decide(shonin, asked.case, "accepted").await.ok();
    discontinue(kato, room, "asked_by_proxy").await.ok();
    let black = canaries.word("what is blackened");
    sato.write(room, &format!("{black} {}", canaries.word("a post by permit"))).await;

    let mut words = json!({ "requester": "representative", "received_on": "2026-01-05", "from": null, "upto": null });
    for (field, what) in [
        ("relation", "who represents them"),
        ("legal_basis", "by which law"),
        ("purpose", "why it is unsealed"),
        ("identity_check", "how they were identified"),
    ] {
        words[field] = json!(canaries.word(what));
    }
    let body = json!({ "id": id(), "words": words });
    let asked = kato.call(Method::POST, &format!("{path}/disclosures"), Some(&body)).await;
    let asked: DisclosureAsked = asked.json();
    exceptional_use::decide(shonin, asked.case, "accepted").await.ok();
    let entry = disclosure::says(&disclosure::pages(kato, asked.request).await, &black).expect("it is read");
    let marks = json!([{
        "part": "passage", "from": 0, "upto": black.chars().count(), "ground": "other",
        "words": canaries.word("why it is blackened"),
    }]);
    disclosure::redact(kato, asked.request, entry, marks).await;
    let compiled: DisclosurePreview = disclosure::preview(shonin, asked.request).await.json();
    let released = disclosure::release(shonin, asked.request, &compiled).await.ok();
    assert!(!released.text.contains(&black));
}

/// What is asked wrongly, with a canary in every place that a caller fills.
async fn ask_wrongly(city: &City, canaries: &mut Canaries, sato: &Person, kato: &Person) -> Vec<Answer> {
    let room = city.rooms.hana;
    let long = format!("{}{}", canaries.word("a post that is too long"), "あ".repeat(10_001));
    let mut all = vec![
        sato.try_write(room, id(), &long).await,
        sato.try_write(city.rooms.sora, id(), &canaries.word("a post into a room of others")).await,
        sato.get(&format!("/api/v1/rooms/{}", canaries.word("a path"))).await,
        sato.get(&format!("/api/v1/rooms/{room}/entries?after={}", canaries.word("a query"))).await,
    ];
    let entries = format!("/api/v1/rooms/{room}/entries");
    let field = json!({ "id": id(), "body": "x", "priority": "normal", canaries.word("a field"): "x" });
    let word = json!({ "id": id(), "body": "x", "priority": canaries.word("a choice") });
    all.push(sato.call(Method::POST, &entries, Some(&field)).await);
    all.push(sato.call(Method::POST, &entries, Some(&word)).await);
    let broken = format!("{{\"body\": \"{}", canaries.word("half a body"));
    let request = sato.browser.request(Method::POST, &entries).header("content-type", "application/json").body(broken);
    all.push(answer(request).await);
    let long = canaries.word("a search that is too long").repeat(11);
    all.push(kato.call(Method::POST, SEARCH, Some(&json!({ "term": long }))).await);
    all.push(sato.call(Method::POST, SEARCH, Some(&json!({ "term": canaries.word("a search by staff") }))).await);
    let long = json!({ "words": canaries.word("too long a search in a room").repeat(11) });
    all.push(sato.call(Method::POST, &format!("/api/v1/rooms/{room}/search"), Some(&long)).await);
    let strange = json!({ "words": canaries.word("a stranger's search in a room") });
    all.push(kato.call(Method::POST, &format!("/api/v1/rooms/{}/search", city.rooms.sora), Some(&strange)).await);
    // And by the city: what each of these says is named by its field, and not said again.
    let city_room = format!("/api/v1/city/rooms/{room}");
    let until = (exceptional_use::now(city).await + time::Duration::days(99)).format(&Rfc3339).expect("a time");
    let disaster = json!({
        "words": { "name": canaries.word("a disaster too long"), "circumstances": canaries.word("what would come"), "purpose": "x" },
        "rooms": [room], "people": [sato.account], "until": until,
    });
    let view = json!({
        "name": canaries.word("a view with a wrong filter"), "is_default": false,
        "filter": { "show": canaries.word("a filter"), "kinds": [], "overdue": true, "facility": null },
    });
    let lives = json!({ "version": 99, "particulars": { "address": canaries.word("a late address"), "phone": "x", "contacts": [] } });
    let request = json!({ "id": id(), "words": {
        "requester": "representative", "relation": canaries.word("a relation too few"), "received_on": "2999-01-05",
        "legal_basis": "x", "purpose": canaries.word("a wrong purpose"), "identity_check": "x", "from": null, "upto": null } });
    all.push(disaster_event::ask(kato, &disaster).await);
    all.push(kato.call(Method::PUT, &format!("/api/v1/city/saved-views/{}", id()), Some(&view)).await);
    all.push(kato.call(Method::PUT, &format!("{city_room}/particulars"), Some(&lives)).await);
    all.push(kato.call(Method::POST, &format!("{city_room}/disclosures"), Some(&request)).await);
    let mut stranger = Browser::new(city.node(), None);
    all.push(stranger.post("/api/v1/enrolment/begin", &json!({ "code": canaries.word("a code") })).await);
    for one in &all {
        assert!((400..500).contains(&one.status), "{} {}", one.status, one.text);
    }
    all
}

#[tokio::test]
async fn what_is_said_of_a_person_stands_nowhere_in_the_clear() {
    let sink = Sink::start().await;
    let city = City::of_two_nodes(&sink.settings(1)).await;
    let bus = overheard(city.redis.as_ref().expect("a bus"));
    let (kato, sato, tanaka) =
        (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let mut canaries = Canaries::default();
    Box::pin(live_through(&city, &mut canaries, &kato, &sato, &tanaka)).await;
    let shonin = city.sign_in_at(1, "shonin").await;
    for one in ask_wrongly(&city, &mut canaries, &sato, &kato).await {
        canaries.are_not_in("the answer to what was refused", one.text.as_bytes());
    }
    Box::pin(decide_about(&city, &mut canaries, &kato, &shonin, &sato)).await;
    sink.wait_for(1).await;
    eventually("all that was to be said by mail is said", async || {
        let waiting = "select (select count(*) from post_awaiting_alert)
            + (select count(*) from notice_mail where state = 'waiting')
            + (select count(*) from alert where state in ('waiting', 'claimed'))";
        (city.number(waiting).await == 0).then_some(())
    })
    .await;

    let mut looked_at = 0;
    for database in [city.database.clone(), format!("{}_keys", city.database)] {
        let text = dump(&city, &database);
        assert!(!text.is_empty());
        canaries.are_not_in(&format!("a dump of {database}"), &text);
        // As whoever owns the database sees it, and as a server that is broken into.
        for role in ["renrakucho_owner", "renrakucho_app"] {
            let text = read_as(&city, role, &database).await;
            canaries.are_not_in(&format!("what {role} reads of {database}"), &text);
        }
    }
    assert!(!sink.mails().is_empty(), "something was told by mail");
    for mail in sink.mails() {
        canaries.are_not_in("a mail", mail.everything().as_bytes());
    }
    for node in &city.nodes {
        assert!(!node.log().is_empty());
    }
    for (file, content) in files(&city.scratch()).into_iter().chain(files(&city.folder)) {
        canaries.are_not_in(&file, &content);
        looked_at += 1;
    }
    assert!(looked_at > 3, "logs, the journal, certificates");
    let published = |heard: &[u8]| heard.windows(7).filter(|window| window.eq_ignore_ascii_case(b"publish")).count();
    let before = published(&bus.lock().expect("whole"));
    sato.write(city.rooms.hana, &canaries.word("a post that the bus tells of")).await;
    let heard = eventually("the bus tells of a post", async || {
        let heard = bus.lock().expect("whole").clone();
        (published(&heard) > before).then_some(heard)
    })
    .await;
    canaries.are_not_in("what the bus carried", &heard);

    // The same search finds each of them where one was put.
    city.fixture("create table put_there (words text, bytes bytea)").await;
    for (number, (_, word)) in canaries.0.iter().enumerate() {
        let column =
            if number % 2 == 0 { format!("'{word}', null") } else { format!("null, convert_to('{word}', 'UTF8')") };
        city.fixture(&format!("insert into put_there values ({column})")).await;
    }
    assert_eq!(canaries.found(&dump(&city, &city.database)).len(), canaries.0.len());
    city.fixture("drop table put_there").await;
    let coded = STANDARD.encode(format!("x{}", canaries.0[0].1));
    assert_eq!(canaries.found(coded.as_bytes()), [canaries.0[0].0]);
    city.end().await;
}
