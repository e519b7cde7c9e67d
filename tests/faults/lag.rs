//! How late this machine runs what is due. A run beside other work must not take the machine's slowness for the server's.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::history::Micros;

const STEP: Duration = Duration::from_millis(20);

/// Watches for as long as it is held.
pub(crate) struct Lag {
    worst: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Lag {
    /// Begins.
    pub(crate) fn watch() -> Self {
        let worst = Arc::new(AtomicU64::new(0));
        let noted = Arc::clone(&worst);
        let task = tokio::spawn(async move {
            loop {
                let began = Instant::now();
                tokio::time::sleep(STEP).await;
                let late = began.elapsed().saturating_sub(STEP).as_micros();
                noted.fetch_max(u64::try_from(late).unwrap_or(u64::MAX), Ordering::Relaxed);
            }
        });
        Self { worst, task }
    }

    /// The longest delay so far.
    pub(crate) fn worst(&self) -> Micros {
        self.worst.load(Ordering::Relaxed)
    }
}

impl Drop for Lag {
    fn drop(&mut self) {
        self.task.abort();
    }
}
