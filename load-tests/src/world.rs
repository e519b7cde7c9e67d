//! Where a run takes place: a folder, a PostgreSQL, a demo city, and the size that was asked for.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use clap::ValueEnum;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    node::{self, Node, Redis},
    postgres::Postgres,
    process,
    seat::{self, Dialect, Seat},
    wire::Network,
};

/// How much is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Size {
    /// Whether everything works, in two minutes; its figures are rough.
    Quick,
    /// The figures.
    Full,
}

/// The place.
pub(crate) struct World {
    pub(crate) size: Size,
    pub(crate) postgres: Postgres,
    pub(crate) network: Network,
    /// The city's database, as its superuser: for fixtures.
    pub(crate) sql: PgPool,
    folder: PathBuf,
    ports: [u16; 2],
}

impl World {
    /// Makes a demo city in the folder.
    pub(crate) async fn prepare(folder: &Path, size: Size, postgres: Postgres) -> anyhow::Result<Self> {
        let ports = [node::free_port()?, node::free_port()?];
        let demo = folder.join("demo");
        let mut prepare = node::command(&postgres)?;
        prepare
            .args(["demo", "prepare", "--dir"])
            .arg(&demo)
            .env("RENRAKUCHO__DEMO__MAIN_PORT", ports[0].to_string())
            .env("RENRAKUCHO__DEMO__DEVICE_PORT", node::free_port()?.to_string())
            .env("RENRAKUCHO__DEMO__MAIL_PORT", node::free_port()?.to_string());
        quietly(&mut prepare).await.context("demo prepare")?;
        let network = Network::trusting(&demo.join("authority.pem"))?;
        let sql = postgres.connect("renrakucho", 2).await?;
        Ok(Self { size, postgres, network, sql, folder: folder.to_owned(), ports })
    }

    /// One thing in a quick run, another in a full one.
    pub(crate) fn sized<T>(&self, quick: T, full: T) -> T {
        match self.size {
            Size::Quick => quick,
            Size::Full => full,
        }
    }

    pub(crate) fn seconds(&self, quick: u64, full: u64) -> Duration {
        Duration::from_secs(self.sized(quick, full))
    }

    pub(crate) fn demo_file(&self, name: &str) -> PathBuf {
        self.folder.join("demo").join(name)
    }

    /// Fresh rooms, each with so many members who have live sessions. One member of each wants alert mails.
    pub(crate) async fn rooms(&self, rooms: usize, members: usize) -> anyhow::Result<Vec<Seat>> {
        self.rooms_with_entries(rooms, members, 0).await
    }

    /// The same, each with a past.
    pub(crate) async fn rooms_with_entries(
        &self,
        rooms: usize,
        members: usize,
        entries: usize,
    ) -> anyhow::Result<Vec<Seat>> {
        let out = self.folder.join("seats.json");
        let mut load = node::command(&self.postgres)?;
        load.args(["demo", "load-data", "--dir"]).arg(self.folder.join("demo")).arg("--out").arg(&out);
        for (name, value) in [("--rooms", rooms), ("--members", members), ("--entries", entries)] {
            if value > 0 {
                load.args([name, &value.to_string()]);
            }
        }
        quietly(&mut load).await.context("demo load-data")?;
        let seats = seat::read(&out)?;
        let wanting: Vec<Uuid> = seats.iter().step_by(members).map(|seat| seat.account).collect();
        sqlx::query("update account set alert_mail = true, mail = 'load@mihon.example' where id = any($1)")
            .bind(wanting)
            .execute(&self.sql)
            .await?;
        // What was just filled is known to the planner, as it would be in a city that has grown; and the load itself is over: its
        // pages are written and its rows are known to be visible, before anything is measured.
        for settle in ["vacuum (analyze)", "checkpoint"] {
            sqlx::query(settle).execute(&self.sql).await?;
        }
        Ok(seats)
    }

    /// Makes people members of further rooms, through the affiliation that they have.
    pub(crate) async fn join(&self, accounts: Vec<Uuid>, rooms: Vec<Uuid>) -> anyhow::Result<()> {
        sqlx::query(
            "insert into membership (room, account, affiliation, joined_seq)
             select t.room, t.account, m.affiliation, 0 from unnest($1::uuid[], $2::uuid[]) as t (account, room)
             cross join lateral (select affiliation from membership where account = t.account limit 1) m
             on conflict do nothing",
        )
        .bind(accounts)
        .bind(rooms)
        .execute(&self.sql)
        .await?;
        Ok(())
    }

    /// A session of the city's moderator.
    pub(crate) async fn moderator(&self) -> anyhow::Result<Seat> {
        let token = Uuid::from_u128(u128::from(crate::stamp::now()) << 64 | 0xc17).simple().to_string();
        let row: (Uuid,) = sqlx::query_as(
            "insert into session (id, token_hash, account, device, expires_at)
             select gen_random_uuid(), sha256(convert_to($1, 'UTF8')), a.id, d.device,
                    clock_timestamp() + interval '12 hours'
             from account a join device_account d on d.account = a.id
             where a.role = 'city_moderator' order by a.login_id, d.device limit 1 returning account",
        )
        .bind(&token)
        .fetch_one(&self.sql)
        .await
        .context("the demo city's moderator")?;
        let seat = Seat {
            url: String::new(),
            origin: String::new(),
            cookie: format!("__Host-renrakucho={token}"),
            room: Uuid::nil(),
            account: row.0,
            dialect: Dialect::Ours,
        };
        Ok(seat.at(self.ports[0]))
    }

    /// A node by itself.
    pub(crate) async fn node(&self) -> anyhow::Result<Node> {
        Node::start(&self.postgres, &self.folder, &self.network, &self.ports, 0, None).await
    }

    /// A Redis that is not in use yet.
    pub(crate) async fn redis(&self) -> anyhow::Result<Redis> {
        Redis::start(&self.folder).await
    }

    /// Two nodes with a Redis between them.
    pub(crate) async fn two_nodes(&self) -> anyhow::Result<(Node, Node, Redis)> {
        let redis = self.redis().await?;
        let start = async |number| {
            Node::start(&self.postgres, &self.folder, &self.network, &self.ports, number, Some(&redis)).await
        };
        let (first, second) = (start(0).await?, start(1).await?);
        Ok((first, second, redis))
    }
}

async fn quietly(command: &mut Command) -> anyhow::Result<()> {
    let program = tokio::process::Command::from(std::mem::replace(command, Command::new("true")))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(program.status.success(), "{}: {}", program.status, String::from_utf8_lossy(&program.stderr));
    Ok(())
}

/// Processor time of all who take part, between two moments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    at: Instant,
    pub(crate) server: Duration,
    pub(crate) postgres: Duration,
    pub(crate) client: Duration,
    pub(crate) took: Duration,
}

impl Effort {
    /// Begins to count; the servers are told by their process ids.
    pub(crate) fn begin(world: &World, servers: &[u32]) -> anyhow::Result<Self> {
        let mut server = Duration::ZERO;
        for pid in servers {
            server += process::cpu(*pid)?;
        }
        let postgres = process::cpu_of_family(world.postgres.pid)?;
        let client = process::cpu(std::process::id())?;
        Ok(Self { at: Instant::now(), server, postgres, client, took: Duration::ZERO })
    }

    /// What it came to since.
    pub(crate) fn end(self, world: &World, servers: &[u32]) -> anyhow::Result<Self> {
        let now = Self::begin(world, servers)?;
        Ok(Self {
            at: now.at,
            server: now.server.saturating_sub(self.server),
            postgres: now.postgres.saturating_sub(self.postgres),
            client: now.client.saturating_sub(self.client),
            took: now.at - self.at,
        })
    }
}
