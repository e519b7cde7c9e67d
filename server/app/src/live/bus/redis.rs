//! The bus over Redis: PUBLISH and SUBSCRIBE only, nothing is stored there.
//!
//! Two connections, so that large pushes do not delay what is published. The reconnecting is our own: the heads must be
//! looked at after each confirmed subscription, and ten times as often from the moment the connection is lost.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use redis::{
    AsyncConnectionConfig, Client, IntoConnectionInfo, PushInfo, PushKind, Value, aio::MultiplexedConnection,
    io::tcp::TcpSettings,
};
use tokio::{
    sync::mpsc::{self, error::TrySendError},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use super::{Bus, News};
use crate::fault;

/// Hints that may wait to be published; beyond that they are dropped, and the look at the heads finds the entries.
const QUEUE: usize = 4_096;
/// How many are published in one round trip.
const PIPELINE: usize = 64;
/// A connection that does not answer for so long is given up.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bus.
pub struct RedisBus {
    hints: mpsc::Sender<Bytes>,
    away: Arc<AtomicBool>,
}

impl Bus for RedisBus {
    fn publish(&self, hint: Bytes) {
        if self.hints.try_send(hint).is_err() {
            tracing::debug!("a hint was dropped: the queue to Redis is full");
        }
    }

    fn is_away(&self) -> bool {
        self.away.load(Ordering::Acquire)
    }
}

/// Starts the bus on a channel of this installation's own. At `end` it publishes what waits, and is over: to be cancelled when
/// nothing is committed any more.
pub fn start(
    url: &str,
    channel: String,
    end: CancellationToken,
) -> anyhow::Result<(RedisBus, mpsc::Receiver<News>, JoinHandle<()>)> {
    // Without it a hint waits for Redis to acknowledge the one before, up to 40 ms: the kernel's delayed acknowledgement.
    let prompt = TcpSettings::default().set_nodelay(true);
    let client = Client::open(url.into_connection_info()?.set_tcp_settings(prompt))?;
    let (hints, queue) = mpsc::channel(QUEUE);
    let (news_in, news) = mpsc::channel(QUEUE);
    let away = Arc::new(AtomicBool::new(true));
    let link = Link { client, channel, news: news_in, away: Arc::clone(&away), end };
    let linked = tokio::spawn(link.run(queue));
    Ok((RedisBus { hints, away }, news, linked))
}

struct Link {
    client: Client,
    channel: String,
    news: mpsc::Sender<News>,
    away: Arc<AtomicBool>,
    end: CancellationToken,
}

impl Link {
    async fn run(self, mut queue: mpsc::Receiver<Bytes>) {
        const SHORTEST: Duration = Duration::from_millis(50);
        let mut pause = SHORTEST;
        let mut told = false;
        while !self.end.is_cancelled() {
            let was_there = !self.away.load(Ordering::Acquire);
            if let Err(error) = self.connected(&mut queue).await {
                if was_there || !self.away.load(Ordering::Acquire) {
                    told = false;
                    pause = SHORTEST;
                }
                if !told {
                    tracing::warn!(%error, "Redis is away; entries are looked for in the database");
                    told = true;
                }
            }
            self.away.store(true, Ordering::Release);
            // Hints from before are stale by the time it is back.
            while queue.try_recv().is_ok() {}
            let _ = self.end.run_until_cancelled(tokio::time::sleep(pause)).await;
            pause = (pause * 2).min(PATIENCE);
        }
    }

    async fn connected(&self, queue: &mut mpsc::Receiver<Bytes>) -> redis::RedisResult<()> {
        let (lost_in, mut lost) = mpsc::unbounded_channel();
        let (news, away) = (self.news.clone(), Arc::clone(&self.away));
        let on_push = move |push: PushInfo| {
            match push.kind {
                PushKind::Message => {
                    if let Some(Value::BulkString(hint)) = push.data.into_iter().nth(1)
                        && let Err(TrySendError::Full(_)) = news.try_send(News::Hint(hint.into()))
                    {
                        // Too many at once: as good as lost. A new subscription makes the node look.
                        let _ = lost_in.send(());
                    }
                }
                PushKind::Subscribe => {
                    away.store(false, Ordering::Release);
                    // Never dropped: a full queue is what may have cost the subscription before.
                    let news = news.clone();
                    tokio::spawn(async move { news.send(News::Subscribed).await });
                }
                PushKind::Disconnection => {
                    let _ = lost_in.send(());
                }
                _ => {}
            }
            Ok::<_, redis::aio::SendError>(())
        };
        let timeouts =
            || AsyncConnectionConfig::new().set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE));
        let mut listening: MultiplexedConnection =
            self.client.get_multiplexed_async_connection_with_config(&timeouts().set_push_sender(on_push)).await?;
        listening.subscribe(&self.channel).await?;
        let mut telling = self.client.get_multiplexed_async_connection_with_config(&timeouts()).await?;
        tracing::info!("Redis is there");

        let mut hints = Vec::with_capacity(PIPELINE);
        let mut beat = tokio::time::interval(PATIENCE);
        let mut ending = false;
        loop {
            tokio::select! {
                // What waits is taken out first; then nothing comes any more.
                () = self.end.cancelled(), if !ending => {
                    ending = true;
                    queue.close();
                }
                taken = queue.recv_many(&mut hints, PIPELINE) => {
                    if taken == 0 {
                        return Ok(());
                    }
                    let mut pipeline = redis::pipe();
                    for hint in hints.drain(..) {
                        pipeline.publish(&self.channel, hint.as_ref()).ignore();
                        if fault::planted("bus::store") {
                            pipeline.lpush("hints", hint.as_ref()).ignore();
                        }
                    }
                    pipeline.exec_async(&mut telling).await?;
                }
                _ = lost.recv() => {
                    return Err((redis::ErrorKind::Io, "the subscription's connection was lost").into());
                }
                // A connection that is cut without a word is noticed by its silence.
                _ = beat.tick() => redis::cmd("PING").exec_async(&mut listening).await?,
            }
        }
    }
}
