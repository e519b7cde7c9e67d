//! `renrakucho doctor`: a healthy installation passes; what is broken is found by its name, and nothing else is.

use std::{fs, os::unix::fs::PermissionsExt};

use renrakucho_tests::{City, Installation, RedisServer, Sink, eventually};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::{
    entry_erasure::{proposed, write},
    exceptional_use::decide,
};

/// Everything that is looked at, in the order of looking.
const NAMES: [&str; 22] = [
    "configuration",
    "open_files",
    "disk_space",
    "master_key",
    "database",
    "migrations",
    "roles",
    "installation",
    "second_place",
    "durability",
    "clock",
    "keys_database",
    "keys_durability",
    "epoch_key",
    "room_keys",
    "deletion_journal",
    "main_certificate",
    "device_certificate",
    "device_authority",
    "redis",
    "mail_server",
    "scanner",
];

type Settings = Vec<(&'static str, String)>;

/// The names of what is wrong; insists that each says what to do, and that the exit status fits.
async fn wrong(place: &Installation, settings: &[(&str, String)]) -> Vec<String> {
    let config = place.file("renrakucho.toml").display().to_string();
    let ran = place.run(&["doctor", "--json", "--config", &config], settings).await;
    let report: Value = serde_json::from_str(&ran.told).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    let findings = report["findings"].as_array().expect("findings");
    let wrong: Vec<_> = findings.iter().filter(|finding| finding["state"] == "wrong").collect();
    for finding in &wrong {
        assert!(finding["do"].as_str().is_some_and(|todo| todo.len() > 10), "{finding}");
    }
    assert_eq!(report["healthy"], Value::from(wrong.is_empty()), "{report:#}");
    assert_eq!(ran.well, wrong.is_empty(), "the exit status says the same: {ran:?}");
    wrong.iter().map(|finding| finding["name"].as_str().expect("a name").to_owned()).collect()
}

fn with(settings: &Settings, key: &'static str, value: impl Into<String>) -> Settings {
    let mut all: Settings = settings.iter().filter(|(known, _)| *known != key).cloned().collect();
    all.push((key, value.into()));
    all
}

async fn sql(place: &Installation, database: &str, sql: &str) {
    let mut admin = PgConnection::connect(&place.admin_url(database)).await.expect("the cluster answers");
    admin.execute(AssertSqlSafe(sql.to_owned())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

#[tokio::test]
async fn a_healthy_installation_passes_and_each_fault_is_found_by_its_name() {
    let place = Installation::empty().await;
    let (mail, mut redis) = (Sink::start().await, RedisServer::start().await);
    assert!(place.init().await.well);
    let settings = with(&place.filled_in(&mail.address()), "redis.url", redis.url());

    // Healthy, before it was ever served and after; in words and for machines.
    assert_eq!(wrong(&place, &settings).await, [""; 0]);
    let mut node = place.serve(&settings).await;
    assert_eq!(wrong(&place, &settings).await, [""; 0], "beside a serving node");
    node.stop().await;
    let config = place.file("renrakucho.toml").display().to_string();
    let told = place.run(&["doctor", "--config", &config], &settings).await.told;
    let names: Vec<_> = told.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, NAMES, "{told}");
    assert_eq!(mail.mails().len(), 0, "it sends nothing");

    // Settings.
    let at = |name: &str| place.file(name).display().to_string();
    let database = &place.database;
    let other = |role: &str, name: &str| place.url(role, name);
    for (key, value, found) in [
        ("http.max_connections", "100000000".to_owned(), &["open_files"][..]),
        ("audit.checkpoint_file", "/proc/checkpoints".into(), &["disk_space", "second_place"]),
        ("audit.checkpoint_file", "/nowhere/checkpoints".into(), &["disk_space", "second_place"]),
        ("audit.checkpoint_file", String::new(), &["second_place"]),
        ("audit.checkpoint_file", at("nowhere.checkpoints"), &["second_place"]),
        ("deletions.journal_file", String::new(), &["deletion_journal"]),
        ("deletions.journal_file", at("nowhere.journal"), &["deletion_journal"]),
        ("http.rp_id", "127.0.0.1".into(), &["configuration", "installation"]),
        ("city.name", String::new(), &["configuration"]),
        ("surprise.key", "x".into(), &["configuration"]),
        ("database.url", "postgres://renrakucho_app@localhost/x?host=/nowhere".into(), &["database"]),
        ("database.url", other("renrakucho_owner", database), &["roles"]),
        ("database.url", other("renrakucho_app", &format!("{database}_keys")), &["migrations"]),
        ("keys.url", "postgres://renrakucho_app@localhost/x?host=/nowhere".into(), &["keys_database"]),
        ("keys.url", other("renrakucho_app", database), &["room_keys"]),
        ("keys.master_key_file", at("nowhere.key"), &["master_key"]),
        ("keys.epoch_file", at("nowhere.key"), &["epoch_key"]),
        ("keys.epoch_file", at("master.key"), &["epoch_key"]),
        ("http.key", at("device-host.key"), &["main_certificate"]),
        ("http.certificate", at("nowhere.pem"), &["main_certificate"]),
        ("http.device_origin", "https://elsewhere.mihon.example".into(), &["device_certificate"]),
        ("devices.authority_key", at("device-host.key"), &["device_authority"]),
        ("http.device_authority", at("authority.pem"), &["device_authority"]),
        ("redis.url", "redis+unix:///nowhere/redis.sock".into(), &["redis"]),
        ("mail.smtp", "127.0.0.1:1".into(), &["mail_server"]),
        // It is there, and speaks no TLS.
        ("mail.tls", "starttls".into(), &["mail_server"]),
        ("attachments.scanner", r#"["/nowhere/clamdscan"]"#.into(), &["scanner"]),
        // It lets everything in; it finds something in everything.
        ("attachments.scanner", r#"["cat"]"#.into(), &["scanner"]),
        ("attachments.scanner", r#"["false"]"#.into(), &["scanner"]),
    ] {
        assert_eq!(wrong(&place, &with(&settings, key, value.clone())).await, found, "{key} = {value}");
    }

    // Files that others can read, or that are cut off.
    for (name, found) in
        [("master.key", "master_key"), ("epoch.key", "epoch_key"), ("device-authority.key", "device_authority")]
    {
        fs::set_permissions(place.file(name), fs::Permissions::from_mode(0o640)).expect("permissions");
        assert_eq!(wrong(&place, &settings).await, [found], "{name} is open");
        fs::set_permissions(place.file(name), fs::Permissions::from_mode(0o600)).expect("permissions");
    }
    let key = fs::read(place.file("master.key")).expect("a key");
    fs::write(place.file("master.key"), &key[..62]).expect("written");
    assert_eq!(wrong(&place, &settings).await, ["master_key"]);
    fs::write(place.file("master.key"), &key).expect("written");

    // The database itself.
    sql(&place, database, &format!("alter database {database} set synchronous_commit = off")).await;
    assert_eq!(wrong(&place, &settings).await, ["durability"]);
    sql(&place, database, &format!("alter database {database} reset synchronous_commit")).await;
    sql(&place, database, "grant update (detail) on audit_event to renrakucho_app").await;
    assert_eq!(wrong(&place, &settings).await, ["roles"], "the audit log could be changed");
    sql(&place, database, "revoke update (detail) on audit_event from renrakucho_app").await;
    sql(&place, database, "revoke insert on audit_link from renrakucho_app").await;
    assert_eq!(wrong(&place, &settings).await, ["roles"], "the audit log could not be written");
    sql(&place, database, "grant insert on audit_link to renrakucho_app").await;
    // A key that another master key has wrapped.
    let keys = format!("{database}_keys");
    sql(
        &place,
        &keys,
        "insert into room_key (room, wrapped, epoch) select gen_random_uuid(), '\\x0102', number from key_epoch_head",
    )
    .await;
    assert_eq!(wrong(&place, &settings).await, ["room_keys"]);
    sql(&place, &keys, "delete from room_key").await;
    redis.kill();
    assert_eq!(wrong(&place, &settings).await, ["redis"]);
    redis.start_again().await;

    assert_eq!(wrong(&place, &settings).await, [""; 0], "all of it was put right again");
    place.end().await;
}

#[tokio::test]
async fn a_certificate_that_ends_soon_is_told() {
    let place = Installation::empty().await;
    let mail = Sink::start().await;
    assert!(place.init().await.well);
    let settings = place.filled_in(&mail.address());
    for (days, found) in [(20, &[][..]), (13, &["main_certificate"]), (-1, &["main_certificate"])] {
        let key = rcgen::KeyPair::generate().expect("a key");
        let mut parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        parameters.not_before = renrakucho::clock::now() - time::Duration::days(100);
        parameters.not_after = renrakucho::clock::now() + time::Duration::days(days) + time::Duration::hours(1);
        fs::write(place.file("main-host.pem"), parameters.self_signed(&key).expect("a certificate").pem())
            .expect("written");
        fs::write(place.file("main-host.key"), key.serialize_pem()).expect("written");
        assert_eq!(wrong(&place, &settings).await, found, "{days} days left");
    }
    place.end().await;
}

#[tokio::test]
async fn of_an_erased_post_it_is_told_whether_the_database_has_forgotten_it() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    for body in ["一つめ", "二つめ"] {
        let (entry, _) = write(&sato, room, body).await;
        let decision = proposed(&sato, &kato, room, entry).await;
        decide(&shonin, decision, "accepted").await.ok();
    }
    eventually("the database knows of all", async || {
        let found = city.finding("deletion_journal").await;
        found.ends_with("lines, and the database knows of all of them").then_some(())
    })
    .await;

    // As in a backup of before the first was erased, and of before the second was written.
    let mut owner = PgConnection::connect(&city.url("admin", &city.database)).await.expect("connects");
    owner.execute("set session_replication_role = replica").await.expect("no trigger asks why");
    let forget = format!(
        "delete from entry where room = '{room}' and id = (select entry from entry_erasure order by seq desc limit 1);
         delete from entry_erasure"
    );
    owner.execute(AssertSqlSafe(forget)).await.expect("forgotten");
    owner.close().await.expect("closed");
    assert_eq!(
        city.finding("deletion_journal").await,
        "the database is older than 1 of its lines: the next start does them again"
    );
    city.end_tampered().await;
}
