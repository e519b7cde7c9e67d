//! Where a run takes place: databases of its own in our cluster, nodes with their proxies, a bus, a mail server, clients.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use renrakucho_tests::{Sink, client_config};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    checker::FELT_WITHIN,
    city::City,
    client::{self, Running, Seat, World},
    cluster::{Cluster, Redis},
    history::{Event, History, Micros, Row, SharedLog},
    lag::Lag,
    node::{self, Address, Installation, Node},
    proxy::{bus::BusProxy, postgres::PostgresProxy},
};

/// The name of the databases that each run gets a copy of.
const TEMPLATE: &str = "faults_template";

/// What all runs share: the cluster, the demo city in it, and seats for a crowd.
pub(crate) struct Ground {
    /// Our PostgreSQL.
    pub(crate) cluster: Cluster,
    folder: PathBuf,
    demo: PathBuf,
    seats: Vec<Seat>,
}

#[derive(Deserialize)]
struct LoadedSeat {
    cookie: String,
    room: Uuid,
    account: Uuid,
}

impl Ground {
    /// Makes the cluster and fills it with the test city and a crowd.
    pub(crate) async fn prepare(folder: &Path, rooms: usize, members: usize) -> anyhow::Result<Self> {
        let cluster = Cluster::start(folder.join("pg"))?;
        for suffix in ["", "_keys"] {
            let sql = format!("create database {TEMPLATE}{suffix} owner renrakucho_owner");
            cluster.run("postgres", &sql).await?;
        }
        let (demo, seats) = (folder.join("demo"), folder.join("seats.json"));
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("support/city.toml");
        let run = |arguments: &[&str]| -> anyhow::Result<()> {
            let mut command = node::command(TEMPLATE, cluster.socket())?;
            let output = command.args(arguments).arg("--dir").arg(&demo).output()?;
            ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            Ok(())
        };
        run(&["demo", "prepare", "--city", city.to_str().context("a path")?])?;
        let (rooms, members) = (rooms.to_string(), members.to_string());
        let out = seats.to_str().context("a path")?;
        run(&["demo", "load-data", "--rooms", &rooms, "--members", &members, "--out", out])?;
        let loaded: Vec<LoadedSeat> = serde_json::from_slice(&std::fs::read(&seats)?)?;
        let mut seats: Vec<Seat> = loaded
            .into_iter()
            .map(|seat| Seat { cookie: seat.cookie, account: seat.account, rooms: vec![seat.room] })
            .collect();
        let second = second_rooms(&mut seats);
        if !second.is_empty() {
            cluster.run(TEMPLATE, &second).await?;
        }
        // Some get alert mails: a post must be in none of them.
        cluster
            .run(
                TEMPLATE,
                "update account set mail = 'load@mihon.example', alert_mail = true
                 where login_id like 'load-%' and left(id::text, 1) = '0'",
            )
            .await?;
        Ok(Self { cluster, folder: folder.to_owned(), demo, seats })
    }
}

/// One in four is a member of the next room too: a closing must spare the socket. The SQL that makes it so.
fn second_rooms(seats: &mut [Seat]) -> String {
    let mut rooms: Vec<Uuid> = seats.iter().map(|seat| seat.rooms[0]).collect();
    rooms.dedup();
    let mut values = Vec::new();
    for (number, seat) in seats.iter_mut().enumerate().filter(|(number, _)| number % 4 == 0) {
        let at = rooms.iter().position(|room| *room == seat.rooms[0]).unwrap_or(number);
        let next = rooms[(at + 1) % rooms.len()];
        if next != seat.rooms[0] {
            seat.rooms.push(next);
            values.push(format!("('{next}'::uuid, '{}'::uuid)", seat.account));
        }
    }
    if values.is_empty() {
        return String::new();
    }
    format!(
        "insert into membership (room, account, affiliation, joined_seq)
         select v.room, v.account, m.affiliation, 0 from (values {}) v (room, account)
         join membership m on m.account = v.account",
        values.join(", ")
    )
}

/// How a stage is set up.
pub(crate) struct Setup {
    /// Names its databases and folder.
    pub(crate) name: String,
    /// Everything by chance comes from here.
    pub(crate) seed: u64,
    /// How many nodes.
    pub(crate) nodes: usize,
    /// `FAILPOINTS` of all nodes, for as long as the stage stands.
    pub(crate) points: String,
    /// How many seats have a client.
    pub(crate) clients: usize,
    /// Milliseconds between the posts of a client, on average.
    pub(crate) pace_ms: u64,
    /// Whether clients also send twice.
    pub(crate) naughty: bool,
    /// Whether nodes look at the heads and poll as rarely as they may.
    pub(crate) settings: Vec<(String, String)>,
}

/// The stage.
pub(crate) struct Stage<'a> {
    /// What all runs share.
    pub(crate) ground: &'a Ground,
    /// The main database.
    pub(crate) database: String,
    /// The nodes.
    pub(crate) nodes: Vec<Node>,
    /// The bus.
    pub(crate) redis: Redis,
    /// Who decides.
    pub(crate) city: City,
    /// The clients.
    pub(crate) clients: Vec<Running>,
    /// What they share.
    pub(crate) world: Arc<World>,
    /// What is always in the nodes' environment.
    pub(crate) points: String,
    /// Beginning and end of each fault.
    pub(crate) faults: Vec<(Micros, Micros)>,
    /// What a plot saw that must not be.
    pub(crate) seen: Vec<String>,
    lag: Lag,
    sink: Sink,
}

impl<'a> Stage<'a> {
    /// Sets it up, starts the nodes, seats the clients.
    pub(crate) async fn set(ground: &'a Ground, setup: Setup) -> anyhow::Result<Self> {
        let database = format!("faults_{}", setup.name);
        ground.cluster.clone_databases(TEMPLATE, &database).await?;
        let folder = ground.folder.join(&setup.name);
        std::fs::create_dir_all(&folder)?;
        // An erasure begins an epoch of this run's keys, and of nobody else's.
        std::fs::copy(ground.demo.join(node::EPOCH_KEY), folder.join(node::EPOCH_KEY))?;
        let redis = Redis::start(folder.join("redis")).await?;
        let addresses = (0..setup.nodes).map(|_| Address::free()).collect::<anyhow::Result<Vec<_>>>()?;
        let tls = client_config(&ground.demo.join("authority.pem"), None);
        let sink = Sink::start().await;
        let mut settings: Vec<(String, String)> =
            sink.settings(1).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        settings.extend(setup.settings);
        let installation = Arc::new(Installation {
            demo: ground.demo.clone(),
            database: database.clone(),
            origins: addresses.iter().map(Address::origin).collect(),
            settings,
            tls: Arc::clone(&tls),
        });
        let canary = format!("カナリア{:016x}", setup.seed ^ 0x5eed);
        let mut nodes = Vec::new();
        for (number, address) in addresses.iter().enumerate() {
            let seed = setup.seed.wrapping_add(number as u64);
            let postgres = PostgresProxy::start(folder.join(format!("p{number}")), ground.cluster.socket())?;
            let bus = BusProxy::start(folder.join(format!("b{number}.sock")), &redis.socket(), seed, &canary)?;
            let log = folder.join(format!("node-{number}.log"));
            let mut node = Node::new(address.clone(), postgres, bus, log, Arc::clone(&installation));
            node.start(&setup.points).await?;
            nodes.push(node);
        }
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured((*tls).clone())
            .pool_max_idle_per_host(0)
            .timeout(Duration::from_secs(10))
            .build()?;
        let world = Arc::new(World {
            nodes: addresses,
            tls,
            http: http.clone(),
            writing: AtomicBool::new(false),
            pace_ms: AtomicU64::new(if setup.pace_ms > 0 { setup.pace_ms } else { 1_000 }),
            naughty: setup.naughty,
            canary,
            quit: CancellationToken::new(),
        });
        let city = City::open(&ground.cluster, &database, http, world.nodes.clone()).await?;
        let mut random = fastrand::Rng::with_seed(setup.seed);
        let seats = ground.seats.iter().take(setup.clients).cloned();
        let clients = seats
            .enumerate()
            .map(|(number, seat)| client::start(seat, &world, random.u64(..), number % setup.nodes))
            .collect();
        let points = setup.points;
        Ok(Self {
            ground,
            database,
            nodes,
            redis,
            city,
            clients,
            world,
            points,
            faults: Vec::new(),
            seen: Vec::new(),
            lag: Lag::watch(),
            sink,
        })
    }

    /// Whatever was broken works again: PostgreSQL, Redis, all nodes, all proxies.
    pub(crate) async fn heal(&mut self) -> anyhow::Result<()> {
        for node in &self.nodes {
            node.postgres.heal();
            node.bus.set(crate::proxy::bus::Mischief::None);
            node.signal(nix::sys::signal::Signal::SIGCONT)?;
        }
        self.redis.start_again().await?;
        for node in &mut self.nodes {
            if node.is_dead()? {
                node.start(&self.points).await?;
            }
        }
        Ok(())
    }

    /// Longer than what may come late and is no leak.
    pub(crate) fn late(&self) -> Duration {
        Duration::from_micros(FELT_WITHIN + self.slack()) + Duration::from_millis(400)
    }

    /// Twice the machine's worst delay so far.
    fn slack(&self) -> Micros {
        self.lag.worst() * 2
    }

    /// The rooms of the crowd that has clients.
    pub(crate) fn rooms(&self) -> Vec<Uuid> {
        let mut rooms: Vec<Uuid> = self.clients.iter().map(|client| client.seat.rooms[0]).collect();
        rooms.dedup();
        rooms
    }

    /// Waits until each client has opened its rooms.
    pub(crate) async fn ready(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        let is_there = |client: &&Running| {
            let log = client.log.lock();
            let opened = log.events.iter().filter(|(_, event)| matches!(event, Event::Opened { .. })).count();
            opened >= log.rooms.len()
        };
        while let Some(missing) = self.clients.iter().find(|client| !is_there(client)) {
            if began.elapsed() > crate::cluster::PATIENCE * 5 {
                let log = missing.log.lock();
                anyhow::bail!(
                    "a client does not come in: rooms {:?}, {:?}",
                    log.rooms,
                    log.events.iter().take(5).collect::<Vec<_>>()
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Seats of the crowd that no client of this stage has, in a room where no client is.
    pub(crate) fn bystanders(&self) -> impl Iterator<Item = &Seat> {
        let rooms: Vec<Uuid> = self.clients.iter().flat_map(|client| client.seat.rooms.iter().copied()).collect();
        self.ground.seats.iter().filter(move |seat| !seat.rooms.iter().any(|room| rooms.contains(room)))
    }

    /// The last position of each room.
    pub(crate) async fn heads(&self) -> anyhow::Result<HashMap<Uuid, i64>> {
        let mut connection = self.ground.cluster.connect(&self.database).await?;
        let heads: Vec<(Uuid, i64)> =
            sqlx::query_as("select id, last_seq from care_room").fetch_all(&mut connection).await?;
        Ok(heads.into_iter().collect())
    }

    /// Waits until each client has had its answers and all entries, or is out. Whether all are that far in time.
    pub(crate) async fn settle(&self, patience: Duration) -> anyhow::Result<bool> {
        let began = Instant::now();
        loop {
            let heads = self.heads().await?;
            let unsettled = self.clients.iter().filter(|client| !is_settled(&client.log, &heads)).count();
            if unsettled == 0 {
                return Ok(true);
            }
            if began.elapsed() > patience {
                eprintln!("faults: {unsettled} clients are not at the end of their rooms");
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Ends the clients and the nodes and answers what happened. What else was found goes to `broken`.
    pub(crate) async fn end(mut self, broken: &mut Vec<String>) -> anyhow::Result<History> {
        broken.append(&mut self.seen);
        self.world.quit.cancel();
        let mut clients = Vec::new();
        for running in &mut self.clients {
            let _ = (&mut running.task).await;
            clients.push(std::mem::take(&mut *running.log.lock()));
        }
        for node in &mut self.nodes {
            if !node.drain().await? {
                broken.push("a node did not end in good order".into());
            }
        }
        let (rows, heads) = self.ledger().await?;
        let slack = self.slack();
        let history = History {
            slack,
            clients,
            decided: self.city.decided(),
            faults: std::mem::take(&mut self.faults),
            rows,
            heads,
        };
        self.look_for_canaries(broken).await?;
        self.look_at_erased(broken).await?;
        self.verify_audit(broken)?;
        if self.redis.ask::<i64>(&["DBSIZE"]).await? != 0 {
            broken.push("something is stored in Redis".into());
        }
        self.city.close().await?;
        self.ground.cluster.drop_databases(&self.database).await?;
        Ok(history)
    }

    async fn ledger(&self) -> anyhow::Result<(Vec<Row>, HashMap<Uuid, i64>)> {
        type Columns = (Uuid, i64, Uuid, String, Uuid, Option<Uuid>, bool);
        let mut connection = self.ground.cluster.connect(&self.database).await?;
        // What the demo's own past holds is no one's act.
        let rows: Vec<Columns> = sqlx::query_as(
            "select e.room, e.seq, e.id, e.kind, e.author, e.subject,
                    e.at < now() - interval '1 day' or exists (select from audit_event a where a.room = e.room
                        and e.seq between a.from_seq and coalesce(a.upto_seq, a.from_seq)
                        and a.event in ('entry_added', 'support_discontinued', 'support_ended', 'proposal_lapsed', 'consent_receipt_recorded', 'room_erased',
                                        'member_removed', 'member_left', 'member_admitted', 'membership_lapsed', 'membership_stopped_again', 'exceptional_use_permitted'))
             from entry e join care_room r on r.id = e.room
             where r.state = 'erased' or exists (select from membership m join account a on a.id = m.account
                                                 where m.room = r.id and a.login_id like 'load-%')
             order by e.room, e.seq",
        )
        .fetch_all(&mut connection)
        .await?;
        let rows = rows
            .into_iter()
            .map(|(room, seq, id, kind, author, subject, audited)| Row {
                room,
                seq,
                id,
                kind,
                author,
                subject,
                audited,
            })
            .collect();
        let heads: Vec<(Uuid, i64)> = sqlx::query_as(
            "select r.id, r.last_seq from care_room r where r.state = 'erased' or exists (select from membership m
             join account a on a.id = m.account where m.room = r.id and a.login_id like 'load-%')",
        )
        .fetch_all(&mut connection)
        .await?;
        Ok((rows, heads.into_iter().collect()))
    }

    /// What people wrote stands nowhere in clear: not in a log, a mail, on the bus, or for whoever reads the tables with
    /// the serving role.
    async fn look_for_canaries(&self, broken: &mut Vec<String>) -> anyhow::Result<()> {
        let canary = &self.world.canary;
        for (number, node) in self.nodes.iter().enumerate() {
            if node.bus.saw_canary() {
                broken.push(format!("a text stood on the bus to node {number}"));
            }
            let log = String::from_utf8_lossy(&std::fs::read(&node.log)?).into_owned();
            if log.contains(canary.as_str()) {
                broken.push(format!("a text stands in the log of node {number}"));
            }
            if log.contains("panicked") {
                broken.push(format!("node {number} panicked"));
            }
        }
        if self.sink.mails().iter().any(|mail| mail.everything().contains(canary.as_str())) {
            broken.push("a text stands in a mail".into());
        }
        let hex = hex::encode(canary);
        let url = self.ground.cluster.url("renrakucho_app", &self.database);
        let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await?;
        let tables: Vec<String> = sqlx::query_scalar(
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and n.nspname = 'public' and has_table_privilege(c.oid, 'select')",
        )
        .fetch_all(&mut connection)
        .await?;
        for table in tables {
            let sql = format!("select exists (select from {table} t where t::text like $1 or t::text like $2)");
            let found: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .bind(format!("%{canary}%"))
                .bind(format!("%{hex}%"))
                .fetch_one(&mut connection)
                .await?;
            if found {
                broken.push(format!("a text stands in {table}"));
            }
        }
        Ok(())
    }

    /// What an erasure leaves: no key, no body, and a line in the journal that a restore replays.
    async fn look_at_erased(&self, broken: &mut Vec<String>) -> anyhow::Result<()> {
        let mut main = self.ground.cluster.connect(&self.database).await?;
        let erased: Vec<Uuid> =
            sqlx::query_scalar("select id from care_room where state = 'erased'").fetch_all(&mut main).await?;
        let bodies: i64 = sqlx::query_scalar(
            "select count(*) from entry where room = any($1) and kind = 'post' and octet_length(sealed) > 0",
        )
        .bind(&erased)
        .fetch_one(&mut main)
        .await?;
        let mut keys = self.ground.cluster.connect(&format!("{}_keys", self.database)).await?;
        let there: i64 = sqlx::query_scalar("select count(*) from room_key where room = any($1)")
            .bind(&erased)
            .fetch_one(&mut keys)
            .await?;
        if there > 0 {
            broken.push("the key of an erased room stands".into());
        }
        if bodies > 0 {
            broken.push("a body of an erased room stands".into());
        }
        let journals = self.nodes.iter().map(|node| std::fs::read_to_string(node.journal()).unwrap_or_default());
        let journals: Vec<_> = journals.collect();
        for room in erased {
            let line = format!("\"room\":\"{room}\",\"state\":\"erased\"");
            if !journals.iter().any(|journal| journal.contains(&line)) {
                broken.push(format!("the erasure of {room} is not in the deletion journal"));
            }
        }
        Ok(())
    }

    fn verify_audit(&self, broken: &mut Vec<String>) -> anyhow::Result<()> {
        let mut command = node::command(&self.database, self.ground.cluster.socket())?;
        let output = command
            .args(["audit", "verify", "--config"])
            .arg(self.ground.demo.join("renrakucho.toml"))
            .env("RENRAKUCHO__AUDIT__CHECKPOINT_FILE", self.nodes[0].log.with_extension("checkpoints"))
            .env("RENRAKUCHO__KEYS__EPOCH_FILE", self.nodes[0].epoch_key())
            .env("RUST_BACKTRACE", "0")
            .output()?;
        if !output.status.success() {
            broken.push(format!("audit verify: {}", String::from_utf8_lossy(&output.stderr).trim()));
        }
        Ok(())
    }
}

fn is_settled(log: &SharedLog, heads: &HashMap<Uuid, i64>) -> bool {
    let log = log.lock();
    let at_end = |room: &&Uuid| {
        log.wiped.contains(room)
            || log.cursors.get(room).copied().unwrap_or_default() == heads.get(room).copied().unwrap_or_default()
    };
    log.ended || (log.unanswered == 0 && log.rooms.iter().filter(at_end).count() == log.rooms.len())
}

/// Lets the clients write.
pub(crate) fn start_writing(stage: &Stage<'_>) {
    stage.world.writing.store(true, Ordering::Relaxed);
}

/// Stops the writing.
pub(crate) fn stop_writing(stage: &Stage<'_>) {
    stage.world.writing.store(false, Ordering::Relaxed);
}
