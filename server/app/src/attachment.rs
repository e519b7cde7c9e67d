//! 添付: what is done to a file before it is kept. It is judged by its content; a picture is decoded and made anew, so that nothing
//! is left of it but what is seen (no place where it was taken, nothing behind its end); a PDF is kept as it is. What is
//! configured to look for malware sees the file as it came, and what it could not look at is not kept.
//!
//! Whose file it is, and whether it may be added, is not asked here.

mod picture;
pub mod scanner;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use renrakucho_domain::{
    Refusal,
    attachment::{Kind, check_pdf, kind_of},
};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::scanner::Verdict;
use crate::config;

/// Why a file is not kept.
#[derive(Debug, Error)]
pub enum Error {
    /// It may not be.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Nobody can say whether there is malware in it.
    #[error("the scanner")]
    Scanner(#[from] scanner::Error),
    /// The decoder panicked; the panic itself is in the log.
    #[error("the decoder panicked")]
    Panicked,
}

/// A file as it is kept.
pub struct Checked {
    /// What it is.
    pub kind: Kind,
    /// What is kept of it.
    pub content: Bytes,
}

/// How many files a node has in its hands.
pub struct Attachments {
    uploads: Arc<Semaphore>,
    checks: Arc<Semaphore>,
}

impl Attachments {
    /// As configured.
    pub fn new(config: &config::Attachments) -> Self {
        Self {
            uploads: Arc::new(Semaphore::new(config.uploads_at_once)),
            checks: Arc::new(Semaphore::new(config.checks_at_once)),
        }
    }

    /// Waits for a place to read a file into memory.
    pub async fn place(&self) -> OwnedSemaphorePermit {
        place(&self.uploads).await
    }

    /// Checks a file, and makes of it what is kept.
    pub async fn check(&self, config: &config::Attachments, content: Bytes) -> Result<Checked, Error> {
        let kind = kind_of(&content)?;
        let patience = Duration::from_millis(config.scanner_ms);
        if scanner::scan(&config.scanner, patience, &content).await? == Verdict::Found {
            return Err(Refusal::Invalid("malware").into());
        }
        let content = match kind {
            Kind::Pdf => {
                check_pdf(&content)?;
                content
            }
            Kind::Jpeg | Kind::Png => {
                let limits = picture::Limits { pixels: config.picture_pixels, bytes: config.file_bytes };
                let turn = place(&self.checks).await;
                let work = move || {
                    let made = picture::made_anew(kind, &content, limits);
                    drop(turn);
                    made
                };
                tokio::task::spawn_blocking(work).await.map_err(|_| Error::Panicked)??.into()
            }
        };
        Ok(Checked { kind, content })
    }
}

async fn place(semaphore: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    Arc::clone(semaphore).acquire_owned().await.expect("a semaphore that nobody closes")
}
