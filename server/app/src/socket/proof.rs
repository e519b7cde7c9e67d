//! A new connection shows that its session is still where it began: a cookie alone opens no socket.

use std::ops::ControlFlow;

use renrakucho_protocol::{
    close,
    frame::{Challenge, ServerFrame},
};

use crate::{
    action::{
        Actor,
        prove_session::{foreign_key, proves},
        sign_in::token,
    },
    app::Shared,
    sign_in::browser_key::{BrowserKey, Purpose},
};

/// What `hello` must prove.
pub(super) struct Unproved {
    key: BrowserKey,
    nonce: String,
    origin: String,
}

impl Unproved {
    /// For a session with this key, on a page of this origin.
    pub(super) fn new(key: &[u8], origin: String) -> Option<Self> {
        Some(Self { key: BrowserKey::from_bytes(key)?, nonce: token(), origin })
    }

    /// What is to be signed.
    pub(super) fn challenge(&self) -> ServerFrame {
        ServerFrame::Challenge(Challenge { nonce: self.nonce.clone() })
    }

    /// Whether it was. Another key's signature is somebody else's: it ends the session.
    pub(super) async fn prove(self, app: &Shared, actor: &Actor, proof: Option<&str>) -> ControlFlow<u16> {
        let Some(proof) = proof else { return ControlFlow::Break(close::AUTHENTICATE) };
        if proves(&self.key, Purpose::Live, &self.nonce, &self.origin, proof) {
            return ControlFlow::Continue(());
        }
        if let Err(error) = foreign_key(app, actor).await {
            tracing::info!(cause = %error, request = actor.request, "a foreign key answered");
        }
        ControlFlow::Break(close::SESSION_ENDED)
    }
}
