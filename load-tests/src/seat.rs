//! Where a client sits: a live session in a room, as `renrakucho demo load-data` wrote it, or a place at a peer.

use std::{fs, path::Path};

use anyhow::{Context, ensure};
use serde::Deserialize;
use uuid::Uuid;

use crate::socket_io;

/// What is spoken there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Dialect {
    /// Our live protocol.
    #[default]
    Ours,
    SocketIo,
}

/// A live session in a room.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Seat {
    pub(crate) url: String,
    pub(crate) origin: String,
    pub(crate) cookie: String,
    pub(crate) room: Uuid,
    pub(crate) account: Uuid,
    #[serde(skip)]
    pub(crate) dialect: Dialect,
}

impl Seat {
    /// A socket at a server that does not ask who comes.
    pub(crate) fn nameless(port: u16, room: Uuid, dialect: Dialect) -> Self {
        let (url, origin, cookie) = (String::new(), String::new(), String::new());
        Self { url, origin, cookie, room, account: Uuid::nil(), dialect }.at(port)
    }

    /// The same session at the node on another port.
    pub(crate) fn at(&self, port: u16) -> Self {
        Self {
            url: format!("wss://localhost:{port}{}", self.path()),
            origin: format!("https://localhost:{port}"),
            ..self.clone()
        }
    }

    /// What is asked for.
    pub(crate) fn path(&self) -> &'static str {
        match self.dialect {
            Dialect::Ours => "/api/v1/live",
            Dialect::SocketIo => socket_io::PATH,
        }
    }

    /// The node's port.
    pub(crate) fn port(&self) -> anyhow::Result<u16> {
        let rest = self.url.strip_prefix("wss://localhost:").context("load goes to this machine only")?;
        Ok(rest.split('/').next().unwrap_or_default().parse()?)
    }
}

/// Reads the seats.
pub(crate) fn read(file: &Path) -> anyhow::Result<Vec<Seat>> {
    let text = fs::read(file).with_context(|| file.display().to_string())?;
    let seats: Vec<Seat> = serde_json::from_slice(&text)?;
    ensure!(!seats.is_empty(), "{} names no seats", file.display());
    for seat in &seats {
        seat.port()?;
    }
    Ok(seats)
}
