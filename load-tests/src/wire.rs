//! A lean WebSocket client over TLS: frames are read in place, nothing is copied or decoded twice, so that what is
//! measured is the server. Not chosen: tungstenite, which costs the client about as much per delivery as the server.

use std::{
    net::{Ipv4Addr, SocketAddr},
    ops::Range,
    path::Path,
    sync::Arc,
};

use anyhow::{Context, bail, ensure};
use renrakucho_protocol::SUBPROTOCOL;
use rustls::{
    ClientConfig, RootCertStore,
    client::Resumption,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::seat::{Dialect, Seat};

/// Sockets that leave from one source address; then the next one, 127.0.0.2 and so on, is taken.
const PER_ADDRESS: usize = 5_000;
const FIRST_BUFFER: usize = 4 * 1024;
/// No frame of the server is longer (see `MAX_SERVER_FRAME`).
const LONGEST: usize = 512 * 1024;

/// How connections are made.
#[derive(Clone)]
pub(crate) struct Network {
    tls: TlsConnector,
    name: ServerName<'static>,
}

impl Network {
    /// Trusts the demo's authority. Sessions are not resumed: each client stands for a device of its own.
    pub(crate) fn trusting(authority: &Path) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(authority).with_context(|| authority.display().to_string())?)?;
        let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.resumption = Resumption::disabled();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), name: ServerName::try_from("localhost")? })
    }

    /// A TLS connection to a port of this machine.
    pub(crate) async fn dial(&self, port: u16, number: usize) -> anyhow::Result<TlsStream<TcpStream>> {
        let socket = TcpSocket::new_v4()?;
        let last = u8::try_from(number / PER_ADDRESS % 200)? + 1;
        if last > 1 {
            socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0)))?;
        }
        let stream = socket.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        stream.set_nodelay(true)?;
        Ok(self.tls.connect(self.name.clone(), stream).await?)
    }
}

/// What a frame is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// One JSON object.
    Text,
    /// The server is about to go, with this code.
    Close(u16),
    /// Neither.
    Other,
}

/// A WebSocket.
pub(crate) struct Wire {
    stream: TlsStream<TcpStream>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    outgoing: Vec<u8>,
}

impl Wire {
    /// Connects and upgrades. `number` spreads clients over source addresses.
    pub(crate) async fn connect(network: &Network, seat: &Seat, number: usize) -> anyhow::Result<Self> {
        let port = seat.port()?;
        let mut stream = network.dial(port, number).await?;
        let ours = match seat.dialect {
            Dialect::Ours => format!("sec-websocket-protocol: {SUBPROTOCOL}\r\ncookie: {}\r\n", seat.cookie),
            Dialect::SocketIo => String::new(),
        };
        let request = format!(
            "GET {} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: bG9hZCBsb2FkIGxvYWQgIQ==\r\norigin: {}\r\n{ours}\r\n",
            seat.path(),
            seat.origin
        );
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await?;
        let mut wire = Self { stream, buffer: vec![0; FIRST_BUFFER], start: 0, end: 0, outgoing: Vec::new() };
        loop {
            ensure!(wire.fill().await? > 0, "closed before the upgrade");
            let head = &wire.buffer[..wire.end];
            if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
                let status = String::from_utf8_lossy(&head[..head.len().min(32)]).into_owned();
                ensure!(status.starts_with("HTTP/1.1 101"), "no upgrade: {status}");
                wire.start = end + 4;
                return Ok(wire);
            }
        }
    }

    /// Sends a text frame. Its mask is zero: a mask protects proxies, and there is none.
    pub(crate) async fn send(&mut self, text: &[u8]) -> std::io::Result<()> {
        self.outgoing.clear();
        self.outgoing.push(0x81);
        match text.len() {
            length @ 0..=125 => self.outgoing.push(0x80 | u8::try_from(length).unwrap_or_default()),
            length => {
                // Masked, with the length in the next two bytes.
                self.outgoing.push(0xfe);
                let length = u16::try_from(length).map_err(|_| std::io::Error::other("a client frame is short"))?;
                self.outgoing.extend(length.to_be_bytes());
            }
        }
        self.outgoing.extend([0; 4]);
        self.outgoing.extend(text);
        self.stream.write_all(&self.outgoing).await?;
        self.stream.flush().await
    }

    /// Reads what is there; 0 at the end. Nothing is lost if this is dropped while it waits.
    pub(crate) async fn fill(&mut self) -> std::io::Result<usize> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.end == self.buffer.len() && self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            if self.buffer.len() >= LONGEST {
                return Err(std::io::Error::other("a frame is too long"));
            }
            self.buffer.resize(self.buffer.len() * 4, 0);
        }
        let read = self.stream.read(&mut self.buffer[self.end..]).await?;
        self.end += read;
        Ok(read)
    }

    /// Takes the next whole frame out of what was read.
    pub(crate) fn take(&mut self) -> anyhow::Result<Option<(Kind, Range<usize>)>> {
        let waiting = &self.buffer[self.start..self.end];
        let [first, second, rest @ ..] = waiting else { return Ok(None) };
        let (length, head) = match (second & 0x7f, rest) {
            (126, [a, b, ..]) => (usize::from(u16::from_be_bytes([*a, *b])), 4),
            (127, [_, _, _, _, a, b, c, d, ..]) => (u32::from_be_bytes([*a, *b, *c, *d]) as usize, 10),
            (126 | 127, _) => return Ok(None),
            (length, _) => (usize::from(length), 2),
        };
        if waiting.len() < head + length {
            return Ok(None);
        }
        let payload = self.start + head..self.start + head + length;
        let kind = match first {
            0x81 => Kind::Text,
            0x88 => match self.buffer[payload.clone()] {
                [a, b, ..] => Kind::Close(u16::from_be_bytes([a, b])),
                _ => Kind::Close(1005),
            },
            0x82 | 0x89 | 0x8a => Kind::Other,
            other => bail!("a frame that begins with {other:#x}"),
        };
        self.start = payload.end;
        Ok(Some((kind, payload)))
    }

    /// The bytes of a frame that was just taken.
    pub(crate) fn bytes(&self, payload: Range<usize>) -> &[u8] {
        &self.buffer[payload]
    }
}
