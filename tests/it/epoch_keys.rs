//! What was erased opens with no older copy of the rooms' keys either, not even for whoever has the master key and the present epoch
//! key; and nothing else is lost, whoever dies when.

use std::{
    collections::HashSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Instant,
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use renrakucho::seal::{Error, RoomKey};
use renrakucho_domain::RoomId;
use renrakucho_protocol::erasure::ErasureCertificate;
use renrakucho_tests::{City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use sha2::Sha256;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use uuid::Uuid;

use crate::{
    erasure::erase,
    restore::{dump, keys_of, restore},
};

const HANA: &str = "見本 カナリア花子";

/// `NUMBER HEX`: the number, and what must be nowhere once the epoch is over.
fn epoch(file: &Path) -> (i64, String) {
    let text = fs::read_to_string(file).expect("an epoch key");
    let (number, key) = text.trim_end().split_once(' ').expect("a number and a key");
    assert_eq!(fs::metadata(file).expect("it is there").permissions().mode() & 0o777, 0o600);
    (number.parse().expect("a number"), key.to_owned())
}

/// Files of a folder that hold a key, whatever they are called.
fn holders(folder: &Path, key: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    files.filter(|file| fs::read(file).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(key))).collect()
}

async fn profile(city: &City, room: Uuid) -> Vec<u8> {
    let row = sqlx::query_scalar("select sealed from room_profile where room = $1").bind(room);
    row.fetch_one(&city.sql).await.expect("a profile")
}

fn name(key: &RoomKey, sealed: &[u8]) -> Option<String> {
    key.open_profile(sealed).ok().map(|profile| profile.name)
}

/// Serves nobody, and why not.
async fn refused(city: &City, settings: &[(&str, String)]) -> String {
    let mut all: Vec<_> =
        ["http.listen", "http.device_listen"].map(|key| (key, r#"["127.0.0.1:0"]"#.to_owned())).to_vec();
    all.push(("deletions.journal_file", city.journal().display().to_string()));
    all.extend_from_slice(settings);
    city.command_with(&["serve"], &all).await.expect_err("it does not serve")
}

async fn propose(person: &Person, name: &str) -> Uuid {
    let room = id();
    let form = json!({ "id": room, "name": name, "kana": "えぽっく", "birth_date": "1950-02-03", "basis": "resident" });
    person.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
    room
}

async fn head(keys: &PgPool) -> i64 {
    sqlx::query_scalar("select number from key_epoch_head").fetch_one(keys).await.expect("the epoch")
}

#[tokio::test]
async fn an_older_copy_of_the_keys_opens_with_nothing_that_is_kept() {
    let mut city = City::new().await;
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let keys_database = format!("{}_keys", city.database);
    let old_file = city.scratch().join("keys.dump");
    dump(&city.url("admin", &keys_database), &old_file);
    let sealed = [profile(&city, hana).await, profile(&city, sora).await];
    let before = epoch(&city.epoch_file());
    kato.discontinue(hana).await;
    assert_eq!(epoch(&city.epoch_file()), before, "a closing is none");
    assert!(erase(&kato, &shonin, hana).await.completed_at.is_some());

    // The certificate is given, and the last key is nowhere on this machine.
    let after = epoch(&city.epoch_file());
    assert_eq!((after.0, after.1 == before.1), (before.0 + 1, false));
    assert!(holders(&city.scratch(), &before.1).is_empty());
    let newest = city.scratch().join("keys-newest.dump");
    dump(&city.url("admin", &keys_database), &newest);

    // An attacker has the old copy of the keys, the old profile, the master key and the present epoch key.
    let attic = format!("{keys_database}_old");
    let mut admin = PgConnection::connect(&city.url("admin", "postgres")).await.expect("the cluster answers");
    admin.execute(AssertSqlSafe(format!("create database {attic}"))).await.expect("made");
    restore(&city, &attic, &old_file).await;
    let stolen = city.scratch().join("stolen.key");
    let put = |(number, key): &(i64, String)| {
        fs::write(&stolen, format!("{number} {key}\n")).expect("written");
        fs::set_permissions(&stolen, fs::Permissions::from_mode(0o600)).expect("permissions");
    };
    put(&after);
    let attack = keys_of(&city, &stolen, &attic).await;
    for room in [hana, sora] {
        assert!(matches!(attack.of(RoomId(room)).await, Err(Error::Epoch(_))));
    }
    drop(attack);
    // Nor when it is told that it is of the present epoch, with all that the database says of epochs today.
    let today = city.keys().await;
    let proofs: Vec<(i64, Option<Vec<u8>>, Vec<u8>)> =
        sqlx::query_as("select number, sealed, proof from key_epoch").fetch_all(&today).await.expect("epochs");
    let mut old = PgConnection::connect(&city.url("admin", &attic)).await.expect("the attic");
    for (number, sealed, proof) in &proofs {
        sqlx::query("insert into key_epoch (number, sealed, proof, settled_at) values ($1, $2, $3, now()) on conflict do nothing")
            .bind(number)
            .bind(sealed)
            .bind(proof)
            .execute(&mut old)
            .await
            .expect("forged");
    }
    let forged = format!("update key_epoch_head set number = {0}; update room_key set epoch = {0}", after.0);
    old.execute(AssertSqlSafe(forged)).await.expect("forged");
    let attack = keys_of(&city, &stolen, &attic).await;
    for room in [hana, sora] {
        assert!(matches!(attack.of(RoomId(room)).await, Err(Error::Shut)));
    }
    drop(attack);
    old.close().await.expect("closed");
    // With the key that was destroyed it would have opened: that is what kept it, and nothing else.
    restore(&city, &attic, &old_file).await;
    put(&before);
    let lucky = keys_of(&city, &stolen, &attic).await;
    assert_eq!(name(&lucky.of(RoomId(hana)).await.expect("opens"), &sealed[0]).as_deref(), Some(HANA));
    drop(lucky);

    // Restored in its place it is refused, in words; the newest one is served, with everyone else in it.
    today.close().await;
    city.nodes[0].stop().await;
    restore(&city, &keys_database, &old_file).await;
    let said = refused(&city, &[]).await;
    assert!(said.contains("is of epoch 1") && said.contains("Restore the newest backup"), "{said}");
    restore(&city, &keys_database, &newest).await;
    city.start_again(0, &[]).await;
    let kept = keys_of(&city, &city.epoch_file(), &keys_database).await;
    assert!(name(&kept.of(RoomId(sora)).await.expect("opens"), &sealed[1]).is_some());
    assert!(matches!(kept.of(RoomId(hana)).await, Err(Error::NoKey)));
    drop(kept);
    let mori = city.sign_in("mori").await;
    mori.write(sora, "続く").await;
    admin.execute(AssertSqlSafe(format!("drop database {attic} with (force)"))).await.expect("dropped");
    admin.close().await.expect("closed");
    city.end().await;
}

#[tokio::test]
async fn two_machines_come_to_the_same_epoch_while_rooms_come_and_go() {
    let mut city = City::of_two_nodes(&[]).await;
    // The second has a file of its own, in a folder of its own.
    let other_folder = city.scratch().join("other");
    fs::create_dir(&other_folder).expect("a folder");
    let other = other_folder.join("epoch.key");
    let first = epoch(&city.epoch_file());
    fs::copy(city.epoch_file(), &other).expect("copied");
    let own = [("keys.epoch_file", other.display().to_string())];
    city.restart_node(1, &own).await;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "shonin").await);
    let erased = [city.rooms.hana, city.rooms.sora, city.rooms.saburo];
    for room in &erased[..2] {
        kato.discontinue(*room).await;
    }

    // Three are erased, decided at both nodes, while both take new people on.
    let newcomers = async |node: usize| {
        let moderator = kato.at(&city.nodes[node]);
        let mut rooms = Vec::new();
        for number in 0..25 {
            rooms.push(propose(&moderator, &format!("交代 {node} {number}")).await);
        }
        rooms
    };
    let erasing = async {
        for (number, room) in erased.into_iter().enumerate() {
            let node = &city.nodes[number % 2];
            erase(&kato.at(node), &shonin.at(node), room).await;
        }
    };
    let (a, b, ()) = tokio::join!(newcomers(0), newcomers(1), erasing);
    let all: HashSet<Uuid> = a.into_iter().chain(b).collect();
    assert_eq!(all.len(), 50);
    let keys = city.keys().await;
    eventually("both files hold the present epoch alone", async || {
        let is_there = [city.epoch_file(), other.clone()].iter().all(|file| epoch(file) == epoch(&city.epoch_file()));
        (is_there && epoch(&other).0 == head(&keys).await).then_some(())
    })
    .await;
    assert!(head(&keys).await > first.0);
    for folder in [city.scratch(), other_folder.clone()] {
        assert!(holders(&folder, &first.1).is_empty());
    }
    // Nobody was lost, whoever took them on and whenever; both nodes say so with nothing in memory.
    for node in [0, 1] {
        city.restart_node(node, if node == 1 { &own } else { &[] }).await;
        let moderator = kato.at(&city.nodes[node]);
        let lines = moderator.get("/api/v1/city/rooms").await.json::<renrakucho_protocol::http::CityRooms>().rooms;
        let named = lines.iter().filter(|line| all.contains(&line.room) && line.label.starts_with("交代"));
        assert_eq!(named.count(), 50, "node {node}");
    }
    let strays = "select count(*) from room_key where epoch <> (select number from key_epoch_head)";
    let strays: i64 = sqlx::query_scalar(strays).fetch_one(&keys).await.expect("a count");
    assert_eq!(strays, 0);

    // One machine is off while the other erases: it comes forward when it starts, by the key that it has.
    city.nodes[1].stop().await;
    let behind = epoch(&other);
    kato.discontinue(city.rooms.kiyo).await;
    assert!(erase(&kato, &shonin.at(&city.nodes[0]), city.rooms.kiyo).await.completed_at.is_some());
    assert_eq!(epoch(&other), behind);
    city.start_again(1, &own).await;
    assert_eq!(epoch(&other), epoch(&city.epoch_file()));
    assert!(holders(&other_folder, &behind.1).is_empty());
    keys.close().await;
    city.end().await;
}

#[tokio::test]
async fn no_key_comes_in_under_an_epoch_key_that_is_being_destroyed() {
    let mut city = City::new().await;
    city.nodes[0].stop().await;
    let keys = city.keys().await;
    let present = head(&keys).await;
    let add = "insert into room_key (room, wrapped, epoch) select gen_random_uuid(), wrapped, $1 from room_key limit 1";
    // Somebody begins the next epoch, and has wrapped all keys that there are.
    let mut begins = keys.begin().await.expect("begun");
    sqlx::query("select from key_epoch_head where id = 1 for update").execute(&mut *begins).await.expect("locked");
    let wrapped = "update room_key set epoch = epoch + 1";
    begins.execute(wrapped).await.expect("wrapped anew");
    let adding = sqlx::query(add).bind(present).execute(&keys);
    let beginning = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let next = "insert into key_epoch (number, sealed, proof) select max(number) + 1, '', '' from key_epoch;
                    update key_epoch_head set number = number + 1";
        sqlx::raw_sql(next).execute(&mut *begins).await.expect("begun");
        begins.commit().await.expect("committed");
    };
    let (added, ()) = tokio::join!(adding, beginning);
    let refused = added.expect_err("a key that nothing opens any more").to_string();
    assert!(refused.contains(&format!("a key of epoch {present}, but it is epoch {}", present + 1)), "{refused}");
    let strays = "select count(*) from room_key where epoch <> (select number from key_epoch_head)";
    assert_eq!(sqlx::query_scalar::<_, i64>(strays).fetch_one(&keys).await.expect("a count"), 0);
    sqlx::query(add).bind(present + 1).execute(&keys).await.expect("one of the present epoch comes in");
    keys.close().await;
}

#[tokio::test]
async fn without_the_right_epoch_key_nobody_serves_and_half_a_change_is_finished() {
    let mut city = City::new().await;
    let (kato, shonin, file) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.epoch_file());
    let first = fs::read(&file).expect("a key");
    kato.discontinue(city.rooms.hana).await;
    erase(&kato, &shonin, city.rooms.hana).await;
    city.nodes[0].stop().await;
    let second = fs::read(&file).expect("a key");

    fs::remove_file(&file).expect("removed");
    assert!(refused(&city, &[]).await.contains("is missing. Without it no room can be read"));
    assert!(!file.exists(), "none is made in its place");
    for (content, mode, why) in [
        (format!("2 {}\n", "5a".repeat(32)).into_bytes(), 0o600, "is not that of these keys"),
        (format!("1 {}\n", "5a".repeat(32)).into_bytes(), 0o600, "is not that of these keys"),
        (second[..40].to_vec(), 0o600, "is not an epoch key"),
        (second.clone(), 0o640, "can be read by others"),
        (format!("3 {}\n", "5a".repeat(32)).into_bytes(), 0o600, "older than the last erasure"),
    ] {
        fs::write(&file, &content).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("permissions");
        let said = refused(&city, &[]).await;
        assert!(said.contains(why), "{why}: {said}");
        assert_eq!(fs::read(&file).expect("a key"), content, "it is left as it is");
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("permissions");

    // As a node leaves it that dies between the database and the file; and one that dies before it destroys what it had put aside.
    fs::write(&file, &first).expect("written");
    city.start_again(0, &[]).await;
    assert_eq!(fs::read(&file).expect("a key"), second, "brought forward before anyone is served");
    let last = file.with_extension("key.last");
    fs::write(&last, &first).expect("written");
    fs::set_permissions(&last, fs::Permissions::from_mode(0o600)).expect("permissions");
    eventually("it is destroyed", async || (!last.exists()).then_some(())).await;
    // And as one that dies between the key and the new epoch.
    let keys = city.keys().await;
    keys.execute("insert into destroyed_key (room, epoch) values (gen_random_uuid(), 2)").await.expect("a fixture");
    eventually("the epoch ends", async || (epoch(&file).0 == 3).then_some(())).await;
    // A key that nobody can open: no epoch ends, since it could never be opened again; everything else goes on, also a start.
    sqlx::query("insert into room_key (room, wrapped, epoch) values (gen_random_uuid(), '\\x0102', 3)")
        .execute(&keys)
        .await
        .expect("a fixture");
    let (kato, shonin, sora) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.rooms.sora);
    kato.discontinue(sora).await;
    assert_eq!(erase(&kato, &shonin, sora).await.completed_at, None);
    eventually("the log says why", async || city.node().log().contains("opens with no master key").then_some(())).await;
    city.restart_node(0, &[]).await;
    assert_eq!((epoch(&file).0, kato.city_line(city.rooms.kiyo).await.label.is_empty()), (3, false));
    keys.execute("delete from room_key where length(wrapped) = 2").await.expect("a fixture");
    eventually("it is done", async || {
        let shown: ErasureCertificate = shonin.get(&format!("/api/v1/city/rooms/{sora}/erasure")).await.json();
        shown.completed_at
    })
    .await;
    assert_eq!(epoch(&file).0, 4);
    // Keys of another epoch among them: somebody has put back a part.
    city.nodes[0].stop().await;
    sqlx::query("update room_key set epoch = 1 where room = $1")
        .bind(city.rooms.kiyo)
        .execute(&keys)
        .await
        .expect("a fixture");
    assert!(refused(&city, &[]).await.contains("1 keys of rooms are not of the present epoch, 4"));
    sqlx::query("update room_key set epoch = 4").execute(&keys).await.expect("a fixture");
    city.start_again(0, &[]).await;
    keys.close().await;
    city.end().await;
}

#[tokio::test]
async fn the_last_epoch_key_is_kept_until_a_backup_of_the_keys_is_made() {
    let mut city = City::with_folder(|_| [("audit.checkpoint_file", String::new())]).await;
    let (may, safe) = (city.scratch().join("may"), city.scratch().join("safe"));
    fs::create_dir(&safe).expect("a folder");
    let keys_database = format!("{}_keys", city.database);
    let script = format!(
        "test -e {} && cp {} {safe}/epoch.key && pg_dump --format=custom --file {safe}/keys.dump '{}'",
        may.display(),
        city.epoch_file().display(),
        city.url("admin", &keys_database),
        safe = safe.display()
    );
    let settings = [("keys.backup_command", serde_json::to_string(&["sh", "-c", &script]).expect("JSON"))];
    city.restart_node(0, &settings).await;
    let (kato, shonin, room) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.rooms.hana);
    let (first, last) = (epoch(&city.epoch_file()), city.epoch_file().with_extension("key.last"));
    kato.discontinue(room).await;
    let done = erase(&kato, &shonin, room).await;
    // Nobody reads it, and it is not certified: an older backup of the keys is still needed, and still opens.
    assert_eq!((done.key_destroyed_at, done.completed_at), (None, None));
    let bodies = "select count(*) from entry where octet_length(sealed) > 0 and room = ";
    assert_eq!(city.number(&format!("{bodies}'{room}'")).await, 0);
    assert_eq!((epoch(&last), epoch(&city.epoch_file()).0), (first.clone(), first.0 + 1));
    // A second one waits for the same, and the epoch does not go on without a backup.
    kato.discontinue(city.rooms.sora).await;
    erase(&kato, &shonin, city.rooms.sora).await;
    eventually("the log says why", async || city.node().log().contains("keys.backup_command").then_some(())).await;
    assert_eq!(epoch(&city.epoch_file()).0, first.0 + 1);
    // Also over a restart.
    city.restart_node(0, &settings).await;
    assert_eq!(epoch(&last), first);

    fs::write(&may, "").expect("allowed");
    for room in [room, city.rooms.sora] {
        eventually("it is certified", async || {
            let shown: ErasureCertificate = shonin.get(&format!("/api/v1/city/rooms/{room}/erasure")).await.json();
            shown.completed_at.filter(|at| Some(*at) > shown.key_destroyed_at)
        })
        .await;
    }
    assert!(!last.exists());
    let present = epoch(&city.epoch_file());
    assert_eq!(present.0, first.0 + 2, "one for each");
    assert_eq!((epoch(&safe.join("epoch.key")), holders(&city.scratch(), &first.1)), (present, vec![]));
    // That backup is what a new machine is made from.
    city.nodes[0].stop().await;
    restore(&city, &keys_database, &safe.join("keys.dump")).await;
    fs::copy(safe.join("epoch.key"), city.epoch_file()).expect("put back");
    city.start_again(0, &settings).await;
    assert!(!kato.city_line(city.rooms.kiyo).await.label.is_empty());
    city.end().await;
}

fn derive(from: &[u8], purpose: &str) -> [u8; 32] {
    let mut out = [0; 32];
    Hkdf::<Sha256>::new(None, from).expand(purpose.as_bytes(), &mut out).expect("short");
    out
}

/// A room's key, wrapped once more as a version without epochs wrapped it.
fn as_before_epochs(city: &City, room: Uuid, wrapped: &[u8]) -> Vec<u8> {
    let hex32 = |text: &str| hex::decode(text.trim()).expect("hexadecimal");
    let master = hex32(&fs::read_to_string(city.folder.join("master.key")).expect("the master key"));
    let master = derive(&master, "master/wrap");
    let both = derive(&[master.to_vec(), hex32(&epoch(&city.epoch_file()).1)].concat(), "epoch/wrap");
    let place = [b"room-key".as_slice(), room.as_bytes()].concat();
    let nonce: [u8; 24] = wrapped[1..25].try_into().expect("a nonce");
    let raw = XChaCha20Poly1305::new(&both.into())
        .decrypt(&XNonce::from(nonce), Payload { msg: &wrapped[25..], aad: &place })
        .expect("both keys open it");
    let sealed = XChaCha20Poly1305::new(&master.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: &raw, aad: &place })
        .expect("sealed");
    [&wrapped[..25], &sealed].concat()
}

#[tokio::test]
async fn an_installation_without_epochs_begins_its_first_at_the_next_start() {
    let mut city = City::new().await;
    city.nodes[0].stop().await;
    let keys = city.keys().await;
    let rows: Vec<(Uuid, Vec<u8>)> =
        sqlx::query_as("select room, wrapped from room_key").fetch_all(&keys).await.expect("keys");
    for (room, wrapped) in &rows {
        sqlx::query("update room_key set wrapped = $2, epoch = 0 where room = $1")
            .bind(room)
            .bind(as_before_epochs(&city, *room, wrapped))
            .execute(&keys)
            .await
            .expect("a fixture");
    }
    for sql in ["update key_epoch_head set number = 0", "delete from key_epoch"] {
        keys.execute(sql).await.expect(sql);
    }
    fs::remove_file(city.epoch_file()).expect("removed");

    city.start_again(0, &[]).await;
    assert_eq!((epoch(&city.epoch_file()).0, head(&keys).await), (1, 1));
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    assert_eq!(kato.city_line(city.rooms.hana).await.label, HANA);
    let alone: i64 =
        sqlx::query_scalar("select count(*) from room_key where epoch <> 1").fetch_one(&keys).await.expect("a count");
    assert_eq!(alone, 0);
    kato.discontinue(city.rooms.hana).await;
    assert!(erase(&kato, &shonin, city.rooms.hana).await.completed_at.is_some());
    assert_eq!(head(&keys).await, 2);
    // The serving role adds no key of another epoch.
    let mut serving =
        PgConnection::connect(&city.url("renrakucho_app", &format!("{}_keys", city.database))).await.expect("connects");
    for number in [0, 1, 3] {
        let sql = format!("insert into room_key (room, wrapped, epoch) values (gen_random_uuid(), '\\x01', {number})");
        serving.execute(AssertSqlSafe(sql)).await.expect_err("of another epoch");
    }
    serving.close().await.expect("closed");
    keys.close().await;
    city.end().await;
}

#[tokio::test]
async fn an_epoch_of_ten_thousand_rooms_ends_in_one_go() {
    let mut city = City::new().await;
    city.nodes[0].stop().await;
    let keys = keys_of(&city, &city.epoch_file(), &format!("{}_keys", city.database)).await;
    let rooms: Vec<Uuid> = std::iter::repeat_with(id).take(10_000).collect();
    for some in rooms.chunks(500) {
        keys.create_all(some).await.expect("made");
    }
    let before = epoch(&city.epoch_file());
    let began = Instant::now();
    if !keys.destroy(RoomId(rooms[7])).await.expect("destroyed") {
        // A machine that does much else takes longer than a statement may: the job tries again, as here.
        let trying = async { while !keys.end_epoch().await.unwrap_or(false) {} };
        tokio::time::timeout(std::time::Duration::from_mins(3), trying).await.expect("ends");
    }
    eprintln!("an epoch of {} rooms ended within {:?}", rooms.len(), began.elapsed());
    assert_eq!(epoch(&city.epoch_file()).0, before.0 + 1);
    for room in [rooms[0], rooms[9_999]] {
        assert!(keys.of(RoomId(room)).await.is_ok());
    }
    assert!(matches!(keys.of(RoomId(rooms[7])).await, Err(Error::NoKey)));
    drop(keys);
    city.start_again(0, &[]).await;
    city.end().await;
}
