//! 本人の同意の取り直し: which people were children when somebody else signed for them, and the cases about it.

use renrakucho_domain::{CaseId, RoomId, case::State, own_consent::Look};
use sqlx::{PgExecutor, query, query_as};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Result, Tx, error::word};

/// A room whose consent somebody else signed.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The room.
    pub room: RoomId,
    /// Which of its consents.
    pub receipt: i32,
    /// When they signed.
    pub signed_on: Date,
    /// Who the room is about, under its key.
    pub sealed_profile: Vec<u8>,
    /// The case that was opened once.
    pub case: Option<Opened>,
}

/// A case that was opened.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// Which.
    pub case: CaseId,
    /// How it stands.
    pub state: State,
    /// Until when.
    pub due: Date,
}

struct Row {
    id: Uuid,
    receipt: i32,
    signed_on: Date,
    sealed: Vec<u8>,
    case: Option<Uuid>,
    state: Option<String>,
    due: Option<Date>,
}

impl Row {
    fn read(self) -> Result<Signed> {
        let case = match (self.case, self.state, self.due) {
            (Some(case), Some(state), Some(due)) => {
                Some(Opened { case: case.into(), state: word(State::parse, &state, "city_case.state")?, due })
            }
            _ => None,
        };
        let (room, receipt, signed_on) = (self.id.into(), self.receipt, self.signed_on);
        Ok(Signed { room, receipt, signed_on, sealed_profile: self.sealed, case })
    }
}

/// The rooms in use, or one of them, whose consent somebody else signed.
pub async fn signed_by_proxy(executor: impl PgExecutor<'_>, only: Option<RoomId>) -> Result<Vec<Signed>> {
    let rows = query_as!(
        Row,
        r#"select r.id, c.number as "receipt!", c.signed_on as "signed_on!", p.sealed,
                  k.id as "case?", k.state as "state?", k.due as "due?"
           from care_room r join current_consent c on c.room = r.id join room_profile p on p.room = r.id
           left join own_consent o on o.room = r.id left join city_case k on k.id = o.city_case
           where r.state = 'active' and c.signed_by = 'proxy' and ($1::uuid is null or r.id = $1)
           order by r.id"#,
        only.map(|room| room.0)
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// The same of those that were signed for since, and of some others. They are found by the time alone; without the limit all consents there
/// are would be put into order first.
pub async fn signed_since(executor: impl PgExecutor<'_>, since: OffsetDateTime, and: &[RoomId]) -> Result<Vec<Signed>> {
    let and: Vec<Uuid> = and.iter().map(|room| room.0).collect();
    let rows = query_as!(
        Row,
        r#"select r.id, c.number as "receipt!", c.signed_on as "signed_on!", p.sealed,
                  k.id as "case?", k.state as "state?", k.due as "due?"
           from (select room from consent_receipt where recorded_at >= $1 union select unnest($2::uuid[])) n
           join care_room r on r.id = n.room
           join lateral (select * from current_consent c where c.room = n.room limit 1) c on true
           join room_profile p on p.room = r.id
           left join own_consent o on o.room = r.id left join city_case k on k.id = o.city_case
           where r.state = 'active' and c.signed_by = 'proxy' order by r.id"#,
        since,
        &and
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// What was looked at the last time.
pub async fn last_look(executor: impl PgExecutor<'_>) -> Result<Option<Look>> {
    let row = query!("select all_on, until, age, lead_days from own_consent_look").fetch_optional(executor).await?;
    Ok(row.map(|row| Look {
        all_on: row.all_on,
        until: row.until,
        age: u16::try_from(row.age).unwrap_or(u16::MAX),
        lead_days: u16::try_from(row.lead_days).unwrap_or(u16::MAX),
    }))
}

/// Keeps what was looked at, for all nodes; unless another one has kept something newer.
pub async fn keep_look(executor: impl PgExecutor<'_>, look: Look) -> Result<()> {
    query!(
        "insert into own_consent_look (all_on, until, age, lead_days) values ($1, $2, $3, $4)
         on conflict (only_one) do update set all_on = excluded.all_on, until = excluded.until, age = excluded.age,
             lead_days = excluded.lead_days
         where own_consent_look.until < excluded.until",
        look.all_on,
        look.until,
        i32::from(look.age),
        i32::from(look.lead_days)
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Keeps beside a case which room it is about. False: there is one already.
pub async fn begin(tx: &mut Tx, case: CaseId, room: RoomId) -> Result<bool> {
    let done = query!(
        "insert into own_consent (city_case, room) values ($1, $2) on conflict (room) do nothing",
        case.0,
        room.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Until when an open case is to be decided, now.
pub async fn set_due(tx: &mut Tx, case: CaseId, due: Date) -> Result<()> {
    query!("update city_case set due = $2, version = version + 1 where id = $1 and state = 'open'", case.0, due)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Which room a case is about; none if it is about something else.
pub async fn room_of(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Option<RoomId>> {
    let row = query!("select room from own_consent where city_case = $1", case.0).fetch_optional(executor).await?;
    Ok(row.map(|row| row.room.into()))
}

/// The open case about a room.
pub async fn open_of(tx: &mut Tx, room: RoomId) -> Result<Option<CaseId>> {
    let row = query!(
        "select c.id from own_consent o join city_case c on c.id = o.city_case where o.room = $1 and c.state = 'open'",
        room.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.id.into()))
}

/// Of a room that was erased its case says no more when the person came of age.
pub async fn forget(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!(
        "update city_case c set due = (c.opened_at at time zone 'Asia/Tokyo')::date from own_consent o
         join care_room r on r.id = o.room where o.room = $1 and r.state = 'erased' and c.id = o.city_case",
        room.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
