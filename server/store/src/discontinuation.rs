//! 支援中止の証明書: what a discontinuation did, as it was fixed when it was done.

use renrakucho_domain::{AccountId, DeviceId, RoomId, RoomState, discontinuation::Ground};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, entry::EntryRow, error::word, node::Following};

/// What is kept of a discontinuation.
#[derive(Debug)]
pub struct New<'a> {
    /// The room.
    pub room: RoomId,
    /// Its closing entry.
    pub closing: &'a EntryRow,
    /// The city's year.
    pub fiscal_year: i32,
    /// What the room was before.
    pub before: RoomState,
    /// On whose request.
    pub ground: Option<Ground>,
    /// Waiting alert mails that were cancelled.
    pub alerts_cancelled: i64,
    /// Those who were in the room by the consent, if it alone ends: then nothing is said of anyone else.
    pub by_consent: Option<&'a [Uuid]>,
}

/// Keeps it under the next number of the city's year, with everyone who took part and was signed in at that moment. To be one of
/// the last things in its transaction: the count's row is locked after all others but the revocation head.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    query!(
        "with numbered as (
             insert into discontinuation_count (fiscal_year, last)
             values ($10, 1)
             on conflict (fiscal_year) do update set last = discontinuation_count.last + 1
             returning fiscal_year, last)
         insert into discontinuation (room, fiscal_year, number, closing, at, state_before, ground, decided_by, decided_name,
                                      decided_facility, members, alerts_cancelled)
         select $1, fiscal_year, last, $3, $2, $4, $5, $6, $7, $8,
                (select count(*) from standing_membership m where m.room = $1 and ($11::uuid[] is null or m.account = any($11))), $9
         from numbered",
        new.room.0,
        new.closing.at,
        new.closing.id,
        new.before.as_str(),
        new.ground.map(Ground::as_str),
        new.closing.author.account,
        new.closing.author.name,
        new.closing.author.facility,
        new.alerts_cancelled,
        new.fiscal_year,
        new.by_consent
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into discontinuation_holder (room, account, device, name, facility, device_label)
         select distinct m.room, m.account, d.id, p.name, f.name, d.label
         from standing_membership m
         join session s on s.account = m.account and s.ended_at is null and s.expires_at > clock_timestamp()
         join device d on d.id = s.device
         join staff_member p on p.id = m.staff_member join facility f on f.id = m.facility
         where m.room = $1 and ($2::uuid[] is null or m.account = any($2))",
        new.room.0,
        new.by_consent
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps what the nodes said to it.
pub async fn followed(database: &Database, room: RoomId, following: &Following) -> Result<()> {
    query!(
        "insert into discontinuation_followed (room, nodes, confirmed, at) values ($1, $2, $3, $4)",
        room.0,
        following.nodes,
        following.nodes - following.behind,
        following.at
    )
    .execute(database.pool())
    .await?;
    Ok(())
}

/// An app says that it followed this order to wipe: the discontinuation's own, or that of another closing of the room, which is the one
/// that an app hears of that comes back later. Counted once for each person and device that may have had a copy; whatever else is
/// reported stands in the audit log alone.
pub async fn report_purge(tx: &mut Tx, room: RoomId, order: Uuid, account: AccountId, device: DeviceId) -> Result<()> {
    query!(
        "insert into purge_report (room, account, device)
         select h.room, h.account, h.device from discontinuation_holder h join discontinuation d on d.room = h.room
         where h.room = $1 and h.account = $3 and h.device = $4 and (d.closing = $2 or exists (
             select from entry e where e.room = h.room and e.id = $2
             and e.kind in ('discontinued', 'consent_ended', 'lapsed', 'erased')))
         on conflict do nothing",
        room.0,
        order,
        account.0,
        device.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A discontinuation as it was kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The city's year.
    pub fiscal_year: i32,
    /// Its number in that year.
    pub number: i32,
    /// When.
    pub at: OffsetDateTime,
    /// What the room was before.
    pub before: RoomState,
    /// On whose request.
    pub ground: Option<Ground>,
    /// Who decided, as they were called then.
    pub decided_name: String,
    /// And from where.
    pub decided_facility: String,
    /// How many members lost the room.
    pub members: i64,
    /// Waiting alert mails that were cancelled.
    pub alerts_cancelled: i64,
    /// What the nodes said to it, if that could be written down.
    pub followed: Option<Following>,
    /// Who the room was about, under its key; none once it was erased or deleted.
    pub sealed_profile: Option<Vec<u8>>,
    /// When this was read.
    pub as_of: OffsetDateTime,
}

/// Finds it; none if the room was never discontinued, or before certificates were kept.
pub async fn find(tx: &mut Tx, room: RoomId) -> Result<Option<Kept>> {
    let row = query!(
        r#"select d.fiscal_year, d.number, d.at, d.state_before, d.ground, d.decided_name, d.decided_facility, d.members,
                  d.alerts_cancelled, f.nodes as "nodes?", f.confirmed as "confirmed?", f.at as "followed_at?", p.sealed as "sealed?",
                  clock_timestamp() as "as_of!"
           from discontinuation d join care_room r on r.id = d.room
           left join room_profile p on p.room = d.room and r.state not in ('lapsed', 'erased')
           left join discontinuation_followed f on f.room = d.room where d.room = $1"#,
        room.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let followed = match (row.nodes, row.confirmed, row.followed_at) {
            (Some(nodes), Some(confirmed), Some(at)) => Some(Following { nodes, behind: nodes - confirmed, at }),
            _ => None,
        };
        Ok(Kept {
            fiscal_year: row.fiscal_year,
            number: row.number,
            at: row.at,
            before: word(RoomState::parse, &row.state_before, "discontinuation.state_before")?,
            ground: row.ground.map(|it| word(Ground::parse, &it, "discontinuation.ground")).transpose()?,
            decided_name: row.decided_name,
            decided_facility: row.decided_facility,
            members: row.members,
            alerts_cancelled: row.alerts_cancelled,
            followed,
            sealed_profile: row.sealed,
            as_of: row.as_of,
        })
    })
    .transpose()
}

/// Where a copy may have been, and what the app there said.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Who was signed in, as they were called then.
    pub name: String,
    /// From where they took part.
    pub facility: String,
    /// On which device.
    pub device: String,
    /// When the app there said that it has wiped its copies.
    pub reported_at: Option<OffsetDateTime>,
}

/// Where a copy may have been, by facility and name.
pub async fn holders(tx: &mut Tx, room: RoomId) -> Result<Vec<Holder>> {
    let rows = query!(
        r#"select h.name, h.facility, h.device_label, r.at as "reported_at?"
           from discontinuation_holder h left join purge_report r using (room, account, device)
           where h.room = $1 order by h.facility, h.name, h.device_label, h.device"#,
        room.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Holder {
            name: row.name,
            facility: row.facility,
            device: row.device_label,
            reported_at: row.reported_at,
        })
        .collect())
}
