//! The posts of one socket, in the order they came, beside the session: a commit delays nothing that is delivered.

use std::sync::Arc;

use futures_util::{StreamExt, stream::FuturesUnordered};
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
        post_entry::{self, Draft},
    },
    app::Shared,
    http::problem::code_of,
    live::{encode, outbox::Outbox},
    telemetry::chain,
};

/// Posts of one socket that may wait; beyond that it is told to try again.
const QUEUE: usize = 64;
/// Posts of one socket whose commit may be under way at once.
const UNDER_WAY: usize = 64;

/// The queue.
pub struct Posts {
    sender: mpsc::Sender<(Post, String)>,
    worker: JoinHandle<()>,
}

impl Posts {
    /// Starts the queue; it ends when this is dropped and all that was accepted is done.
    pub fn start(app: &Shared, actor: &Actor, outbox: &Arc<Outbox>) -> Self {
        let (sender, queue) = mpsc::channel::<(Post, String)>(QUEUE);
        let worker = app.tasks.spawn(work(app.clone(), actor.clone(), Arc::clone(outbox), queue));
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

async fn work(app: Shared, actor: Actor, outbox: Arc<Outbox>, mut queue: mpsc::Receiver<(Post, String)>) {
    let mut under_way = FuturesUnordered::new();
    let mut more = true;
    while more || !under_way.is_empty() {
        tokio::select! {
            next = queue.recv(), if more && under_way.len() < UNDER_WAY => match next {
                Some((post, request)) => {
                    let mut actor = actor.clone();
                    actor.request = request;
                    let (re, room) = (post.id, post.room);
                    // Submitted here, one after the other; only the waiting is done side by side.
                    let submitted = submit(&app, &actor, post).await;
                    let app = &app;
                    under_way.push(async move {
                        let outcome = match submitted {
                            Ok(submitted) => submitted.outcome(app, &actor).await,
                            Err(error) => Err(error),
                        };
                        match outcome {
                            Ok(done) => {
                                ServerFrame::Ack(Ack { re, room, seq: done.seq, at: done.at, duplicate: done.duplicate })
                            }
                            Err(error) => ServerFrame::Error(failure(&error, Some(re), Some(room), &actor.request)),
                        }
                    });
                }
                None => more = false,
            },
            Some(answer) = under_way.next(), if !under_way.is_empty() => {
                outbox.push(None, None, encode::frame(&answer));
            }
        }
    }
}

async fn submit(app: &Shared, actor: &Actor, post: Post) -> action::Result<post_entry::Submitted> {
    let draft = Draft {
        id: EntryId(post.id),
        room: RoomId(post.room),
        body: Body::new(&post.body)?,
        priority: post.priority.into(),
        reply_to: post.reply_to.map(EntryId),
    };
    post_entry::submit(app, actor, draft).await
}

/// An `error` frame for a failed action; the cause goes to the log under the same request id.
pub fn failure(error: &action::Error, re: Option<Uuid>, room: Option<Uuid>, request: &str) -> Failure {
    let (code, field) = code_of(error);
    match code {
        Code::Internal => tracing::error!(request, cause = %chain(error), "failed"),
        Code::Busy => tracing::warn!(request, cause = %chain(error), "too much waits, or the database is away"),
        _ => tracing::info!(request, cause = %chain(error), "refused"),
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
