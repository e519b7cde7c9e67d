//! 消去: rooms that two people of the city have erased, and what is kept of that.

use renrakucho_domain::{
    AccountId, CaseId, RoomId, RoomState, StaffMemberId,
    attachment::Owner,
    erasure::{Ground, Held},
};
use sqlx::{PgConnection, PgExecutor, query};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, attachment, case, disclosure, entry::PersonRow, error::word, particulars};

/// How many bodies are emptied in one statement.
const BODIES: i32 = 5_000;

/// How much a room holds that an erasure takes, and how much of it stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Posts, whose bodies go.
    pub posts: i64,
    /// How far its members have read.
    pub read_marks: i64,
    /// Who took part, and from where.
    pub memberships: i64,
    /// Entries of the log, which stay without what they said.
    pub entries: i64,
    /// Events of the audit log, which stay.
    pub events: i64,
    /// What else there is and goes.
    pub others: Vec<(Held, i64)>,
}

/// Counts it.
pub async fn counts(tx: &mut Tx, room: RoomId) -> Result<Counts> {
    let row = query!(
        r#"select count(*) filter (where kind = 'post') as "posts!", count(*) as "entries!",
                  (select count(*) from read_mark where room = $1) as "read_marks!",
                  (select count(*) from membership where room = $1) as "memberships!",
                  (select count(*) from audit_event where room = $1) as "events!"
           from entry where room = $1"#,
        room.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Counts {
        posts: row.posts,
        read_marks: row.read_marks,
        memberships: row.memberships,
        entries: row.entries,
        events: row.events,
        others: others(tx, room).await?,
    })
}

/// What else is sealed with the room's key. Whatever is added to the schema is added here: a test holds it against the classification of
/// all columns.
async fn others(tx: &mut Tx, room: RoomId) -> Result<Vec<(Held, i64)>> {
    let rows = query!(
        r#"select t.kind as "kind!", t.number as "number!" from (
               select 'consent_receipts' as kind, count(*) as number from consent_receipt where room = $1
               union all select 'consent_scans', count(*) from attachment where owner_kind = $2 and owner = $1
               union all select 'particulars', count(*) from room_particulars where room = $1
               union all select 'identity_corrections', count(*) from identity_correction where room = $1
               union all select 'residence_reviews', count(*) from residence_review where room = $1
               union all select 'permits', (select count(*) from exceptional_use where room = $1)
                   + (select count(*) from exceptional_use_application where room = $1)
               union all select 'access_reports', count(*) from access_report where room = $1
               union all select 'disclosures', count(*) from disclosure_request where room = $1
               union all select 'redactions', count(*) from disclosure_redaction d join disclosure_request q on q.id = d.request
                   where q.room = $1
               union all select 'export_words', count(*) from room_export where room = $1
               union all select 'support_ends', count(*) from support_end where room = $1
               union all select 'entry_erasure_words', count(*) from entry_erasure_request where room = $1 and octet_length(sealed) > 0
               union all select 'case_reasons', count(*) from case_reason where room = $1) t
           where t.number > 0"#,
        room.0,
        Owner::ConsentForm(room).kind()
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut others = Vec::new();
    for row in rows {
        others.push((word(Held::parse, &row.kind, "erasure_other.kind")?, row.number));
    }
    others.sort_unstable();
    Ok(others)
}

/// Keeps that it is proposed, beside its case.
pub async fn propose(
    tx: &mut Tx,
    case: CaseId,
    room: RoomId,
    ground: Ground,
    by: AccountId,
    person: &PersonRow,
) -> Result<()> {
    query!(
        "insert into erasure_proposal (city_case, room, ground, proposed_by, proposed_name, proposed_facility)
         values ($1, $2, $3, $4, $5, $6)",
        case.0,
        room.0,
        ground.as_str(),
        by.0,
        person.name,
        person.facility
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The open case in which a room's erasure is proposed. What counts is asked while the room is held.
pub async fn open_case(tx: &mut Tx, room: RoomId) -> Result<Option<CaseId>> {
    let row = query!(
        "select p.city_case from erasure_proposal p join city_case c on c.id = p.city_case
         where p.room = $1 and c.state = 'open'",
        room.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.city_case.into()))
}

/// What is proposed in a case.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The room.
    pub room: RoomId,
    /// Why.
    pub ground: Ground,
    /// Which person proposed it.
    pub proposed_by: StaffMemberId,
    /// As they were called then.
    pub name: String,
    /// And from where.
    pub facility: String,
}

/// What is proposed in a case; never changed.
pub async fn of_case(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Option<Proposed>> {
    let row = query!(
        "select p.room, p.ground, a.staff_member, p.proposed_name, p.proposed_facility
         from erasure_proposal p join account a on a.id = p.proposed_by where p.city_case = $1",
        case.0
    )
    .fetch_optional(executor)
    .await?;
    row.map(|row| {
        Ok(Proposed {
            room: row.room.into(),
            ground: word(Ground::parse, &row.ground, "erasure_proposal.ground")?,
            proposed_by: row.staff_member.into(),
            name: row.proposed_name,
            facility: row.proposed_facility,
        })
    })
    .transpose()
}

/// What is kept of an erasure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The room.
    pub room: Uuid,
    /// The city's year.
    pub fiscal_year: i32,
    /// Its number in that year.
    pub number: i32,
    /// When it was decided.
    pub at: OffsetDateTime,
    /// What the room was before.
    pub before: RoomState,
    /// Why.
    pub ground: Ground,
    /// Who proposed it, as they were called then.
    pub proposed_name: String,
    /// And from where.
    pub proposed_facility: String,
    /// Who decided.
    pub decided_name: String,
    /// And from where.
    pub decided_facility: String,
    /// How many posts there were.
    pub posts: i64,
    /// How many read marks.
    pub read_marks: i64,
    /// How many memberships.
    pub memberships: i64,
    /// What else there was.
    pub others: Vec<(Held, i64)>,
}

/// Takes the next number of the city's year. To be one of the last things in its transaction: the count's row is locked after all
/// others but the revocation head.
pub async fn next_number(tx: &mut Tx, fiscal_year: i32) -> Result<i32> {
    let row = query!(
        "insert into erasure_count (fiscal_year, last) values ($1, 1)
         on conflict (fiscal_year) do update set last = erasure_count.last + 1 returning last",
        fiscal_year
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.last)
}

/// Keeps it.
pub async fn insert(tx: &mut Tx, kept: &Kept) -> Result<()> {
    query!(
        "insert into erasure (room, fiscal_year, number, at, state_before, ground, proposed_name, proposed_facility, decided_name,
                              decided_facility, posts, read_marks, memberships)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        kept.room,
        kept.fiscal_year,
        kept.number,
        kept.at,
        kept.before.as_str(),
        kept.ground.as_str(),
        kept.proposed_name,
        kept.proposed_facility,
        kept.decided_name,
        kept.decided_facility,
        kept.posts,
        kept.read_marks,
        kept.memberships
    )
    .execute(&mut **tx)
    .await?;
    let (kinds, numbers): (Vec<_>, Vec<_>) =
        kept.others.iter().map(|(held, number)| (held.as_str().to_owned(), *number)).unzip();
    query!(
        "insert into erasure_other (room, kind, number) select $1, * from unnest($2::text[], $3::bigint[])",
        kept.room,
        &kinds,
        &numbers
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// When an erasure was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Done {
    /// When the key was gone.
    pub key_destroyed_at: OffsetDateTime,
    /// When what it had sealed was removed too.
    pub at: OffsetDateTime,
}

/// What is kept of a room's erasure, and when it was done, if it is.
pub async fn find(executor: impl PgExecutor<'_>, room: RoomId) -> Result<Option<(Kept, Option<Done>)>> {
    let row = query!(
        r#"select e.*, d.key_destroyed_at as "key_destroyed_at?", d.at as "done_at?",
                  array(select o.kind from erasure_other o where o.room = e.room order by o.kind) as "kinds!",
                  array(select o.number from erasure_other o where o.room = e.room order by o.kind) as "numbers!"
           from erasure e left join erasure_done d on d.room = e.room where e.room = $1"#,
        room.0
    )
    .fetch_optional(executor)
    .await?;
    row.map(|row| {
        let done = row.key_destroyed_at.zip(row.done_at).map(|(key_destroyed_at, at)| Done { key_destroyed_at, at });
        let kept = Kept {
            room: row.room,
            fiscal_year: row.fiscal_year,
            number: row.number,
            at: row.at,
            before: word(RoomState::parse, &row.state_before, "erasure.state_before")?,
            ground: word(Ground::parse, &row.ground, "erasure.ground")?,
            proposed_name: row.proposed_name,
            proposed_facility: row.proposed_facility,
            decided_name: row.decided_name,
            decided_facility: row.decided_facility,
            posts: row.posts,
            read_marks: row.read_marks,
            memberships: row.memberships,
            others: {
                let read =
                    |(kind, number): (&String, i64)| Ok((word(Held::parse, kind, "erasure_other.kind")?, number));
                let mut others = row.kinds.iter().zip(row.numbers).map(read).collect::<Result<Vec<_>>>()?;
                others.sort_unstable();
                others
            },
        };
        Ok((kept, done))
    })
    .transpose()
}

/// Whether there is a certificate of the room's discontinuation.
pub async fn has_discontinuation(tx: &mut Tx, room: RoomId) -> Result<bool> {
    let row = query!(r#"select exists (select from discontinuation where room = $1) as "there!""#, room.0);
    Ok(row.fetch_one(&mut **tx).await?.there)
}

/// Whether a room is erased.
pub async fn is_erased(connection: &mut PgConnection, room: RoomId) -> Result<bool> {
    let row =
        query!(r#"select exists (select from care_room where id = $1 and state = 'erased') as "erased!""#, room.0);
    Ok(row.fetch_one(connection).await?.erased)
}

/// Rooms that are erased, and of which something may still be left.
pub async fn unfinished(database: &Database, limit: i64) -> Result<Vec<RoomId>> {
    let rows = query!(
        "select e.room from erasure e where not exists (select from erasure_done d where d.room = e.room)
         order by e.at limit $1",
        limit
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.room.into()).collect())
}

/// Empties the bodies of a room that is erased, and of no other. May be run again.
pub async fn erase_bodies(database: &Database, room: RoomId) -> Result<()> {
    loop {
        let row = query!(r#"select erase_bodies($1, $2) as "emptied!""#, room.0, BODIES);
        if row.fetch_one(database.pool()).await?.emptied == 0 {
            return Ok(());
        }
    }
}

/// Removes the rest, and keeps that the erasure is done. Whether this was the time.
pub async fn complete(tx: &mut Tx, room: RoomId, key_destroyed_at: OffsetDateTime) -> Result<bool> {
    attachment::forget_consent_form(tx, room).await?;
    crate::exceptional_use::forget(tx, room).await?;
    crate::exceptional_use_application::forget(tx, room).await?;
    disclosure::forget(tx, room).await?;
    crate::entry_erasure::forget(tx, room).await?;
    particulars::forget(tx, room).await?;
    crate::identity::forget(tx, room).await?;
    crate::own_consent::forget(tx, room).await?;
    query!("select forget_room($1)", room.0).fetch_optional(&mut **tx).await?;
    query!("select forget_export_words($1)", room.0).fetch_optional(&mut **tx).await?;
    case::forget_reasons(tx, room).await?;
    let done = query!(
        "insert into erasure_done (room, key_destroyed_at) values ($1, $2) on conflict do nothing",
        room.0,
        key_destroyed_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
