//! The PostgreSQL beside this run: named by `TEST_POSTGRES_URL`, thrown away afterwards, durable meanwhile.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use sqlx::{AssertSqlSafe, PgPool, postgres::PgPoolOptions};

/// Where it is.
#[derive(Clone, Debug)]
pub(crate) struct Postgres {
    /// The folder of its socket.
    pub(crate) socket: String,
    /// Its first process.
    pub(crate) pid: u32,
    /// The folder of pgbench.
    pub(crate) programs: PathBuf,
}

/// The role that may everything.
pub(crate) const ADMIN: &str = "renrakucho_admin";

impl Postgres {
    pub(crate) fn find(programs: PathBuf) -> anyhow::Result<Self> {
        let url = std::env::var("TEST_POSTGRES_URL")
            .context("TEST_POSTGRES_URL names a PostgreSQL of our own: run `scripts/bench`, which provides one")?;
        let socket = url.split(['?', '&']).find_map(|part| part.strip_prefix("host=")).context("a socket's folder")?;
        let lock = fs::read_to_string(format!("{socket}/.s.PGSQL.5432.lock")).context("the socket's lock")?;
        let pid = lock.lines().next().unwrap_or_default().parse().context("the server's process")?;
        Ok(Self { socket: socket.to_owned(), pid, programs })
    }

    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@localhost/{database}?host={}&port=5432", self.socket)
    }

    pub(crate) async fn connect(&self, database: &str, connections: u32) -> anyhow::Result<PgPool> {
        Ok(PgPoolOptions::new().max_connections(connections).connect(&self.url(ADMIN, database)).await?)
    }
}

/// Makes each flush of the log wait before it writes, for every connection; 0 sets it back.
///
/// `commit_delay` sleeps while it holds the lock under which the log is written, as a slow disk would keep it, and
/// `commit_siblings = 0` means: also when nobody else is about to commit.
pub(crate) async fn delay_flushes(pool: &PgPool, micros: u32) -> anyhow::Result<()> {
    // Each by itself: ALTER SYSTEM refuses to be part of a transaction.
    let (delay, siblings) = match micros {
        0 => ("reset commit_delay".to_owned(), "reset commit_siblings"),
        _ => (format!("set commit_delay = {micros}"), "set commit_siblings = 0"),
    };
    run(pool, &format!("alter system {delay}")).await?;
    run(pool, &format!("alter system {siblings}")).await?;
    run(pool, "select pg_reload_conf()").await?;
    let began = Instant::now();
    loop {
        let set: (String,) = sqlx::query_as("select current_setting('commit_delay')").fetch_one(pool).await?;
        if set.0 == micros.to_string() {
            return Ok(());
        }
        ensure!(began.elapsed() < Duration::from_secs(10), "PostgreSQL does not read its settings again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Runs statements one after the other.
pub(crate) async fn run(pool: &PgPool, statements: &str) -> anyhow::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(pool).await?;
    Ok(())
}
