//! What carries hints between nodes. A hint may be lost, doubled, late or forged without harm: it only says "look", and
//! saves the look when it opens.

pub mod redis;

use bytes::Bytes;
use tokio::sync::mpsc;

/// Tells other nodes.
pub trait Bus: Send + Sync {
    /// Sends a hint to all other nodes; dropped when it cannot be sent.
    fn publish(&self, hint: Bytes);

    /// Whether there is nobody to tell.
    fn is_alone(&self) -> bool {
        false
    }

    /// Whether hints do not come at the moment.
    fn is_away(&self) -> bool;
}

/// What comes over the bus.
#[derive(Clone, Debug)]
pub enum News {
    /// A hint of some node.
    Hint(Bytes),
    /// The subscription stands (again): something may have been missed.
    Subscribed,
}

/// The bus of a single node: there is nobody to tell.
pub struct LocalBus;

impl Bus for LocalBus {
    fn publish(&self, _hint: Bytes) {}

    fn is_alone(&self) -> bool {
        true
    }

    fn is_away(&self) -> bool {
        false
    }
}

/// Applies what comes over the bus until the app stops.
pub async fn run(app: crate::app::Shared, mut news: mpsc::Receiver<News>) {
    loop {
        let news = tokio::select! {
            news = news.recv() => news,
            () = app.stop.cancelled() => return,
        };
        match news {
            Some(News::Hint(hint)) => app.live.hinted(&app, &hint).await,
            Some(News::Subscribed) => {
                app.live.doubt_counts();
                app.live.look_at_heads();
            }
            None => return,
        }
    }
}
