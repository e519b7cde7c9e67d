//! A PostgreSQL and a Redis of our own, durable, to be killed and started again.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// How long something may take to come back before the run is given up.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Our PostgreSQL.
pub(crate) struct Cluster {
    folder: PathBuf,
    socket: PathBuf,
}

fn script(folder: &Path, command: &str, rest: &[&str]) -> anyhow::Result<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres");
    let output = Command::new(script).arg(command).arg(folder).args(rest).stdin(Stdio::null()).output()?;
    ensure!(output.status.success(), "postgres {command}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

impl Cluster {
    /// Makes and starts one.
    pub(crate) fn start(folder: PathBuf) -> anyhow::Result<Self> {
        script(&folder, "start", &[])?;
        let socket = folder.join("cluster/run").canonicalize()?;
        Ok(Self { folder, socket })
    }

    /// The folder of its socket.
    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// A URL past all proxies.
    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        url(role, database, &self.socket)
    }

    /// A connection as the superuser, past all proxies; waits while the server is away.
    pub(crate) async fn connect(&self, database: &str) -> anyhow::Result<PgConnection> {
        let url = self.url("renrakucho_admin", database);
        let connecting = async {
            loop {
                match PgConnection::connect(&url).await {
                    Ok(connection) => return connection,
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        };
        tokio::time::timeout(PATIENCE, connecting).await.context("PostgreSQL does not come back")
    }

    /// Runs SQL as the superuser.
    pub(crate) async fn run(&self, database: &str, sql: &str) -> anyhow::Result<()> {
        let mut connection = self.connect(database).await?;
        connection.execute(AssertSqlSafe(sql.to_owned())).await.with_context(|| sql.to_owned())?;
        connection.close().await?;
        Ok(())
    }

    /// Copies a pair of databases.
    pub(crate) async fn clone_databases(&self, from: &str, to: &str) -> anyhow::Result<()> {
        for suffix in ["", "_keys"] {
            let sql = format!("create database {to}{suffix} template {from}{suffix} owner renrakucho_owner");
            self.run("postgres", &sql).await?;
        }
        Ok(())
    }

    /// Forgets a pair of databases.
    pub(crate) async fn drop_databases(&self, name: &str) -> anyhow::Result<()> {
        for suffix in ["", "_keys"] {
            self.run("postgres", &format!("drop database if exists {name}{suffix} with (force)")).await?;
        }
        Ok(())
    }

    /// Kills the postmaster: by SIGKILL, or by SIGQUIT (PostgreSQL's immediate stop).
    pub(crate) fn kill(&self, signal: Signal) -> anyhow::Result<()> {
        let file = self.folder.join("cluster/data/postmaster.pid");
        let pid = std::fs::read_to_string(&file)?.lines().next().context("no pid")?.trim().parse()?;
        kill(Pid::from_raw(pid), signal)?;
        Ok(())
    }

    /// Kills one of the server's backends, which makes PostgreSQL end all and recover.
    pub(crate) async fn kill_backend(&self, database: &str, which: usize) -> anyhow::Result<()> {
        let mut connection = self.connect(database).await?;
        let pids: Vec<i32> = sqlx::query_scalar(
            "select pid from pg_stat_activity
             where usename = 'renrakucho_app' and datname = current_database() order by pid",
        )
        .fetch_all(&mut connection)
        .await?;
        if let Some(pid) = pids.get(which % pids.len().max(1)) {
            kill(Pid::from_raw(*pid), Signal::SIGKILL)?;
        }
        Ok(())
    }

    /// Starts it after it was killed. What the dead one left may still be dying.
    pub(crate) async fn start_again(&self) -> anyhow::Result<()> {
        for _ in 0..100 {
            let folder = self.folder.clone();
            if tokio::task::spawn_blocking(move || script(&folder, "start", &[])).await?.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        bail!("PostgreSQL does not start again")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = script(&self.folder, "forget", &[]) {
            eprintln!("faults: {error}");
        }
    }
}

/// A URL of a role's connection over a socket in a folder.
pub(crate) fn url(role: &str, database: &str, socket: &Path) -> String {
    format!("postgres://{role}@localhost/{database}?host={}&port=5432", socket.display())
}

/// Our Redis.
pub(crate) struct Redis {
    folder: PathBuf,
    child: Option<Child>,
}

impl Redis {
    /// Starts one.
    pub(crate) async fn start(folder: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let mut redis = Self { folder, child: None };
        redis.start_again().await?;
        Ok(redis)
    }

    /// Its socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join("redis.sock")
    }

    /// Starts it after it was killed.
    pub(crate) async fn start_again(&mut self) -> anyhow::Result<()> {
        if self.child.is_some() {
            return Ok(());
        }
        let child = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(self.socket())
            .arg("--dir")
            .arg(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("redis-server (scripts/require test sees to it)")?;
        self.child = Some(child);
        let answering = async {
            while self.ask::<String>(&["PING"]).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, answering).await.context("Redis does not answer")
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = std::fs::remove_file(self.socket());
    }

    /// A command.
    pub(crate) async fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> anyhow::Result<T> {
        let client = redis::Client::open(format!("redis+unix://{}", self.socket().display()))?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        let mut command = redis::cmd(words[0]);
        for word in &words[1..] {
            command.arg(*word);
        }
        Ok(command.query_async(&mut connection).await?)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
