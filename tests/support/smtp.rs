use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use crate::eventually;

/// What the sink answers to a whole mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reply {
    /// 250
    Accept,
    /// 451: not now.
    Later,
    /// 550: never.
    Never,
    /// Nothing, until [`Sink::go_on`].
    Silence,
}

/// A mail as it came over the wire.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The envelope's recipient.
    pub to: String,
    /// All of it.
    pub raw: String,
    /// What was answered.
    pub reply: Reply,
}

impl Mail {
    /// Its `Message-ID`.
    pub fn message_id(&self) -> String {
        let parsed = mail_parser::MessageParser::default().parse(self.raw.as_bytes()).expect("a mail");
        parsed.message_id().expect("a Message-ID").to_owned()
    }

    /// Everything a reader or a machine on the way could see, decoded too.
    pub fn everything(&self) -> String {
        let parsed = mail_parser::MessageParser::default().parse(self.raw.as_bytes()).expect("a mail");
        let mut all = self.raw.clone();
        all.push_str(parsed.subject().unwrap_or_default());
        for part in 0.. {
            let (text, html) = (parsed.body_text(part), parsed.body_html(part));
            if text.is_none() && html.is_none() {
                break;
            }
            all.push_str(&text.unwrap_or_default());
            all.push_str(&html.unwrap_or_default());
        }
        all
    }
}

#[derive(Default)]
struct State {
    script: Mutex<VecDeque<Reply>>,
    mails: Mutex<Vec<Mail>>,
    go_on: Notify,
}

/// A mail server that does as it is told and keeps what it gets.
pub struct Sink {
    state: Arc<State>,
    port: u16,
}

impl Sink {
    /// Starts one; it accepts everything until told otherwise.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(State::default());
        let held = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(converse(socket, Arc::clone(&held)));
            }
        });
        Self { state, port }
    }

    /// Where it listens, as `mail.smtp` names it.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The settings of a node that sends here.
    pub fn settings(&self, hold_seconds: u32) -> Vec<(&'static str, String)> {
        vec![
            ("mail.smtp", self.address()),
            ("mail.tls", "none".into()),
            ("mail.hold_seconds", hold_seconds.to_string()),
        ]
    }

    /// What the next mails are answered.
    pub fn next_replies(&self, replies: &[Reply]) {
        self.state.script.lock().expect("not poisoned").extend(replies);
    }

    /// Ends the silence.
    pub fn go_on(&self) {
        self.state.go_on.notify_waiters();
    }

    /// All that came.
    pub fn mails(&self) -> Vec<Mail> {
        self.state.mails.lock().expect("not poisoned").clone()
    }

    /// Waits for so many mails.
    pub async fn wait_for(&self, number: usize) -> Vec<Mail> {
        eventually("mails", async || Some(self.mails()).filter(|mails| mails.len() >= number)).await
    }
}

async fn converse(socket: TcpStream, state: Arc<State>) -> Option<()> {
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 sink\r\n").await.ok()?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await.ok()? {
        let upper = line.to_uppercase();
        let reply = if let Some(address) = upper.strip_prefix("RCPT TO:") {
            to = address.trim_matches(['<', '>']).to_lowercase();
            "250 ok\r\n"
        } else if upper == "DATA" {
            write.write_all(b"354 go\r\n").await.ok()?;
            let mut raw = String::new();
            while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                raw.push_str("\r\n");
            }
            let reply = state.script.lock().expect("not poisoned").pop_front().unwrap_or(Reply::Accept);
            let going_on = state.go_on.notified();
            state.mails.lock().expect("not poisoned").push(Mail { to: to.clone(), raw, reply });
            match reply {
                Reply::Accept => "250 ok\r\n",
                Reply::Later => "451 later\r\n",
                Reply::Never => "550 never\r\n",
                Reply::Silence => {
                    going_on.await;
                    "250 ok\r\n"
                }
            }
        } else if upper == "QUIT" {
            write.write_all(b"221 bye\r\n").await.ok()?;
            return None;
        } else if upper.starts_with("EHLO") {
            "250-sink\r\n250 8BITMIME\r\n"
        } else {
            "250 ok\r\n"
        };
        write.write_all(reply.as_bytes()).await.ok()?;
    }
    None
}
