//! 止められたもの: who and what was ever stopped, with the last state of each. The table follows by triggers whatever changes; this is how
//! the deletion journal reads it, and how a restored database learns again what it has forgotten.

use std::collections::BTreeMap;

use renrakucho_domain::access_standing::{Name, State, What, last};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// The states that may have changed since a moment, in their order: also those of the ten minutes before it, since a transaction
/// that took its time may have been committed after a later one.
pub async fn since(database: &Database, since: OffsetDateTime) -> Result<Vec<State>> {
    let rows = query!(
        "select kind, subject, scope, stands, at from access_standing
         where at > least($1, now()) - interval '10 minutes' order by at, kind, subject, scope",
        since
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let what = word(What::parse, &row.kind, "access_standing.kind")?;
            let name = Name { what, subject: row.subject, scope: row.scope };
            Ok(State { name, stands: row.stands, at: row.at })
        })
        .collect()
}

/// All that the database knows.
pub async fn all(database: &Database) -> Result<BTreeMap<Name, State>> {
    Ok(last(since(database, OffsetDateTime::UNIX_EPOCH).await?))
}

/// From now on the database knows these states, where it does not know later ones.
pub async fn learn(tx: &mut Tx, states: &[State]) -> Result<()> {
    let kinds: Vec<_> = states.iter().map(|state| state.name.what.as_str().to_owned()).collect();
    let subjects: Vec<_> = states.iter().map(|state| state.name.subject).collect();
    let scopes: Vec<_> = states.iter().map(|state| state.name.scope).collect();
    let stand: Vec<_> = states.iter().map(|state| state.stands).collect();
    let at: Vec<_> = states.iter().map(|state| state.at).collect();
    query!(
        "insert into access_standing as a (kind, subject, scope, stands, at)
         select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::boolean[], $5::timestamptz[])
         on conflict (kind, subject, scope) do update set stands = excluded.stands, at = excluded.at
         where a.at < excluded.at",
        &kinds,
        &subjects,
        &scopes,
        &stand,
        &at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was stopped again.
#[derive(Debug, Default)]
pub struct Stopped {
    /// Facilities: suspended.
    pub facilities: Vec<Uuid>,
    /// IDs: suspended.
    pub accounts: Vec<Uuid>,
    /// IDs that are an ordinary member of staff's from here on, with the role that they had.
    pub roles: Vec<(Uuid, String)>,
    /// Devices: suspended.
    pub devices: Vec<Uuid>,
    /// Passkeys: suspended, with their accounts.
    pub passkeys: Vec<(Uuid, Uuid)>,
    /// Shared devices, with the account that may sign in there no more.
    pub shared_devices: Vec<(Uuid, Uuid)>,
}

/// Stops what stands of these, memberships aside: the smallest step that lets nobody in, and that the city can take back.
pub async fn stop(tx: &mut Tx, names: &[Name]) -> Result<Stopped> {
    let of =
        |what: What| -> Vec<Uuid> { names.iter().filter(|name| name.what == what).map(|name| name.subject).collect() };
    let facilities = query!(
        "update facility set standing = 'suspended', version = version + 1
         where id = any($1) and standing = 'active' returning id",
        &of(What::Facility)
    )
    .fetch_all(&mut **tx)
    .await?;
    let accounts = query!(
        "update account set standing = 'suspended', version = version + 1
         where id = any($1) and standing = 'active' returning id",
        &of(What::Account)
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut roles = Vec::new();
    for what in [What::FacilityAdmin, What::CityModerator, What::CityApprover, What::Operator] {
        let had = query!(
            "update account set role = 'staff', version = version + 1 where id = any($1) and role = $2 returning id",
            &of(what),
            what.as_str()
        )
        .fetch_all(&mut **tx)
        .await?;
        roles.extend(had.into_iter().map(|row| (row.id, what.as_str().to_owned())));
    }
    let devices = query!(
        "update device set standing = 'suspended', version = version + 1
         where id = any($1) and standing = 'active' returning id",
        &of(What::Device)
    )
    .fetch_all(&mut **tx)
    .await?;
    let passkeys = query!(
        "update passkey set standing = 'suspended' where id = any($1) and standing = 'active' returning id, account",
        &of(What::Passkey)
    )
    .fetch_all(&mut **tx)
    .await?;
    let (on, whose): (Vec<_>, Vec<_>) =
        names.iter().filter(|name| name.what == What::SharedDevice).map(|name| (name.scope, name.subject)).unzip();
    let shared_devices = query!(
        "delete from device_account da using unnest($1::uuid[], $2::uuid[]) as t (device, account), device d
         where da.device = t.device and da.account = t.account and d.id = da.device and d.kind = 'shared'
         returning da.device, da.account",
        &on,
        &whose
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(Stopped {
        facilities: facilities.into_iter().map(|row| row.id).collect(),
        accounts: accounts.into_iter().map(|row| row.id).collect(),
        roles,
        devices: devices.into_iter().map(|row| row.id).collect(),
        passkeys: passkeys.into_iter().map(|row| (row.id, row.account)).collect(),
        shared_devices: shared_devices.into_iter().map(|row| (row.device, row.account)).collect(),
    })
}

/// Ends every session that a restored database holds, and every code that nobody has used: which of them had ended, or were used or
/// replaced, before the restore nobody knows. Which sessions they were.
pub async fn end_every_session(tx: &mut Tx) -> Result<Vec<Uuid>> {
    let sessions = query!(
        "update session set ended_at = clock_timestamp(), end_reason = 'revoked' where ended_at is null returning id"
    )
    .fetch_all(&mut **tx)
    .await?;
    query!("update enrolment_code set voided_at = clock_timestamp() where used_at is null and voided_at is null")
        .execute(&mut **tx)
        .await?;
    Ok(sessions.into_iter().map(|row| row.id).collect())
}
