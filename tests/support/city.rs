use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, PgPool, Row};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Certificate, Node, Passkey, Person, RedisServer, cluster, eventually, node::Address};

/// The rooms of the test city.
#[derive(Clone, Copy, Debug)]
pub struct Rooms {
    /// Active; sato, tanaka and mori are members.
    pub hana: Uuid,
    /// Active; mori, ito and kanri are members.
    pub sora: Uuid,
    /// Its consent form is awaited; sato and tanaka are members.
    pub kiyo: Uuid,
    /// Closed; sato and tanaka were members.
    pub saburo: Uuid,
}

/// A city of its own: databases, nodes, people.
pub struct City {
    /// The serving processes.
    pub nodes: Vec<Node>,
    /// The rooms.
    pub rooms: Rooms,
    /// The superuser's connections, for fixtures and for looking behind the scenes.
    pub sql: PgPool,
    /// The demo's folder.
    pub folder: PathBuf,
    /// The bus, if there is one.
    pub redis: Option<RedisServer>,
    /// The main database's name.
    pub database: String,
    addresses: Vec<Address>,
    starts: usize,
    scratch: TempDir,
}

impl City {
    /// A city with one node.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// A city with one node and other settings than the default.
    pub async fn with(settings: &[(&str, String)]) -> Self {
        let mut city = Self::empty(1, None).await;
        city.start_node(0, settings).await;
        city
    }

    /// A city with one node whose settings name files of the demo's folder.
    pub async fn with_folder<const N: usize>(settings: impl FnOnce(&Path) -> [(&'static str, String); N]) -> Self {
        let mut city = Self::empty(1, None).await;
        let settings = settings(&city.folder);
        city.start_node(0, &settings).await;
        city
    }

    /// A city with two nodes and a bus between them.
    pub async fn of_two_nodes(settings: &[(&str, String)]) -> Self {
        let mut city = Self::empty(2, Some(RedisServer::start().await)).await;
        city.start_node(0, settings).await;
        city.start_node(1, settings).await;
        city
    }

    /// A city with two nodes and a bus, where the second connects to the database in a role of its own, so that it alone
    /// can be cut off. The role's name is the database's.
    pub async fn of_two_nodes_and_two_roles() -> Self {
        let mut city = Self::empty(2, Some(RedisServer::start().await)).await;
        city.fixture(&format!("create role {} login in role renrakucho_app", city.database)).await;
        city.start_node(0, &[]).await;
        let url = cluster::url(&city.database, &city.database);
        city.start_node(1, &[("database.url", url)]).await;
        city
    }

    async fn empty(nodes: usize, redis: Option<RedisServer>) -> Self {
        let (folder, database) = cluster::clone_city().await;
        let sql = cluster::admin(&database).await;
        let room = async |state: &str, member: &str| -> Uuid {
            sqlx::query_scalar(
                "select r.id from care_room r join membership m on m.room = r.id join account a on a.id = m.account
                 where r.state = $1 and a.login_id = $2",
            )
            .bind(state)
            .bind(member)
            .fetch_one(&sql)
            .await
            .expect("the room of the city's file")
        };
        let rooms = Rooms {
            hana: room("active", "sato").await,
            sora: room("active", "ito").await,
            kiyo: room("awaiting_consent", "sato").await,
            saburo: room("discontinued", "sato").await,
        };
        let addresses = (0..nodes).map(|_| Address::free()).collect();
        let scratch = tempfile::Builder::new().prefix("renrakucho-it-").tempdir().expect("a folder");
        std::fs::copy(folder.join("epoch.key"), scratch.path().join("epoch.key"))
            .expect("the prepared city's epoch key");
        Self { nodes: Vec::new(), rooms, sql, folder, redis, database, addresses, starts: 0, scratch }
    }

    async fn start_node(&mut self, number: usize, settings: &[(&str, String)]) {
        // The demo's folder is shared with other cities, and these are this one's.
        let mut all = vec![
            ("deletions.journal_file", self.journal().display().to_string()),
            ("keys.epoch_file", self.epoch_file().display().to_string()),
        ];
        if let Some(redis) = &self.redis {
            all.push(("redis.url", redis.url()));
        }
        all.extend_from_slice(settings);
        let origins: Vec<_> = self.addresses.iter().map(|address| address.origin()).collect();
        // Each start has a log of its own.
        self.starts += 1;
        let log = self.scratch.path().join(format!("node-{number}-{}.log", self.starts));
        let address = self.addresses[number];
        let node = Node::start(&self.folder, &self.database, address, &origins, log, &all).await;
        if number < self.nodes.len() {
            self.nodes[number] = node;
        } else {
            self.nodes.push(node);
        }
    }

    /// Stops a node in good order and starts it again in its place, with other settings.
    pub async fn restart_node(&mut self, number: usize, settings: &[(&str, String)]) {
        self.nodes[number].stop().await;
        self.start_node(number, settings).await;
    }

    /// Starts a node that has stopped.
    pub async fn start_again(&mut self, number: usize, settings: &[(&str, String)]) {
        self.start_node(number, settings).await;
    }

    /// The deletion journal of its nodes.
    pub fn journal(&self) -> PathBuf {
        self.scratch.path().join("deletions.journal")
    }

    /// The epoch key of its nodes.
    pub fn epoch_file(&self) -> PathBuf {
        self.scratch.path().join("epoch.key")
    }

    /// The first node.
    pub fn node(&self) -> &Node {
        &self.nodes[0]
    }

    /// A folder for whatever a test writes.
    pub fn scratch(&self) -> PathBuf {
        self.scratch.path().to_owned()
    }

    /// The path of something in a person's folder.
    pub fn folder_of(&self, login: &str) -> PathBuf {
        self.folder.join("people").join(login)
    }

    /// A person's device certificate.
    pub fn certificate(&self, login: &str) -> Certificate {
        Certificate::read(&self.folder_of(login))
    }

    /// A person's passkey.
    pub fn passkey(&self, login: &str) -> Passkey {
        Passkey::read(&self.folder_of(login).join("passkey.json"))
    }

    /// Signs someone in at the first node.
    pub async fn sign_in(&self, login: &str) -> Person {
        self.sign_in_at(0, login).await
    }

    /// Signs someone in at a node.
    pub async fn sign_in_at(&self, node: usize, login: &str) -> Person {
        Person::sign_in(&self.nodes[node], login, &self.certificate(login), &self.passkey(login)).await
    }

    /// The account behind a login ID.
    pub async fn account(&self, login: &str) -> Uuid {
        sqlx::query_scalar("select id from account where login_id = $1")
            .bind(login)
            .fetch_one(&self.sql)
            .await
            .expect("an account")
    }

    /// Changes the database behind the server's back.
    pub async fn fixture(&self, sql: &str) -> u64 {
        sqlx::query(AssertSqlSafe(sql.to_owned()))
            .execute(&self.sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
            .rows_affected()
    }

    /// A number out of the database.
    pub async fn number(&self, sql: &str) -> i64 {
        let row = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_one(&self.sql).await;
        row.unwrap_or_else(|error| panic!("{sql}: {error}")).get(0)
    }

    /// The version of a room's line, which the moderator's decisions return.
    pub async fn version(&self, room: Uuid) -> i64 {
        self.number(&format!("select version from care_room where id = '{room}'")).await
    }

    /// Runs a command of the binary in this city; what it printed, if it succeeded.
    pub async fn command(&self, arguments: &[&str]) -> Result<String, String> {
        self.command_with(arguments, &[]).await
    }

    /// The same with other settings.
    pub async fn command_with(&self, arguments: &[&str], settings: &[(&str, String)]) -> Result<String, String> {
        let output = self.ran(arguments, settings).await;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
    }

    /// What `doctor` finds under a name, whatever else it finds.
    pub async fn finding(&self, name: &str) -> String {
        let journal = ("deletions.journal_file", self.journal().display().to_string());
        let output = self.ran(&["doctor", "--json"], &[journal]).await;
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
        let findings = report["findings"].as_array().expect("findings");
        let found = findings.iter().find(|finding| finding["name"] == name).expect("it is looked at");
        found["found"].as_str().expect("words").to_owned()
    }

    async fn ran(&self, arguments: &[&str], settings: &[(&str, String)]) -> std::process::Output {
        let mut command = std::process::Command::new(crate::binary());
        cluster::environment(&mut command, &self.database);
        let origins: Vec<_> = self.addresses.iter().map(|address| address.origin()).collect();
        command.env("RENRAKUCHO__HTTP__ORIGINS", serde_json::to_string(&origins).expect("JSON"));
        command.env("RENRAKUCHO__KEYS__EPOCH_FILE", self.epoch_file());
        for (key, value) in settings {
            command.env(format!("RENRAKUCHO__{}", key.replace('.', "__").to_uppercase()), value);
        }
        command.args(arguments).arg("--config").arg(self.folder.join("renrakucho.toml"));
        tokio::process::Command::from(command).output().await.expect("the binary runs")
    }

    /// The superuser's connections to the database of the rooms' keys.
    pub async fn keys(&self) -> PgPool {
        cluster::admin(&format!("{}_keys", self.database)).await
    }

    /// The URL of the serving role.
    pub fn app_url(&self) -> String {
        cluster::url("renrakucho_app", &self.database)
    }

    /// The URL of a role at a database.
    pub fn url(&self, role: &str, database: &str) -> String {
        cluster::url(role, database)
    }

    /// The URL of the superuser.
    pub fn admin_url(&self) -> String {
        cluster::url("admin", &self.database)
    }

    /// Waits until nobody of the serving role is inside a transaction.
    pub async fn no_transaction_is_left(&self) {
        let sql = "select count(*) from pg_stat_activity where datname = current_database()
                   and usename = 'renrakucho_app' and state like 'idle in transaction%'";
        eventually("no connection idles in a transaction", async || (self.number(sql).await == 0).then_some(())).await;
    }

    /// Insists that every room's log is 1, 2, 3 … without a hole, and that the closing entry is its room's last.
    pub async fn logs_are_whole(&self) {
        let holes =
            "select count(*) from (select r.last_seq, count(e.seq) n, coalesce(max(e.seq), 0) m from care_room r
                     left join entry e on e.room = r.id group by r.id) t where n <> m or m <> last_seq";
        assert_eq!(self.number(holes).await, 0, "a room has a hole");
        let after =
            "select count(*) from entry e join entry c on c.room = e.room and c.kind in ('discontinued', 'lapsed', 'erased')
                     where e.seq > c.seq and e.kind not in ('lapsed', 'erased')";
        assert_eq!(self.number(after).await, 0, "something stands after a closing");
        let unaudited = "select count(*) from entry e where not exists (select from audit_event a
                         where a.room = e.room and e.seq between a.from_seq and coalesce(a.upto_seq, a.from_seq)
                         and a.event in ('entry_added', 'consent_receipt_recorded', 'support_discontinued', 'support_ended', 'proposal_lapsed', 'room_erased', 'entry_erased', 'deletion_replayed',
                                         'person_proposed', 'member_admitted', 'exceptional_use_permitted',
                                         'member_removed', 'membership_lapsed', 'membership_stopped_again',
                                         'membership_taken_over'))";
        // The demo's own decisions are no one's acts.
        let of_demo =
            "select count(*) from entry e where kind in ('opened', 'discontinued') and at < now() - interval '1 day'";
        let (unaudited, of_demo) = (self.number(unaudited).await, self.number(of_demo).await);
        assert!(unaudited <= of_demo, "{unaudited} entries stand without an audit event");
    }

    /// Whether every node that lives has applied all that was revoked.
    pub async fn all_have_applied(&self) -> bool {
        self.number("select count(*) from node where applied < (select rev from revocation_head)").await == 0
            && self.number("select count(*) from node").await == i64::try_from(self.nodes.len()).expect("a few")
    }

    /// The end of the story: everything stops in good order and leaves nothing behind.
    pub async fn end(self) {
        self.logs_are_whole().await;
        self.end_tampered().await;
    }

    /// The end of a story in which someone took entries of a room or of the audit log away.
    pub async fn end_tampered(mut self) {
        self.no_transaction_is_left().await;
        for node in &mut self.nodes {
            node.stop().await;
            assert!(!node.log().contains('\u{1b}'), "colours in a log that is a file");
        }
        if let Some(redis) = self.redis.take() {
            assert_eq!(redis.size().await, 0, "something is stored in Redis");
        }
        self.sql.close().await;
        cluster::forget_city(&self.database).await;
    }
}
