use std::{
    fs::File,
    hash::{BuildHasher as _, RandomState},
    net::TcpListener,
    ops::Range,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU16, Ordering},
    },
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{Browser, answer, binary, cluster::environment, eventually};

/// Below the range from which systems take ports for outgoing connections, which come and go at any moment: between here and
/// the node's own start one of them could take it.
const PORTS: Range<u16> = 20_000..32_000;

/// A port that nobody listens on, and that this process has given to nobody else. It begins anywhere, so that two runs side by
/// side do not meet.
pub(crate) fn free_port() -> u16 {
    static NEXT: LazyLock<AtomicU16> = LazyLock::new(|| {
        let anywhere = RandomState::new().hash_one(std::process::id()) % u64::from(u16::MAX);
        AtomicU16::new(u16::try_from(anywhere).expect("less than the largest"))
    });
    let next = || PORTS.start + NEXT.fetch_add(1, Ordering::Relaxed) % (PORTS.end - PORTS.start);
    std::iter::repeat_with(next)
        .take(PORTS.len())
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

/// Where a node will be.
#[derive(Clone, Copy)]
pub(crate) struct Address {
    pub(crate) main: u16,
    pub(crate) device: u16,
}

impl Address {
    pub(crate) fn free() -> Self {
        Self { main: free_port(), device: free_port() }
    }

    pub(crate) fn origin(self) -> String {
        format!("https://localhost:{}", self.main)
    }
}

/// A serving process.
pub struct Node {
    child: Child,
    log: PathBuf,
    /// The port of the main host.
    pub port: u16,
    /// The origin of its pages.
    pub origin: String,
    /// The origin of its device host.
    pub device_origin: String,
    /// The authority's certificate.
    pub authority: PathBuf,
    stopped: bool,
}

impl Node {
    pub(crate) async fn start(
        folder: &Path,
        database: &str,
        address: Address,
        origins: &[String],
        log: PathBuf,
        settings: &[(&str, String)],
    ) -> Self {
        let file = File::create(&log).expect("a log");
        let device_origin = format!("https://localhost:{}", address.device);
        let mut command = Command::new(binary());
        environment(&mut command, database);
        command
            .arg("serve")
            .arg("--config")
            .arg(folder.join("renrakucho.toml"))
            .env("RENRAKUCHO__HTTP__LISTEN", format!("[\"127.0.0.1:{}\"]", address.main))
            .env("RENRAKUCHO__HTTP__DEVICE_LISTEN", format!("[\"127.0.0.1:{}\"]", address.device))
            .env("RENRAKUCHO__HTTP__ORIGINS", serde_json::to_string(origins).expect("JSON"))
            .env("RENRAKUCHO__HTTP__DEVICE_ORIGIN", &device_origin)
            .env("RENRAKUCHO__DATABASE__CONNECTIONS", "8")
            .env("RENRAKUCHO__KEYS__CONNECTIONS", "2")
            .env("RENRAKUCHO__AUDIT__CHECKPOINT_FILE", log.with_extension("checkpoints"))
            .env("RENRAKUCHO__AUDIT__LINK_MS", "200")
            .env("RENRAKUCHO__MAIL__POLL_MS", "50")
            // Otherwise it would depend on the hour whether a code is good.
            .env("RENRAKUCHO__PEOPLE__SECOND_PERSON", "never")
            .env("NO_COLOR", "1")
            .env("RENRAKUCHO__LOG__FILTER", "info,renrakucho=debug")
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a log"))
            .stderr(file);
        for (key, value) in settings {
            command.env(format!("RENRAKUCHO__{}", key.replace('.', "__").to_uppercase()), value);
        }
        let child = command.spawn().expect("the binary runs");
        let node = Self {
            child,
            log,
            port: address.main,
            origin: address.origin(),
            device_origin,
            authority: folder.join("authority.pem"),
            stopped: false,
        };
        let browser = Browser::new(&node, None);
        eventually("the node serves", async || {
            let request = browser.request(reqwest::Method::GET, "/healthz");
            if request.try_clone()?.send().await.is_err() {
                assert!(Path::new("/proc").join(node.child.id().to_string()).exists(), "{}", node.log());
                return None;
            }
            (answer(request).await.status == 200).then_some(())
        })
        .await;
        node
    }

    /// All that it has written.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Its resident memory, in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.split_whitespace().next().and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).expect("a pid")), signal).expect("it is ours");
    }

    /// Asks it to stop and waits; complains if it does not stop in good order.
    pub async fn stop(&mut self) {
        self.signal(Signal::SIGTERM);
        self.stopped().await;
    }

    /// Waits until it has stopped by itself, and in good order.
    pub async fn stopped(&mut self) {
        let status = eventually("the node stops", async || self.child.try_wait().expect("its status")).await;
        self.stopped = true;
        assert!(status.success(), "{status}: {}", self.log());
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if self.stopped {
            return;
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = self.log();
            let last: Vec<_> = log.lines().rev().take(25).collect();
            let last: Vec<_> = last.into_iter().rev().collect();
            eprintln!("--- the last of the node at {}:\n{}", self.origin, last.join("\n"));
        }
    }
}
