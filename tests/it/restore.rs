//! A backup that is restored brings nothing back: what was discontinued or erased after it was made is so again before anybody is let in
//! (article 23). The main database is put back to how it was; the keys' from its newest backup: an older one opens nothing any more.

use std::{collections::HashMap, fs, path::Path, process::Command, time::Instant};

use renrakucho::{
    config::Config,
    seal::{Error, Keys, epoch::Epochs, master::Masters},
};
use renrakucho_domain::RoomId;
use renrakucho_protocol::{
    http::{CityRoom, CityRooms},
    problem::Code,
    vocabulary::RoomState,
};
use renrakucho_store::Database;
use renrakucho_tests::{City, Person, id};
use reqwest::Method;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::erasure::erase;

const ROOMS: usize = 200;
const ERASED: usize = 50;

/// A word that stands nowhere else.
fn canary(number: usize, what: &str) -> String {
    let letters: String = format!("{number:03}").chars().map(|c| char::from(b'A' + (c as u8 - b'0'))).collect();
    format!("カナリア{letters}{what}")
}

/// A room as it comes about: proposed, agreed to by a proxy, with a member who writes into it. Its key is a real one.
async fn make(city: &City, moderator: &Person, member: &Person, number: usize) -> Uuid {
    let room = id();
    let born = format!("1950-{:02}-{:02}", number / 28 + 1, number % 28 + 1);
    let form = json!({
        "id": room, "name": canary(number, "氏名"), "kana": "かなりあ", "birth_date": born, "basis": "resident",
    });
    moderator.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
    let receipt = json!({
        "version": 1, "signed_by": "proxy", "relation": canary(number, "続柄"), "why_not_person": canary(number, "事情"),
        "form_version": "2021-02", "signed_on": "2026-01-10", "received_on": "2026-01-12",
    });
    moderator.call(Method::POST, &format!("/api/v1/city/rooms/{room}/consent-receipt"), Some(&receipt)).await.ok();
    let admission = json!({ "account": city.account("sato").await, "version": 2 });
    moderator.call(Method::POST, &format!("/api/v1/city/rooms/{room}/members"), Some(&admission)).await.ok();
    member.write(room, &canary(number, "本文")).await;
    room
}

async fn end(moderator: &Person, city: &City, room: Uuid) {
    let day = renrakucho::clock::today() - time::Duration::days(1);
    let body = json!({ "version": city.version(room).await, "reason": "moved_away", "ended_on": day.to_string() });
    moderator.call(Method::POST, &format!("/api/v1/city/rooms/{room}/support-end"), Some(&body)).await.ok();
}

pub(crate) fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().expect("PostgreSQL's programs are there");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn dump(url: &str, file: &Path) {
    run("pg_dump", &["--format=custom", "--file", &file.display().to_string(), url]);
}

/// As docs/operations.md says it: into a new, empty database of the same name.
pub(crate) async fn restore(city: &City, database: &str, file: &Path) {
    let mut admin = PgConnection::connect(&city.url("admin", "postgres")).await.expect("the cluster answers");
    for sql in [
        format!("drop database {database} with (force)"),
        format!("create database {database} owner renrakucho_owner template template0"),
    ] {
        admin.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    admin.close().await.expect("closed");
    let url = city.url("admin", database);
    run("pg_restore", &["--exit-on-error", "--dbname", &url, &file.display().to_string()]);
}

/// The keys of an installation as whoever has the master key and an epoch key opens them, in a database.
pub(crate) async fn keys_of(city: &City, epoch: &Path, database: &str) -> Keys {
    let (file, url) = (city.scratch().join("keys.toml"), city.url("renrakucho_app", database));
    let master = city.folder.join("master.key").display().to_string();
    let text = format!("[keys]\nmaster_key_file = {master:?}\nepoch_file = {:?}\n", epoch.display().to_string());
    fs::write(&file, text).expect("written");
    let config = Config::read(Some(&file)).expect("read").keys;
    let database = Database::open(&url, 1).expect("opened");
    let masters = Masters::read(&config).expect("the master key");
    Keys::open(masters, Epochs::new(&config), database).await.expect("the city's key")
}

async fn city_rooms(moderator: &Person) -> HashMap<Uuid, CityRoom> {
    let rooms = moderator.get("/api/v1/city/rooms").await.json::<CityRooms>().rooms;
    rooms.into_iter().map(|room| (room.room, room)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one story: before, the restore, after")]
async fn of_two_hundred_rooms_fifty_are_erased_and_older_backups_bring_none_back() {
    let fast: [(&str, String); 3] = [
        ("sign_in.step_up_seconds", "3000".into()),
        ("limits.requests_per_second_per_address", "10000".into()),
        ("limits.requests_per_second_per_account", "10000".into()),
    ];
    let mut city = City::with(&fast).await;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let mut rooms = Vec::with_capacity(ROOMS);
    for number in 0..ROOMS {
        rooms.push(make(&city, &kato, &sato, number).await);
    }
    // Some are over before the backup is made.
    let (early, late) = (rooms[60], rooms[61]);
    kato.discontinue(early).await;
    end(&kato, &city, late).await;

    let keys_database = format!("{}_keys", city.database);
    let files = ["main.dump", "keys.dump"].map(|name| city.scratch().join(name));
    for (database, file) in [&city.database, &keys_database].into_iter().zip(&files) {
        dump(&city.url("admin", database), file);
    }
    let sealed: Vec<(Uuid, Vec<u8>)> =
        sqlx::query_as("select room, sealed from room_profile").fetch_all(&city.sql).await.expect("profiles");

    // After the backup: fifty are erased, half of them after they ended; some are discontinued, some end.
    for (number, room) in rooms[..ERASED].iter().enumerate() {
        if number % 2 == 0 {
            kato.discontinue(*room).await;
        } else {
            end(&kato, &city, *room).await;
        }
        let done = erase(&kato, &shonin, *room).await;
        assert_eq!(done.line.number, i32::try_from(number).expect("a few") + 1);
        assert!(done.completed_at.is_some());
    }
    let (discontinued, ended) = (&rooms[50..55], &rooms[55..60]);
    for room in discontinued {
        kato.discontinue(*room).await;
    }
    for room in ended {
        end(&kato, &city, *room).await;
    }
    let before = city_rooms(&kato).await;
    let certificates = erased_certificates(&kato, &rooms[..ERASED]).await;

    // The operator restores both, older than all of this. The journal is where it was, and so is the epoch key.
    let newest = city.scratch().join("keys-newest.dump");
    dump(&city.url("admin", &keys_database), &newest);
    city.nodes[0].stop().await;
    for (database, file) in [&city.database, &keys_database].into_iter().zip(&files) {
        restore(&city, database, file).await;
    }
    let keys = city.keys().await;
    let back = "select count(*) from room_key where room = any($1)";
    let count =
        async || -> i64 { sqlx::query_scalar(back).bind(&rooms[..ERASED]).fetch_one(&keys).await.expect("a count") };
    assert_eq!(count().await, 50, "the backup holds their keys");
    let old = keys_of(&city, &city.epoch_file(), &keys_database).await;
    for room in &rooms {
        assert!(matches!(old.of(RoomId(*room)).await, Err(Error::Epoch(_))), "and none of them opens");
    }
    drop(old);
    let quiet = ["http.listen", "http.device_listen"].map(|key| (key, r#"["127.0.0.1:0"]"#.to_owned()));
    let said = city.command_with(&["serve"], &quiet).await.expect_err("it does not serve");
    assert!(said.contains("the database is older than the last erasure"), "{said}");
    // The newest backup of the keys, as the manual says.
    keys.close().await;
    restore(&city, &keys_database, &newest).await;
    let keys = city.keys().await;
    let count =
        async || -> i64 { sqlx::query_scalar(back).bind(&rooms[..ERASED]).fetch_one(&keys).await.expect("a count") };
    assert_eq!(count().await, 0);
    let held = "select count(*) from care_room where state = 'erased'";
    assert_eq!(city.number(held).await, 0, "the backup knows of no erasure");
    let began = Instant::now();
    city.start_again(0, &fast).await;
    eprintln!("restored databases served after {:?}", began.elapsed());

    // By the API.
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let after = city_rooms(&kato).await;
    for (number, room) in rooms.iter().enumerate() {
        let (was, is) = (&before[room], &after[room]);
        assert_eq!((was.state, &was.label, was.erased), (is.state, &is.label, is.erased), "{number}");
        let entries = format!("/api/v1/rooms/{room}/entries");
        match is.state {
            RoomState::Erased => {
                assert!(number < ERASED && is.label.is_empty());
                sato.get(&entries).await.refused(Code::NotFound);
            }
            RoomState::Discontinued => {
                sato.get(&entries).await.refused(Code::RoomClosed);
                assert_eq!(is.label, canary(number, "氏名"));
            }
            RoomState::Active | RoomState::Ended => {
                let text = sato.get(&entries).await.text;
                assert!(text.contains(&canary(number, "本文")), "{number}: {text}");
                assert_eq!(is.label, canary(number, "氏名"));
                assert_eq!(is.consent.as_ref().and_then(|it| it.relation.clone()), Some(canary(number, "続柄")));
            }
            other => panic!("{number}: {other:?}"),
        }
    }
    for room in discontinued.iter().chain([&early]) {
        assert_eq!(after[room].state, RoomState::Discontinued);
    }
    for room in ended.iter().chain([&late]) {
        assert_eq!(after[room].state, RoomState::Ended);
    }
    // Read as long as before the restore, and no longer.
    let longer = "select count(*) from membership m join care_room r on r.id = m.room
        where r.state = 'ended' and m.left_seq is null
          and (r.readable_until is null or m.until is null or m.until > r.readable_until)";
    assert_eq!(city.number(longer).await, 0);
    let from_decision = "select count(*) from care_room
        where state = 'ended' and readable_until <> state_since + interval '90 days'";
    assert_eq!(city.number(from_decision).await, 0);
    for (room, was) in rooms[..ERASED].iter().zip(&certificates) {
        let is: renrakucho_protocol::erasure::ErasureCertificate =
            shonin.get(&format!("/api/v1/city/rooms/{room}/erasure")).await.json();
        assert_eq!(
            (is.line, &is.proposed_by, &is.decided_by, &is.goes),
            (was.line, &was.proposed_by, &was.decided_by, &was.goes)
        );
        assert!(is.completed_at.is_some());
    }
    // With the keys that are left: what the backup held of the fifty opens with none of them; of the others everything does.
    assert_eq!(count().await, 0);
    let all = keys_of(&city, &city.epoch_file(), &keys_database).await;
    let mut opened = Vec::new();
    for room in &rooms {
        match all.of(RoomId(*room)).await {
            Ok(key) => opened.push((*room, key)),
            Err(error) => assert!(matches!(error, Error::NoKey) && rooms[..ERASED].contains(room), "{error}"),
        }
    }
    assert_eq!(opened.len(), ROOMS - ERASED);
    for (of, sealed) in &sealed {
        let names: Vec<_> = opened.iter().filter_map(|(_, key)| key.open_profile(sealed).ok()).collect();
        let expected = usize::from(opened.iter().any(|(room, _)| room == of));
        assert_eq!(names.len(), expected, "{of}");
    }
    // In a dump of both as they are now: no word in the clear, and of the fifty nothing sealed either.
    for database in [&city.database, &keys_database] {
        let text = run("pg_dump", &[&city.url("admin", database)]);
        for number in 0..ROOMS {
            assert!(!text.contains(&canary(number, "")), "{database} holds words in the clear");
        }
        for (number, (of, sealed)) in sealed.iter().enumerate() {
            let is_erased = rooms[..ERASED].contains(of);
            assert!(!is_erased || !text.contains(&hex::encode(sealed)), "{number}");
        }
    }
    let bodies = "select count(*) from entry e join care_room r on r.id = e.room
                  where r.state = 'erased' and octet_length(coalesce(e.sealed, '')) > 0";
    assert_eq!(city.number(bodies).await, 0);
    // It is in the log, and the numbers go on after those that were given.
    let replayed = "select count(*) from audit_event where event = 'deletion_replayed'";
    assert_eq!(city.number(replayed).await, 60);
    let next = rooms[100];
    kato.discontinue(next).await;
    assert_eq!(erase(&kato, &shonin, next).await.line.number, 51);

    // A second start finds nothing to do.
    city.restart_node(0, &fast).await;
    assert_eq!(city.number(replayed).await, 60);
    drop(all);
    keys.close().await;
    city.end().await;
}

async fn erased_certificates(person: &Person, rooms: &[Uuid]) -> Vec<renrakucho_protocol::erasure::ErasureCertificate> {
    let mut all = Vec::with_capacity(rooms.len());
    for room in rooms {
        all.push(person.get(&format!("/api/v1/city/rooms/{room}/erasure")).await.json());
    }
    all
}

#[tokio::test]
async fn without_its_journal_or_with_one_that_was_changed_nobody_serves() {
    let mut city = City::new().await;
    let (kato, journal) = (city.sign_in("kato").await, city.journal());
    let room = city.rooms.hana;
    kato.discontinue(room).await;
    // It stands in the file when the call has answered.
    let text = fs::read_to_string(&journal).expect("a journal");
    let line = text.lines().find(|line| line.contains(&room.to_string())).expect("its line");
    assert!(line.contains(r#""state":"discontinued""#) && !text.contains("カナリア"), "{text}");
    city.nodes[0].stop().await;

    let settings = [
        ("deletions.journal_file", journal.display().to_string()),
        ("http.listen", r#"["127.0.0.1:0"]"#.to_owned()),
        ("http.device_listen", r#"["127.0.0.1:0"]"#.to_owned()),
    ];
    let refused = async |city: &City, why: &str| {
        let said = city.command_with(&["serve"], &settings).await.expect_err("it does not serve");
        assert!(said.contains(why), "{said}");
    };
    let aside = journal.with_extension("aside");
    fs::rename(&journal, &aside).expect("moved");
    refused(&city, "the deletion journal is missing").await;
    // A line taken out of the middle, one changed, one of another installation.
    let without_first: String = text.split_inclusive('\n').skip(1).collect();
    for changed in [without_first, text.replacen("discontinued", "ended", 1), text.replacen('{', "{ ", 1)] {
        fs::write(&journal, changed).expect("written");
        refused(&city, "was changed").await;
    }
    // Lost for good: it is made anew from databases that were not restored. Not over one that is there.
    city.command_with(&["deletions", "write"], &settings).await.expect_err("there is one");
    fs::remove_file(&journal).expect("removed");
    city.command_with(&["deletions", "write"], &settings).await.expect("written");
    let anew = fs::read_to_string(&journal).expect("a journal");
    assert_eq!(anew.lines().count(), text.lines().count());
    // Its end is lost, however whole the rest is: the database knows how long it was.
    let last = anew.lines().last().expect("a line");
    fs::write(&journal, &anew[..anew.len() - last.len() - 1]).expect("cut off");
    refused(&city, "1 of them are missing").await;
    fs::write(&journal, "").expect("emptied");
    refused(&city, "the deletion journal has lost its end").await;
    // Lost for good too: what the databases know is added, and that is whole.
    city.command_with(&["deletions", "write"], &settings).await.expect("written");
    assert_eq!(fs::read_to_string(&journal).expect("a journal").lines().count(), anew.lines().count());
    city.command_with(&["deletions", "write"], &settings).await.expect_err("it is whole");
    // What a crash cut off in the middle of a line counts for nothing, and is written over.
    fs::write(&journal, format!("{text}{{\"room\":\"")).expect("written");
    city.start_again(0, &[]).await;
    let kato = city.sign_in("kato").await;
    kato.discontinue(city.rooms.kiyo).await;
    let whole = fs::read_to_string(&journal).expect("a journal");
    assert_eq!(whole.lines().count(), text.lines().count() + 1);
    assert!(whole.starts_with(&text));
    city.end().await;
}
