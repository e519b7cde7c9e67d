//! The posts of one socket: one after the other, so that an author's posts keep their order, and beside the session, so
//! that a commit delays nothing that is delivered.

use std::sync::Arc;

use renrakucho_domain::{Body, EntryId, RoomId};
use renrakucho_protocol::{
    frame::{Ack, Failure, Post, ServerFrame},
    problem::{Code, Retry},
};
use tokio::{sync::mpsc, task::JoinHandle};
use uuid::Uuid;

use crate::{
    action::{
        self, Actor,
        post_entry::{Draft, post_entry},
    },
    app::Shared,
    http::problem::{chain, code_of},
    live::{encode, outbox::Outbox},
};

/// Posts of one socket that may wait; beyond that it is told to try again.
const QUEUE: usize = 64;

/// The queue.
pub struct Posts {
    sender: mpsc::Sender<(Post, String)>,
    worker: JoinHandle<()>,
}

impl Posts {
    /// Starts the queue; it ends when this is dropped and all that was accepted is done.
    pub fn start(app: &Shared, actor: &Actor, outbox: &Arc<Outbox>) -> Self {
        let (sender, mut queue) = mpsc::channel::<(Post, String)>(QUEUE);
        let (held, mut actor, outbox) = (app.clone(), actor.clone(), Arc::clone(outbox));
        let worker = app.tasks.spawn(async move {
            while let Some((post, request)) = queue.recv().await {
                actor.request = request;
                let (re, room) = (post.id, post.room);
                let answer = match one(&held, &actor, post).await {
                    Ok(ack) => ServerFrame::Ack(ack),
                    Err(error) => ServerFrame::Error(failure(&error, Some(re), Some(room), &actor.request)),
                };
                outbox.push(None, None, encode::frame(&answer));
            }
        });
        Self { sender, worker }
    }

    /// Takes no more, and waits until what was accepted is committed and its answers stand in the outbox.
    pub async fn finish(self) {
        drop(self.sender);
        let _ = self.worker.await;
    }

    /// Adds a post. False: there is no room for it at the moment.
    pub fn push(&self, post: Post, request: String) -> bool {
        self.sender.try_send((post, request)).is_ok()
    }
}

async fn one(app: &Shared, actor: &Actor, post: Post) -> action::Result<Ack> {
    let draft = Draft {
        id: EntryId(post.id),
        room: RoomId(post.room),
        body: Body::new(&post.body)?,
        priority: post.priority.into(),
        reply_to: post.reply_to.map(EntryId),
    };
    let done = post_entry(app, actor, draft).await?;
    Ok(Ack { re: post.id, room: post.room, seq: done.seq, at: done.at, duplicate: done.duplicate })
}

/// An `error` frame for a failed action; the cause goes to the log under the same request id.
pub fn failure(error: &action::Error, re: Option<Uuid>, room: Option<Uuid>, request: &str) -> Failure {
    let (code, field) = code_of(error);
    if matches!(code, Code::Internal | Code::Busy) {
        tracing::error!(request, cause = %chain(error), "failed");
    } else {
        tracing::info!(request, cause = %chain(error), "refused");
    }
    let mut failure = coded(code, re, room, request);
    failure.field = field.map(Into::into);
    failure
}

/// An `error` frame for a code.
pub fn coded(code: Code, re: Option<Uuid>, room: Option<Uuid>, request: &str) -> Failure {
    let after_ms = (code.retry() == Retry::After).then_some(1_000);
    Failure { re, room, code, retry: code.retry(), after_ms, field: None, request_id: request.to_owned() }
}
