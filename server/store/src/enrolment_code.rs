//! Enrolment codes: made for one account on one device, handed over, replaced. Only the hash is kept. How one is used stands
//! in `sign_in`.

use renrakucho_domain::{AccountId, DeviceId};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx};

/// How a code comes to its person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandOver {
    /// Shown to someone who stands there: good at once.
    Screen,
    /// Printed: dead until it was handed over.
    Sheet,
}

impl HandOver {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Sheet => "sheet",
        }
    }
}

/// A code to keep.
#[derive(Debug)]
pub struct New<'a> {
    /// Its hash.
    pub hash: &'a [u8],
    /// For whom.
    pub account: AccountId,
    /// On which device.
    pub device: DeviceId,
    /// How it comes to its person.
    pub hand_over: HandOver,
    /// How long it lives.
    pub lifetime_seconds: i32,
    /// Who made it; nobody in a demo city.
    pub issued_by: Option<AccountId>,
    /// Whether it is dead until a second person has confirmed it.
    pub awaits_second: bool,
}

/// Keeps a code. When it ends.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<OffsetDateTime> {
    let row = query!(
        "insert into enrolment_code (code_hash, account, device, hand_over, issued_by, awaits_second, expires_at)
         values ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7::double precision))
         returning expires_at",
        new.hash,
        new.account.0,
        new.device.0,
        new.hand_over.as_str(),
        new.issued_by.map(|account| account.0),
        new.awaits_second,
        f64::from(new.lifetime_seconds)
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.expires_at)
}

/// Ends all codes of an account that were not used: from here on none of them opens anything. How many there were.
pub async fn void_all(tx: &mut Tx, account: AccountId) -> Result<u64> {
    let done = query!(
        "update enrolment_code set voided_at = clock_timestamp()
         where account = $1 and used_at is null and voided_at is null",
        account.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// The same for the codes of a device.
pub async fn void_of_device(tx: &mut Tx, device: DeviceId) -> Result<u64> {
    let done = query!(
        "update enrolment_code set voided_at = clock_timestamp()
         where device = $1 and used_at is null and voided_at is null",
        device.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// The printed code of an account that waits for its hand-over lives from now on. False: there is none that could.
pub async fn hand_over(tx: &mut Tx, account: AccountId, by: AccountId, lifetime_seconds: i32) -> Result<bool> {
    let done = query!(
        "update enrolment_code
         set handed_over_at = clock_timestamp(), handed_over_by = $2,
             expires_at = clock_timestamp() + make_interval(secs => $3::double precision)
         where account = $1 and hand_over = 'sheet' and handed_over_at is null and used_at is null
           and voided_at is null and expires_at > clock_timestamp()",
        account.0,
        by.0,
        f64::from(lifetime_seconds)
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The code of an account that waits for a second person counts from now on; one that is shown on a screen for so long. False:
/// there is none that could, or it is this person's own, under whichever ID they made it.
pub async fn confirm(tx: &mut Tx, account: AccountId, by: AccountId, screen_seconds: i32) -> Result<bool> {
    let done = query!(
        "update enrolment_code
         set confirmed_at = clock_timestamp(), confirmed_by = $2,
             expires_at = case when hand_over = 'screen'
                 then clock_timestamp() + make_interval(secs => $3::double precision) else expires_at end
         where account = $1 and awaits_second and confirmed_at is null and used_at is null
           and issued_by not in (select o.id from account a join account o on o.staff_member = a.staff_member
                                 where a.id = $2)
           and voided_at is null and expires_at > clock_timestamp()",
        account.0,
        by.0,
        f64::from(screen_seconds)
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether the account's person was ever signed in, under whichever ID.
pub async fn was_in_before(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from account a join account o on o.staff_member = a.staff_member
               join session s on s.account = o.id where a.id = $1) as "was!""#,
        account.0
    );
    Ok(row.fetch_one(&mut **tx).await?.was)
}

/// The device that an account has been given a code for and has not enrolled yet, if it may still be used.
pub async fn device_awaited(tx: &mut Tx, account: AccountId, facility: Uuid) -> Result<Option<DeviceId>> {
    let row = query!(
        "select d.id from device d join device_account da on da.device = d.id
         where da.account = $1 and d.facility = $2 and d.kind = 'personal' and d.standing = 'active'
           and exists (select from enrolment_code c where c.device = d.id)
           and not exists (select from enrolment_code c where c.device = d.id and c.used_at is not null)
         order by d.created_at desc limit 1",
        account.0,
        facility
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.id.into()))
}

/// A code that was neither used nor replaced.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with each other, as a screen shows them"
)]
pub struct Open {
    /// Whose.
    pub account: Uuid,
    /// On which device.
    pub device: Uuid,
    /// Whether it was printed.
    pub is_sheet: bool,
    /// Whether it was handed over.
    pub is_handed_over: bool,
    /// When it ends, or ended.
    pub expires_at: OffsetDateTime,
    /// Whether it has ended.
    pub has_expired: bool,
    /// Whether it still waits for a second person.
    pub awaits_second: bool,
    /// Who made it.
    pub issued_by: Option<Uuid>,
}

/// The newest open code of each of these accounts.
pub async fn open_of(database: &Database, accounts: &[Uuid]) -> Result<Vec<Open>> {
    let rows = query!(
        r#"select distinct on (account) account as "account!", device, hand_over = 'sheet' as "is_sheet!",
                  handed_over_at is not null as "is_handed_over!", expires_at,
                  expires_at <= clock_timestamp() as "has_expired!",
                  awaits_second and confirmed_at is null as "awaits_second!", issued_by
           from enrolment_code where account = any($1) and used_at is null and voided_at is null
           order by account, created_at desc"#,
        accounts
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Open {
            account: row.account,
            device: row.device,
            is_sheet: row.is_sheet,
            is_handed_over: row.is_handed_over,
            expires_at: row.expires_at,
            has_expired: row.has_expired,
            awaits_second: row.awaits_second,
            issued_by: row.issued_by,
        })
        .collect())
}
