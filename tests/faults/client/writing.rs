//! What a client writes: an outbox that is first in, first out per room, and now and then the same post by two ways at once.

use std::{
    collections::VecDeque,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use renrakucho_protocol::{
    frame::{Ack, ClientFrame, Post},
    vocabulary::Priority,
};
use uuid::Uuid;

use super::{Client, Socket, WAITING, Waiting, new_id, send};
use crate::history::{Event, digest};

impl Client {
    pub(super) fn write_somewhere(&mut self) {
        if !self.world.writing.load(Ordering::Relaxed) {
            return;
        }
        let rooms: Vec<Uuid> =
            self.outbox.iter().filter(|(_, queue)| queue.len() < WAITING).map(|(room, _)| *room).collect();
        if !rooms.is_empty() {
            let room = rooms[self.random.usize(..rooms.len())];
            self.write(room);
        }
    }

    pub(super) fn new_post(&mut self) -> Waiting {
        self.written += 1;
        let body = format!(
            "{} {} {}番 {}",
            self.world.canary,
            self.seat.account.simple(),
            self.written,
            "本日訪問しました。".repeat(self.random.usize(1..8))
        );
        Waiting { id: new_id(), body, sent: None, not_before: Instant::now() }
    }

    pub(super) fn write(&mut self, room: Uuid) {
        let post = self.new_post();
        self.queue(room, post);
    }

    pub(super) fn queue(&mut self, room: Uuid, post: Waiting) {
        if let Some(queue) = self.outbox.get_mut(&room) {
            queue.push_back(post);
        }
        self.tell_waiting();
    }

    /// What a client without an outbox in order would do: the log says first, the wire second.
    pub(super) fn write_swapped(&mut self, room: Uuid) {
        let (first, second) = (self.new_post(), self.new_post());
        for post in [&first, &second] {
            self.log.note(Event::Sent { room, id: post.id, body: digest(&post.body) });
        }
        if let Some(queue) = self.outbox.get_mut(&room) {
            queue.push_back(second);
            queue.push_back(first);
        }
        self.tell_waiting();
    }

    pub(super) fn tell_waiting(&self) {
        self.log.lock().unanswered = self.outbox.values().map(VecDeque::len).sum();
    }

    /// Sends the first post of each room, one at a time: the next one when this one is answered.
    pub(super) async fn send_waiting(&mut self, socket: &mut Socket) -> anyhow::Result<()> {
        let now = Instant::now();
        let mut due = Vec::new();
        for (room, queue) in &mut self.outbox {
            if let Some(first) = queue.front_mut().filter(|first| first.sent.is_none() && first.not_before <= now) {
                first.sent = Some(now);
                due.push((*room, first.id, first.body.clone()));
            }
        }
        for (room, id, body) in due {
            self.log.note(Event::Sent { room, id, body: digest(&body) });
            if self.world.naughty && self.random.u8(..100) < 3 {
                self.also_elsewhere(room, id, &body);
            }
            let post = ClientFrame::Post(Post { id, room, body, priority: Priority::Normal, reply_to: None });
            send(socket, &post).await?;
            if self.world.naughty && self.random.u8(..100) < 3 {
                send(socket, &post).await?;
            }
        }
        Ok(())
    }

    /// The same post at the same time over HTTP at another node.
    pub(super) fn also_elsewhere(&self, room: Uuid, id: Uuid, body: &str) {
        let node = &self.world.nodes[(self.node + 1) % self.world.nodes.len()];
        let request = self
            .world
            .http
            .post(format!("{}/api/v1/rooms/{room}/entries", node.origin()))
            .header("origin", node.origin())
            .header("cookie", &self.seat.cookie)
            .json(&serde_json::json!({ "id": id, "body": body, "priority": "normal" }))
            .timeout(Duration::from_secs(5));
        let log = self.log.clone();
        tokio::spawn(async move {
            let Ok(answer) = request.send().await else { return };
            if answer.status() == 200
                && let Ok(ack) = answer.json::<Ack>().await
            {
                log.note(Event::Acked { room, id, seq: ack.seq });
            }
        });
    }
}
