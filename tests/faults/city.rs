//! What the city decides during a run: over the API, as its moderator.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection, postgres::PgPoolOptions};
use uuid::Uuid;

use crate::{
    cluster::Cluster,
    history::{Decided, Decision, now},
    node::Address,
};

/// The city's moderator, signed in, and the list of what was decided.
pub(crate) struct City {
    sql: sqlx::PgPool,
    http: reqwest::Client,
    nodes: Vec<Address>,
    cookie: String,
    moderator: Uuid,
    decided: Mutex<Vec<Decided>>,
}

impl City {
    /// Makes the moderator a session, as load data does: the ceremony is tested elsewhere.
    pub(crate) async fn open(
        cluster: &Cluster,
        database: &str,
        http: reqwest::Client,
        nodes: Vec<Address>,
    ) -> anyhow::Result<Self> {
        let sql = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(crate::cluster::PATIENCE)
            .connect(&cluster.url("renrakucho_admin", database))
            .await?;
        let token = hex::encode(Sha256::digest(database));
        let moderator: Uuid = sqlx::query_scalar(
            "insert into session (id, token_hash, account, device, expires_at)
             select gen_random_uuid(), $1, a.id, d.device, now() + interval '12 hours'
             from account a join device_account d on d.account = a.id where a.role = 'city_moderator' limit 1
             returning account",
        )
        .bind(Sha256::digest(&token).as_slice())
        .fetch_one(&sql)
        .await?;
        let cookie = format!("{}={token}", renrakucho::http::extract::SESSION);
        Ok(Self { sql, http, nodes, cookie, moderator, decided: Mutex::default() })
    }

    /// All decisions so far.
    pub(crate) fn decided(&self) -> Vec<Decided> {
        self.decided.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the connections.
    pub(crate) async fn close(&self) -> anyhow::Result<()> {
        self.sql.close().await;
        Ok(())
    }

    fn note(&self, what: Decision, answered: bool) {
        let decided = Decided { what, answered: answered.then(now) };
        self.decided.lock().unwrap_or_else(PoisonError::into_inner).push(decided);
    }

    /// The account itself is not decided about twice.
    pub(crate) fn is_out(&self, account: Uuid) -> bool {
        self.decided().iter().any(|decided| match decided.what {
            Decision::Suspended { account: out } | Decision::Removed { account: out, .. } => out == account,
            Decision::Closed { .. } => false,
        })
    }

    /// Whether the room was closed.
    pub(crate) fn is_closed(&self, room: Uuid) -> bool {
        self.decided().iter().any(|decided| decided.what == Decision::Closed { room })
    }

    async fn connection(&self) -> anyhow::Result<sqlx::pool::PoolConnection<sqlx::Postgres>> {
        // The server may be dying at this very moment, and be back in the next.
        let began = Instant::now();
        loop {
            let connection = match self.sql.acquire().await {
                Ok(mut connection) => connection.ping().await.map(|()| connection),
                Err(error) => Err(error),
            };
            match connection {
                Ok(connection) => return Ok(connection),
                Err(error) if began.elapsed() > crate::cluster::PATIENCE => {
                    return Err(error).context("PostgreSQL does not come back");
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    async fn call(&self, node: usize, method: Method, path: &str, body: &Value) -> anyhow::Result<u16> {
        self.call_as(&self.cookie, node, method, path, body).await
    }

    async fn call_as(
        &self,
        cookie: &str,
        node: usize,
        method: Method,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<u16> {
        Ok(self.ask(cookie, node, method, path, body).await?.0)
    }

    /// The status and the whole answer to a call of whoever has this cookie.
    pub(crate) async fn ask(
        &self,
        cookie: &str,
        node: usize,
        method: Method,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<(u16, String)> {
        // Decisions want a passkey that was used a moment ago.
        sqlx::query("update session s set verified_at = clock_timestamp() from account a where a.id = s.account and a.role like 'city_%'")
            .execute(&mut *self.connection().await?)
            .await?;
        let node = &self.nodes[node % self.nodes.len()];
        let request = self
            .http
            .request(method, format!("{}{path}", node.origin()))
            .header("origin", node.origin())
            .header("cookie", cookie)
            .json(body);
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }

    /// The moderator, and their cookie.
    pub(crate) fn moderator(&self) -> (Uuid, &str) {
        (self.moderator, &self.cookie)
    }

    /// Makes somebody of the city a session who has this role and is none of these. Who it is, and their cookie.
    pub(crate) async fn someone(&self, role: &str, others: &[Uuid]) -> anyhow::Result<(Uuid, String)> {
        let token = hex::encode(Sha256::digest(format!("{role}{others:?}")));
        let account: Uuid = sqlx::query_scalar(
            "insert into session (id, token_hash, account, device, expires_at)
             select gen_random_uuid(), $1, a.id, d.device, now() + interval '12 hours'
             from account a join device_account d on d.account = a.id where a.role = $2 and a.id <> all($3) limit 1
             returning account",
        )
        .bind(Sha256::digest(&token).as_slice())
        .bind(role)
        .bind(others)
        .fetch_optional(&mut *self.connection().await?)
        .await?
        .with_context(|| format!("the city has no further {role}"))?;
        Ok((account, format!("{}={token}", renrakucho::http::extract::SESSION)))
    }

    /// Accepts a case, as whoever has this cookie.
    pub(crate) async fn accept(&self, node: usize, cookie: &str, case: Uuid) -> anyhow::Result<()> {
        let version = self.version("city_case", case).await?;
        let path = format!("/api/v1/city/cases/{case}");
        let claim = json!({ "version": version });
        let decision = json!({ "version": version + 1, "decision": "accepted", "reason": "確認しました" });
        for (step, body) in [("claim", claim), ("decision", decision)] {
            let (answer, said) = self.ask(cookie, node, Method::POST, &format!("{path}/{step}"), &body).await?;
            anyhow::ensure!(is_success(answer), "{step} of a case: {answer} {said}");
        }
        Ok(())
    }

    /// One number that the database answers.
    pub(crate) async fn number(&self, sql: &str) -> anyhow::Result<i64> {
        let asked = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned()));
        Ok(asked.fetch_one(&mut *self.connection().await?).await?)
    }

    /// Looks at the own session.
    pub(crate) async fn look(&self, node: usize) -> anyhow::Result<()> {
        self.call(node, Method::GET, "/api/v1/session", &Value::Null).await?;
        Ok(())
    }

    /// 支援中止. Answers how long the call took, if it was answered.
    pub(crate) async fn close_room(&self, node: usize, room: Uuid) -> anyhow::Result<Option<Duration>> {
        let mut first = None;
        for attempt in 0..6 {
            let seen = sqlx::query_as("select state, version from care_room where id = $1")
                .bind(room)
                .fetch_one(&mut *self.connection().await?)
                .await;
            let Ok::<(String, i64), _>((state, version)) = seen else { continue };
            if state == "discontinued" {
                break;
            }
            let path = format!("/api/v1/city/rooms/{room}/discontinuation");
            let began = Instant::now();
            let answer = self.call(node + attempt, Method::POST, &path, &json!({ "version": version })).await;
            if matches!(answer, Ok(200)) {
                first = Some(began.elapsed());
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        self.note(Decision::Closed { room }, first.is_some());
        Ok(first)
    }

    /// 例外利用, on the ground of a suspicion of abuse: as if two people had permitted it.
    pub(crate) async fn permit(&self, room: Uuid, account: Uuid) -> anyhow::Result<()> {
        let moderator = self.moderator;
        self.execute(&format!(
            "do $$ declare permit uuid := gen_random_uuid(); other uuid; begin
             select a.id into other from account a join account b on b.staff_member <> a.staff_member where b.id = '{moderator}' limit 1;
             insert into city_case (id, kind, route, receipt, sealed, content_mac, opened_at, due)
                 values (permit, 'exceptional_use', 'signed_in', permit::text, '', '', clock_timestamp(), current_date);
             insert into exceptional_use (city_case, room, ground, sealed, until, asked_by, asked_name, asked_facility)
                 values (permit, '{room}', 'abuse_or_dv', '', clock_timestamp() + interval '1 hour', '{moderator}', '', '');
             insert into exceptional_use_person (city_case, account) values (permit, '{account}');
             update exceptional_use set permitted_at = clock_timestamp(), permitted_by = other, permitted_name = '',
                 permitted_facility = '', review_case = permit where city_case = permit; end $$"
        ))
        .await
    }

    /// A proxy withdraws the consent: the room is closed to these, and to nobody else.
    pub(crate) async fn end_consent(&self, node: usize, room: Uuid, others: &[Uuid]) -> anyhow::Result<()> {
        let body = json!({ "version": self.version("care_room", room).await?, "ground": "asked_by_proxy" });
        let path = format!("/api/v1/city/rooms/{room}/discontinuation");
        let answered = self.call(node, Method::POST, &path, &body).await.is_ok_and(is_success);
        for account in others {
            self.note(Decision::Removed { room, account: *account }, answered);
        }
        Ok(())
    }

    /// 消去: proposed by the moderator and decided by an approver, of a room that was closed.
    pub(crate) async fn erase(&self, node: usize, room: Uuid) -> anyhow::Result<()> {
        let (_, approver) = self.someone("city_approver", &[]).await?;
        let body = json!({ "version": self.version("care_room", room).await?, "ground": "kept_long_enough" });
        let proposed = self.call(node, Method::POST, &format!("/api/v1/city/rooms/{room}/erasure"), &body).await?;
        anyhow::ensure!(is_success(proposed), "an erasure could not be proposed: {proposed}");
        let case: Uuid = sqlx::query_scalar("select city_case from erasure_proposal where room = $1")
            .bind(room)
            .fetch_one(&mut *self.connection().await?)
            .await?;
        self.accept(node, &approver, case).await
    }

    /// A member is removed.
    pub(crate) async fn remove_member(&self, node: usize, room: Uuid, account: Uuid) -> anyhow::Result<()> {
        let version = self.version("care_room", room).await?;
        let path = format!("/api/v1/city/rooms/{room}/members/{account}?version={version}");
        let answered = self.call(node, Method::DELETE, &path, &json!({})).await.is_ok_and(is_success);
        self.note(Decision::Removed { room, account }, answered);
        Ok(())
    }

    /// An account is suspended.
    pub(crate) async fn suspend(&self, node: usize, account: Uuid) -> anyhow::Result<()> {
        let path = format!("/api/v1/city/accounts/{account}/suspension");
        let body = json!({ "version": self.version("account", account).await?, "grounds": "leaked" });
        let answered = self.call(node, Method::POST, &path, &body).await.is_ok_and(is_success);
        self.note(Decision::Suspended { account }, answered);
        Ok(())
    }

    async fn version(&self, table: &str, id: Uuid) -> anyhow::Result<i64> {
        let sql = format!("select version from {table} where id = $1");
        let ask = async || -> anyhow::Result<i64> {
            let asked = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone())).bind(id);
            Ok(asked.fetch_one(&mut *self.connection().await?).await?)
        };
        // Once more, if the server died in between.
        match ask().await {
            Ok(version) => Ok(version),
            Err(_) => ask().await,
        }
    }

    /// Runs SQL behind the server's back.
    pub(crate) async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        let connection: &mut PgConnection = &mut *self.connection().await?;
        connection.ping().await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(connection).await.with_context(|| sql.to_owned())?;
        Ok(())
    }
}

const fn is_success(status: u16) -> bool {
    status >= 200 && status < 300
}
