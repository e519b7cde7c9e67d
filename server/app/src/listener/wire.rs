//! The connection below TLS. Our own type, so that whoever holds it, HTTP or a live session after the upgrade, also holds
//! its place in the crowd, and can reset it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use socket2::{SockRef, TcpKeepalive};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::server::TlsStream;

use super::crowd::Place;
use crate::fault;

/// What the kernel may keep unsent of one connection. By default megabytes, which a reader who was cut could go on reading.
const UNSENT: u32 = 16 * 1024;

/// A TCP connection with its place among those that are counted.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    _place: Place,
}

/// A connection after its handshake. Boxed: a session and each step on the way to it hold a pointer, not a kilobyte.
pub type Secure = Box<TlsStream<Wire>>;

impl Wire {
    pub(super) fn new(stream: TcpStream, place: Place) -> Self {
        // A small write must not wait for the answer to the one before; a dead peer must be noticed.
        let keepalive = TcpKeepalive::new().with_time(Duration::from_mins(1)).with_interval(Duration::from_secs(15));
        let _ = stream.set_nodelay(true);
        let socket = SockRef::from(&stream);
        let _ = socket.set_tcp_keepalive(&keepalive);
        if !fault::planted("wire::much_unsent") {
            let _ = socket.set_tcp_notsent_lowat(UNSENT);
        }
        Self { stream, _place: place }
    }

    /// From now on the end of this connection is a reset: what the kernel still holds for the reader is thrown away. Only
    /// for who must not read on; everyone else's last words would be lost.
    pub fn reset_at_end(&self) {
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
