//! What the deletion journal must hold: rooms that came to an end, were discontinued, lapsed or were erased.

use renrakucho_domain::{AccountId, AffiliationId, RoomState};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, entry::PersonRow, error::word};

/// A room that is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Over {
    /// The room.
    pub room: Uuid,
    /// What it is now.
    pub state: RoomState,
    /// Since when.
    pub at: OffsetDateTime,
    /// Whose entry says so.
    pub by: Option<Uuid>,
    /// Year and number of its discontinuation's certificate.
    pub number: Option<(i32, i32)>,
    /// The permits that outlived its consent and that the city has not ended: by their time they end without being told.
    pub permits: Vec<Uuid>,
}

/// All rooms that are over.
pub async fn over(database: &Database) -> Result<Vec<Over>> {
    let rows = query!(
        r#"select r.id, r.state, r.state_since, d.fiscal_year as "fiscal_year?", d.number as "number?",
                  (select e.author from entry e where e.room = r.id and (e.kind = r.state or r.state = 'discontinued' and e.kind = 'consent_ended')
                   order by e.seq desc limit 1) as by,
                  array(select u.city_case from exceptional_use u where u.room = r.id and r.state = 'discontinued'
                        and u.outlived_at is not null and u.ended_at is null order by u.city_case) as "permits!"
           from care_room r left join discontinuation d on d.room = r.id
           where r.state in ('ended', 'discontinued', 'lapsed', 'erased') order by r.state_since, r.id"#
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Over {
                room: row.id,
                state: word(RoomState::parse, &row.state, "care_room.state")?,
                at: row.state_since,
                by: row.by,
                number: row.fiscal_year.zip(row.number),
                permits: row.permits,
            })
        })
        .collect()
}

/// How many rooms are over, in each way, and of how many permits that outlived a consent the city has ended one, and how many posts are erased: differs whenever there
/// is something new to say.
pub async fn count(database: &Database) -> Result<[i64; 6]> {
    let row = query!(
        r#"select count(*) filter (where state = 'ended') as "ended!",
                  count(*) filter (where state = 'discontinued') as "discontinued!",
                  count(*) filter (where state = 'lapsed') as "lapsed!",
                  count(*) filter (where state = 'erased') as "erased!",
                  (select count(*) from exceptional_use where outlived_at is not null and ended_at is not null) as "permits!",
                  (select count(*) from entry_erasure) as "entries!"
           from care_room where state in ('ended', 'discontinued', 'lapsed', 'erased')"#
    )
    .fetch_one(database.pool())
    .await?;
    Ok([row.ended, row.discontinued, row.lapsed, row.erased, row.permits, row.entries])
}

/// Whether there has been a journal: then there must be one.
pub async fn has_journal(database: &Database) -> Result<bool> {
    let row = query!(r#"select exists (select from instance where deletion_journal_since is not null) as "has!""#);
    Ok(row.fetch_one(database.pool()).await?.has)
}

/// From now on there must be one.
pub async fn begin_journal(database: &Database) -> Result<()> {
    query!("update instance set deletion_journal_since = clock_timestamp() where deletion_journal_since is null")
        .execute(database.pool())
        .await?;
    Ok(())
}

/// Which journal: the file of a machine.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The machine's name.
    pub machine: &'a str,
    /// The file's.
    pub file: &'a str,
}

/// How many lines a journal had when it was last written; none if it was not yet.
pub async fn journal_length(database: &Database, place: Place<'_>) -> Result<Option<i64>> {
    let row = query!("select lines from deletion_journal where machine = $1 and file = $2", place.machine, place.file)
        .fetch_optional(database.pool())
        .await?;
    Ok(row.map(|row| row.lines))
}

/// A journal has so many lines, on the disk. Of nodes that share it, the one that says less comes late.
pub async fn journal_has(database: &Database, place: Place<'_>, lines: i64) -> Result<()> {
    query!(
        "insert into deletion_journal (machine, file, lines) values ($1, $2, $3)
         on conflict (machine, file) do update set lines = excluded.lines, at = clock_timestamp()
         where excluded.lines > deletion_journal.lines",
        place.machine,
        place.file,
        lines
    )
    .execute(database.pool())
    .await?;
    Ok(())
}

/// A journal has so many lines, and whatever it had before, it is taken as whole.
pub async fn journal_is_whole(database: &Database, place: Place<'_>, lines: i64) -> Result<()> {
    query!(
        "insert into deletion_journal (machine, file, lines) values ($1, $2, $3)
         on conflict (machine, file) do update set lines = excluded.lines, at = clock_timestamp()",
        place.machine,
        place.file,
        lines
    )
    .execute(database.pool())
    .await?;
    Ok(())
}

/// Who an entry that is written again is by: whoever's it was, if they are known here; otherwise the city's first moderator.
pub async fn author(tx: &mut Tx, by: Option<AccountId>) -> Result<Option<(AffiliationId, PersonRow)>> {
    let row = query!(
        "select x.id, a.id as account, s.name, f.name as facility, q.name as profession
         from account a join staff_member s on s.id = a.staff_member
         join affiliation x on x.staff_member = s.id join facility f on f.id = x.facility
         join profession q on q.code = x.profession
         where a.id = $1 or a.role = 'city_moderator'
         order by (a.id = $1) is true desc, a.created_at, a.id, x.ended_at desc nulls first, x.position, x.id limit 1",
        by.map(|account| account.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let person =
            PersonRow { account: row.account, name: row.name, facility: row.facility, profession: row.profession };
        (row.id.into(), person)
    }))
}

/// Numbers of certificates that were given go on after the ones that the journal knows.
pub async fn raise_discontinuation_count(tx: &mut Tx, fiscal_year: i32, number: i32) -> Result<()> {
    query!(
        "insert into discontinuation_count (fiscal_year, last) values ($1, $2)
         on conflict (fiscal_year) do update set last = greatest(discontinuation_count.last, excluded.last)",
        fiscal_year,
        number
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The same for erasures.
pub async fn raise_erasure_count(tx: &mut Tx, fiscal_year: i32, number: i32) -> Result<()> {
    query!(
        "insert into erasure_count (fiscal_year, last) values ($1, $2)
         on conflict (fiscal_year) do update set last = greatest(erasure_count.last, excluded.last)",
        fiscal_year,
        number
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
