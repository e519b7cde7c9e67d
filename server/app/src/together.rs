//! Questions that many ask at the same moment, put to the database in one statement: when thousands come back at once, what is
//! dear is not a row but a statement. While one is under way the next gathers; whoever is alone waits for nobody.
//!
//! Nothing here decides who may do what, and nothing is remembered: each question is asked after it came, and the statement
//! answers it. What gets no answer here (too many wait, the database did not answer) is asked once more by itself, so that its
//! error is its own.

use renrakucho_domain::{AccountId, SessionId};
use renrakucho_store::{
    Database, Result,
    entry::{self, View},
    membership::{self, Stand},
    room::{self, Line, ReaderView},
    session::{self, Found},
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::{app::Shared, live::parking::Mutex};

/// Questions in one statement.
const MAX_BATCH: usize = 200;
/// Questions of a kind that may wait.
const QUEUE: usize = 4_096;

struct Asked<Q, A> {
    question: Q,
    answer: oneshot::Sender<A>,
}

/// Questions of one kind.
struct Together<Q, A> {
    queue: mpsc::Sender<Asked<Q, A>>,
    waiting: Mutex<Option<mpsc::Receiver<Asked<Q, A>>>>,
}

impl<Q, A> Default for Together<Q, A> {
    fn default() -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        Self { queue, waiting: Mutex::new(Some(waiting)) }
    }
}

impl<Q, A> Together<Q, A> {
    async fn ask(&self, question: Q) -> Option<A> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(Asked { question, answer }).ok()?;
        answered.await.ok()
    }

    /// Answers what waits, until the app stops. `statement` answers each question at its place.
    async fn answer<F>(&self, stop: &CancellationToken, statement: impl Fn(Vec<Q>) -> F)
    where
        F: Future<Output = Result<Vec<A>>>,
    {
        let Some(mut queue) = self.waiting.lock().take() else { return };
        let mut asked = Vec::new();
        while stop.run_until_cancelled(queue.recv_many(&mut asked, MAX_BATCH)).await.is_some() {
            let (questions, waiting): (Vec<_>, Vec<_>) = asked.drain(..).map(|one| (one.question, one.answer)).unzip();
            let count = questions.len();
            match statement(questions).await {
                Ok(answers) => {
                    for (waiting, answer) in waiting.into_iter().zip(answers) {
                        // Who has hung up was answered all the same.
                        let _ = waiting.send(answer);
                    }
                }
                Err(error) => tracing::warn!(%error, questions = count, "could not be answered together"),
            }
        }
    }
}

/// The questions of this node.
#[derive(Default)]
pub struct Questions {
    sessions: Together<Vec<u8>, Option<Found>>,
    sessions_again: Together<SessionId, Option<Found>>,
    stands: Together<AccountId, Vec<Stand>>,
    lists: Together<AccountId, Vec<Line>>,
    views: Together<View, Option<ReaderView>>,
}

impl Questions {
    /// The session of a token's hash.
    pub async fn session(&self, database: &Database, token_hash: Vec<u8>) -> Result<Option<Found>> {
        match self.sessions.ask(token_hash.clone()).await {
            Some(found) => Ok(found),
            None => Ok(session::find(database.pool(), &[token_hash]).await?.pop().flatten()),
        }
    }

    /// A session once more, by its id.
    pub async fn session_again(&self, database: &Database, session: SessionId) -> Result<Option<Found>> {
        match self.sessions_again.ask(session).await {
            Some(found) => Ok(found),
            None => Ok(session::find_again(database.pool(), &[session]).await?.pop().flatten()),
        }
    }

    /// The rooms in which an account's membership stands.
    pub async fn stands(&self, database: &Database, account: AccountId) -> Result<Vec<Stand>> {
        match self.stands.ask(account).await {
            Some(stands) => Ok(stands),
            None => Ok(membership::standing(database.pool(), &[account]).await?.pop().unwrap_or_default()),
        }
    }

    /// An account's list of rooms.
    pub async fn list(&self, database: &Database, account: AccountId) -> Result<Vec<Line>> {
        match self.lists.ask(account).await {
            Some(list) => Ok(list),
            None => Ok(room::lists(database.pool(), &[account]).await?.pop().unwrap_or_default()),
        }
    }

    /// Writes a view of entries that are at hand down, and tells how its viewer stands to the room: the permission of each is
    /// asked and the audit event of each is committed before their first byte. None: nobody knows, ask in another way.
    pub async fn view(&self, view: View) -> Option<Option<ReaderView>> {
        self.views.ask(view).await
    }
}

/// Answers until the app stops. Each kind by itself: a long list of rooms keeps nobody at the gate.
pub async fn run(app: Shared) {
    let Questions { sessions, sessions_again, stands, lists, views } = &app.questions;
    let (stop, database) = (&app.stop, &app.database);
    tokio::join!(
        sessions.answer(stop, |hashes| async move { session::find(database.pool(), &hashes).await }),
        sessions_again.answer(stop, |ids| async move { session::find_again(database.pool(), &ids).await }),
        stands.answer(stop, |accounts| async move { membership::standing(database.pool(), &accounts).await }),
        lists.answer(stop, |accounts| async move { room::lists(database.pool(), &accounts).await }),
        views.answer(stop, |views| async move { entry::view_recent(database, &views).await }),
    );
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn who_asks_gets_their_own_answer_or_none() {
        let together = std::sync::Arc::new(Together::<u32, u32>::default());
        let asking: Vec<_> = (0..300)
            .map(|n| {
                let together = std::sync::Arc::clone(&together);
                tokio::spawn(async move { together.ask(n).await })
            })
            .collect();
        let stop = CancellationToken::new();
        let (sizes, ended) = (Mutex::new(Vec::new()), stop.clone());
        let answering = together.answer(&ended, |questions: Vec<u32>| {
            sizes.lock().push(questions.len());
            // A statement that fails answers nobody, and the next one is asked all the same.
            let failed = questions.contains(&0).then_some(renrakucho_store::Error::NoAnswer);
            std::future::ready(failed.map_or_else(|| Ok(questions.iter().map(|n| n * 2).collect()), Err))
        });
        let watching = async {
            let mut answers = Vec::new();
            for asked in asking {
                answers.push(
                    tokio::time::timeout(Duration::from_secs(30), asked).await.expect("an answer").expect("no panic"),
                );
            }
            stop.cancel();
            answers
        };
        let ((), answers) = tokio::join!(answering, watching);
        assert_eq!(
            answers.iter().filter(|answer| answer.is_none()).count(),
            sizes.lock()[0],
            "those of the failed one"
        );
        assert!(answers[299] == Some(598) && answers[0].is_none(), "each their own: {answers:?}");
        assert_eq!(sizes.lock().iter().sum::<usize>(), 300);
        assert!(sizes.lock().len() < 300, "none were asked together");
        assert_eq!(together.ask(1).await, None, "nobody answers after the stop");
    }
}
