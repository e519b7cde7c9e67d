//! Sign-in attempts, device proofs, passkey ceremonies and enrolment.

use renrakucho_domain::{AccountId, DeviceId};
use serde_json::Value;
use sqlx::query;
use time::OffsetDateTime;
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

/// Notes by which certificate the device was presented for the attempt, under a one-time code. Once per attempt.
pub async fn present_device(
    tx: &mut Tx,
    nonce_hash: &[u8],
    device: DeviceId,
    certificate: &[u8],
    code_hash: &[u8],
) -> Result<bool> {
    let done = query!(
        "update sign_in_attempt set presented_device = $2, certificate = $3, code_hash = $4
         where nonce_hash = $1 and expires_at > clock_timestamp() and presented_device is null",
        nonce_hash,
        device.0,
        certificate,
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

/// Notes that the browser proved its device's key for the attempt. Once per attempt: of many with one nonce, one.
pub async fn prove_key(
    tx: &mut Tx,
    secret_hash: &[u8],
    nonce_hash: &[u8],
    device: DeviceId,
    certificate: &[u8],
    key_public: &[u8],
) -> Result<bool> {
    let done = query!(
        "update sign_in_attempt set presented_device = $3, proven_device = $3, certificate = $4, proven_key = $5
         where secret_hash = $1 and nonce_hash = $2 and expires_at > clock_timestamp() and presented_device is null",
        secret_hash,
        nonce_hash,
        device.0,
        certificate,
        key_public
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether the attempt runs, with this nonce, and nothing was presented in it yet.
pub async fn is_fresh(database: &Database, secret_hash: &[u8], nonce_hash: &[u8]) -> Result<bool> {
    let row = query!(
        r#"select exists (select from sign_in_attempt where secret_hash = $1 and nonce_hash = $2
               and expires_at > clock_timestamp() and presented_device is null) as "fresh!""#,
        secret_hash,
        nonce_hash
    )
    .fetch_one(database.pool())
    .await?;
    Ok(row.fresh)
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

/// A certificate that was issued for a key that a browser holds.
#[derive(Clone, Debug)]
pub struct Issued {
    /// For which device.
    pub device: DeviceId,
    /// The key: an uncompressed point of P-256.
    pub key_public: Vec<u8>,
    /// SHA-256 of the certificate.
    pub fingerprint: Vec<u8>,
    /// Validity.
    pub not_before: OffsetDateTime,
    /// Validity.
    pub not_after: OffsetDateTime,
}

/// What an enrolment rests on.
#[derive(Debug)]
pub struct Enrolling<'a> {
    /// The code, by its hash.
    pub code_hash: &'a [u8],
    /// What was issued to a browser that came without a certificate.
    pub issued: Option<&'a Issued>,
}

/// Keeps a ceremony's state; a new one replaces the old.
pub async fn keep_ceremony(
    tx: &mut Tx,
    secret_hash: &[u8],
    kind: &str,
    state: &Value,
    enrolling: Option<&Enrolling<'_>>,
) -> Result<()> {
    let issued = enrolling.and_then(|enrolling| enrolling.issued);
    query!(
        "insert into ceremony (attempt, kind, state, enrolment_code, device, key_public, fingerprint, not_before, not_after)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (attempt) do update set kind = excluded.kind, state = excluded.state,
             enrolment_code = excluded.enrolment_code, device = excluded.device, key_public = excluded.key_public,
             fingerprint = excluded.fingerprint, not_before = excluded.not_before, not_after = excluded.not_after",
        secret_hash,
        kind,
        state,
        enrolling.map(|enrolling| enrolling.code_hash),
        issued.map(|issued| issued.device.0),
        issued.map(|issued| &issued.key_public[..]),
        issued.map(|issued| &issued.fingerprint[..]),
        issued.map(|issued| issued.not_before),
        issued.map(|issued| issued.not_after),
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
    /// The device proved in the same attempt, or the one that the code is for.
    pub device: DeviceId,
    /// The certificate that it was proved with.
    pub certificate: Option<Vec<u8>>,
    /// The key that it was proved with, if it was one.
    pub proven_key: Option<Vec<u8>>,
    /// The enrolment code that began it.
    pub enrolment_code: Option<Vec<u8>>,
    /// What was issued to the browser.
    pub issued: Option<Issued>,
}

/// Takes the ceremony away before it is verified: a challenge answers once, whoever races.
pub async fn take_ceremony(database: &Database, secret_hash: &[u8], kind: &str) -> Result<Option<Taken>> {
    let row = query!(
        r#"delete from ceremony c using sign_in_attempt a
           where c.attempt = $1 and c.kind = $2 and a.secret_hash = c.attempt and a.expires_at > clock_timestamp()
             and coalesce(c.device, a.proven_device) is not null
           returning c.state, c.enrolment_code, coalesce(c.device, a.proven_device) as "device!", a.certificate,
                     a.proven_key, c.key_public, c.fingerprint, c.not_before, c.not_after"#,
        secret_hash,
        kind
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| {
        let device = row.device.into();
        let issued = match (row.key_public, row.fingerprint, row.not_before, row.not_after) {
            (Some(key_public), Some(fingerprint), Some(not_before), Some(not_after)) => {
                Some(Issued { device, key_public, fingerprint, not_before, not_after })
            }
            _ => None,
        };
        Taken {
            state: row.state,
            device,
            certificate: row.certificate,
            proven_key: row.proven_key,
            enrolment_code: row.enrolment_code,
            issued,
        }
    }))
}

/// Share-locks account and device and says whether the account may sign in on the device at this moment. Whoever suspends a
/// facility holds both locked: it is asked for after them.
pub async fn may_sign_in(tx: &mut Tx, account: AccountId, device: DeviceId) -> Result<bool> {
    let a = query!("select standing from account where id = $1 for share", account.0).fetch_optional(&mut **tx).await?;
    let d = query!("select standing from device where id = $1 for share", device.0).fetch_optional(&mut **tx).await?;
    let allowed = query!(
        r#"select exists (
               select from device_account da join device d on d.id = da.device
               join standing_facility f on f.id = d.facility where da.device = $1 and da.account = $2
           ) and exists (
               select from account a join affiliation x on x.staff_member = a.staff_member and x.ended_at is null
               join standing_facility f on f.id = x.facility where a.id = $2
           ) as "allowed!""#,
        device.0,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(a.is_some_and(|a| a.standing == "active") && d.is_some_and(|d| d.standing == "active") && allowed.allowed)
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
    /// The device that it was issued for.
    pub device: DeviceId,
    /// Its login ID, shown by the browser beside the passkey.
    pub login_id: String,
    /// The person's name, likewise.
    pub name: String,
    /// The device's facility.
    pub facility: String,
    /// Whether others may sign in on it too.
    pub on_shared_device: bool,
    /// Whether the device has a certificate. One without gets it by the code, for a key that its browser makes.
    pub has_certificate: bool,
}

/// Looks a code up that is good: neither used, replaced nor over, handed over if it was printed, and confirmed if it waited for
/// a second person; if a device was proved, only one that was issued for that.
pub async fn enrolment(database: &Database, code_hash: &[u8], device: Option<DeviceId>) -> Result<Option<Enrolment>> {
    let row = query!(
        r#"select a.id as account, c.device, a.login_id, s.name, f.name as "facility!", d.kind = 'shared' as "on_shared_device!",
                  exists (select from device_certificate where device = c.device and standing <> 'ended')
                      as "has_certificate!"
           from enrolment_code c
           join account a on a.id = c.account join staff_member s on s.id = a.staff_member
           join device_account da on da.account = a.id and da.device = c.device
           join device d on d.id = c.device join standing_facility f on f.id = d.facility
           where c.code_hash = $1 and ($2::uuid is null or c.device = $2) and c.used_at is null
             and c.voided_at is null and c.expires_at > clock_timestamp()
             and (c.hand_over = 'screen' or c.handed_over_at is not null)
             and (not c.awaits_second or c.confirmed_at is not null)
             and a.standing = 'active' and d.standing = 'active'"#,
        code_hash,
        device.map(|device| device.0)
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| Enrolment {
        account: row.account.into(),
        device: row.device.into(),
        login_id: row.login_id,
        name: row.name,
        facility: row.facility,
        on_shared_device: row.on_shared_device,
        has_certificate: row.has_certificate,
    }))
}

/// Whose a code is, and whether it is for this device: to hold them before the code itself.
pub async fn whose_code(tx: &mut Tx, code_hash: &[u8], device: DeviceId) -> Result<Option<AccountId>> {
    let row = query!("select account from enrolment_code where code_hash = $1 and device = $2", code_hash, device.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.and_then(|row| row.account.map(Into::into)))
}

/// Uses the code up. For whoever holds account and device: whoever reports them lost ends the code under the same locks. Whether it was still good: of many at once exactly one wins.
pub async fn use_enrolment_code(tx: &mut Tx, code_hash: &[u8], device: DeviceId) -> Result<Option<AccountId>> {
    let row = query!(
        r#"update enrolment_code set used_at = clock_timestamp()
         where code_hash = $1 and device = $2 and account is not null and used_at is null and voided_at is null
           and expires_at > clock_timestamp() and (hand_over = 'screen' or handed_over_at is not null)
           and (not awaits_second or confirmed_at is not null)
         returning account as "account!""#,
        code_hash,
        device.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.account.into()))
}

/// Adds a personal device, without a certificate.
pub async fn insert_device(
    tx: &mut Tx,
    device: DeviceId,
    facility: Uuid,
    label: &str,
    account: AccountId,
) -> Result<()> {
    query!("insert into device (id, facility, kind, label) values ($1, $2, 'personal', $3)", device.0, facility, label)
        .execute(&mut **tx)
        .await?;
    query!("insert into device_account (device, account) values ($1, $2)", device.0, account.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Registers a certificate whose key lies in a file.
pub async fn insert_certificate(
    tx: &mut Tx,
    device: DeviceId,
    fingerprint: &[u8],
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
) -> Result<()> {
    query!(
        "insert into device_certificate (fingerprint, device, not_before, not_after) values ($1, $2, $3, $4)",
        fingerprint,
        device.0,
        not_before,
        not_after
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A certificate that is presented in a TLS handshake.
#[derive(Debug)]
pub struct Presented<'a> {
    /// For which device.
    pub device: DeviceId,
    /// SHA-256 of it.
    pub fingerprint: &'a [u8],
    /// Validity.
    pub not_before: OffsetDateTime,
    /// Validity.
    pub not_after: OffsetDateTime,
}

/// Registers a certificate by a code, which has not given one yet: of a managed device, or with its key in a file. One of the same kind
/// that an earlier code gave, and with which nobody was enrolled, ends; a device that is in use, or has a certificate of another kind, gets none; then the caller
/// rolls back.
pub async fn certify_by_code(tx: &mut Tx, code_hash: &[u8], is_managed: bool, new: &Presented<'_>) -> Result<bool> {
    // Two codes for one device take turns; so do this, an enrolment and a loss, which lock in the same order.
    query!("select from device where id = $1 for no key update", new.device.0).fetch_optional(&mut **tx).await?;
    let code = query!(
        "update enrolment_code set certified_at = clock_timestamp()
         where code_hash = $1 and device = $2 and certified_at is null and used_at is null and voided_at is null
           and expires_at > clock_timestamp() and (hand_over = 'screen' or handed_over_at is not null)",
        code_hash,
        new.device.0
    )
    .execute(&mut **tx)
    .await?;
    let free = query!(
        r#"select not exists (select from enrolment_code where device = $1 and used_at is not null)
                  and not exists (select from device_certificate
                                  where device = $1 and standing <> 'ended'
                                    and (is_managed <> $2 or key_public is not null
                                         or not exists (select from enrolment_code
                                                        where device = $1 and code_hash <> $3
                                                          and certified_at is not null))) as "free!""#,
        new.device.0,
        is_managed,
        code_hash
    )
    .fetch_one(&mut **tx)
    .await?;
    if code.rows_affected() == 0 || !free.free {
        return Ok(false);
    }
    query!("update device_certificate set standing = 'ended' where device = $1 and standing <> 'ended'", new.device.0)
        .execute(&mut **tx)
        .await?;
    query!(
        "insert into device_certificate (fingerprint, device, is_managed, not_before, not_after)
         values ($1, $2, $3, $4, $5)",
        new.fingerprint,
        new.device.0,
        is_managed,
        new.not_before,
        new.not_after
    )
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

/// Registers a certificate whose key a browser holds, if its device has none yet. Whether it had none: of many at once
/// exactly one wins.
pub async fn insert_browser_certificate(tx: &mut Tx, issued: &Issued) -> Result<bool> {
    let done = query!(
        "insert into device_certificate (fingerprint, device, key_public, not_before, not_after)
         select $1, $2, $3, $4, $5
         where not exists (select from device_certificate where device = $2 and standing <> 'ended')
         on conflict do nothing",
        issued.fingerprint,
        issued.device.0,
        issued.key_public,
        issued.not_before,
        issued.not_after
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
