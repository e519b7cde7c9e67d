//! A node that is told to stop: what it accepted is finished and acknowledged, everyone is told, and it ends by itself.

use std::collections::BTreeSet;

use nix::sys::signal::Signal;
use renrakucho_protocol::{close, frame::ServerFrame};
use renrakucho_tests::{City, id};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::two_nodes::both_listen;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stops_loses_nothing_that_it_acknowledged() {
    let settings = [("live.frames_per_second", "1000".into()), ("limits.frames_per_second_per_account", "1000".into())];
    let mut city = City::with(&settings).await;
    let room = city.rooms.hana;
    let mut sockets = Vec::new();
    for login in ["sato", "tanaka", "mori"] {
        let person = city.sign_in(login).await;
        for _ in 0..6 {
            sockets.push(person.live().await);
        }
    }
    // Someone who has connected and asked for nothing, and someone with half a handshake, delay nobody.
    let silent = TcpStream::connect(("127.0.0.1", city.node().port)).await.expect("a connection");

    for socket in &mut sockets {
        for number in 0..20 {
            socket.send_post(id(), room, &format!("{number}")).await;
        }
    }
    // In the middle of it.
    sockets[0].until("an ack", |frame| matches!(frame, ServerFrame::Ack(_)).then_some(())).await;
    city.node().signal(Signal::SIGTERM);

    let mut acknowledged = BTreeSet::new();
    for socket in &mut sockets {
        assert_eq!(socket.closed().await, Some(close::RESTART));
        assert!(socket.came(|frame| matches!(frame, ServerFrame::Goaway(_))), "no goaway");
        acknowledged.extend(socket.acknowledged());
    }
    city.nodes[0].stopped().await;
    drop(silent);
    let stored: Vec<Uuid> = sqlx::query_scalar("select id from entry where room = $1 and kind = 'post'")
        .bind(room)
        .fetch_all(&city.sql)
        .await
        .expect("the entries");
    let stored: BTreeSet<_> = stored.into_iter().collect();
    assert!(!acknowledged.is_empty() && acknowledged.is_subset(&stored), "acknowledged and not stored");
    city.nodes.clear();
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stopping_node_finishes_reaches_the_other_node_at_once() {
    // Only a hint brings an entry over: the look at the heads comes too late for every test.
    let settings = [
        ("live.heads_ms", "600000".into()),
        ("live.frames_per_second", "1000".into()),
        ("limits.frames_per_second_per_account", "1000".into()),
    ];
    let mut city = City::of_two_nodes(&settings).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let (mut writing, mut there) = (sato.live().await, tanaka.look_at(room).await);
    both_listen(&city).await;
    for number in 0..60 {
        writing.send_post(id(), room, &format!("{number}")).await;
    }
    writing.until("an ack", |frame| matches!(frame, ServerFrame::Ack(_)).then_some(())).await;
    city.node().signal(Signal::SIGTERM);
    assert_eq!(writing.closed().await, Some(close::RESTART));
    city.nodes[0].stopped().await;
    let last = city.number(&format!("select last_seq from care_room where id = '{room}'")).await;
    there.reach(room, last).await;
    city.nodes.remove(0);
    city.end().await;
}
