//! A serving process that may be killed, frozen, drained, or told to die at a place.

use std::{
    fs::OpenOptions,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use rustls::ClientConfig;

use crate::{
    cluster::{self, PATIENCE},
    proxy::{bus::BusProxy, postgres::PostgresProxy},
};

/// Where a node is.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    /// The port of the main host.
    pub(crate) port: u16,
    device: u16,
}

impl Address {
    /// Two ports that are free at the moment. Below those that the system gives to outgoing connections: a client's must
    /// not take a node's place while that is dead.
    pub(crate) fn free() -> anyhow::Result<Self> {
        let free = || {
            let mut ports = std::iter::repeat_with(|| fastrand::u16(15_000..30_000)).take(200);
            ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).context("no free port")
        };
        Ok(Self { port: free()?, device: free()? })
    }

    /// The origin of its pages.
    pub(crate) fn origin(&self) -> String {
        format!("https://localhost:{}", self.port)
    }
}

/// The name of the epoch key's file in the demo's folder, and in that of each run.
pub(crate) const EPOCH_KEY: &str = "epoch.key";

/// What is the same for all nodes.
pub(crate) struct Installation {
    /// The demo's folder.
    pub(crate) demo: PathBuf,
    /// The main database.
    pub(crate) database: String,
    /// All origins.
    pub(crate) origins: Vec<String>,
    /// Further settings.
    pub(crate) settings: Vec<(String, String)>,
    /// TLS of whoever asks a node.
    pub(crate) tls: Arc<ClientConfig>,
}

/// The node.
pub(crate) struct Node {
    /// Where.
    pub(crate) address: Address,
    /// In front of its PostgreSQL.
    pub(crate) postgres: PostgresProxy,
    /// In front of its Redis.
    pub(crate) bus: BusProxy,
    /// What it writes, over all its lives.
    pub(crate) log: PathBuf,
    installation: Arc<Installation>,
    child: Option<Child>,
}

/// The server's binary, beside this one.
pub(crate) fn binary() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let binary = own.with_file_name("renrakucho-faults");
    anyhow::ensure!(binary.exists(), "{} is missing: `make faults` builds it", binary.display());
    Ok(binary)
}

/// A command of the binary, with nobody else's settings.
pub(crate) fn command(database: &str, socket: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(binary()?);
    for (name, _) in std::env::vars_os() {
        let foreign = |name: &str| name.starts_with("RENRAKUCHO") || name == "FAILPOINTS";
        if name.to_str().is_some_and(foreign) {
            command.env_remove(name);
        }
    }
    let keys = format!("{database}_keys");
    command
        .env("RENRAKUCHO__DATABASE__URL", cluster::url("renrakucho_app", database, socket))
        .env("RENRAKUCHO__DATABASE__OWNER_URL", cluster::url("renrakucho_owner", database, socket))
        .env("RENRAKUCHO__KEYS__URL", cluster::url("renrakucho_app", &keys, socket))
        .env("RENRAKUCHO__KEYS__OWNER_URL", cluster::url("renrakucho_owner", &keys, socket))
        .stdin(Stdio::null());
    Ok(command)
}

impl Node {
    /// Not started yet.
    pub(crate) fn new(
        address: Address,
        postgres: PostgresProxy,
        bus: BusProxy,
        log: PathBuf,
        installation: Arc<Installation>,
    ) -> Self {
        Self { address, postgres, bus, log, installation, child: None }
    }

    /// Its deletion journal, which nodes of one run share.
    pub(crate) fn journal(&self) -> PathBuf {
        self.log.with_file_name("deletions.journal")
    }

    /// The epoch key's file, which they share too.
    pub(crate) fn epoch_key(&self) -> PathBuf {
        self.log.with_file_name(EPOCH_KEY)
    }

    fn spawn(&self, points: &str) -> anyhow::Result<Child> {
        let file = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = command(&self.installation.database, self.postgres.host())?;
        command
            .env("RENRAKUCHO__DELETIONS__JOURNAL_FILE", self.journal())
            .env("RENRAKUCHO__KEYS__EPOCH_FILE", self.epoch_key())
            .arg("serve")
            .arg("--config")
            .arg(self.installation.demo.join("renrakucho.toml"))
            .env("RENRAKUCHO__HTTP__LISTEN", format!("[\"127.0.0.1:{}\"]", self.address.port))
            .env("RENRAKUCHO__HTTP__DEVICE_LISTEN", format!("[\"127.0.0.1:{}\"]", self.address.device))
            .env("RENRAKUCHO__HTTP__ORIGINS", serde_json::to_string(&self.installation.origins)?)
            .env("RENRAKUCHO__HTTP__DEVICE_ORIGIN", format!("https://localhost:{}", self.address.device))
            .env("RENRAKUCHO__DATABASE__CONNECTIONS", "12")
            .env("RENRAKUCHO__KEYS__CONNECTIONS", "3")
            .env("RENRAKUCHO__REDIS__URL", self.bus.url())
            .env("RENRAKUCHO__AUDIT__CHECKPOINT_FILE", self.log.with_extension("checkpoints"))
            .env("RENRAKUCHO__AUDIT__CHECKPOINT_SECONDS", "5")
            .env("NO_COLOR", "1")
            .stdout(file.try_clone()?)
            .stderr(file);
        for (key, value) in &self.installation.settings {
            command.env(format!("RENRAKUCHO__{}", key.replace('.', "__").to_uppercase()), value);
        }
        if !points.is_empty() {
            command.env("FAILPOINTS", points);
        }
        command.spawn().context("the server's binary")
    }

    /// Starts it, with places to die at, and waits until it serves. A server that finds no database ends itself; it is
    /// started again, as whoever runs it in production would.
    pub(crate) async fn start(&mut self, points: &str) -> anyhow::Result<()> {
        let began = Instant::now();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured((*self.installation.tls).clone())
            .pool_max_idle_per_host(0)
            .timeout(Duration::from_secs(2))
            .build()?;
        while began.elapsed() < PATIENCE {
            if self.is_dead()? {
                self.child = Some(self.spawn(points)?);
            }
            let health = http.get(format!("{}/healthz", self.address.origin())).send().await;
            if health.is_ok_and(|answer| answer.status() == 200) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let last: Vec<_> = log.lines().rev().take(5).collect();
        bail!("a node does not serve: {last:?}")
    }

    /// Whether it is not running.
    pub(crate) fn is_dead(&mut self) -> anyhow::Result<bool> {
        let dead = match &mut self.child {
            Some(child) => child.try_wait()?.is_some(),
            None => true,
        };
        if dead {
            self.child = None;
        }
        Ok(dead)
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        if let Some(child) = &self.child {
            kill(Pid::from_raw(i32::try_from(child.id())?), signal)?;
        }
        Ok(())
    }

    /// Kills it.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Asks it to stop and waits. Whether it ended in good order.
    pub(crate) async fn drain(&mut self) -> anyhow::Result<bool> {
        self.signal(Signal::SIGTERM)?;
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let Some(child) = &mut self.child else { return Ok(false) };
            if let Some(status) = child.try_wait()? {
                self.child = None;
                return Ok(status.success());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(false)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // A stopped process dies of SIGKILL too.
        self.kill();
    }
}
