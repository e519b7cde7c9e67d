//! Sign-in attempts, device proofs, passkey ceremonies and enrolment.

use renrakucho_domain::{AccountId, DeviceId};
use serde_json::Value;
use sqlx::query;
use uuid::Uuid;

use crate::{Database, Result, Tx};

/// Begins an attempt and forgets those that ran out.
pub async fn begin_attempt(
    tx: &mut Tx,
    secret_hash: &[u8],
    nonce_hash: &[u8],
    origin: &str,
    lifetime_seconds: i32,
) -> Result<()> {
    query!(
        "delete from sign_in_attempt where secret_hash in
             (select secret_hash from sign_in_attempt where expires_at < clock_timestamp() limit 100 for update skip locked)"
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into sign_in_attempt (secret_hash, nonce_hash, origin, expires_at)
         values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4::double precision))",
        secret_hash,
        nonce_hash,
        origin,
        f64::from(lifetime_seconds),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The origin that a running attempt came from, so that the device host can send the browser back there.
pub async fn origin_of_attempt(database: &Database, nonce_hash: &[u8]) -> Result<Option<String>> {
    let row = query!(
        "select origin from sign_in_attempt where nonce_hash = $1 and expires_at > clock_timestamp()",
        nonce_hash
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| row.origin))
}

/// The device of a certificate in good standing, itself in good standing, within the certificate's validity.
pub async fn device_of_certificate(tx: &mut Tx, fingerprint: &[u8]) -> Result<Option<DeviceId>> {
    let row = query!(
        "select d.id from device_certificate c join device d on d.id = c.device
         join facility f on f.id = d.facility
         where c.fingerprint = $1 and c.standing = 'active' and d.standing = 'active' and f.standing = 'active'
           and clock_timestamp() between c.not_before and c.not_after",
        fingerprint
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.id.into()))
}

/// Notes that the device was presented for the attempt, under a one-time code. Once per attempt.
pub async fn present_device(tx: &mut Tx, nonce_hash: &[u8], device: DeviceId, code_hash: &[u8]) -> Result<bool> {
    let done = query!(
        "update sign_in_attempt set presented_device = $2, code_hash = $3
         where nonce_hash = $1 and expires_at > clock_timestamp() and presented_device is null",
        nonce_hash,
        device.0,
        code_hash
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the one-time code: it works once, within the attempt's time, for the browser that began the attempt.
pub async fn take_device_code(tx: &mut Tx, secret_hash: &[u8], code_hash: &[u8]) -> Result<Option<DeviceId>> {
    let row = query!(
        "update sign_in_attempt set proven_device = presented_device, code_hash = null
         where secret_hash = $1 and code_hash = $2 and expires_at > clock_timestamp()
         returning proven_device",
        secret_hash,
        code_hash
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.and_then(|row| row.proven_device).map(DeviceId))
}

/// The device proved in a running attempt.
pub async fn proven_device(database: &Database, secret_hash: &[u8]) -> Result<Option<DeviceId>> {
    let row = query!(
        "select proven_device from sign_in_attempt where secret_hash = $1 and expires_at > clock_timestamp()",
        secret_hash
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.and_then(|row| row.proven_device).map(DeviceId))
}

/// Keeps a ceremony's state; a new one replaces the old.
pub async fn keep_ceremony(
    tx: &mut Tx,
    secret_hash: &[u8],
    kind: &str,
    state: &Value,
    enrolment_code: Option<&[u8]>,
) -> Result<()> {
    query!(
        "insert into ceremony (attempt, kind, state, enrolment_code) values ($1, $2, $3, $4)
         on conflict (attempt) do update set kind = excluded.kind, state = excluded.state,
                                             enrolment_code = excluded.enrolment_code",
        secret_hash,
        kind,
        state,
        enrolment_code
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A ceremony that was taken.
#[derive(Debug)]
pub struct Taken {
    /// The library's state.
    pub state: Value,
    /// The device proved in the same attempt.
    pub device: DeviceId,
    /// The enrolment code that began it.
    pub enrolment_code: Option<Vec<u8>>,
}

/// Takes the ceremony away before it is verified: a challenge answers once, whoever races.
pub async fn take_ceremony(database: &Database, secret_hash: &[u8], kind: &str) -> Result<Option<Taken>> {
    let row = query!(
        r#"delete from ceremony c using sign_in_attempt a
           where c.attempt = $1 and c.kind = $2 and a.secret_hash = c.attempt and a.expires_at > clock_timestamp()
             and a.proven_device is not null
           returning c.state, c.enrolment_code, a.proven_device as "device!""#,
        secret_hash,
        kind
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| Taken { state: row.state, device: row.device.into(), enrolment_code: row.enrolment_code }))
}

/// The account of a passkey, if it and its facility are in good standing and it may use this device; with the passkey.
pub async fn passkey_on_device(
    database: &Database,
    credential_id: &[u8],
    account: AccountId,
    device: DeviceId,
) -> Result<Option<Value>> {
    let row = query!(
        "select p.passkey from passkey p join account a on a.id = p.account
         join device_account da on da.account = a.id and da.device = $3
         join device d on d.id = da.device
         where p.credential_id = $1 and p.account = $2 and a.standing = 'active' and d.standing = 'active'
           and exists (select from affiliation f join facility on facility.id = f.facility
                       where f.staff_member = a.staff_member and f.ended_at is null and facility.standing = 'active')",
        credential_id,
        account.0,
        device.0
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| row.passkey))
}

/// Share-locks account and device and says whether the account may sign in on the device at this moment.
pub async fn may_sign_in(tx: &mut Tx, account: AccountId, device: DeviceId) -> Result<bool> {
    let a = query!("select standing from account where id = $1 for share", account.0).fetch_optional(&mut **tx).await?;
    let d = query!("select standing from device where id = $1 for share", device.0).fetch_optional(&mut **tx).await?;
    let allowed = query!(
        r#"select exists (select from device_account where device = $1 and account = $2) as "allowed!""#,
        device.0,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(a.is_some_and(|a| a.standing == "active") && d.is_some_and(|d| d.standing == "active") && allowed.allowed)
}

/// Keeps the passkey's new counter and that it was used.
pub async fn passkey_used(tx: &mut Tx, credential_id: &[u8], passkey: &Value) -> Result<()> {
    query!(
        "update passkey set passkey = $2, last_used_at = clock_timestamp() where credential_id = $1",
        credential_id,
        passkey
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An attempt that led to a session is over.
pub async fn end_attempt(tx: &mut Tx, secret_hash: &[u8]) -> Result<()> {
    query!("delete from sign_in_attempt where secret_hash = $1", secret_hash).execute(&mut **tx).await?;
    Ok(())
}

/// Whom an enrolment code is for.
#[derive(Debug)]
pub struct Enrolment {
    /// The account.
    pub account: AccountId,
    /// Its login ID, shown by the browser beside the passkey.
    pub login_id: String,
    /// The person's name, likewise.
    pub name: String,
}

/// Looks a code up that is good, for the device that it was issued for: neither used, replaced nor over, and handed over if
/// it was printed.
pub async fn enrolment(database: &Database, code_hash: &[u8], device: DeviceId) -> Result<Option<Enrolment>> {
    let row = query!(
        "select c.account, a.login_id, s.name from enrolment_code c
         join account a on a.id = c.account join staff_member s on s.id = a.staff_member
         join device_account da on da.account = a.id and da.device = c.device
         where c.code_hash = $1 and c.device = $2 and c.used_at is null and c.voided_at is null
           and c.expires_at > clock_timestamp() and (c.hand_over = 'screen' or c.handed_over_at is not null)
           and a.standing = 'active'",
        code_hash,
        device.0
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| Enrolment { account: row.account.into(), login_id: row.login_id, name: row.name }))
}

/// Uses the code up. Whether it was still good: of many at once exactly one wins.
pub async fn use_enrolment_code(tx: &mut Tx, code_hash: &[u8], device: DeviceId) -> Result<Option<AccountId>> {
    let row = query!(
        "update enrolment_code set used_at = clock_timestamp()
         where code_hash = $1 and device = $2 and used_at is null and voided_at is null
           and expires_at > clock_timestamp() and (hand_over = 'screen' or handed_over_at is not null)
         returning account",
        code_hash,
        device.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.account.into()))
}

/// The credential ids that an account has, so that an authenticator is not enrolled twice.
pub async fn credential_ids(database: &Database, account: AccountId) -> Result<Vec<Vec<u8>>> {
    let rows =
        query!("select credential_id from passkey where account = $1", account.0).fetch_all(database.pool()).await?;
    Ok(rows.into_iter().map(|row| row.credential_id).collect())
}

/// Keeps a new passkey.
pub async fn insert_passkey(tx: &mut Tx, credential_id: &[u8], account: AccountId, passkey: &Value) -> Result<()> {
    query!(
        "insert into passkey (credential_id, account, passkey) values ($1, $2, $3)",
        credential_id,
        account.0,
        passkey
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A device with its certificate and one account on it.
#[derive(Debug)]
pub struct NewDevice<'a> {
    /// The device.
    pub device: DeviceId,
    /// Its facility.
    pub facility: Uuid,
    /// What people call it.
    pub label: &'a str,
    /// The account allowed on it.
    pub account: AccountId,
    /// SHA-256 of the certificate.
    pub fingerprint: &'a [u8],
    /// Validity.
    pub not_before: time::OffsetDateTime,
    /// Validity.
    pub not_after: time::OffsetDateTime,
}

/// Registers a personal device with its certificate.
pub async fn insert_device(tx: &mut Tx, new: &NewDevice<'_>) -> Result<()> {
    query!(
        "insert into device (id, facility, kind, label) values ($1, $2, 'personal', $3)",
        new.device.0,
        new.facility,
        new.label
    )
    .execute(&mut **tx)
    .await?;
    query!("insert into device_account (device, account) values ($1, $2)", new.device.0, new.account.0)
        .execute(&mut **tx)
        .await?;
    query!(
        "insert into device_certificate (fingerprint, device, not_before, not_after) values ($1, $2, $3, $4)",
        new.fingerprint,
        new.device.0,
        new.not_before,
        new.not_after
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
