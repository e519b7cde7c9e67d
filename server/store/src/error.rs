//! What can break between the server and its database.

use thiserror::Error as ThisError;

/// A fault of the database or of what stands in it; never the caller's.
#[derive(Debug, ThisError)]
pub enum Error {
    /// The statement or the connection failed.
    #[error("database")]
    Sqlx(#[from] sqlx::Error),
    /// The database did not answer in time; what was asked may have happened.
    #[error("the database does not answer")]
    NoAnswer,
    /// A stored word that this version does not know.
    #[error("column {0} holds an unknown word")]
    Unknown(&'static str),
    /// Migrations could not be applied.
    #[error("migration")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database runs with settings under which acknowledged entries can be lost.
    #[error("PostgreSQL runs with {0} off: acknowledged entries could be lost")]
    NotDurable(&'static str),
}

impl Error {
    /// Whether someone else held a lock for too long. Nothing was written.
    pub fn is_contention(&self) -> bool {
        // lock_not_available, query_canceled, deadlock
        matches!(self, Self::Sqlx(sqlx::Error::Database(e))
            if e.code().is_some_and(|code| matches!(&*code, "55P03" | "57014" | "40P01")))
    }

    /// Whether the same may succeed a moment later: no connection, a lock not had in time, a server that restarts.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::NoAnswer | Self::Sqlx(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => {
                true
            }
            Self::Sqlx(sqlx::Error::Database(e)) => e.code().is_some_and(|code| {
                // lock_not_available, query_canceled, admin_shutdown, crash_shutdown, cannot_connect_now,
                // idle_in_transaction_session_timeout, too_many_connections, deadlock, disk_full
                matches!(
                    &*code,
                    "55P03" | "57014" | "57P01" | "57P02" | "57P03" | "25P03" | "53300" | "40P01" | "53100"
                )
            }),
            _ => false,
        }
    }
}

/// Reads a stored word.
pub(crate) fn word<T>(parse: impl FnOnce(&str) -> Option<T>, stored: &str, column: &'static str) -> Result<T, Error> {
    parse(stored).ok_or(Error::Unknown(column))
}
