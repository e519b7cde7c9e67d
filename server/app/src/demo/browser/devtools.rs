//! The Chrome `DevTools` Protocol over a pair of pipes (`--remote-debugging-pipe`):
//! JSON messages, each ended by a NUL, commands in and answers and events out.
//!
//! Must not: know what the messages are about.

use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::net::unix::pipe;
use tokio::sync::{mpsc, oneshot};

/// What the browser gets: commands are read on fd 3, messages written on fd 4.
pub(super) struct BrowserEnds {
    pub(super) commands: OwnedFd,
    pub(super) messages: OwnedFd,
}

pub(super) struct DevTools {
    commands: tokio::sync::Mutex<pipe::Sender>,
    waiting: Arc<Mutex<Waiting>>,
    last_id: AtomicU64,
}

/// Something the browser says by itself.
#[derive(Debug)]
pub(super) struct Event {
    /// The page it is about; none for the browser as a whole.
    pub(super) session: Option<String>,
    pub(super) method: String,
    pub(super) params: Value,
}

/// Ends when the browser is gone.
pub(super) type Events = mpsc::UnboundedReceiver<Event>;

/// Who waits for which answer.
#[derive(Default)]
struct Waiting {
    gone: bool,
    calls: HashMap<u64, Call>,
}

struct Call {
    session: Option<String>,
    answer: oneshot::Sender<Result<Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    id: Option<u64>,
    method: Option<String>,
    session_id: Option<String>,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    result: Value,
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    message: String,
}

/// Makes the pipes and starts to listen. Needs a tokio runtime.
pub(super) fn connect() -> Result<(DevTools, Events, BrowserEnds)> {
    let (our_commands, their_commands) = pipe::pipe()?;
    let (their_messages, our_messages) = pipe::pipe()?;
    let waiting = Arc::new(Mutex::new(Waiting::default()));
    let (event_sender, events) = mpsc::unbounded_channel();
    tokio::spawn(listen(our_messages, Arc::clone(&waiting), event_sender));
    let devtools = DevTools { commands: tokio::sync::Mutex::new(our_commands), waiting, last_id: AtomicU64::new(0) };
    let ends = BrowserEnds {
        // Chromium reads and writes these as plain blocking descriptors.
        commands: their_commands.into_blocking_fd()?,
        messages: their_messages.into_blocking_fd()?,
    };
    Ok((devtools, events, ends))
}

impl DevTools {
    /// Says it and does not wait: for what can only fail together with the page.
    pub(super) async fn send(&self, session: Option<&str>, method: &str, params: &Value) -> Result<()> {
        self.write(self.next_id(), session, method, params).await
    }

    /// Says it and waits for the answer. Fails when the page or the browser
    /// goes away meanwhile.
    pub(super) async fn call(&self, session: Option<&str>, method: &str, params: &Value) -> Result<Value> {
        let id = self.next_id();
        let (answer, answered) = oneshot::channel();
        {
            let mut waiting = lock(&self.waiting);
            if waiting.gone {
                return Err(anyhow!("the browser is gone"));
            }
            let session = session.map(str::to_owned);
            waiting.calls.insert(id, Call { session, answer });
        }
        self.write(id, session, method, params).await?;
        answered.await.context("gone before it answered").flatten().with_context(|| method.to_owned())
    }

    fn next_id(&self) -> u64 {
        self.last_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    async fn write(&self, id: u64, session: Option<&str>, method: &str, params: &Value) -> Result<()> {
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        let mut bytes = serde_json::to_vec(&command)?;
        bytes.push(0);
        // One command is written whole before the next.
        let mut commands = self.commands.lock().await;
        commands.write_all(&bytes).await.context("the browser is gone")
    }
}

async fn listen(messages: impl AsyncRead + Unpin, waiting: Arc<Mutex<Waiting>>, events: mpsc::UnboundedSender<Event>) {
    let mut messages = BufReader::new(messages);
    let mut bytes = Vec::new();
    // A broken pipe and a closed one are the same news: the browser is gone.
    while let Ok(1..) = messages.read_until(0, &mut bytes).await {
        if bytes.pop_if(|last| *last == 0).is_none() {
            break; // cut off in the middle
        }
        match serde_json::from_slice::<Message>(&bytes) {
            Ok(message) => deliver(message, &waiting, &events),
            Err(error) => tracing::debug!(%error, "a message that is not DevTools JSON"),
        }
        bytes.clear();
    }
    let mut waiting = lock(&waiting);
    waiting.gone = true;
    waiting.calls.clear();
}

fn deliver(message: Message, waiting: &Mutex<Waiting>, events: &mpsc::UnboundedSender<Event>) {
    let failure = message.error.map(|error| anyhow!(error.message));
    if let Some(id) = message.id {
        let call = lock(waiting).calls.remove(&id);
        match (call, failure) {
            // The caller may have given up: nobody to tell then.
            (Some(call), None) => drop(call.answer.send(Ok(message.result))),
            (Some(call), Some(error)) => drop(call.answer.send(Err(error))),
            (None, Some(error)) => tracing::debug!(%error, "a command failed that nobody awaits"),
            (None, None) => {}
        }
        return;
    }
    let Some(method) = message.method else { return };
    if method == "Target.detachedFromTarget" {
        // No more answers come from there; whoever waits must not wait forever.
        let page = message.params["sessionId"].as_str();
        lock(waiting).calls.retain(|_, call| call.session.is_none() || call.session.as_deref() != page);
    }
    let event = Event { session: message.session_id, method, params: message.params };
    // Nobody listens any more while the browser is being closed.
    let _ = events.send(event);
}

/// The map is whole even if a holder panicked: every change to it is one step.
fn lock(waiting: &Mutex<Waiting>) -> std::sync::MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::io::{BufRead, Write};

    /// Plays the browser on a thread: blocking, as Chromium is.
    fn browser(ends: BrowserEnds, play: impl FnOnce(Value, &mut File) + Send + 'static) {
        std::thread::spawn(move || {
            let mut commands = std::io::BufReader::new(File::from(ends.commands));
            let mut messages = File::from(ends.messages);
            let mut bytes = Vec::new();
            commands.read_until(0, &mut bytes).unwrap();
            bytes.pop();
            play(serde_json::from_slice(&bytes).unwrap(), &mut messages);
        });
    }

    #[tokio::test]
    async fn an_answer_finds_its_caller_and_an_event_the_listener() {
        let (devtools, mut events, ends) = connect().unwrap();
        browser(ends, |command, messages| {
            assert_eq!(command["method"], "Page.navigate");
            assert_eq!(command["sessionId"], "S");
            let event = r#"{"method":"Page.loadEventFired","sessionId":"S","params":{}}"#;
            let answer = json!({ "id": command["id"], "result": { "frameId": "F" } });
            write!(messages, "{event}\0not json\0{answer}\0").unwrap();
        });
        let answer = devtools.call(Some("S"), "Page.navigate", &json!({})).await;
        assert_eq!(answer.unwrap()["frameId"], "F");
        assert_eq!(events.recv().await.unwrap().method, "Page.loadEventFired");
        assert!(events.recv().await.is_none());
    }

    #[tokio::test]
    async fn an_error_comes_back_with_the_name_of_the_command() {
        let (devtools, _events, ends) = connect().unwrap();
        browser(ends, |command, messages| {
            let answer = json!({ "id": command["id"], "error": { "message": "no such page" } });
            write!(messages, "{answer}\0").unwrap();
        });
        let error = devtools.call(None, "Page.navigate", &json!({})).await;
        assert_eq!(format!("{:#}", error.unwrap_err()), "Page.navigate: no such page");
    }

    #[tokio::test]
    async fn who_waits_for_a_page_that_closes_is_told() {
        let (devtools, mut events, ends) = connect().unwrap();
        let (done, wait) = std::sync::mpsc::channel::<()>();
        browser(ends, move |_, messages| {
            let event = r#"{"method":"Target.detachedFromTarget","params":{"sessionId":"S"}}"#;
            write!(messages, "{event}\0").unwrap();
            let _ = wait.recv(); // the browser itself stays
        });
        assert!(devtools.call(Some("S"), "X.y", &json!({})).await.is_err());
        assert!(events.recv().await.is_some());
        drop(done);
    }

    #[tokio::test]
    async fn who_waits_for_a_browser_that_ends_is_told() {
        let (devtools, mut events, ends) = connect().unwrap();
        browser(ends, |_, _| {});
        assert!(devtools.call(None, "X.y", &json!({})).await.is_err());
        assert!(events.recv().await.is_none());
        assert!(devtools.call(None, "X.y", &json!({})).await.is_err());
    }
}
