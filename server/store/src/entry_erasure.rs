//! 投稿の消去: posts whose erasure is asked for, proposed or done, and what is kept of that.

use renrakucho_domain::{AccountId, CaseId, EntryId, EntryKind, RoomId, Seq, StaffMemberId, entry_erasure::Ground};
use sqlx::{PgConnection, PgExecutor, query, query_as};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, entry::PersonRow, error::word};

mod own;

pub use own::{Own, answer, of_person};

/// The first byte of what stands in the place of a body that was erased; a sealed body has none such.
const MARK: u8 = 0;

/// When a body was erased, if this is what stands in its place.
pub fn erased_at(sealed: &[u8]) -> Option<OffsetDateTime> {
    let (&MARK, at) = sealed.split_first()? else { return None };
    let at = i64::from_be_bytes(at.try_into().ok()?);
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000).ok()
}

/// An entry, as far as its erasure asks.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its position.
    pub seq: Seq,
    /// What it is.
    pub kind: EntryKind,
    /// Whether it was erased.
    pub is_erased: bool,
}

/// An entry of a room.
pub async fn target(tx: &mut Tx, room: RoomId, entry: EntryId) -> Result<Option<Target>> {
    let row = query!("select seq, kind, sealed from entry where room = $1 and id = $2", room.0, entry.0)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| {
        let is_erased = row.sealed.as_deref().is_some_and(|sealed| sealed.is_empty() || erased_at(sealed).is_some());
        Ok(Target { seq: row.seq, kind: word(EntryKind::parse, &row.kind, "entry.kind")?, is_erased })
    })
    .transpose()
}

/// That it is asked for.
#[derive(Debug)]
pub struct New<'a> {
    /// The case.
    pub case: CaseId,
    /// The room.
    pub room: RoomId,
    /// The post.
    pub entry: EntryId,
    /// Its position.
    pub seq: Seq,
    /// Why.
    pub ground: Ground,
    /// What was said about it, under the room's key.
    pub sealed: &'a [u8],
    /// Who asks.
    pub by: &'a PersonRow,
}

/// Keeps it, beside its case.
pub async fn ask(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    query!(
        "insert into entry_erasure_request (city_case, room, entry, seq, ground, sealed, asked_by, asked_name, asked_facility)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new.case.0,
        new.room.0,
        new.entry.0,
        new.seq,
        new.ground.as_str(),
        new.sealed,
        new.by.account,
        new.by.name,
        new.by.facility
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether a case is open in which the erasure of an entry is asked for or proposed. Asked while the room is held.
pub async fn is_open(tx: &mut Tx, room: RoomId, entry: EntryId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from entry_erasure_request q join city_case c on c.id in (q.city_case, q.decision_case)
                          where q.room = $1 and q.entry = $2 and c.state = 'open') as "open!""#,
        room.0,
        entry.0
    );
    Ok(row.fetch_one(&mut **tx).await?.open)
}

/// Somebody who had a part in it, as they were called then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct By {
    /// Which person.
    pub person: StaffMemberId,
    /// Their name.
    pub name: String,
    /// Their facility.
    pub facility: String,
}

/// What is asked for, and how far it has come.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The case in which it is asked for.
    pub case: CaseId,
    /// The room.
    pub room: RoomId,
    /// The post.
    pub entry: EntryId,
    /// Its position.
    pub seq: Seq,
    /// When it was written.
    pub written_at: OffsetDateTime,
    /// By whom.
    pub author: PersonRow,
    /// Why.
    pub ground: Ground,
    /// What was said about it, under the room's key; empty once it is erased.
    pub sealed: Vec<u8>,
    /// Who asked.
    pub asked_by: By,
    /// Who proposed it.
    pub proposed_by: Option<By>,
    /// The case in which the approver decides.
    pub decision_case: Option<CaseId>,
}

/// What is asked for in a case, or decided in it.
pub async fn of_case(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Option<Asked>> {
    let row = query!(
        r#"select q.city_case, q.room, q.entry, q.seq, q.ground, q.sealed, q.asked_name, q.asked_facility, q.proposed_name,
                  q.proposed_facility, q.decision_case, a.staff_member as asked_person, b.staff_member as "proposed_person?",
                  e.at, e.author, s.name, f.name as facility, p.name as profession
           from entry_erasure_request q join account a on a.id = q.asked_by left join account b on b.id = q.proposed_by
           join entry e on e.room = q.room and e.id = q.entry join affiliation x on x.id = e.author_affiliation
           join staff_member s on s.id = x.staff_member join facility f on f.id = x.facility
           join profession p on p.code = x.profession
           where q.city_case = $1 or q.decision_case = $1"#,
        case.0
    )
    .fetch_optional(executor)
    .await?;
    row.map(|row| {
        let proposed_by = match (row.proposed_person, row.proposed_name, row.proposed_facility) {
            (Some(person), Some(name), Some(facility)) => Some(By { person: person.into(), name, facility }),
            _ => None,
        };
        Ok(Asked {
            case: row.city_case.into(),
            room: row.room.into(),
            entry: EntryId(row.entry),
            seq: row.seq,
            written_at: row.at,
            author: PersonRow {
                account: row.author,
                name: row.name,
                facility: row.facility,
                profession: row.profession,
            },
            ground: word(Ground::parse, &row.ground, "entry_erasure_request.ground")?,
            sealed: row.sealed,
            asked_by: By { person: row.asked_person.into(), name: row.asked_name, facility: row.asked_facility },
            proposed_by,
            decision_case: row.decision_case.map(Into::into),
        })
    })
    .transpose()
}

/// A moderator proposes it. Whether nobody did before.
pub async fn propose(tx: &mut Tx, case: CaseId, decision: CaseId, by: &PersonRow) -> Result<bool> {
    let done = query!(
        "update entry_erasure_request
         set proposed_by = $2, proposed_name = $3, proposed_facility = $4, decision_case = $5
         where city_case = $1 and proposed_by is null",
        case.0,
        by.account,
        by.name,
        by.facility,
        decision.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Another person decides it.
pub async fn decide(tx: &mut Tx, case: CaseId, by: AccountId) -> Result<()> {
    query!("update entry_erasure_request set decided_by = $2 where city_case = $1", case.0, by.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What is kept of an erasure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The room.
    pub room: Uuid,
    /// The post.
    pub entry: Uuid,
    /// Its position.
    pub seq: Seq,
    /// The city's year.
    pub fiscal_year: i32,
    /// Its number in that year.
    pub number: i32,
    /// When it was decided.
    pub at: OffsetDateTime,
    /// Why.
    pub ground: Ground,
    /// Who asked, as they were called then, and from where.
    pub asked: (String, String),
    /// Who proposed it.
    pub proposed: (String, String),
    /// Who decided.
    pub decided: (String, String),
    /// Mails about it that were not sent.
    pub alerts: i64,
    /// Released documents from which it was taken.
    pub documents: i64,
    /// How often a part of the record that holds it had left the system.
    pub exports: i64,
    /// The day on which the last backup that holds it expires.
    pub backups_until: Date,
}

/// Takes the next number of the city's year: the count's row is locked after all others but the revocation head.
pub async fn next_number(tx: &mut Tx, fiscal_year: i32) -> Result<i32> {
    let row = query!(
        "insert into entry_erasure_count (fiscal_year, last) values ($1, 1)
         on conflict (fiscal_year) do update set last = entry_erasure_count.last + 1 returning last",
        fiscal_year
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.last)
}

/// Numbers that were given go on after the ones that the journal knows.
pub async fn raise_count(tx: &mut Tx, fiscal_year: i32, number: i32) -> Result<()> {
    query!(
        "insert into entry_erasure_count (fiscal_year, last) values ($1, $2)
         on conflict (fiscal_year) do update set last = greatest(entry_erasure_count.last, excluded.last)",
        fiscal_year,
        number
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether a number of the city's year stands on a certificate.
pub async fn is_given(tx: &mut Tx, fiscal_year: i32, number: i32) -> Result<bool> {
    let row = query!(
        r#"select exists (select from entry_erasure where fiscal_year = $1 and number = $2) as "given!""#,
        fiscal_year,
        number
    );
    Ok(row.fetch_one(&mut **tx).await?.given)
}

/// Keeps it, and erases the body. `replayed`: it was decided in a database that a restore has replaced. Whether there was a body.
pub async fn erase(tx: &mut Tx, kept: &Kept, replayed: bool) -> Result<bool> {
    query!(
        "insert into entry_erasure (room, entry, seq, fiscal_year, number, at, ground, asked_name, asked_facility, proposed_name,
                                    proposed_facility, decided_name, decided_facility, alerts, documents, exports, backups_until,
                                    replayed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        kept.room,
        kept.entry,
        kept.seq,
        kept.fiscal_year,
        kept.number,
        kept.at,
        kept.ground.as_str(),
        kept.asked.0,
        kept.asked.1,
        kept.proposed.0,
        kept.proposed.1,
        kept.decided.0,
        kept.decided.1,
        kept.alerts,
        kept.documents,
        kept.exports,
        kept.backups_until,
        replayed
    )
    .execute(&mut **tx)
    .await?;
    let row = query!(r#"select erase_entry($1, $2) as "erased!""#, kept.room, kept.entry);
    Ok(row.fetch_one(&mut **tx).await?.erased)
}

/// Cancels the mails about a post that are still to be sent. How many there were; a post in its hold counts once.
pub async fn cancel_alerts(tx: &mut Tx, room: RoomId, seq: Seq) -> Result<i64> {
    let held =
        query!("delete from post_awaiting_alert where room = $1 and seq = $2", room.0, seq).execute(&mut **tx).await?;
    let waiting = query!(
        "update alert set state = 'cancelled' where room = $1 and seq = $2 and state in ('waiting', 'claimed')",
        room.0,
        seq
    )
    .execute(&mut **tx)
    .await?;
    Ok(i64::try_from(held.rows_affected() + waiting.rows_affected()).unwrap_or(i64::MAX))
}

/// How often a part of the record that holds a position had left the system.
pub async fn exports(tx: &mut Tx, room: RoomId, seq: Seq) -> Result<i64> {
    let row = query!(
        r#"select count(*) as "exports!" from room_export where room = $1 and $2 between first_seq and last_seq"#,
        room.0,
        seq
    );
    Ok(row.fetch_one(&mut **tx).await?.exports)
}

/// Puts a released document without the entry in its place.
pub async fn take_from_document(tx: &mut Tx, request: Uuid, entry: EntryId, document: &[u8]) -> Result<()> {
    query!("select take_from_document($1, $2, $3)", request, entry.0, document).fetch_optional(&mut **tx).await?;
    Ok(())
}

/// With a room that is over go the words that were said about its entries.
pub async fn forget(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("select forget_entry_erasures($1)", room.0).fetch_optional(&mut **tx).await?;
    Ok(())
}

macro_rules! kept {
    ($condition:literal, $($arg:expr),*) => {
        query!("select * from entry_erasure where " + $condition, $($arg),*)
    };
}
macro_rules! kept_row {
    ($row:expr) => {
        Kept {
            room: $row.room,
            entry: $row.entry,
            seq: $row.seq,
            fiscal_year: $row.fiscal_year,
            number: $row.number,
            at: $row.at,
            ground: word(Ground::parse, &$row.ground, "entry_erasure.ground")?,
            asked: ($row.asked_name, $row.asked_facility),
            proposed: ($row.proposed_name, $row.proposed_facility),
            decided: ($row.decided_name, $row.decided_facility),
            alerts: $row.alerts,
            documents: $row.documents,
            exports: $row.exports,
            backups_until: $row.backups_until,
        }
    };
}

/// What is kept of the erasure of an entry.
pub async fn find(executor: impl PgExecutor<'_>, room: RoomId, entry: EntryId) -> Result<Option<Kept>> {
    let row = kept!("room = $1 and entry = $2", room.0, entry.0).fetch_optional(executor).await?;
    row.map(|row| Ok(kept_row!(row))).transpose()
}

/// What is kept of all of them, for the deletion journal.
pub async fn all(database: &Database) -> Result<Vec<Kept>> {
    let rows = kept!("true order by at, room, entry",).fetch_all(database.pool()).await?;
    rows.into_iter().map(|row| Ok(kept_row!(row))).collect()
}

/// When an entry was written.
pub async fn written_at(executor: impl PgExecutor<'_>, room: RoomId, entry: EntryId) -> Result<Option<OffsetDateTime>> {
    let row = query!("select at from entry where room = $1 and id = $2", room.0, entry.0);
    Ok(row.fetch_optional(executor).await?.map(|row| row.at))
}

/// Which entry a node has to drop from its memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dropped {
    /// The room.
    pub room: Uuid,
    /// The post.
    pub entry: Uuid,
    /// Its position.
    pub seq: Seq,
}

/// What was erased by the decision of a case.
pub async fn decided_in(connection: &mut PgConnection, case: Uuid) -> Result<Option<Dropped>> {
    Ok(query_as!(Dropped, "select room, entry, seq from entry_erasure_request where decision_case = $1", case)
        .fetch_optional(connection)
        .await?)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_mark_says_when_and_is_no_sealed_body() {
        let at = datetime!(2026-11-28 10:00:00.123_456 UTC);
        let micros = i64::try_from(at.unix_timestamp_nanos() / 1_000).expect("this century");
        let mark = [&[MARK][..], &micros.to_be_bytes()].concat();
        assert_eq!(erased_at(&mark), Some(at));
        for other in [&[][..], &[1, 0, 0, 0, 0, 0, 0, 0, 0], &mark[..8]] {
            assert_eq!(erased_at(other), None, "{other:?}");
        }
    }
}
