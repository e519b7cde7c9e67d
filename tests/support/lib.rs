//! A city of people with devices and passkeys around real servers: the binary, PostgreSQL, Redis and SMTP.
//!
//! Stories are told with [`City`], [`Node`], [`Person`] and [`Live`]. Nothing here sleeps for time to pass: whoever
//! waits, waits for something, and complains when it does not come.

mod answer;
mod api_document;
mod browser;
mod city;
mod cluster;
mod installation;
mod live;
mod nginx;
mod node;
mod own_key;
mod passkey;
mod person;
mod redis_server;
mod smtp;
mod tls;
mod tools;

use std::time::Duration;

use uuid::Uuid;

pub use answer::{Answer, answer, try_answer};
pub use api_document::ApiDocument;
pub use browser::{Browser, Certificate};
pub use city::{City, Rooms};
pub use cluster::binary;
pub use installation::{Installation, Ran};
pub use live::Live;
pub use nginx::{Nginx, Ports};
pub use node::Node;
pub use own_key::OwnKey;
pub use passkey::{Flags, Passkey};
pub use person::Person;
pub use redis_server::RedisServer;
pub use smtp::{Mail, Reply, Sink};
pub use tls::client_config;
pub use tools::{Said, openssl, run};

/// How long anything may take before a test complains. Generous: other programs may keep the machine busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A new id, as clients make them.
#[expect(clippy::disallowed_methods, reason = "a client of the server, not the server")]
pub fn id() -> Uuid {
    Uuid::now_v7()
}

/// Asks again and again until the answer is there.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}
