//! 利用の廃止: what was said about a facility's end, what is still there, and what its day ended.

use renrakucho_domain::{AccountId, CaseId, FacilityId, session::Standing};
use sqlx::{PgConnection, query};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Database, Result, Tx,
    error::word,
    revocation::{Revocation, Subject},
};

/// How much is still there: the numbers of the checklist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Left {
    /// Members of staff whose ID has not ended.
    pub staff: i64,
    /// Devices that have not ended.
    pub devices: i64,
    /// Memberships of rooms.
    pub rooms: i64,
}

/// Counts it. Asked while the facility is held.
pub async fn left(tx: &mut Tx, facility: FacilityId) -> Result<Left> {
    let row = query!(
        r#"select (select count(distinct a.id) from affiliation x join account a on a.staff_member = x.staff_member
                   where x.facility = $1 and x.ended_at is null and a.standing <> 'ended') as "staff!",
                  (select count(*) from device where facility = $1 and standing <> 'ended') as "devices!",
                  (select count(*) from affiliation x join membership m on m.affiliation = x.id
                   where x.facility = $1 and x.ended_at is null and m.left_seq is null) as "rooms!""#,
        facility.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Left { staff: row.staff, devices: row.devices, rooms: row.rooms })
}

/// A member of staff who is still there.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub account: Uuid,
    /// The name.
    pub name: String,
    /// How the ID stands.
    pub standing: Standing,
    /// Whether another facility keeps the ID.
    pub stays: bool,
    /// Rooms in which they take part through the facility.
    pub rooms: Vec<Uuid>,
}

/// Who is still there, by the reading of their names.
pub async fn people(database: &Database, facility: FacilityId) -> Result<Vec<Person>> {
    let rows = query!(
        r#"select a.id, s.name, a.standing,
                  exists (select from affiliation y join standing_facility f on f.id = y.facility
                          where y.staff_member = s.id and y.ended_at is null and y.facility <> $1) as "stays!",
                  array(select m.room from affiliation x join membership m on m.affiliation = x.id
                        where x.staff_member = s.id and x.facility = $1 and x.ended_at is null and m.left_seq is null
                        order by m.room) as "rooms!"
           from account a join staff_member s on s.id = a.staff_member
           where a.standing <> 'ended' and exists (select from affiliation x where x.staff_member = s.id
                                                   and x.facility = $1 and x.ended_at is null)
           order by s.kana, s.name, a.id limit 10000"#,
        facility.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Person {
                account: row.id,
                name: row.name,
                standing: word(Standing::parse, &row.standing, "account.standing")?,
                stays: row.stays,
                rooms: row.rooms,
            })
        })
        .collect()
}

/// A device that is still there.
#[derive(Clone, Debug)]
pub struct Device {
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// How it stands.
    pub standing: Standing,
}

/// The devices that are still there, by label.
pub async fn devices(database: &Database, facility: FacilityId) -> Result<Vec<Device>> {
    let rows = query!(
        r#"select id, label, kind = 'shared' as "is_shared!", standing from device
           where facility = $1 and standing <> 'ended' order by label, id limit 10000"#,
        facility.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Device {
                device: row.id,
                label: row.label,
                is_shared: row.is_shared,
                standing: word(Standing::parse, &row.standing, "device.standing")?,
            })
        })
        .collect()
}

/// What was said about a facility's end.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its name: of whoever said so by a case, the case's.
    pub id: Uuid,
    /// On which day.
    pub effective_on: Date,
    /// By whom.
    pub by: String,
    /// Whether by the city.
    pub by_city: bool,
    /// When.
    pub at: OffsetDateTime,
}

/// What holds of a facility. None: nothing was said, or it was withdrawn.
pub async fn said(database: &Database, facility: FacilityId) -> Result<Option<Said>> {
    Ok(sqlx::query_as!(
        Said,
        r#"select e.id, e.effective_on, s.name as by, e.by_city, e.said_at as at
           from facility_end e join account a on a.id = e.said_by join staff_member s on s.id = a.staff_member
           where e.facility = $1 and e.withdrawn_at is null"#,
        facility.0
    )
    .fetch_optional(database.pool())
    .await?)
}

/// Whether what a case told was withdrawn.
pub async fn is_withdrawn(database: &Database, case: CaseId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from facility_end where id = $1 and withdrawn_at is not null) as "withdrawn!""#,
        case.0
    )
    .fetch_one(database.pool())
    .await?;
    Ok(row.withdrawn)
}

/// What is to be said.
#[derive(Debug)]
pub struct New {
    /// Made by whoever says so.
    pub id: Uuid,
    /// Which facility.
    pub facility: FacilityId,
    /// On which day.
    pub effective_on: Date,
    /// When that day begins.
    pub ends_at: OffsetDateTime,
    /// By whom.
    pub by: AccountId,
    /// Whether they act for the city.
    pub by_city: bool,
    /// The checklist that they saw.
    pub seen: Left,
}

/// What holds of a facility that this transaction holds locked: its name, and whether the city said so.
pub async fn standing(tx: &mut Tx, facility: FacilityId) -> Result<Option<(Uuid, bool)>> {
    let row = query!("select id, by_city from facility_end where facility = $1 and withdrawn_at is null", facility.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| (row.id, row.by_city)))
}

/// Keeps it, and from when on the facility has ended. Sessions on its devices end with it. Whether the id was free.
pub async fn say(tx: &mut Tx, new: &New) -> Result<bool> {
    let done = query!(
        "insert into facility_end (id, facility, effective_on, staff, devices, rooms, by_city, said_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing",
        new.id,
        new.facility.0,
        new.effective_on,
        new.seen.staff,
        new.seen.devices,
        new.seen.rooms,
        new.by_city,
        new.by.0
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    query!("update facility set ends_at = $2, version = version + 1 where id = $1", new.facility.0, new.ends_at)
        .execute(&mut **tx)
        .await?;
    query!(
        "update session set expires_at = $2 where id in
             (select s.id from session s join device d on d.id = s.device
              where d.facility = $1 and s.ended_at is null and s.expires_at > $2 order by s.id for no key update of s)",
        new.facility.0,
        new.ends_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

/// Takes it back, in the facility that this transaction holds locked. False: its day has come.
pub async fn withdraw(tx: &mut Tx, facility: FacilityId, by: AccountId) -> Result<bool> {
    let done = query!(
        "update facility set ends_at = null, version = version + 1 where id = $1 and ends_at > clock_timestamp()",
        facility.0
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    query!(
        "update facility_end set withdrawn_by = $2, withdrawn_at = clock_timestamp()
         where facility = $1 and withdrawn_at is null",
        facility.0,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

/// Whether anyone of the city's or the operator's belongs to it: it would take them along.
pub async fn holds_the_city(tx: &mut Tx, facility: FacilityId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from affiliation x join account a on a.staff_member = x.staff_member
               where x.facility = $1 and x.ended_at is null and a.standing <> 'ended'
                 and a.role not in ('staff', 'facility_admin')) as "holds!""#,
        facility.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.holds)
}

/// What ended with facilities whose day has come, as the revocation log would name it: for sockets that are open.
pub async fn past(connection: &mut PgConnection) -> Result<Vec<Revocation>> {
    let rows = query!(
        r#"with past as materialized (
               select id from facility
               where ends_at is not null and standing <> 'ended' and ends_at <= clock_timestamp())
           select 'device' as "kind!", d.id as "subject!" from past f join device d on d.facility = f.id
           where d.standing <> 'ended'
           union all
           select case when exists (select from affiliation y join standing_facility s on s.id = y.facility
                                    where y.staff_member = a.staff_member and y.ended_at is null)
                       then 'membership' else 'account' end, a.id
           from past f join affiliation x on x.facility = f.id and x.ended_at is null
           join account a on a.staff_member = x.staff_member and a.standing <> 'ended'"#
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| Revocation { rev: 0, kind: row.kind, subject: row.subject }).collect())
}

/// Facilities whose day has come and that nobody has written down.
pub async fn due(database: &Database) -> Result<Vec<FacilityId>> {
    let rows = query!(
        "select id from facility where ends_at is not null and standing <> 'ended' and ends_at <= clock_timestamp()
         order by ends_at, id"
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.id.into()).collect())
}

/// Whether its day has come. Asked while the facility is held.
pub async fn is_due(tx: &mut Tx, facility: FacilityId) -> Result<bool> {
    let row = query!(
        r#"select coalesce(ends_at <= clock_timestamp() and standing <> 'ended', false) as "due!"
           from facility where id = $1"#,
        facility.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some_and(|row| row.due))
}

/// Writes down what has ended: facility, affiliations, the accounts that nothing else keeps, devices with their certificates,
/// codes, and every session that rests on any of it. Whoever calls holds the facility, those accounts and the devices locked.
/// Answers what a node that was away is to be told.
pub async fn write_down(
    tx: &mut Tx,
    facility: FacilityId,
    out: &[Uuid],
    others: &[Uuid],
    devices: &[Uuid],
) -> Result<Vec<Subject>> {
    query!("update facility set standing = 'ended', version = version + 1 where id = $1", facility.0)
        .execute(&mut **tx)
        .await?;
    query!(
        "update facility_end set written_at = clock_timestamp() where facility = $1 and withdrawn_at is null",
        facility.0
    )
    .execute(&mut **tx)
    .await?;
    // Whoever looked after this facility looks after no other.
    query!(
        "update account a set role = 'staff'
         where a.id = any($2) and a.role = 'facility_admin'
           and $1 = (select x.facility from affiliation x where x.staff_member = a.staff_member and x.ended_at is null
                     order by x.position, x.id limit 1)",
        facility.0,
        others
    )
    .execute(&mut **tx)
    .await?;
    query!("update affiliation set ended_at = clock_timestamp() where facility = $1 and ended_at is null", facility.0)
        .execute(&mut **tx)
        .await?;
    query!(
        "update account set version = version + 1,
                standing = case when id = any($1) then 'ended' else standing end
         where id = any($1) or id = any($2)",
        out,
        others
    )
    .execute(&mut **tx)
    .await?;
    crate::device::end(tx, devices).await?;
    query!(
        "update enrolment_code set voided_at = clock_timestamp()
         where (account = any($1) or device = any($2)) and used_at is null and voided_at is null",
        out,
        devices
    )
    .execute(&mut **tx)
    .await?;
    crate::session::end_of_many(tx, out, devices, crate::session::EndReason::Revoked).await?;
    let accounts = out.iter().copied().map(Subject::Account);
    let memberships = others.iter().copied().map(Subject::Membership);
    Ok(accounts.chain(memberships).chain(devices.iter().copied().map(Subject::Device)).collect())
}
