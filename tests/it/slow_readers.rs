//! Readers who stop reading: they are cut, not waited for, and what was meant for them ends with the cut.

use std::io::ErrorKind;

use renrakucho_tests::{City, Live, eventually};
use reqwest::Method;
use tokio::net::TcpStream;
use uuid::Uuid;

/// 30 KB on the wire.
fn long() -> String {
    "長".repeat(10_000)
}

/// How much can still be read, without waiting for more.
fn left(connection: &TcpStream) -> usize {
    let (mut all, mut some) = (0, vec![0; 64 * 1024]);
    while let Ok(read @ 1..) = connection.try_read(&mut some) {
        all += read;
    }
    all
}

/// The kernel has heard of a reset; nothing was read.
async fn reset(connection: &TcpStream) {
    eventually("the connection is reset", async || {
        let error = connection.take_error().expect("its state")?;
        assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error}");
        Some(())
    })
    .await;
}

async fn flood(writer: &mut Live, room: Uuid, posts: usize) -> i64 {
    let mut last = 0;
    for _ in 0..posts {
        last = writer.write(room, &long()).await.seq;
    }
    last
}

#[tokio::test]
async fn who_is_cut_cannot_go_on_reading() {
    // So much may wait that only the logout cuts.
    let settings = [
        ("live.outbox_bytes", "100000000".into()),
        ("live.outbox_ms", "600000".into()),
        ("live.frames_per_second", "1000".into()),
        ("limits.frames_per_second_per_account", "1000".into()),
    ];
    let city = City::with(&settings).await;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let room = city.rooms.hana;
    let stopped = sato.look_narrowly_at(room).await.into_tcp();
    let mut writer = tanaka.look_at(room).await;
    flood(&mut writer, room, 40).await;

    sato.call(Method::DELETE, "/api/v1/session", None).await.ok();
    reset(&stopped).await;
    let left = left(&stopped);
    assert!(left <= 64 * 1024, "{left} bytes could be read after the cut");
    drop(writer);
    city.end().await;
}

#[tokio::test]
async fn who_stops_reading_is_cut_and_resumes_and_nobody_else_waits() {
    let settings = [
        ("live.outbox_bytes", "65536".into()),
        ("live.frames_per_second", "1000".into()),
        ("limits.frames_per_second_per_account", "1000".into()),
    ];
    let city = City::with(&settings).await;
    let (sato, tanaka, mori) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("mori").await);
    let room = city.rooms.hana;
    let mut slow = Vec::new();
    for _ in 0..5 {
        slow.push(sato.look_narrowly_at(room).await);
    }
    let held = slow[0].cursors[&room];
    let (mut writer, mut reader) = (tanaka.look_at(room).await, mori.look_at(room).await);
    let slow: Vec<_> = slow.into_iter().map(Live::into_tcp).collect();

    let before = city.node().resident_kib();
    let mut last = 0;
    for _ in 0..20 {
        last = flood(&mut writer, room, 2).await;
        // The others get everything while five hang.
        reader.reach(room, last).await;
    }
    for connection in &slow {
        reset(connection).await;
        let left = left(connection);
        assert!(left <= 64 * 1024, "{left} bytes of someone who fell behind were still on the way");
    }
    // 40 posts of 30 KB, which TLS would have sealed for each of five: 6 MB, had they been kept.
    let grown = city.node().resident_kib().saturating_sub(before);
    assert!(grown < 5 * 1024, "{grown} KiB more memory");

    let mut back = sato.live().await;
    back.open_after(room, held).await;
    back.reach(room, last).await;
    assert_eq!(back.texts(room).iter().filter(|text| **text == long()).count(), 40);
    drop((writer, reader, back));
    city.end().await;
}

#[tokio::test]
async fn who_comes_back_to_many_full_rooms_gets_them_one_after_the_other() {
    // One page fits, all of them at once do not.
    let city = City::with(&[("live.outbox_bytes", "80000".into())]).await;
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    let mori = city.sign_in("mori").await;
    let mut writer = mori.live().await;
    let heads = [(hana, flood(&mut writer, hana, 6).await), (sora, flood(&mut writer, sora, 6).await)];
    let mut back = mori.connect().await;
    back.hello_and_open(&[hana, sora]).await;
    for (room, head) in heads {
        back.reach(room, head).await;
    }
    back.settle().await;
    city.end().await;
}
