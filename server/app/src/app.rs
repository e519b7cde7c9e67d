//! What both doors need, in one place.

use std::{future::Future, sync::Arc};

use renrakucho_domain::desk::Desk;
use renrakucho_store::{Database, instance::Instance};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    action,
    attachment::Attachments,
    audit_chain::Watch,
    config::Config,
    deletions::Journal,
    limits::Limits,
    live::Live,
    mail::Mailer,
    seal::Keys,
    sign_in::{Passkeys, device_authority::DeviceAuthority},
    strangers::Strangers,
    together::Questions,
    writer::Writers,
};

/// The server's parts. Shared by every request and every socket.
pub struct App {
    /// As configured.
    pub config: Config,
    /// The truth.
    pub database: Database,
    /// Room keys.
    pub keys: Keys,
    /// What is over, outside both databases.
    pub deletions: Journal,
    /// How often someone may ask.
    pub limits: Limits,
    /// Whether the audit log is whole.
    pub audit_watch: Watch,
    /// Who was refused without being known.
    pub strangers: Strangers,
    /// Who is listening.
    pub live: Live,
    /// What many ask at once.
    pub questions: Questions,
    /// What is being written.
    pub writers: Writers,
    /// Passkey ceremonies.
    pub passkeys: Passkeys,
    /// Issues certificates for keys that devices hold, if it is configured.
    pub device_authority: Option<DeviceAuthority>,
    /// Files that are being taken in.
    pub attachments: Attachments,
    /// Alert mails.
    pub mailer: Mailer,
    /// When the city's desk is open.
    pub desk: Desk,
    /// What the database belongs to.
    pub instance: Instance,
    /// Work that outlives whoever asked for it.
    pub tasks: TaskTracker,
    /// Ends the process in an orderly way.
    pub stop: CancellationToken,
}

/// The app, shared.
pub type Shared = Arc<App>;

impl App {
    /// Runs a write to its end, whether or not its caller still waits: a phone that loses its connection must not cut a
    /// transaction in half, and what is told to others after a commit must not depend on who still listens.
    pub async fn finish<T, F>(&self, work: F) -> Result<T, action::Error>
    where
        F: Future<Output = Result<T, action::Error>> + Send + 'static,
        T: Send + 'static,
    {
        self.tasks.spawn(work).await.map_err(|_| action::Error::Panicked)?
    }
}
