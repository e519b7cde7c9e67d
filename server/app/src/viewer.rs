//! Views of entries that are at hand, written down together: when thousands come back at once, the permission of each is
//! asked and the audit event of each is committed before their first byte, but in one statement for all who wait.
//!
//! Nothing here decides who may see what: the statement does. Who gets no answer asks by themselves.

use renrakucho_store::{
    entry::{self, View},
    room::ReaderView,
};
use tokio::sync::{mpsc, oneshot};

use crate::{app::Shared, live::parking::Mutex};

/// Views in one statement.
const MAX_BATCH: usize = 200;
/// Views that may wait.
const QUEUE: usize = 4_096;

struct Asked {
    view: View,
    answer: oneshot::Sender<Option<ReaderView>>,
}

/// The views of this node.
pub struct Viewers {
    queue: mpsc::Sender<Asked>,
    waiting: Mutex<Option<mpsc::Receiver<Asked>>>,
}

impl Default for Viewers {
    fn default() -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        Self { queue, waiting: Mutex::new(Some(waiting)) }
    }
}

impl Viewers {
    /// Writes a view down and tells how its viewer stands to the room. None: nobody knows, ask in another way.
    pub async fn view(&self, view: View) -> Option<Option<ReaderView>> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(Asked { view, answer }).ok()?;
        answered.await.ok()
    }
}

/// Writes down what waits, until the app stops.
pub async fn run(app: Shared) {
    let Some(mut queue) = app.viewers.waiting.lock().take() else { return };
    let mut asked = Vec::new();
    while app.stop.run_until_cancelled(queue.recv_many(&mut asked, MAX_BATCH)).await.is_some() {
        let (views, answers): (Vec<_>, Vec<_>) = asked.drain(..).map(|asked| (asked.view, asked.answer)).unzip();
        match entry::view_recent(&app.database, &views).await {
            Ok(seen) => {
                for (answer, seen) in answers.into_iter().zip(seen) {
                    // Who has hung up was written down all the same.
                    let _ = answer.send(seen);
                }
            }
            Err(error) => tracing::warn!(%error, views = views.len(), "views could not be written down together"),
        }
    }
}
