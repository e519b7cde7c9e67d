//! Ended sessions, suspended accounts and devices: each node polls the revocation log on a connection of its own, and
//! holds its frames when it has not heard from the database for too long. A node that is cut off shows nobody anything.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use renrakucho_protocol::close;
use renrakucho_store::session;
use secrecy::ExposeSecret;
use sqlx_connection::Poller;

use super::heads;
use crate::{app::Shared, fault};

/// When the last good poll began, on the machine's monotonic clock.
#[derive(Debug)]
pub struct Freshness {
    began: Instant,
    last_ms: AtomicU64,
    hold: Duration,
}

impl Freshness {
    /// Fresh for `hold` from now on.
    pub fn new(hold: Duration) -> Self {
        Self { began: Instant::now(), last_ms: AtomicU64::new(0), hold }
    }

    fn good(&self, poll_began: Instant) {
        let ms = poll_began.duration_since(self.began).as_millis();
        self.last_ms.store(u64::try_from(ms).unwrap_or(u64::MAX), Ordering::Release);
    }

    /// Whether frames must wait.
    pub fn is_held(&self) -> bool {
        if fault::planted("revocations::no_hold") {
            return false;
        }
        let last = Duration::from_millis(self.last_ms.load(Ordering::Acquire));
        self.began.elapsed().saturating_sub(last) > self.hold
    }
}

mod sqlx_connection {
    //! The poll's own connection, so that a busy pool never delays it.

    use renrakucho_store::{Database, Result, Tx, session};
    use time::OffsetDateTime;

    /// A pool of one.
    pub(super) struct Poller(Database);

    /// What a poll brings.
    pub(super) struct News {
        pub(super) rev: i64,
        pub(super) now: OffsetDateTime,
        pub(super) revocations: Vec<session::Revocation>,
    }

    impl Poller {
        pub(super) fn open(url: &str) -> Result<Self> {
            Ok(Self(Database::open(url, 1)?))
        }

        pub(super) async fn poll(&self, since: Option<i64>) -> Result<News> {
            let mut tx: Tx = self.0.begin().await?;
            let (rev, now) = session::revocation_head(&mut tx).await?;
            let revocations = match since {
                Some(since) if since < rev => session::revocations_after(&mut tx, since).await?,
                _ => Vec::new(),
            };
            Ok(News { rev, now, revocations })
        }
    }
}

/// Polls until the app stops.
pub async fn run(app: Shared) {
    let poller = match Poller::open(app.config.database.url.expose_secret()) {
        Ok(poller) => poller,
        Err(error) => {
            tracing::error!(%error, "the revocation log cannot be polled");
            return;
        }
    };
    let pause = Duration::from_millis(app.config.live.revocations_ms);
    let mut applied = None;
    let mut failing = false;
    loop {
        if app.live.freshness.is_held() && !fault::planted("revocations::no_look_after_hold") {
            // Held until the rooms are caught up with too: what waits may be about one that was closed meanwhile.
            if !matches!(heads::catch_up(&app).await, Ok(true)) {
                tokio::select! {
                    () = tokio::time::sleep(pause) => continue,
                    () = app.stop.cancelled() => return,
                }
            }
        }
        let began = Instant::now();
        match poller.poll(applied).await {
            Ok(news) => {
                for revocation in &news.revocations {
                    apply(&app, revocation);
                }
                applied = Some(news.rev);
                app.live.cut(close::SESSION_ENDED, |socket| socket.expires_at <= news.now);
                app.live.freshness.good(began);
                if std::mem::take(&mut failing) {
                    tracing::info!("the revocation log can be read again");
                }
            }
            Err(error) if !failing => {
                failing = true;
                tracing::warn!(%error, "the revocation log cannot be read; frames are held");
            }
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = app.live.revocations_wanted.notified() => {}
            () = app.stop.cancelled() => return,
        }
    }
}

fn apply(app: &Shared, revocation: &session::Revocation) {
    if fault::planted("revocations::not_applied") {
        return;
    }
    let subject = revocation.subject;
    match revocation.kind.as_str() {
        "session" => app.live.cut_session(subject.into(), close::SESSION_ENDED),
        "device" => app.live.cut(close::DEVICE_REVOKED, |socket| socket.device.0 == subject),
        _ => app.live.cut(close::ACCOUNT_SUSPENDED, |socket| socket.account.0 == subject),
    }
}
