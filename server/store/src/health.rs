//! What can be said about a database from outside its tables: who we are there, what we may, what time it is. Asked of both
//! databases and before anything is known to be right, so these are checked at run time, not when compiled.

use time::OffsetDateTime;

use crate::{Database, Result};

/// Tables to which the serving role only adds.
const APPEND_ONLY: [&str; 4] = ["entry", "audit_event", "audit_link", "audit_checkpoint"];

/// The server, as it greets us.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its version.
    pub version: String,
    /// As whom we are there.
    pub role: String,
}

/// Asks the server who it is and who we are.
pub async fn server(database: &Database) -> Result<Server> {
    let (version, role) = sqlx::query_as("select current_setting('server_version'), current_user::text")
        .fetch_one(database.pool())
        .await?;
    Ok(Server { version, role })
}

/// Its clock.
pub async fn clock(database: &Database) -> Result<OffsetDateTime> {
    Ok(sqlx::query_scalar("select clock_timestamp()").fetch_one(database.pool()).await?)
}

/// What this role could do to tables that it may only add to: `update on entry`, `owner of audit_event`.
pub async fn rights_too_many(main: &Database) -> Result<Vec<String>> {
    let sql = "select format('%s on %s', lower(privilege), name)
               from unnest($1::text[]) name, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) privilege
               where has_table_privilege(name, privilege)
                  or privilege = 'UPDATE' and has_any_column_privilege(name, privilege)
               union all
               select format('owner of %s', name)
               from unnest($1::text[]) name join pg_class c on c.oid = to_regclass(name)
               where pg_has_role(c.relowner, 'MEMBER')
               order by 1";
    Ok(sqlx::query_scalar(sql).bind(APPEND_ONLY.map(str::to_owned).to_vec()).fetch_all(main.pool()).await?)
}

/// What this role cannot do to the same tables, and must.
pub async fn rights_missing(main: &Database) -> Result<Vec<String>> {
    let sql = "select format('%s on %s', lower(privilege), name)
               from unnest($1::text[]) name, unnest(array['SELECT', 'INSERT']) privilege
               where not has_table_privilege(name, privilege) order by 1";
    Ok(sqlx::query_scalar(sql).bind(APPEND_ONLY.map(str::to_owned).to_vec()).fetch_all(main.pool()).await?)
}
