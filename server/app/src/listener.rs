//! The accept loop: our own, because axum's sets no limits of time or number. Handshakes run side by side, so that a slow
//! client delays nobody; connections are counted in all and per address for as long as they live, upgraded or not; headers
//! must come in time. Extended CONNECT is not offered: a WebSocket has an HTTP/1.1 connection of its own, and cutting it
//! hits nothing else.

mod crowd;
mod forwarded;
mod wire;

use std::{
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use axum::Router;
use http::Request;
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::{ServerConfig, pki_types::CertificateDer, server::Acceptor};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;
use tokio_rustls::LazyConfigAcceptor;
use tower::ServiceExt;

use self::crowd::Crowd;
pub use self::wire::{Secure, Wire};
use crate::{app::Shared, limits};

/// What TLS keeps for a reader who does not read.
const TLS_BUFFER: usize = 32 * 1024;
/// Requests on one HTTP/2 connection at the same time.
const STREAMS: u32 = 100;
/// Requests that a client may take back before they were looked at (CVE-2023-44487), and our own refusals on one
/// connection: beyond that it ends.
const RESETS: usize = 20;
/// What a client has asked for when the server stops is answered within this.
const STOP_PATIENCE: Duration = Duration::from_secs(10);
/// Who has asked for nothing then gets this long to take the goodbye.
const GOODBYE_PATIENCE: Duration = Duration::from_secs(1);

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    /// The address.
    pub address: IpAddr,
    /// The certificates that the client presented and holds the key of; on the device host only. An error is the reason why
    /// whatever was presented counts for nothing.
    pub certificates: Result<Option<Arc<[CertificateDer<'static>]>>, &'static str>,
}

/// Sockets bound for one host.
pub struct Listener {
    sockets: Vec<TcpListener>,
    tls: Arc<ServerConfig>,
}

impl Listener {
    /// Binds all addresses, or none.
    pub fn bind(addresses: &[SocketAddr], tls: Arc<ServerConfig>) -> anyhow::Result<Self> {
        let sockets = addresses.iter().map(|address| bind(*address)).collect::<anyhow::Result<_>>()?;
        Ok(Self { sockets, tls })
    }

    /// Serves until the app stops; connections under way end by themselves in its tasks.
    pub fn serve(self, router: &Router, app: &Shared) {
        let (http, limits) = (&app.config.http, &app.config.limits);
        let door = Arc::new(Door {
            app: app.clone(),
            tls: self.tls,
            router: router.clone(),
            connected: Crowd::new(http.max_connections, http.max_connections_per_address),
            half_open: Crowd::new(limits.half_open_handshakes, limits.half_open_handshakes_per_address),
        });
        for socket in self.sockets {
            let (door, stop) = (Arc::clone(&door), app.stop.clone());
            app.tasks.spawn(async move { stop.run_until_cancelled(door.accept(socket)).await });
        }
    }
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        // [::] takes IPv4 too, also where the machine's default says otherwise.
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into()).with_context(|| format!("cannot listen on {address}"))?;
    socket.listen(4096)?;
    Ok(TcpListener::from_std(socket.into())?)
}

struct Door {
    app: Shared,
    tls: Arc<ServerConfig>,
    router: Router,
    connected: Arc<Crowd>,
    half_open: Arc<Crowd>,
}

impl Door {
    async fn accept(self: Arc<Self>, socket: TcpListener) {
        loop {
            let (stream, address) = match socket.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, mostly: the pause lets some connections end.
                    tracing::warn!(%error, "accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let address = address.ip().to_canonical();
            // Whoever is too many is told nothing: an answer would cost the handshake that is to be saved.
            let counted = limits::counted(address);
            // Behind a proxy stand many.
            let is_proxy = forwarded::is_proxy(&self.app.config.http.trusted_proxies, address);
            let Some(place) = self.connected.enter(counted, is_proxy) else { continue };
            let Some(half) = self.half_open.enter(counted, is_proxy) else { continue };
            if !is_proxy && self.app.limits.handshakes.take(&counted).is_err() {
                continue;
            }
            let door = Arc::clone(&self);
            self.app.tasks.spawn(async move {
                let patience = Duration::from_millis(door.app.config.http.handshake_ms);
                // Boxed: the handshake's buffers must not stay in this task for the connection's whole life.
                let handshake =
                    Box::pin(tokio::time::timeout(patience, door.handshake(Wire::new(stream, place), counted)));
                let Some(Ok(Some(secure))) = door.app.stop.run_until_cancelled(handshake).await else { return };
                drop(half);
                door.serve(secure, address).await;
            });
        }
    }

    /// Waiting for the client costs nothing and is not limited but by time; what costs, the key exchange and the signature,
    /// is done for a few at a time, so that a herd at the door does not hold up those inside.
    async fn handshake(&self, wire: Wire, address: IpAddr) -> Option<Secure> {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), wire).await.ok()?;
        let answering = {
            let _turn = self.app.limits.handshaking.take(&address).await;
            // Behind whatever else is ready: one turn must not lead straight into the next.
            tokio::task::yield_now().await;
            hello.into_stream(Arc::clone(&self.tls))
        };
        let mut tls = answering.await.ok()?;
        tls.get_mut().1.set_buffer_limit(Some(TLS_BUFFER));
        Some(Box::new(tls))
    }

    async fn serve(&self, secure: Secure, address: IpAddr) {
        let http = &self.app.config.http;
        let tls = secure.get_ref().1;
        let second = tls.alpn_protocol() == Some(b"h2");
        let connected = Peer { address, certificates: Ok(tls.peer_certificates().map(Arc::from)) };
        let requests = Arc::new(Requests::default());
        let (router, counted, app) = (self.router.clone(), Arc::clone(&requests), self.app.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            let peer = forwarded::peer(&app.config.http.trusted_proxies, &connected, request.headers());
            request.extensions_mut().insert(peer);
            let (answer, under_way) = (router.clone().oneshot(request), counted.begin());
            async move {
                let answer = answer.await;
                drop(under_way);
                answer
            }
        });
        let io = TokioIo::new(secure);
        if second {
            let mut builder = http2::Builder::new(TokioExecutor::new());
            builder
                .timer(TokioTimer::new())
                .max_concurrent_streams(STREAMS)
                .max_pending_accept_reset_streams(RESETS)
                .max_local_error_reset_streams(RESETS)
                .max_header_list_size(32 * 1024)
                .keep_alive_interval(Duration::from_secs(30))
                .keep_alive_timeout(Duration::from_secs(10));
            let mut connection = pin!(builder.serve_connection(io, service));
            let idle = Duration::from_millis(http.idle_ms);
            tokio::select! {
                _ = &mut connection => return,
                () = self.app.stop.cancelled() => {}
                // A ping that is answered proves that someone is there, not that they need us.
                () = requests.idle_for(idle) => {}
            }
            connection.as_mut().graceful_shutdown();
            let _ = tokio::time::timeout(requests.patience(), connection).await;
        } else {
            let mut builder = http1::Builder::new();
            // The time for headers also ends a connection on which nothing is asked any more.
            let headers = Duration::from_millis(http.header_ms);
            builder.timer(TokioTimer::new()).header_read_timeout(headers).max_buf_size(32 * 1024);
            let mut connection = pin!(builder.serve_connection(io, service).with_upgrades());
            tokio::select! {
                _ = &mut connection => return,
                () = self.app.stop.cancelled() => {}
            }
            connection.as_mut().graceful_shutdown();
            let _ = tokio::time::timeout(requests.patience(), connection).await;
        }
    }
}

/// The requests of one connection.
#[derive(Default)]
struct Requests {
    begun: AtomicUsize,
    under_way: AtomicUsize,
}

/// A request that is being answered.
struct UnderWay(Arc<Requests>);

impl Requests {
    fn begin(self: &Arc<Self>) -> UnderWay {
        self.begun.fetch_add(1, Ordering::AcqRel);
        self.under_way.fetch_add(1, Ordering::AcqRel);
        UnderWay(Arc::clone(self))
    }

    async fn idle_for(&self, time: Duration) {
        loop {
            let begun = self.begun.load(Ordering::Acquire);
            tokio::time::sleep(time).await;
            if self.under_way.load(Ordering::Acquire) == 0 && self.begun.load(Ordering::Acquire) == begun {
                return;
            }
        }
    }

    /// How long the end of the connection is waited for.
    fn patience(&self) -> Duration {
        if self.under_way.load(Ordering::Acquire) == 0 { GOODBYE_PATIENCE } else { STOP_PATIENCE }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::AcqRel);
    }
}
