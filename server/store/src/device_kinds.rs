//! Which kinds of device the city allows: one row, with the history of its changes.

use renrakucho_domain::{
    AccountId,
    certificate::DeviceKind,
    device_kinds::{DeviceKinds, Form},
};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word, session::EndReason};

/// What the city allows, and which version of that it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// What.
    pub allowed: DeviceKinds,
    /// Version of its row.
    pub version: i64,
}

fn parse(kinds: &[String]) -> Result<Vec<DeviceKind>> {
    kinds.iter().map(|kind| word(DeviceKind::parse, kind, "device_kinds.kinds")).collect()
}

fn words(kinds: &[DeviceKind]) -> Vec<String> {
    kinds.iter().map(|kind| kind.as_str().to_owned()).collect()
}

/// What is allowed now. Whoever goes by it and begins a session asks once more with [`hold`].
pub async fn current(database: &Database) -> Result<Setting> {
    let row = query!("select version, kinds, shared from device_kinds").fetch_one(database.pool()).await?;
    Ok(Setting { allowed: DeviceKinds { kinds: parse(&row.kinds)?, shared: row.shared }, version: row.version })
}

/// What is allowed until the end of the transaction. The first lock of all.
pub async fn hold(tx: &mut Tx) -> Result<DeviceKinds> {
    let row = query!("select kinds, shared from device_kinds for share").fetch_one(&mut **tx).await?;
    Ok(DeviceKinds { kinds: parse(&row.kinds)?, shared: row.shared })
}

/// The same for whoever changes it: who signs in meanwhile is wholly before, or asks after.
pub async fn lock(tx: &mut Tx) -> Result<i64> {
    Ok(query!("select version from device_kinds for no key update").fetch_one(&mut **tx).await?.version)
}

/// Allows something else, and keeps who said so and why. For whoever holds it locked.
pub async fn change(tx: &mut Tx, form: &Form, by: AccountId, ended: usize) -> Result<()> {
    let kinds = words(&form.allowed.kinds);
    let row = query!(
        "update device_kinds set kinds = $1, shared = $2, version = version + 1 returning version",
        &kinds,
        form.allowed.shared
    )
    .fetch_one(&mut **tx)
    .await?;
    query!(
        "insert into device_kinds_change (version, kinds, shared, reason, changed_by, ended) values ($1, $2, $3, $4, $5, $6)",
        row.version,
        &kinds,
        form.allowed.shared,
        form.reason,
        by.0,
        i32::try_from(ended).unwrap_or(i32::MAX)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends the sessions on devices that are not allowed any more, by the certificate that each has now. Which they were.
pub async fn end_sessions(tx: &mut Tx, allowed: &DeviceKinds) -> Result<Vec<Uuid>> {
    let DeviceKinds { kinds, shared } = allowed;
    let rows = query!(
        r#"with shut_out as (
               select s.id from session s join device d on d.id = s.device
               cross join lateral (
                   select case when c.key_public is not null then 'browser' when c.is_managed then 'managed' else 'file' end
                          as kind
                   from device_certificate c where c.device = d.id and c.standing = 'active' and c.replaces is null
                   order by c.created_at desc limit 1
               ) as its
               where s.ended_at is null and s.expires_at > clock_timestamp()
                 and (its.kind <> all ($1) or d.kind = 'shared' and not $2)
               order by s.id for no key update of s
           )
           update session set ended_at = clock_timestamp(), end_reason = $3 from shut_out
           where session.id = shut_out.id and session.ended_at is null returning session.id"#,
        &words(kinds),
        shared,
        EndReason::Revoked.as_str()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Devices of a kind that have a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InUse {
    /// Where their keys are.
    pub kind: DeviceKind,
    /// Whether they are shared ones.
    pub is_shared: bool,
    /// How many.
    pub devices: i64,
}

/// How many devices there are of each kind that have not ended, stopped ones included.
pub async fn in_use(database: &Database) -> Result<Vec<InUse>> {
    let rows = query!(
        r#"select its.kind as "kind!", d.kind = 'shared' as "is_shared!", count(*) as "devices!"
           from device d
           cross join lateral (
               select case when c.key_public is not null then 'browser' when c.is_managed then 'managed' else 'file' end
                      as kind
               from device_certificate c where c.device = d.id and c.standing <> 'ended' and c.replaces is null
               order by c.created_at desc limit 1
           ) as its
           where d.standing <> 'ended' group by 1, 2 order by 1, 2"#
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = word(DeviceKind::parse, &row.kind, "device_certificate")?;
            Ok(InUse { kind, is_shared: row.is_shared, devices: row.devices })
        })
        .collect()
}

/// A change of what is allowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The version that it made.
    pub version: i64,
    /// What was allowed from then on.
    pub allowed: DeviceKinds,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
    /// How many sessions it ended.
    pub ended: i32,
}

/// All changes, the newest first.
pub async fn changes(database: &Database) -> Result<Vec<Change>> {
    let rows = query!(
        r#"select c.version, c.kinds, c.shared, c.reason, c.changed_at, c.ended, s.name
           from device_kinds_change c join account a on a.id = c.changed_by join staff_member s on s.id = a.staff_member
           order by c.version desc limit 1000"#
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Change {
                version: row.version,
                allowed: DeviceKinds { kinds: parse(&row.kinds)?, shared: row.shared },
                reason: row.reason,
                by: row.name,
                at: row.changed_at,
                ended: row.ended,
            })
        })
        .collect()
}
