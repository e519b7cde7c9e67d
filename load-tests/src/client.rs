//! One client of the live protocol.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use anyhow::{Context, bail};
use futures_util::{SinkExt, StreamExt};
use renrakucho_protocol::{
    SUBPROTOCOL,
    frame::{ClientFrame, Hello, ServerFrame},
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue, protocol::WebSocketConfig},
};
use uuid::Uuid;

/// A live session in a room.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Seat {
    pub(crate) url: String,
    pub(crate) origin: String,
    pub(crate) cookie: String,
    pub(crate) room: Uuid,
    pub(crate) account: Uuid,
}

/// Reads the seats.
pub(crate) fn seats(file: &Path) -> anyhow::Result<Vec<Seat>> {
    let text = fs::read(file).with_context(|| file.display().to_string())?;
    Ok(serde_json::from_slice(&text)?)
}

/// TLS that trusts the demo's authority.
pub(crate) fn tls(authority: &Path) -> anyhow::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).with_context(|| authority.display().to_string())?)?;
    Ok(Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()))
}

/// A connection that has been welcomed.
pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    /// Connects, says hello and opens the seat's room.
    pub(crate) async fn connect(seat: &Seat, tls: Arc<ClientConfig>, open: bool) -> anyhow::Result<Self> {
        let mut request = seat.url.as_str().into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("origin", HeaderValue::from_str(&seat.origin)?);
        headers.insert("cookie", HeaderValue::from_str(&seat.cookie)?);
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        let port = seat.url.trim_start_matches("wss://localhost:").split('/').next().context("no port")?;
        let stream = TcpStream::connect(("127.0.0.1", port.parse()?)).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let (socket, _) = tokio_tungstenite::client_async_tls_with_config(
            request,
            stream,
            Some(config),
            Some(Connector::Rustls(tls)),
        )
        .await?;
        let mut client = Self { socket };
        let rooms = if open { vec![seat.room] } else { Vec::new() };
        client
            .send(&ClientFrame::Hello(Hello { client: "load".into(), cursors: BTreeMap::new(), open: rooms }))
            .await?;
        loop {
            match client.next().await?.context("closed before the welcome")? {
                ServerFrame::Welcome(_) if !open => return Ok(client),
                ServerFrame::Opened(_) => return Ok(client),
                ServerFrame::Error(error) => bail!("refused: {:?}", error.code),
                _ => {}
            }
        }
    }

    /// Sends a frame.
    pub(crate) async fn send(&mut self, frame: &ClientFrame) -> anyhow::Result<()> {
        Ok(self.socket.send(Message::text(serde_json::to_string(frame)?)).await?)
    }

    /// The next frame; none when the server has closed.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Option<ServerFrame>> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return Ok(Some(serde_json::from_str(&text)?)),
                Some(Ok(Message::Close(_))) | None => return Ok(None),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }
}
