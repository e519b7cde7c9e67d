//! Connections: how they are made, what is set on each, and how one comes back to the pool.

use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool, Postgres,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{Error, Result};

/// A connection that lay unused for longer is asked whether it lives.
const IDLE: Duration = Duration::from_millis(500);

/// A transaction. Writes run in a task that a caller who hangs up cannot cancel; see `App::finish`.
pub type Tx = sqlx::Transaction<'static, Postgres>;

/// Commits.
pub async fn commit(tx: Tx) -> Result<()> {
    Ok(tx.commit().await?)
}

/// A database, seen through the role in its URL.
#[derive(Clone, Debug)]
pub struct Database {
    pool: PgPool,
}

impl Database {
    /// Opens a pool of at most `connections`; nothing is connected yet.
    pub fn open(url: &str, connections: u32) -> Result<Self> {
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(4))
            .test_before_acquire(false)
            // One that lay idle may have died; one that was just used costs no round trip.
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > IDLE {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(options(url)?);
        Ok(Self { pool })
    }

    /// Begins a transaction.
    ///
    /// sqlx (0.9.0) hands a connection back inside an open transaction when the future of its `begin` is dropped at the
    /// wrong moment, and the next borrower's writes are never committed. In a task of its own it is never dropped; a
    /// transaction that nobody waits for any more is rolled back. Not chosen: a ROLLBACK before each use of a
    /// connection, which doubles the round trips of every single statement.
    pub async fn begin(&self) -> Result<Tx> {
        let pool = self.pool.clone();
        match tokio::spawn(async move { pool.begin().await }).await {
            Ok(begun) => Ok(begun?),
            Err(_) => Err(Error::NoAnswer),
        }
    }

    /// For single statements that read.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Waits for connections to come home and closes them.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Refuses a server on which an acknowledged entry could be lost.
    pub async fn refuse_unless_durable(&self) -> Result<()> {
        for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
            let value: String =
                sqlx::query_scalar("select current_setting($1)").bind(setting).fetch_one(&self.pool).await?;
            if value == "off" {
                return Err(Error::NotDurable(setting));
            }
        }
        Ok(())
    }
}

/// A connection of its own, under a name by which the operator finds it. Whoever gives a future of it up drops it whole.
pub async fn connect(url: &str, name: &str) -> Result<PgConnection> {
    Ok(options(url)?.application_name(name).connect().await?)
}

/// The settings of every connection. A stopped or cut-off node must not keep a room locked: its transaction is ended by
/// the server after half a second of silence, whatever the client's machine does.
fn options(url: &str) -> Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?
        .application_name("renrakucho")
        .options([
            ("default_transaction_isolation", "read committed"),
            ("idle_in_transaction_session_timeout", "500ms"),
            ("lock_timeout", "2s"),
            ("statement_timeout", "5s"),
            ("tcp_user_timeout", "10s"),
            ("tcp_keepalives_idle", "10"),
            ("tcp_keepalives_interval", "5"),
            ("tcp_keepalives_count", "2"),
            // Every statement is prepared once per connection and finds its rows by key: planning it anew for the
            // values of each call costs more than running it. Compiling it costs more still.
            ("plan_cache_mode", "force_generic_plan"),
            ("jit", "off"),
            ("TimeZone", "UTC"),
            // The ROLLBACK above would be answered by a warning each time.
            ("client_min_messages", "error"),
        ])
        .disable_statement_logging())
}

/// Applies the migrations of both databases, as their owner. Run before `serve`, by a role that `serve` does not have.
pub async fn migrate(main_owner_url: &str, keys_owner_url: &str) -> Result<()> {
    let mut main = PgConnectOptions::from_str(main_owner_url)?.connect().await?;
    sqlx::migrate!("../../migrations/main").run(&mut main).await?;
    main.close().await?;
    let mut keys = PgConnectOptions::from_str(keys_owner_url)?.connect().await?;
    sqlx::migrate!("../../migrations/keys").run(&mut keys).await?;
    keys.close().await?;
    Ok(())
}

/// Whether the schema is the one that this binary was built for. The serving role cannot read the migrations' own table
/// unless granted, so the newest table, index or function of this version is asked for.
pub async fn is_migrated(database: &Database) -> Result<bool> {
    let there: bool =
        sqlx::query_scalar("select to_regclass('access_standing') is not null").fetch_one(database.pool()).await?;
    Ok(there)
}
