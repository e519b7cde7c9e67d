use std::{
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::{City, eventually, node::free_port};

/// Where a proxy listens.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// For the main host.
    pub main: u16,
    /// For the device host.
    pub device: u16,
}

impl Ports {
    /// Free ones of the moment.
    pub fn free() -> Self {
        Self { main: free_port(), device: free_port() }
    }

    /// The settings of a node that stands behind a proxy there, which connects from one address.
    pub fn settings(self, from: Ipv4Addr) -> [(&'static str, String); 3] {
        [
            ("http.origins", format!("[\"https://localhost:{}\"]", self.main)),
            ("http.device_origin", format!("https://localhost:{}", self.device)),
            ("http.trusted_proxies", format!("[\"{from}/32\"]")),
        ]
    }
}

/// A real nginx with the configuration that the documentation gives as an example.
pub struct Nginx {
    child: Child,
    folder: TempDir,
}

fn program() -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin");
    let mut places: Vec<_> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    places.extend([tools, "/usr/sbin".into()]);
    let found = places.into_iter().map(|place| place.join("nginx")).find(|program| program.is_file());
    found.expect("nginx is missing: `scripts/require test` fetches it")
}

/// The example, with the names, paths and ports of a test in place of its own.
fn configuration(city: &City, ports: Ports) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/nginx.conf.example");
    let mut text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let node = city.node();
    let device_port = node.device_origin.rsplit(':').next().expect("a port");
    let path = |name: &str| city.folder.join(name).display().to_string();
    let replaced = [
        ("listen 443 ssl http2;".to_owned(), format!("listen 127.0.0.1:{} ssl http2;", ports.main)),
        ("listen 443 ssl;".to_owned(), format!("listen 127.0.0.1:{} ssl;", ports.device)),
        ("server 127.0.0.1:8443;".to_owned(), format!("server 127.0.0.1:{};", node.port)),
        ("server 127.0.0.1:8444;".to_owned(), format!("server 127.0.0.1:{device_port};")),
        ("/etc/renrakucho/servers-authority.pem".to_owned(), path("authority.pem")),
        ("/etc/renrakucho/device-authority.pem".to_owned(), path("authority.pem")),
        ("/etc/renrakucho/".to_owned(), path("")),
        ("device.renrakucho.example".to_owned(), "localhost".to_owned()),
        ("renrakucho.example".to_owned(), "localhost".to_owned()),
    ];
    for (from, to) in replaced {
        assert!(text.contains(&from), "{from} is not in the example any more");
        text = text.replace(&from, &to);
    }
    text
}

impl Nginx {
    /// Starts one before the first node of a city. It connects to the node from `from`.
    pub async fn before(city: &City, ports: Ports, from: Ipv4Addr) -> Self {
        let folder = tempfile::Builder::new().prefix("renrakucho-nginx-").tempdir().expect("a folder");
        let place = folder.path().display().to_string();
        std::fs::write(folder.path().join("renrakucho.conf"), configuration(city, ports)).expect("written");
        let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary = kinds.map(|kind| format!("{kind}_temp_path {place}/{kind};\n")).concat();
        // One process, as whoever runs the tests: nothing is left behind when it is killed.
        let main = format!(
            "daemon off;\nmaster_process off;\npid {place}/pid;\nerror_log {place}/log info;\nevents {{}}\n\
             http {{\naccess_log off;\n{temporary}proxy_bind {from};\ninclude {place}/renrakucho.conf;\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, main).expect("written");
        let log = std::fs::File::create(folder.path().join("start")).expect("a log");
        let child = Command::new(program())
            .args(["-p", &place, "-e", &format!("{place}/log"), "-c"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("nginx runs");
        let mut nginx = Self { child, folder };
        eventually("nginx listens", async || {
            let ended = nginx.child.try_wait().expect("its status");
            assert!(ended.is_none(), "{}", nginx.log());
            [ports.main, ports.device].iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()).then_some(())
        })
        .await;
        nginx
    }

    /// All that it has written.
    pub fn log(&self) -> String {
        let read = |name: &str| std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        read("start") + &read("log")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- nginx:\n{}", self.log());
        }
    }
}
