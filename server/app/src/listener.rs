//! The accept loop: our own, because axum's sets no limits of time or number. Handshakes run side by side, so that a slow
//! client delays nobody; connections are counted in all and per address; headers must come in time. Extended CONNECT is
//! not offered: a WebSocket has an HTTP/1.1 connection of its own, and cutting it hits nothing else.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use axum::Router;
use dashmap::DashMap;
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use rustls::{ServerConfig, pki_types::CertificateDer};
use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::config::Http;

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    /// The address.
    pub address: IpAddr,
    /// The certificates that the client presented and holds the key of; on the device host only.
    pub certificates: Option<Arc<[CertificateDer<'static>]>>,
}

/// Limits of one listener.
#[derive(Clone, Copy, Debug)]
struct Limits {
    connections: usize,
    per_address: usize,
    handshake: Duration,
    headers: Duration,
}

/// Sockets bound for one host.
pub struct Listener {
    sockets: Vec<TcpListener>,
    limits: Limits,
    tls: Arc<ServerConfig>,
}

impl Listener {
    /// Binds all addresses, or none.
    pub fn bind(addresses: &[SocketAddr], http: &Http, tls: Arc<ServerConfig>) -> anyhow::Result<Self> {
        let sockets = addresses.iter().map(|address| bind(*address)).collect::<anyhow::Result<_>>()?;
        let limits = Limits {
            connections: http.max_connections,
            per_address: http.max_connections_per_address,
            handshake: Duration::from_millis(http.handshake_ms),
            headers: Duration::from_millis(http.header_ms),
        };
        Ok(Self { sockets, limits, tls })
    }

    /// Serves until `stop`; connections under way end by themselves in `tasks`.
    pub fn serve(self, router: &Router, tasks: &TaskTracker, stop: &CancellationToken) {
        let crowd = Arc::new(Crowd::default());
        for socket in self.sockets {
            let door = Door {
                limits: self.limits,
                tls: TlsAcceptor::from(Arc::clone(&self.tls)),
                router: router.clone(),
                tasks: tasks.clone(),
                stop: stop.clone(),
            };
            let crowd = Arc::clone(&crowd);
            let accepting = stop.clone();
            tasks.spawn(async move { accepting.run_until_cancelled(door.accept(socket, crowd)).await });
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

/// Who is connected.
#[derive(Default)]
struct Crowd {
    all: AtomicUsize,
    by_address: DashMap<IpAddr, usize>,
}

/// A place in the crowd; given back when dropped.
struct Place {
    crowd: Arc<Crowd>,
    address: IpAddr,
}

impl Crowd {
    fn enter(self: &Arc<Self>, address: IpAddr, limits: &Limits) -> Option<Place> {
        if self.all.fetch_add(1, Ordering::AcqRel) >= limits.connections {
            self.all.fetch_sub(1, Ordering::AcqRel);
            return None;
        }
        let mut count = self.by_address.entry(address).or_insert(0);
        *count += 1;
        let fits = *count <= limits.per_address;
        drop(count);
        let place = Place { crowd: Arc::clone(self), address };
        fits.then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.all.fetch_sub(1, Ordering::AcqRel);
        self.crowd.by_address.remove_if_mut(&self.address, |_, count| {
            *count -= 1;
            *count == 0
        });
    }
}

#[derive(Clone)]
struct Door {
    limits: Limits,
    tls: TlsAcceptor,
    router: Router,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Door {
    async fn accept(self, socket: TcpListener, crowd: Arc<Crowd>) {
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
            let Some(place) = crowd.enter(address, &self.limits) else { continue };
            let door = self.clone();
            self.tasks.spawn(async move {
                door.connection(stream, address).await;
                drop(place);
            });
        }
    }

    async fn connection(self, stream: TcpStream, address: IpAddr) {
        // A small write must not wait for the answer to the one before; a dead peer must be noticed.
        let keepalive = TcpKeepalive::new().with_time(Duration::from_mins(1)).with_interval(Duration::from_secs(15));
        let _ = stream.set_nodelay(true);
        let _ = SockRef::from(&stream).set_tcp_keepalive(&keepalive);
        let Ok(Ok(tls)) = tokio::time::timeout(self.limits.handshake, self.tls.accept(stream)).await else { return };
        let certificates = tls.get_ref().1.peer_certificates().map(Arc::from);
        let peer = Peer { address, certificates };
        let router = self.router;
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer.clone());
            router.clone().oneshot(request)
        });
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(self.limits.headers).max_buf_size(32 * 1024);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(100)
            .max_header_list_size(32 * 1024)
            .keep_alive_interval(Duration::from_secs(30))
            .keep_alive_timeout(Duration::from_secs(10));
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(tls), service);
        tokio::pin!(connection);
        tokio::select! {
            _ = &mut connection => {}
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    }
}
