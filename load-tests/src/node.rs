//! A serving process, and the bus between several.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use crate::{http, postgres::Postgres, wire::Network};

/// A free port of the moment.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A child that does not outlive us.
pub(crate) struct Owned(Child);

impl Owned {
    pub(crate) fn spawn(command: &mut Command) -> anyhow::Result<Self> {
        let program = command.get_program().to_owned();
        Ok(Self(command.stdin(Stdio::null()).spawn().with_context(|| program.display().to_string())?))
    }

    pub(crate) fn pid(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Our own binary's sibling: the server of the same build.
pub(crate) fn server() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("renrakucho");
    ensure!(path.exists(), "{} is missing: run `cargo build --release -p renrakucho`", path.display());
    Ok(path)
}

/// A command of the server, told where its databases are and nothing else.
pub(crate) fn command(postgres: &Postgres) -> anyhow::Result<Command> {
    let mut command = Command::new(server()?);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("RENRAKUCHO")) {
            command.env_remove(name);
        }
    }
    for (section, database) in [("DATABASE", "renrakucho"), ("KEYS", "renrakucho_keys")] {
        command
            .env(format!("RENRAKUCHO__{section}__URL"), postgres.url("renrakucho_app", database))
            .env(format!("RENRAKUCHO__{section}__OWNER_URL"), postgres.url("renrakucho_owner", database));
    }
    Ok(command)
}

/// A node.
pub(crate) struct Node {
    process: Owned,
    command: Command,
    pub(crate) port: u16,
}

impl Node {
    /// Starts one of the nodes whose main hosts listen on `ports`, and waits until it answers.
    pub(crate) async fn start(
        postgres: &Postgres,
        folder: &Path,
        network: &Network,
        ports: &[u16],
        number: usize,
        redis: Option<&Redis>,
    ) -> anyhow::Result<Self> {
        let (port, device) = (ports[number], free_port()?);
        let origins: Vec<_> = ports.iter().map(|port| format!("https://localhost:{port}")).collect();
        let mut command = command(postgres)?;
        let log = File::options().create(true).append(true).open(folder.join(format!("node-{number}.log")))?;
        command
            .args(["serve", "--config"])
            .arg(folder.join("demo/renrakucho.toml"))
            .env("RENRAKUCHO__HTTP__LISTEN", format!("[\"127.0.0.1:{port}\"]"))
            .env("RENRAKUCHO__HTTP__DEVICE_LISTEN", format!("[\"127.0.0.1:{device}\"]"))
            .env("RENRAKUCHO__HTTP__ORIGINS", serde_json::to_string(&origins)?)
            .env("RENRAKUCHO__HTTP__DEVICE_ORIGIN", format!("https://localhost:{device}"))
            .env("RENRAKUCHO__AUDIT__CHECKPOINT_FILE", folder.join(format!("checkpoints-{number}")))
            // A few writers do the work of hundreds of people here; the limit is measured by its own tests.
            .env("RENRAKUCHO__LIVE__FRAMES_PER_SECOND", "100000")
            .env("RENRAKUCHO__LIMITS__FRAMES_PER_SECOND_PER_ACCOUNT", "100000")
            .env("RENRAKUCHO__LIMITS__REQUESTS_PER_SECOND_PER_ACCOUNT", "100000")
            // Alerts are written with each post, but no mail is due while anything is measured.
            .env("RENRAKUCHO__MAIL__HOLD_SECONDS", "86400")
            .env("NO_COLOR", "1")
            .stdout(log.try_clone()?)
            .stderr(log);
        if let Some(redis) = redis {
            command.env("RENRAKUCHO__REDIS__URL", redis.url());
        }
        let mut node = Self { process: Owned::spawn(&mut command)?, command, port };
        node.wait(network).await?;
        Ok(node)
    }

    async fn wait(&mut self, network: &Network) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.process.child().try_wait()? {
                anyhow::bail!("the node ended with {status}; its log is beside the report");
            }
            if let Ok(answer) = http::get(network, self.port, None, "/healthz").await
                && answer.status == 200
            {
                return Ok(());
            }
            ensure!(began.elapsed() < Duration::from_secs(30), "the node does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Kills it as a power cut would, and starts it again at once; answers when it answers.
    pub(crate) async fn kill_and_start(&mut self, network: &Network) -> anyhow::Result<()> {
        let child = self.process.child();
        child.kill()?;
        child.wait()?;
        self.process = Owned::spawn(&mut self.command)?;
        self.wait(network).await
    }
}

/// A Redis on a socket.
pub(crate) struct Redis {
    process: Owned,
    socket: PathBuf,
}

impl Redis {
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Self> {
        let socket = folder.join("redis.sock");
        let mut command = Command::new("redis-server");
        command
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .arg("--dir")
            .arg(folder)
            .stdout(Stdio::null());
        let process = Owned::spawn(&mut command).context("redis-server: run `scripts/require test`")?;
        let began = Instant::now();
        while tokio::net::UnixStream::connect(&socket).await.is_err() {
            ensure!(began.elapsed() < Duration::from_secs(10), "Redis does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(Self { process, socket })
    }

    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    fn url(&self) -> String {
        format!("redis+unix://{}?protocol=resp3", self.socket.display())
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }
}
