//! Whatever the city has that finds malware (`attachments.scanner`): a command that is given the file on its standard input. It ends
//! with 0 when there is nothing in it, with 1 when there is, as clamdscan does. Anything else says nothing about the file.

use std::{io, process::Stdio, time::Duration};

use bytes::Bytes;
use thiserror::Error;
use tokio::{io::AsyncWriteExt, process::Command};

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Nothing; also where nothing looks.
    Clean,
    /// Malware.
    Found,
}

/// Why nobody can say.
#[derive(Debug, Error)]
pub enum Error {
    /// There is no such command, or it cannot be run.
    #[error("attachments.scanner cannot be run")]
    NotRun(#[source] io::Error),
    /// It did not answer within `attachments.scanner_ms`.
    #[error("attachments.scanner does not answer in time")]
    Silent,
    /// It found nothing in a file that it did not read to its end.
    #[error("attachments.scanner did not read the file")]
    Unread,
    /// It ended with another status, or by a signal.
    #[error("attachments.scanner ended with {0:?}")]
    Failed(Option<i32>),
}

/// Has a file looked at.
pub async fn scan(command: &[String], patience: Duration, content: &Bytes) -> Result<Verdict, Error> {
    let [program, arguments @ ..] = command else { return Ok(Verdict::Clean) };
    let mut child = Command::new(program)
        .args(arguments)
        // The server's own environment may hold the URLs of its databases.
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(Error::NotRun)?;
    let mut input = child.stdin.take().expect("it was asked for");
    let feeding = async {
        let fed = input.write_all(content).await;
        drop(input);
        fed.is_ok()
    };
    let both = async { tokio::join!(feeding, child.wait()) };
    let (was_read, ended) = tokio::time::timeout(patience, both).await.map_err(|_| Error::Silent)?;
    match ended.map_err(Error::NotRun)?.code() {
        Some(0) if was_read => Ok(Verdict::Clean),
        Some(0) => Err(Error::Unread),
        // It need not read on when it has found something.
        Some(1) => Ok(Verdict::Found),
        other => Err(Error::Failed(other)),
    }
}
