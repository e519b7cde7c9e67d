//! The master key is changed while nodes serve; afterwards the last one opens nothing.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use renrakucho_protocol::http::CityRooms;
use renrakucho_tests::{City, id};
use reqwest::Method;
use serde_json::json;

/// How many rooms a moderator knows by their names, and what a member reads in one.
async fn all_opens(city: &City, node: usize) -> (usize, Vec<String>) {
    let (kato, sato) = (city.sign_in_at(node, "kato").await, city.sign_in_at(node, "sato").await);
    let rooms = kato.get("/api/v1/city/rooms").await.json::<CityRooms>().rooms;
    let entries = sato.read(city.rooms.hana, 0).await.entries;
    let told = entries.iter().map(|entry| serde_json::to_string(entry).expect("JSON"));
    (rooms.iter().filter(|room| !room.label.is_empty()).count(), told.collect())
}

fn new_key(file: &Path, byte: u8) -> String {
    fs::write(file, format!("{byte:02x}").repeat(32)).expect("written");
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("permissions");
    file.display().to_string()
}

#[tokio::test]
async fn the_master_key_is_changed_without_a_pause_and_the_last_one_opens_nothing() {
    let mut city = City::of_two_nodes(&[]).await;
    let last = city.folder.join("master.key").display().to_string();
    let next = new_key(&city.scratch().join("next.key"), 0x5a);
    let named = |current: &str, others: &[&str]| {
        [
            ("keys.master_key_file", current.to_owned()),
            ("keys.other_master_key_files", serde_json::to_string(others).expect("JSON")),
        ]
    };
    let (before, _) = all_opens(&city, 0).await;

    // Both nodes learn of the next key, one after the other; then both wrap with it. One of them always serves.
    for settings in [named(&last, &[&next]), named(&next, &[&last])] {
        for node in [0, 1] {
            city.restart_node(node, &settings).await;
            let tanaka = city.sign_in_at(1 - node, "tanaka").await;
            let mut live = tanaka.look_at(city.rooms.hana).await;
            live.write(city.rooms.hana, &format!("鍵の交換中 {node}")).await;
            assert_eq!(all_opens(&city, node).await.0, before);
        }
    }
    // A room whose key the next master has wrapped, before anything was wrapped anew.
    let tanaka = city.sign_in_at(0, "tanaka").await;
    let person = json!({
        "id": id(), "name": "交換 中子", "kana": "こうかん なかこ", "birth_date": "1940-01-02", "basis": "resident",
    });
    tanaka.call(Method::POST, "/api/v1/proposals", Some(&person)).await.ok();

    let both = named(&next, &[&last]);
    assert!(
        city.command_with(&["keys", "rewrap"], &named(&last, &[])).await.is_err(),
        "some open with no key that is named"
    );
    let told = city.command_with(&["keys", "rewrap"], &both).await.expect("wraps");
    let keys = city.keys().await;
    let all: i64 = sqlx::query_scalar("select count(*) + 1 from room_key").fetch_one(&keys).await.expect("a number");
    assert_eq!(told.trim(), format!("{all} keys are wrapped with the master key"));
    assert_eq!(city.number("select count(*) from audit_event where event = 'keys_rewrapped'").await, 2);

    // The last one is taken away. Nothing is missing, and nothing opens with it.
    for node in [0, 1] {
        city.restart_node(node, &named(&next, &[])).await;
        let (labels, entries) = all_opens(&city, node).await;
        assert_eq!(labels, before + 1, "and the room that was proposed meanwhile");
        for node in [0, 1] {
            let text = format!("鍵の交換中 {node}");
            assert_eq!(entries.iter().filter(|entry| entry.contains(&text)).count(), 2, "{entries:?}");
        }
    }
    let shut = city.command_with(&["keys", "rewrap"], &named(&last, &[])).await.expect_err("opens nothing");
    assert!(shut.contains(&format!("{all} open with no master key that is named")), "{shut}");
    let shut = city.command_with(&["audit", "verify"], &named(&last, &[])).await.expect_err("opens nothing");
    assert!(shut.contains("none of the master keys opens the city's key"), "{shut}");
    city.command_with(&["audit", "verify"], &named(&next, &[]))
        .await
        .expect("whole, and its checkpoints are still ours");

    // What nobody can open is said, and hinders nothing else.
    sqlx::query(
        "insert into room_key (room, wrapped, epoch) select gen_random_uuid(), '\\x0102', number from key_epoch_head",
    )
    .execute(&keys)
    .await
    .expect("a fixture");
    let again = new_key(&city.scratch().join("again.key"), 0x77);
    let part = city.command_with(&["keys", "rewrap"], &named(&again, &[&next])).await.expect_err("one is left");
    assert!(
        part.contains("1 keys are not: 0 changed while this ran (run it again), 1 open with no master key"),
        "{part}"
    );
    sqlx::query("delete from room_key where length(wrapped) = 2").execute(&keys).await.expect("a fixture");
    city.restart_node(0, &named(&again, &[])).await;
    assert_eq!(all_opens(&city, 0).await.0, before + 1);
    keys.close().await;
    city.end().await;
}
