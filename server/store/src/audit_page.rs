//! The audit log as the city looks through it: the newest first, a page at a time, by what is looked for.
//!
//! One statement with a part for each index. A part that is not wanted is not there: the statement is planned for what is looked for. Of several things
//! that are looked for at once the first in this order has the index, and the others are compared: room, account, device, about,
//! facility, kind. `tests/it/reads.rs` counts what is read. The page's length stands in the statement as a number: of one that is a
//! parameter the planner thinks that it may be a tenth of the log.

use renrakucho_domain::{AccountId, DeviceId, FacilityId, RoomId, audit_kind::Kind};
use sqlx::{query, query_as};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, Tx};

/// Lines of a page. The statement asks for one more.
pub const PAGE: usize = 50;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// About this room.
    pub room: Option<RoomId>,
    /// Done by this account.
    pub account: Option<AccountId>,
    /// From this device.
    pub device: Option<DeviceId>,
    /// About one of these: what was done to it, by whomever ([`whom`]). None: about anything.
    pub about: Vec<Uuid>,
    /// Done by someone who was then of this facility.
    pub facility: Option<FacilityId>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Not earlier.
    pub from: OffsetDateTime,
    /// Earlier than this time, or at it and with a smaller id.
    pub before: (OffsetDateTime, i64),
}

/// An event, with the names of what it names.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: i64,
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub event: String,
    /// By which account.
    pub account: Option<Uuid>,
    /// From which device.
    pub device: Option<Uuid>,
    /// About which room.
    pub room: Option<Uuid>,
    /// First position.
    pub from_seq: Option<i64>,
    /// Last position.
    pub upto_seq: Option<i64>,
    /// A code.
    pub detail: Option<String>,
    /// The request.
    pub request: String,
    /// The name of whoever did it.
    pub who: Option<String>,
    /// The facility they were of: in the room, or then.
    pub facility: Option<String>,
    /// The device's label.
    pub device_label: Option<String>,
    /// Whom the room is about, sealed.
    pub sealed_profile: Option<Vec<u8>>,
    /// The name of the account, facility, device or case that it was about.
    pub about: Option<String>,
}

/// When an event was; the page that follows begins before it.
pub async fn place(tx: &mut Tx, event: i64) -> Result<Option<(OffsetDateTime, i64)>> {
    let row = query!("select at from audit_event where id = $1", event).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| (row.at, event)))
}

/// What someone means by an account or a device: it, and the other accounts that its person has or had.
pub async fn whom(tx: &mut Tx, id: Uuid) -> Result<Vec<Uuid>> {
    let rows = query!(
        r#"select $1::uuid as "id!" union
           select b.id from account a join account b on b.staff_member = a.staff_member where a.id = $1"#,
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A page and one line more, if there is more.
#[expect(clippy::too_many_lines, reason = "one statement, with a part for each index")]
pub async fn page(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<Line>> {
    let events: Vec<String> = wanted
        .kind
        .map(|kind| kind.events().iter().map(|event| event.as_str().to_owned()).collect())
        .unwrap_or_default();
    // Planned for what is looked for, otherwise than all statements: a part that is not wanted then falls away. The indexes have the
    // order that is wanted; without statistics the planner thinks that few rows are there, and would read and sort all of them.
    sqlx::query(
        "select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_sort', 'off', true),
                set_config('enable_bitmapscan', 'off', true)",
    )
    .execute(&mut **tx)
    .await?;
    let by_nothing_else = wanted.room.is_none()
        && wanted.account.is_none()
        && wanted.device.is_none()
        && wanted.about.is_empty()
        && wanted.facility.is_none();
    Ok(query_as!(
        Line,
        r#"with found as (
               (select e.* from audit_event e
                where e.room = $1 and e.at >= $8 and (e.at, e.id) < ($9, $10)
                  and (cardinality($11::uuid[]) = 0 or e.subject = any($11))
                  and ($2::uuid is null or e.account = $2) and ($3::uuid is null or e.device = $3)
                  and ($4::uuid is null or exists (
                     select from account a join affiliation x on x.staff_member = a.staff_member
                     where a.id = e.account and x.facility = $4 and x.since <= e.at
                       and (x.ended_at is null or e.at < x.ended_at)))
                  and (cardinality($5::text[]) = 0 or e.event = any($5))
                order by e.at desc, e.id desc limit 51)
               union all
               (select e.* from audit_event e
                where $1::uuid is null and e.account = $2 and e.at >= $8 and (e.at, e.id) < ($9, $10)
                  and (cardinality($11::uuid[]) = 0 or e.subject = any($11))
                  and ($3::uuid is null or e.device = $3)
                  and ($4::uuid is null or exists (
                     select from account a join affiliation x on x.staff_member = a.staff_member
                     where a.id = e.account and x.facility = $4 and x.since <= e.at
                       and (x.ended_at is null or e.at < x.ended_at)))
                  and (cardinality($5::text[]) = 0 or e.event = any($5))
                order by e.at desc, e.id desc limit 51)
               union all
               (select e.* from audit_event e
                where $1::uuid is null and $2::uuid is null and e.device = $3 and e.at >= $8 and (e.at, e.id) < ($9, $10)
                  and (cardinality($11::uuid[]) = 0 or e.subject = any($11))
                  and ($4::uuid is null or exists (
                     select from account a join affiliation x on x.staff_member = a.staff_member
                     where a.id = e.account and x.facility = $4 and x.since <= e.at
                       and (x.ended_at is null or e.at < x.ended_at)))
                  and (cardinality($5::text[]) = 0 or e.event = any($5))
                order by e.at desc, e.id desc limit 51)
               union all
               (select e.* from unnest($11::uuid[]) s (id) cross join lateral (
                    select e.* from audit_event e
                    where e.subject = s.id and e.event not in (
                        'room_viewed', 'entries_delivered', 'read_marked', 'entry_added', 'alert_mail_sent', 'notice_mail_sent')
                      and e.at >= $8 and (e.at, e.id) < ($9, $10)
                      and ($4::uuid is null or exists (
                         select from account a join affiliation x on x.staff_member = a.staff_member
                         where a.id = e.account and x.facility = $4 and x.since <= e.at
                           and (x.ended_at is null or e.at < x.ended_at)))
                      and (cardinality($5::text[]) = 0 or e.event = any($5))
                    order by e.at desc, e.id desc limit 51) e
                where $1::uuid is null and $2::uuid is null and $3::uuid is null
                order by e.at desc, e.id desc limit 51)
               union all
               (select distinct on (e.at, e.id) e.* from affiliation x join account a on a.staff_member = x.staff_member
                cross join lateral (
                    select e.* from audit_event e
                    where e.account = a.id and e.at >= greatest($8, x.since) and (e.at, e.id) < ($9, $10)
                      and (x.ended_at is null or e.at < x.ended_at)
                      and (cardinality($5::text[]) = 0 or e.event = any($5))
                    order by e.at desc, e.id desc limit 51) e
                where $1::uuid is null and $2::uuid is null and $3::uuid is null and cardinality($11::uuid[]) = 0 and x.facility = $4
                order by e.at desc, e.id desc limit 51)
               union all
               (select e.* from unnest($5) k (event) cross join lateral (
                    select e.* from audit_event e
                    where e.event = k.event and e.event not in (
                        'room_viewed', 'entries_delivered', 'read_marked', 'entry_added', 'alert_mail_sent', 'notice_mail_sent')
                      and e.at >= $8 and (e.at, e.id) < ($9, $10)
                    order by e.at desc, e.id desc limit 51) e
                where $6 and $7
                order by e.at desc, e.id desc limit 51)
               union all
               (select e.* from audit_event e
                where $6 and not $7 and e.at >= $8 and (e.at, e.id) < ($9, $10)
                  and (cardinality($5::text[]) = 0 or e.event = any($5))
                order by e.at desc, e.id desc limit 51))
           select e.id as "id!", e.at as "at!", e.event as "event!", e.account, e.device, e.room, e.from_seq, e.upto_seq,
                  e.detail, e.request_id as "request!",
                  (select s.name from account a join staff_member s on s.id = a.staff_member where a.id = e.account) as who,
                  coalesce(
                      (select f.name from membership m join affiliation x on x.id = m.affiliation
                       join facility f on f.id = x.facility
                       where m.room = e.room and m.account = e.account order by m.joined_seq desc limit 1),
                      (select f.name from account a join affiliation x on x.staff_member = a.staff_member
                       join facility f on f.id = x.facility
                       where a.id = e.account
                       order by (x.since <= e.at and (x.ended_at is null or e.at < x.ended_at)) desc, x.position, x.id
                       limit 1)) as facility,
                  (select d.label from device d where d.id = e.device) as device_label,
                  (select p.sealed from room_profile p where p.room = e.room) as sealed_profile,
                  coalesce(
                      (select s.name from account a join staff_member s on s.id = a.staff_member where a.id = e.subject),
                      (select f.name from facility f where f.id = e.subject),
                      (select d.label from device d where d.id = e.subject),
                      (select c.receipt from city_case c where c.id = e.subject),
                      (select c.receipt from exceptional_use u join city_case c on c.id = u.disaster
                       where u.city_case = e.subject)) as about
           from found e order by e.at desc, e.id desc limit 51"#,
        wanted.room.map(|id| id.0),
        wanted.account.map(|id| id.0),
        wanted.device.map(|id| id.0),
        wanted.facility.map(|id| id.0),
        &events,
        by_nothing_else,
        wanted.kind.is_some_and(|kind| !kind.is_frequent()),
        wanted.from,
        wanted.before.0,
        wanted.before.1,
        &wanted.about
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Up to where the log is linked into the chain: the last link's position, and its event's time.
pub async fn linked_upto(tx: &mut Tx) -> Result<Option<(i64, OffsetDateTime)>> {
    let row = query!(
        "select l.position, e.at from audit_link l join audit_event e on e.id = l.event order by l.position desc limit 1"
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.position, row.at)))
}
