//! A node that is told to stop: what it accepted is finished and acknowledged, everyone is told, and it ends by itself.

use std::collections::BTreeSet;

use nix::sys::signal::Signal;
use renrakucho_protocol::{close, frame::ServerFrame};
use renrakucho_tests::{City, id};
use tokio::net::TcpStream;
use uuid::Uuid;

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
