use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
};

use reqwest::{Client, Method, RequestBuilder, redirect::Policy};
use rustls::ClientConfig;
use serde_json::{Value, json};

use crate::{Answer, Flags, Node, OwnKey, Passkey, Ports, answer, client_config};

/// A device's certificate with its key.
#[derive(Clone)]
pub struct Certificate {
    /// The certificate.
    pub pem: String,
    /// Its key.
    pub key: String,
}

impl Certificate {
    /// As the demo's folder keeps it.
    pub fn read(folder: &Path) -> Self {
        let read =
            |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { pem: read("device.pem"), key: read("device.key") }
    }
}

/// A browser: cookies, an origin, and perhaps a device certificate. Each step of a sign-in by itself.
#[derive(Clone)]
pub struct Browser {
    http: Client,
    /// For WebSockets.
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) port: u16,
    /// The origin of its pages.
    pub origin: String,
    device: String,
    /// The key that its session is bound to, or will be.
    pub session_key: OwnKey,
    /// Its session was made for a load test: it is bound to no key.
    pub is_unbound: bool,
    /// Its cookies.
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser at a node's address.
    pub fn new(node: &Node, certificate: Option<&Certificate>) -> Self {
        Self::from_address(node, certificate, Ipv4Addr::LOCALHOST)
    }

    /// One whose connections come from a certain address of this machine.
    pub fn from_address(node: &Node, certificate: Option<&Certificate>, address: Ipv4Addr) -> Self {
        let tls = client_config(&node.authority, certificate);
        let http = Client::builder()
            .tls_backend_preconfigured((*tls).clone())
            .redirect(Policy::none())
            // A connection each: one that the server is about to end would lose a request.
            .pool_max_idle_per_host(0)
            .local_address(IpAddr::from(address))
            .resolve("localhost", SocketAddr::from(([127, 0, 0, 1], 0)))
            .build()
            .expect("a client");
        Self {
            http,
            tls,
            port: node.port,
            origin: node.origin.clone(),
            device: node.device_origin.clone(),
            session_key: OwnKey::make(),
            is_unbound: false,
            cookies: BTreeMap::new(),
        }
    }

    /// The same browser, where a proxy stands in front of the node.
    #[must_use]
    pub fn through(self, ports: Ports) -> Self {
        let origin = |port| format!("https://localhost:{port}");
        Self { port: ports.main, origin: origin(ports.main), device: origin(ports.device), ..self }
    }

    /// The origin of its device host.
    pub fn device_origin(&self) -> &str {
        &self.device
    }

    /// A request as one of the product's pages makes it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_from(method, path, Some(&self.origin))
    }

    /// A request with any origin, or none.
    pub fn request_from(&self, method: Method, path: &str, origin: Option<&str>) -> RequestBuilder {
        let mut request = self.http.request(method, format!("https://localhost:{}{path}", self.port));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if !self.cookies.is_empty() {
            request = request.header("cookie", self.cookie());
        }
        request
    }

    pub(crate) fn cookie(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Posts JSON and keeps the cookies of the answer.
    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        let answer = answer(self.request(Method::POST, path).json(body)).await;
        self.keep_cookies(&answer);
        answer
    }

    /// Keeps and drops cookies as an answer says.
    pub fn keep_cookies(&mut self, answer: &Answer) {
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().expect("text");
            let (name, rest) = line.split_once('=').expect("a cookie");
            assert!(name.starts_with("__Host-"), "{line}");
            for word in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
                assert!(rest.contains(word), "{word} is missing: {line}");
            }
            let value = rest.split(';').next().unwrap_or_default();
            if value.is_empty() || rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Begins; answers the path and query at the device host.
    pub async fn begin(&mut self) -> String {
        let begun = self.attempt().await;
        begun.device_url.strip_prefix(&self.device).unwrap_or_else(|| panic!("{}", begun.device_url)).to_owned()
    }

    /// Goes to the device host; the whole answer.
    pub async fn visit_device_host(&self, path: &str) -> Answer {
        answer(self.http.get(format!("{}{path}", self.device))).await
    }

    /// A request to the device host, as a program makes it.
    pub fn device_request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.device))
    }

    /// Presents the certificate; the one-time code, if the certificate was accepted.
    pub async fn present(&self, path: &str) -> Option<String> {
        self.present_with(path, &[]).await
    }

    /// The same with headers that no browser sends.
    pub async fn present_with(&self, path: &str, headers: &[(&str, &str)]) -> Option<String> {
        let mut request = self.http.get(format!("{}{path}", self.device));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let said = self.said_by(&answer(request).await);
        let code = said.strip_prefix("code=").map(str::to_owned);
        assert!(code.is_some() || said == "refused", "{said}");
        code
    }

    /// Presents the certificate; what is said about it in place of a code.
    pub async fn present_in_vain(&self, path: &str) -> String {
        let said = self.said_by(&self.visit_device_host(path).await);
        assert!(!said.starts_with("code="), "it was accepted");
        said
    }

    fn said_by(&self, answer: &Answer) -> String {
        assert_eq!(answer.status, 303, "{}", answer.text);
        let location = answer.header("location").expect("a way back");
        let fragment = location.strip_prefix(&format!("{}/sign-in#", self.origin));
        fragment.unwrap_or_else(|| panic!("back to {location}")).to_owned()
    }

    /// Brings the code back.
    pub async fn prove(&mut self, code: &str) -> Answer {
        self.post("/api/v1/sign-in/device", &json!({ "code": code })).await
    }

    /// All steps up to a proven device.
    pub async fn prove_device(&mut self) {
        let path = self.begin().await;
        let code = self.present(&path).await.expect("the certificate is accepted");
        self.prove(&code).await.ok();
    }

    /// Asks for a challenge.
    pub async fn challenge(&mut self) -> Answer {
        self.post("/api/v1/sign-in/passkey/begin", &Value::Null).await
    }

    /// Answers a challenge with a passkey.
    pub async fn finish(&mut self, passkey: &Passkey, options: &Value, flags: Flags) -> Answer {
        let credential = passkey.assert(options, &self.origin, flags);
        let body = json!({ "credential": credential, "key": self.session_key.public() });
        self.post("/api/v1/sign-in/passkey/finish", &body).await
    }

    /// Asks for a challenge in a session that goes on, before a grave act.
    pub async fn step_up_challenge(&mut self) -> Value {
        self.post("/api/v1/session/step-up/begin", &Value::Null).await.json()
    }

    /// Challenge and answer in a session that goes on.
    pub async fn step_up(&mut self, passkey: &Passkey, flags: Flags) -> Answer {
        let options = self.step_up_challenge().await;
        let credential = passkey.assert(&options, &self.origin, flags);
        self.post("/api/v1/session/step-up/finish", &json!({ "credential": credential })).await
    }

    /// Challenge and answer.
    pub async fn use_passkey(&mut self, passkey: &Passkey, flags: Flags) -> Answer {
        let options: Value = self.challenge().await.json();
        self.finish(passkey, &options, flags).await
    }
}
