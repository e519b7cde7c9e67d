//! Plain HTTP/1.1 over TLS, as far as the scenarios need it.

use anyhow::{Context, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

use crate::{seat::Seat, wire::Network};

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// A kept connection.
pub(crate) struct Browser {
    stream: TlsStream<TcpStream>,
    port: u16,
    cookie: String,
}

impl Browser {
    pub(crate) async fn open(network: &Network, port: u16, seat: Option<&Seat>) -> anyhow::Result<Self> {
        let cookie = seat.map(|seat| format!("cookie: {}\r\n", seat.cookie)).unwrap_or_default();
        Ok(Self { stream: network.dial(port, 0).await?, port, cookie })
    }

    /// Asks, and waits for the answer's last byte.
    pub(crate) async fn ask(&mut self, method: &str, path: &str, body: Option<&str>) -> anyhow::Result<Answer> {
        let (port, cookie) = (self.port, &self.cookie);
        let head = format!("{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\n{cookie}");
        let request = match body {
            Some(body) => format!(
                "{head}origin: https://localhost:{port}\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\n\r\n{body}",
                body.len()
            ),
            None => format!("{head}\r\n"),
        };
        self.stream.write_all(request.as_bytes()).await?;
        self.stream.flush().await?;
        let mut bytes = Vec::with_capacity(16 * 1024);
        loop {
            ensure!(self.stream.read_buf(&mut bytes).await? > 0, "the server hung up");
            let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let status = text.split(' ').nth(1).context("a status")?.parse()?;
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(Ok(0), |length| length.trim().parse())?;
            while bytes.len() < head + 4 + length {
                ensure!(self.stream.read_buf(&mut bytes).await? > 0, "the server hung up");
            }
            return Ok(Answer { status, body: bytes.split_off(head + 4) });
        }
    }
}

/// Asks once.
pub(crate) async fn get(network: &Network, port: u16, seat: Option<&Seat>, path: &str) -> anyhow::Result<Answer> {
    Browser::open(network, port, seat).await?.ask("GET", path, None).await
}
