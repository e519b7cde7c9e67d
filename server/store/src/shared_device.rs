//! Shared devices of a facility: who may sign in on them, and the codes that are for a device itself. A personal device is
//! its person's and stands in `device`.

use renrakucho_domain::{
    AccountId, DeviceId, FacilityId,
    session::Standing,
    shared_device::{Change, Form},
};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word, session::EndReason};

/// One as it stands. For whoever holds it locked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// How it stands.
    pub standing: Standing,
    /// Version of its row.
    pub version: i64,
}

/// A shared device of this facility that has not ended.
pub async fn held(tx: &mut Tx, device: DeviceId, facility: FacilityId) -> Result<Option<Held>> {
    let row = query!(
        "select standing, version from device
         where id = $1 and facility = $2 and kind = 'shared' and standing <> 'ended'",
        device.0,
        facility.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| Ok(Held { standing: word(Standing::parse, &row.standing, "device.standing")?, version: row.version }))
        .transpose()
}

/// Registers one, without a certificate and for nobody yet. False: the id is another device's.
pub async fn insert(tx: &mut Tx, device: DeviceId, facility: FacilityId, form: &Form, by: AccountId) -> Result<bool> {
    let done = query!(
        "insert into device (id, facility, kind, label, place, security_software, registered_by)
         values ($1, $2, 'shared', $3, $4, $5, $6) on conflict do nothing",
        device.0,
        facility.0,
        form.label,
        form.place,
        form.security_software,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether the facility has another shared device in use that is called so. For whoever holds the facility locked.
pub async fn is_called(tx: &mut Tx, facility: FacilityId, label: &str) -> Result<bool> {
    let row = query!(
        r#"select exists (select from device where facility = $1 and kind = 'shared' and standing <> 'ended'
                          and label = $2) as "is!""#,
        facility.0,
        label
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.is)
}

/// What was said of it last. For whoever holds it locked.
pub async fn stated(tx: &mut Tx, device: DeviceId) -> Result<Change> {
    let row =
        query!("select place, security_software from device where id = $1", device.0).fetch_one(&mut **tx).await?;
    let said = |text: Option<String>| text.unwrap_or_default();
    Ok(Change { place: said(row.place), security_software: said(row.security_software) })
}

/// States place and security software anew.
pub async fn change(tx: &mut Tx, device: DeviceId, change: &Change, by: AccountId) -> Result<()> {
    query!(
        "update device set place = $2, security_software = $3, changed_by = $4, changed_at = clock_timestamp(),
                version = version + 1
         where id = $1",
        device.0,
        change.place,
        change.security_software,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was decided about it counts: whoever saw it before decides anew.
pub async fn next_version(tx: &mut Tx, device: DeviceId) -> Result<()> {
    query!("update device set version = version + 1 where id = $1", device.0).execute(&mut **tx).await?;
    Ok(())
}

/// Someone may sign in on it from here on.
pub async fn allow(tx: &mut Tx, device: DeviceId, account: AccountId) -> Result<()> {
    query!("insert into device_account (device, account) values ($1, $2) on conflict do nothing", device.0, account.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// They may not any more. False: they were not among those who may.
pub async fn disallow(tx: &mut Tx, device: DeviceId, account: AccountId) -> Result<bool> {
    let done = query!("delete from device_account where device = $1 and account = $2", device.0, account.0)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the sessions on it, all or those of an account. Which they were.
pub async fn end_sessions(
    tx: &mut Tx,
    device: DeviceId,
    account: Option<AccountId>,
    reason: EndReason,
) -> Result<Vec<Uuid>> {
    let rows = query!(
        "update session set ended_at = clock_timestamp(), end_reason = $3
         where device = $1 and ($2::uuid is null or account = $2) and ended_at is null
           and expires_at > clock_timestamp() returning id",
        device.0,
        account.map(|account| account.0),
        reason.as_str()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A shared device with what was said of it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The device.
    pub device: Uuid,
    /// 端末の番号
    pub label: String,
    /// Where it stands.
    pub place: Option<String>,
    /// Which security software was declared.
    pub security_software: Option<String>,
    /// Who registered it.
    pub registered_by: Option<String>,
    /// When.
    pub created_at: OffsetDateTime,
    /// Who stated place and security software anew.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: Option<OffsetDateTime>,
    /// How it stands.
    pub standing: Standing,
    /// Whether it has a certificate.
    pub is_enrolled: bool,
    /// Until when its open code works.
    pub code_until: Option<OffsetDateTime>,
    /// Version of its row.
    pub version: i64,
}

/// The shared devices of a facility that have not ended, or one of them, by label.
pub async fn lines(database: &Database, facility: FacilityId, only: Option<DeviceId>) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select d.id, d.label, d.place, d.security_software, d.standing, d.version, d.created_at, d.changed_at,
                  (select s.name from account a join staff_member s on s.id = a.staff_member
                   where a.id = d.changed_by) as changed_by,
                  (select s.name from account a join staff_member s on s.id = a.staff_member
                   where a.id = d.registered_by) as registered_by,
                  exists (select from device_certificate where device = d.id and standing <> 'ended') as "is_enrolled!",
                  (select max(expires_at) from enrolment_code
                   where device = d.id and account is null and used_at is null and voided_at is null
                     and expires_at > clock_timestamp()) as code_until
           from device d
           where d.facility = $1 and d.kind = 'shared' and d.standing <> 'ended' and ($2::uuid is null or d.id = $2)
           order by d.label, d.id limit 1000"#,
        facility.0,
        only.map(|device| device.0)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                device: row.id,
                label: row.label,
                place: row.place,
                security_software: row.security_software,
                registered_by: row.registered_by,
                created_at: row.created_at,
                changed_by: row.changed_by,
                changed_at: row.changed_at,
                standing: word(Standing::parse, &row.standing, "device.standing")?,
                is_enrolled: row.is_enrolled,
                code_until: row.code_until,
                version: row.version,
            })
        })
        .collect()
}

/// Someone who may sign in on a device.
#[derive(Clone, Debug)]
pub struct Person {
    /// The device.
    pub device: Uuid,
    /// The account.
    pub account: Uuid,
    /// The person's name.
    pub name: String,
    /// Whether they are signed in on it.
    pub is_signed_in: bool,
}

/// Those who may sign in on devices, in the order of the kana.
pub async fn people(database: &Database, devices: &[Uuid]) -> Result<Vec<Person>> {
    Ok(sqlx::query_as!(
        Person,
        r#"select da.device, da.account, s.name,
                  exists (select from session x where x.device = da.device and x.account = da.account
                          and x.ended_at is null and x.expires_at > clock_timestamp()) as "is_signed_in!"
           from device_account da join account a on a.id = da.account join staff_member s on s.id = a.staff_member
           where da.device = any($1) order by s.kana, s.name, da.account"#,
        devices
    )
    .fetch_all(database.pool())
    .await?)
}

/// Keeps a code for the device itself; those made before are void. When it ends.
pub async fn insert_code(
    tx: &mut Tx,
    device: DeviceId,
    hash: &[u8],
    lifetime_seconds: i32,
    by: AccountId,
) -> Result<OffsetDateTime> {
    void_codes(tx, device).await?;
    let row = query!(
        "insert into enrolment_code (code_hash, device, issued_by, expires_at)
         values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4::double precision)) returning expires_at",
        hash,
        device.0,
        by.0,
        f64::from(lifetime_seconds)
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.expires_at)
}

/// No code opens the device any more, whomever it is for.
pub async fn void_codes(tx: &mut Tx, device: DeviceId) -> Result<()> {
    query!(
        "update enrolment_code set voided_at = clock_timestamp()
         where device = $1 and used_at is null and voided_at is null",
        device.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether the device has a certificate that has not ended. For whoever holds it locked.
pub async fn has_certificate(tx: &mut Tx, device: DeviceId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from device_certificate where device = $1 and standing <> 'ended') as "has!""#,
        device.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.has)
}

/// A device that waits for its certificate.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// The device.
    pub device: DeviceId,
    /// 端末の番号
    pub label: String,
    /// The facility.
    pub facility: String,
}

/// The device that a code is for: a code of a device itself, which is good.
pub async fn by_code(database: &Database, hash: &[u8]) -> Result<Option<Awaited>> {
    let row = query!(
        r#"select c.device, d.label, f.name as "facility!"
           from enrolment_code c join device d on d.id = c.device join standing_facility f on f.id = d.facility
           where c.code_hash = $1 and c.account is null and c.used_at is null and c.voided_at is null
             and c.expires_at > clock_timestamp() and d.kind = 'shared' and d.standing = 'active'
             and not exists (select from device_certificate where device = d.id and standing <> 'ended')"#,
        hash
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| Awaited { device: row.device.into(), label: row.label, facility: row.facility }))
}

/// Uses a device's code up, while the device is held locked. False: it is not good any more, or its device is not.
pub async fn use_code(tx: &mut Tx, hash: &[u8], device: DeviceId) -> Result<bool> {
    let done = query!(
        "update enrolment_code c set used_at = clock_timestamp()
         where code_hash = $1 and device = $2 and account is null and used_at is null and voided_at is null
           and expires_at > clock_timestamp()
           and exists (select from device d join standing_facility f on f.id = d.facility
                       where d.id = $2 and d.standing = 'active')",
        hash,
        device.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a device is shared.
pub async fn is_shared(database: &Database, device: DeviceId) -> Result<bool> {
    let row = query!(r#"select kind = 'shared' as "is!" from device where id = $1"#, device.0);
    Ok(row.fetch_optional(database.pool()).await?.is_some_and(|row| row.is))
}
