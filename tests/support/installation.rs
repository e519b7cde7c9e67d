use std::{fs, path::PathBuf, process::Command};

use tempfile::TempDir;

use crate::{Node, cluster, node::Address};

/// What a command of the binary did.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Whether it ended well.
    pub well: bool,
    /// Standard output.
    pub told: String,
    /// Standard error.
    pub complained: String,
}

/// An installation that begins with nothing: two empty databases and an empty folder.
pub struct Installation {
    /// Its folder.
    pub folder: PathBuf,
    /// The main database's name.
    pub database: String,
    address: Address,
    scratch: TempDir,
}

impl Installation {
    /// Nothing yet.
    pub async fn empty() -> Self {
        let (prepared, database) = cluster::empty_databases().await;
        let scratch = tempfile::Builder::new().prefix("renrakucho-it-").tempdir().expect("a folder");
        let folder = scratch.path().join("etc");
        fs::create_dir(&folder).expect("a folder");
        // What a city gets elsewhere: certificates of its servers.
        for name in ["authority.pem", "main-host.pem", "main-host.key", "device-host.pem", "device-host.key"] {
            fs::copy(prepared.join(name), folder.join(name)).expect("copied");
        }
        Self { folder, database, address: Address::free(), scratch }
    }

    /// The origin of the main host.
    pub fn origin(&self) -> String {
        self.address.origin()
    }

    /// The origin of the device host.
    pub fn device_origin(&self) -> String {
        format!("https://localhost:{}", self.address.device)
    }

    /// The path of a file in its folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What is filled in by hand after `init`: certificates of the two hosts, the mail server.
    pub fn filled_in(&self, smtp: &str) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.file(name).display().to_string();
        vec![
            ("http.certificate", path("main-host.pem")),
            ("http.key", path("main-host.key")),
            ("http.device_certificate", path("device-host.pem")),
            ("http.device_key", path("device-host.key")),
            ("http.max_connections", "1000".into()),
            ("audit.checkpoint_file", path("audit.checkpoints")),
            ("mail.smtp", smtp.into()),
            ("mail.tls", "none".into()),
            ("mail.from", "renrakucho@mihon.example".into()),
        ]
    }

    /// Runs a command of the binary with the databases' URLs in the environment, and these settings.
    pub async fn run(&self, arguments: &[&str], settings: &[(&str, String)]) -> Ran {
        let mut command = Command::new(cluster::binary());
        cluster::environment(&mut command, &self.database);
        command.args(arguments);
        for (key, value) in settings {
            command.env(format!("RENRAKUCHO__{}", key.replace('.', "__").to_uppercase()), value);
        }
        let output = tokio::process::Command::from(command).output().await.expect("the binary runs");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { well: output.status.success(), told: text(output.stdout), complained: text(output.stderr) }
    }

    /// `renrakucho init`, for 見本 花子 of みほん市.
    pub async fn init(&self) -> Ran {
        let (origin, device) = (self.origin(), self.device_origin());
        let dir = self.folder.display().to_string();
        let arguments = [
            "init",
            "--dir",
            &dir,
            "--city",
            "みほん市",
            "--origin",
            &origin,
            "--device-origin",
            &device,
            "--office",
            "みほん市役所 福祉課",
            "--name",
            "見本 花子",
            "--kana",
            "みほん はなこ",
            "--mail",
            "hanako@mihon.example",
        ];
        self.run(&arguments, &[]).await
    }

    /// Serves what was made.
    pub async fn serve(&self, settings: &[(&str, String)]) -> Node {
        let log = self.scratch.path().join("node.log");
        Node::start(&self.folder, &self.database, self.address, &[self.origin()], log, settings).await
    }

    /// The URL of a role's connection to one of its databases.
    pub fn url(&self, role: &str, database: &str) -> String {
        cluster::url(role, database)
    }

    /// The superuser's.
    pub fn admin_url(&self, database: &str) -> String {
        cluster::url("admin", database)
    }

    /// Forgets it.
    pub async fn end(self) {
        cluster::forget_city(&self.database).await;
    }
}
