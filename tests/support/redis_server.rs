use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use redis::{Client, aio::MultiplexedConnection};
use tempfile::TempDir;

use crate::{binary, eventually};

/// A Redis of our own on a socket.
pub struct RedisServer {
    folder: TempDir,
    child: Option<Child>,
}

/// The server's program. Debian builds it and its checker from one file that goes by its name.
fn program(folder: &TempDir) -> PathBuf {
    let own = binary().ancestors().nth(2).expect("target/debug").join("tools/redis-server");
    let tools = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/redis-server");
    let on_path = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|place| place.join("redis-server"))
        .collect::<Vec<_>>();
    if let Some(found) = [own, tools].into_iter().chain(on_path).find(|place| place.is_file()) {
        return found;
    }
    let same = PathBuf::from("/usr/bin/redis-check-rdb");
    assert!(same.exists(), "redis-server is missing (Debian: apt-get install redis-server)");
    let link = folder.path().join("redis-server");
    if !link.exists() {
        std::os::unix::fs::symlink(same, &link).expect("a link");
    }
    link
}

impl RedisServer {
    /// Starts one.
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("renrakucho-redis-").tempdir().expect("a folder");
        let mut server = Self { folder, child: None };
        server.start_again().await;
        server
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    /// As the server's setting names it.
    pub fn url(&self) -> String {
        format!("redis+unix://{}?protocol=resp3", self.socket().display())
    }

    /// Starts it after it was killed.
    pub async fn start_again(&mut self) {
        let child = Command::new(program(&self.folder))
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(self.socket())
            .arg("--dir")
            .arg(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server runs");
        self.child = Some(child);
        eventually("Redis answers", async || {
            let mut connection = self.try_connect().await?;
            redis::cmd("PING").exec_async(&mut connection).await.ok()
        })
        .await;
    }

    /// Kills it, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = std::fs::remove_file(self.socket());
    }

    async fn try_connect(&self) -> Option<MultiplexedConnection> {
        Client::open(self.url()).expect("a URL").get_multiplexed_async_connection().await.ok()
    }

    /// A connection.
    pub async fn connect(&self) -> MultiplexedConnection {
        self.try_connect().await.expect("Redis answers")
    }

    /// A client, for subscribing.
    pub fn client(&self) -> Client {
        Client::open(self.url()).expect("a URL")
    }

    /// How many keys it holds.
    pub async fn size(&self) -> i64 {
        redis::cmd("DBSIZE").query_async(&mut self.connect().await).await.expect("DBSIZE")
    }

    /// How many connections are subscribed to a channel.
    pub async fn subscribers(&self, channel: &str) -> i64 {
        let (_, number): (String, i64) = redis::cmd("PUBSUB")
            .arg("NUMSUB")
            .arg(channel)
            .query_async(&mut self.connect().await)
            .await
            .expect("PUBSUB NUMSUB");
        number
    }

    /// Publishes anything; how many heard it.
    pub async fn publish(&self, channel: &str, bytes: &[u8]) -> i64 {
        let mut connection = self.connect().await;
        redis::cmd("PUBLISH").arg(channel).arg(bytes).query_async(&mut connection).await.expect("PUBLISH")
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
