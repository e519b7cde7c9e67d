//! The demo's mail server and mailbox: takes every mail by real SMTP and shows it in a browser, on this machine only.
//!
//! SMTP here is the few commands that a submitting client needs (RFC 5321). The crates that offer a server are either
//! whole mail systems or no longer kept.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use axum::{Router, extract::State, response::Html, routing::get};
use mail_parser::MessageParser;
use time::{OffsetDateTime, macros::format_description};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::{clock, entropy};

/// The longest mail that is taken.
const MAX_BYTES: usize = 256 * 1024;
/// How many mails are shown.
const SHOWN: usize = 100;

/// The running mail server.
pub struct Mailbox {
    /// Where it takes mails.
    pub smtp_port: u16,
}

impl Mailbox {
    /// Starts both: SMTP on a free port, the page on `page_port`.
    pub async fn start(folder: PathBuf, page_port: u16) -> anyhow::Result<Self> {
        fs::create_dir_all(&folder)?;
        let folder: Arc<Path> = folder.into();
        let smtp = TcpListener::bind(("127.0.0.1", 0)).await?;
        let smtp_port = smtp.local_addr()?.port();
        let keep = Arc::clone(&folder);
        tokio::spawn(async move {
            while let Ok((stream, _)) = smtp.accept().await {
                let keep = Arc::clone(&keep);
                tokio::spawn(async move {
                    if let Err(error) = converse(stream, &keep).await {
                        tracing::debug!(%error, "the demo's mail server");
                    }
                });
            }
        });
        let page = TcpListener::bind(("localhost", page_port))
            .await
            .with_context(|| format!("cannot listen on port {page_port} for the mailbox"))?;
        let router = Router::new().route("/", get(show)).with_state(folder);
        tokio::spawn(async move { axum::serve(page, router).await });
        Ok(Self { smtp_port })
    }
}

async fn converse(stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 localhost the demo's mailbox\r\n").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" | "HELO" => b"250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "MAIL" | "RCPT" | "RSET" | "NOOP" => b"250 ok\r\n",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let Some(mail) = take_data(&mut stream).await? else {
                    stream.write_all(b"552 too long\r\n").await?;
                    return Ok(());
                };
                // Named by time, so that the newest is last.
                tokio::fs::write(folder.join(format!("{}.eml", entropy::id())), mail).await?;
                b"250 kept\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"502 not here\r\n",
        };
        stream.write_all(answer).await?;
    }
}

async fn take_data(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Vec<u8>>> {
    let mut mail = Vec::new();
    loop {
        let start = mail.len();
        if stream.read_until(b'\n', &mut mail).await? == 0 || mail.len() > MAX_BYTES {
            return Ok(None);
        }
        if &mail[start..] == b".\r\n" {
            mail.truncate(start);
            return Ok(Some(mail));
        }
        if mail[start] == b'.' {
            mail.remove(start);
        }
    }
}

async fn show(State(folder): State<Arc<Path>>) -> Html<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let mails: String = files.iter().rev().take(SHOWN).filter_map(|file| shown(file)).collect();
    let mails = if mails.is_empty() {
        "<p>まだメールはありません。投稿が読まれないまま20秒たつと、ここに届きます。</p>".to_owned()
    } else {
        mails
    };
    Html(format!(
        "<!DOCTYPE html><html lang=\"ja\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"5\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>デモのメールボックス</title><style>\
         body{{font:17px/1.7 'Noto Sans JP','Noto Sans CJK JP',sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;\
         color:#1a1a1a}}article{{border:1px solid #949494;border-radius:8px;padding:1rem 1.25rem;margin:1rem 0}}\
         h2{{font-size:1.125rem;margin:0}}dl{{margin:.25rem 0;color:#595959}}dt,dd{{display:inline;margin:0 .5rem 0 0}}\
         pre{{font:inherit;white-space:pre-wrap;margin:.75rem 0 0}}</style></head><body><main>\
         <h1>デモのメールボックス</h1><p>お知らせメールは、実際には送られず、ここに届きます。</p>{mails}</main></body></html>"
    ))
}

fn shown(file: &Path) -> Option<String> {
    let raw = fs::read(file).ok()?;
    let mail = MessageParser::default().parse(&raw)?;
    let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
    let date = mail.date().and_then(|date| OffsetDateTime::from_unix_timestamp(date.to_timestamp()).ok());
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let date = date.and_then(|date| date.to_offset(clock::TOKYO).format(format).ok()).unwrap_or_default();
    let text = mail.body_text(0).unwrap_or_default();
    Some(format!(
        "<article><h2>{}</h2><dl><dt>宛先</dt><dd>{}</dd><dt>日時</dt><dd>{}</dd></dl><pre>{}</pre></article>",
        escape(mail.subject().unwrap_or_default()),
        escape(to),
        escape(&date),
        escape(&text)
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
