use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, postgres::PgPoolOptions};
use tokio::sync::OnceCell;

use crate::id;

/// A prepared city that others are cloned from.
pub(crate) struct Template {
    /// The demo's folder: authority, certificates, passkeys.
    pub(crate) folder: PathBuf,
    name: String,
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

/// The URL of a role's connection to a database of the test cluster.
pub(crate) fn url(role: &str, database: &str) -> String {
    static ADMIN: OnceLock<String> = OnceLock::new();
    let admin = ADMIN.get_or_init(|| {
        std::env::var("TEST_POSTGRES_URL").expect(
            "TEST_POSTGRES_URL names the superuser of a PostgreSQL for tests; run \
             `scripts/with-postgres cargo test -p renrakucho-tests`, which provides one",
        )
    });
    let (rest, query) = admin.split_once('?').unwrap_or((admin, ""));
    let (scheme, rest) = rest.split_once("://").expect("a URL");
    let (authority, _) = rest.rsplit_once('/').expect("TEST_POSTGRES_URL names a database");
    let (user, host) = authority.rsplit_once('@').expect("TEST_POSTGRES_URL names a user");
    let user = if role == "admin" { user } else { role };
    let database = if database.is_empty() { "postgres" } else { database };
    format!("{scheme}://{user}@{host}/{database}?{query}")
}

/// The server's binary, beside this test's.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("own path");
    let binary = test.ancestors().nth(2).expect("target/debug/deps/…").join("renrakucho");
    assert!(binary.exists(), "{} is missing: run `cargo build -p renrakucho` first", binary.display());
    binary
}

/// A pool as the cluster's superuser.
pub(crate) async fn admin(database: &str) -> PgPool {
    PgPoolOptions::new().max_connections(3).connect(&url("admin", database)).await.expect("the test cluster answers")
}

async fn run(connection: &mut PgConnection, sql: String) {
    connection.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn connect() -> PgConnection {
    PgConnection::connect(&url("admin", "")).await.expect("the test cluster answers")
}

/// The environment that tells the binary where its databases are.
pub(crate) fn environment(command: &mut Command, database: &str) {
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("RENRAKUCHO")) {
            command.env_remove(name);
        }
    }
    let keys = format!("{database}_keys");
    command
        .env("RENRAKUCHO__DATABASE__URL", url("renrakucho_app", database))
        .env("RENRAKUCHO__DATABASE__OWNER_URL", url("renrakucho_owner", database))
        .env("RENRAKUCHO__KEYS__URL", url("renrakucho_app", &keys))
        .env("RENRAKUCHO__KEYS__OWNER_URL", url("renrakucho_owner", &keys));
}

/// Whether a name was given by a process that lives no more.
fn is_left_over(name: &str) -> bool {
    let pid = name.strip_prefix("it_").and_then(|rest| rest.split('_').next());
    pid.is_some_and(|pid| pid.parse::<u32>().is_ok() && !Path::new("/proc").join(pid).exists())
}

async fn forget_left_overs(connection: &mut PgConnection) {
    let names: Vec<String> = sqlx::query_scalar("select datname from pg_database where datname like 'it\\_%'")
        .fetch_all(&mut *connection)
        .await
        .expect("databases");
    for name in names.iter().filter(|name| is_left_over(name)) {
        // Another run may be at it too.
        let _ = connection.execute(AssertSqlSafe(format!("drop database if exists {name} with (force)"))).await;
    }
    for entry in std::fs::read_dir(std::env::temp_dir()).expect("the temporary folder").flatten() {
        if entry.file_name().to_str().is_some_and(is_left_over) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

async fn prepare() -> Template {
    let mut connection = connect().await;
    forget_left_overs(&mut connection).await;
    for role in ["renrakucho_owner", "renrakucho_app"] {
        // Two test programs may begin at the same time.
        let made = connection.execute(AssertSqlSafe(format!("create role {role} login"))).await;
        let exists: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
            .bind(role)
            .fetch_one(&mut connection)
            .await
            .expect("roles");
        assert!(exists, "{role}: {made:?}");
    }
    let name = new_name();
    for database in [name.clone(), format!("{name}_keys")] {
        run(&mut connection, format!("create database {database} owner renrakucho_owner")).await;
    }
    let folder = std::env::temp_dir().join(&name);
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("support/city.toml");
    let mut command = Command::new(binary());
    environment(&mut command, &name);
    let prepared = command.args(["demo", "prepare", "--dir"]).arg(&folder).arg("--city").arg(city).output();
    let prepared = prepared.expect("the binary runs");
    assert!(prepared.status.success(), "demo prepare: {}", String::from_utf8_lossy(&prepared.stderr));
    Template { folder, name }
}

fn new_name() -> String {
    let random = id().simple().to_string();
    format!("it_{}_{}", std::process::id(), &random[16..])
}

/// A fresh copy of the prepared city: its folder and the name of its main database.
pub(crate) async fn clone_city() -> (PathBuf, String) {
    let template = TEMPLATE.get_or_init(prepare).await;
    let name = new_name();
    let mut connection = connect().await;
    for suffix in ["", "_keys"] {
        let sql = format!("create database {name}{suffix} template {}{suffix} owner renrakucho_owner", template.name);
        run(&mut connection, sql).await;
    }
    (template.folder.clone(), name)
}

/// Two empty databases, and the folder of the prepared city, which has certificates for this machine.
pub(crate) async fn empty_databases() -> (PathBuf, String) {
    let template = TEMPLATE.get_or_init(prepare).await;
    let name = new_name();
    let mut connection = connect().await;
    for database in [name.clone(), format!("{name}_keys")] {
        run(&mut connection, format!("create database {database} owner renrakucho_owner")).await;
    }
    (template.folder.clone(), name)
}

/// Forgets a copy; complains about whoever still uses it.
pub(crate) async fn forget_city(name: &str) {
    let mut connection = connect().await;
    for suffix in ["", "_keys"] {
        run(&mut connection, format!("drop database {name}{suffix} with (force)")).await;
    }
    // Of a city whose second node has a role of its own.
    run(&mut connection, format!("drop role if exists {name}")).await;
}
