//! 紛失の届出: what was reported lost, what was stopped by it, and what became of it.

use renrakucho_domain::{
    AccountId, CaseId, DeviceId, FacilityId,
    case::{Kind, State},
    suspension::Grounds,
};
use sqlx::query;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// How many reports are listed, the newest first.
const LISTED: i64 = 200;

/// Whose loss it is.
#[derive(Clone, Debug)]
pub struct Person {
    /// The person's name.
    pub name: String,
    /// The login ID.
    pub login_id: String,
    /// The facility of the main affiliation.
    pub facility: Option<String>,
}

/// The person of an account.
pub async fn person(tx: &mut Tx, account: AccountId) -> Result<Option<Person>> {
    Ok(sqlx::query_as!(
        Person,
        "select s.name, a.login_id,
                (select f.name from affiliation x join facility f on f.id = x.facility
                 where x.staff_member = s.id and x.ended_at is null order by x.position, x.id limit 1) as facility
         from account a join staff_member s on s.id = a.staff_member where a.id = $1",
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// The name of a device's facility.
pub async fn facility_of(tx: &mut Tx, device: DeviceId) -> Result<Option<String>> {
    let row = query!("select f.name from device d join facility f on f.id = d.facility where d.id = $1", device.0);
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| row.name))
}

/// What was lost, and whose.
#[derive(Clone, Debug)]
pub struct Lost {
    /// Whose. None: a shared device is its facility's.
    pub account: Option<AccountId>,
    /// The device.
    pub device: Option<DeviceId>,
    /// The passkeys.
    pub passkeys: Vec<Uuid>,
}

/// Keeps what a case is about.
pub async fn insert(tx: &mut Tx, case: CaseId, lost: &Lost, by: AccountId) -> Result<()> {
    query!(
        "insert into loss (city_case, account, device, passkeys, reported_by) values ($1, $2, $3, $4, $5)",
        case.0,
        lost.account.map(|account| account.0),
        lost.device.map(|device| device.0),
        &lost.passkeys,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a case is about.
pub async fn of_case(tx: &mut Tx, case: CaseId) -> Result<Option<Lost>> {
    let row = query!("select account, device, passkeys from loss where city_case = $1", case.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| Lost {
        account: row.account.map(AccountId),
        device: row.device.map(DeviceId),
        passkeys: row.passkeys,
    }))
}

/// What is stopped by a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stopped {
    /// A device.
    Device(DeviceId),
    /// A passkey.
    Passkey(Uuid),
}

/// Keeps that something was stopped by a report.
pub async fn begin_suspension(tx: &mut Tx, id: Uuid, case: CaseId, what: Stopped, by: AccountId) -> Result<()> {
    let (device, passkey) = match what {
        Stopped::Device(device) => (Some(device.0), None),
        Stopped::Passkey(passkey) => (None, Some(passkey)),
    };
    query!(
        "insert into suspension (id, device, passkey, city_case, grounds, suspended_by) values ($1, $2, $3, $4, $5, $6)",
        id,
        device,
        passkey,
        case.0,
        Grounds::Lost.as_str(),
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets work again what was stopped by this report and by nothing since: what has ended stays ended, and what was stopped
/// anew stays stopped. What it was. For whoever holds account and device locked.
pub async fn restore(tx: &mut Tx, case: CaseId, by: AccountId) -> Result<Vec<Stopped>> {
    let devices = query!(
        "update device set standing = 'active', version = version + 1
         where standing = 'suspended'
           and id in (select device from suspension where city_case = $1 and restored_at is null)
         returning id",
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let passkeys = query!(
        "update passkey set standing = 'active'
         where standing = 'suspended'
           and id in (select passkey from suspension where city_case = $1 and restored_at is null)
         returning id",
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    query!(
        "update suspension set restored_by = $2, restored_at = clock_timestamp()
         where city_case = $1 and restored_at is null",
        case.0,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    let devices = devices.into_iter().map(|row| Stopped::Device(row.id.into()));
    Ok(devices.chain(passkeys.into_iter().map(|row| Stopped::Passkey(row.id))).collect())
}

/// A report of a loss, what was reported still sealed.
#[derive(Clone, Debug)]
pub struct Line {
    /// The case.
    pub case: Uuid,
    /// What it is.
    pub kind: Kind,
    /// 受付番号
    pub receipt: String,
    /// Whose account. None: the facility's own.
    pub account: Option<Uuid>,
    /// What was reported.
    pub sealed: Vec<u8>,
    /// When.
    pub opened_at: OffsetDateTime,
    /// Until when the city decides.
    pub due: Date,
    /// How it stands.
    pub state: State,
    /// When it was decided.
    pub decided_at: Option<OffsetDateTime>,
    /// Why so.
    pub sealed_reason: Option<Vec<u8>>,
}

/// Whose reports are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// Of one case.
    Case(CaseId),
    /// Of an account.
    Account(AccountId),
    /// Of the accounts that a facility looks after, whose main affiliation is there; and of its shared devices.
    Facility(FacilityId),
}

/// The reports of losses, the newest first.
pub async fn lines(database: &Database, whose: Whose) -> Result<Vec<Line>> {
    let (case, account, facility) = match whose {
        Whose::Case(id) => (Some(id.0), None, None),
        Whose::Account(id) => (None, Some(id.0), None),
        Whose::Facility(id) => (None, None, Some(id.0)),
    };
    let rows = query!(
        "select c.id, c.kind, c.receipt, l.account, c.sealed, c.opened_at, c.due, c.state, c.decided_at, c.sealed_reason
         from loss l join city_case c on c.id = l.city_case
         where ($1::uuid is null or c.id = $1) and ($2::uuid is null or l.account = $2)
           and ($3::uuid is null or (l.account is null and $3 = (select facility from device where id = l.device))
                or $3 = (select x.facility from account a
                join affiliation x on x.staff_member = a.staff_member and x.ended_at is null
                where a.id = l.account order by x.position, x.id limit 1))
         order by c.opened_at desc, c.id limit $4",
        case,
        account,
        facility,
        LISTED
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                case: row.id,
                kind: word(Kind::parse, &row.kind, "city_case.kind")?,
                receipt: row.receipt,
                account: row.account,
                sealed: row.sealed,
                opened_at: row.opened_at,
                due: row.due,
                state: word(State::parse, &row.state, "city_case.state")?,
                decided_at: row.decided_at,
                sealed_reason: row.sealed_reason,
            })
        })
        .collect()
}
