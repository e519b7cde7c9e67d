//! Rooms: their rows, their lists, their states.

use std::collections::HashMap;

use renrakucho_domain::{AccountId, Relation, RoomId, RoomState, Seq};
use sqlx::{PgExecutor, query};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, consent::StoredReceipt, error::word, support_end};

/// Counting stops here: nobody reads the difference between 1,000 and 1,001 unread posts.
pub const MAX_UNREAD: i64 = 1_000;

/// A room's row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoomRow {
    /// The state.
    pub state: RoomState,
    /// Position of the last entry.
    pub last_seq: Seq,
    /// Version of the administrative state.
    pub version: i64,
}

/// Locks the room's row against every other writer of the room and reads it. `NO KEY`: a foreign key that points at the
/// room must not wait for a post. Whatever else must be true is asked afterwards: also whether a permit outlives the consent.
pub async fn lock(tx: &mut Tx, room: RoomId) -> Result<Option<RoomRow>> {
    let row = query!("select state, last_seq, version from care_room where id = $1 for no key update", room.0)
        .fetch_optional(&mut **tx)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let stored = word(RoomState::parse, &row.state, "care_room.state")?;
    let stands = stored == RoomState::Discontinued && outlives(&mut **tx, room).await?;
    Ok(Some(RoomRow { state: stored.while_permitted(stands), last_seq: row.last_seq, version: row.version }))
}

/// Whether a permit that outlived the room's consent stands at this moment.
async fn outlives(executor: impl PgExecutor<'_>, room: RoomId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from exceptional_use u where u.room = $1 and u.outlived_at is not null
                          and u.ended_at is null and u.until > clock_timestamp()) as "outlives!""#,
        room.0
    );
    Ok(row.fetch_one(executor).await?.outlives)
}

/// What a reader's right depends on, in one statement: the room, whether the account's membership stands, and how far
/// it has read. A read counts by when it was sent, so nothing is locked.
#[derive(Clone, Copy, Debug)]
pub struct ReaderView {
    /// The room.
    pub room: RoomRow,
    /// How the account stands to it.
    pub relation: Relation,
    /// How far the account has read.
    pub read_upto: Seq,
}

impl ReaderView {
    /// The room's stored row as an account sees it that is a member or not, by a permit or not.
    pub(crate) fn of(room: RoomRow, (is_member, is_permitted): (bool, bool), read_upto: Seq) -> Self {
        let relation = match (is_member, is_permitted) {
            (false, _) => Relation::Stranger,
            (true, true) => Relation::Permitted,
            (true, false) => Relation::Member,
        };
        let state = room.state.while_permitted(is_member && is_permitted);
        Self { room: RoomRow { state, ..room }, relation, read_upto }
    }
}

/// Reads the room as one account stands to it.
pub async fn for_reader(database: &Database, room: RoomId, account: AccountId) -> Result<Option<ReaderView>> {
    let row = query!(
        r#"select r.state, r.last_seq, r.version,
                  m.account is not null as "is_member!", m.permit is not null as "is_permitted!",
                  coalesce((select upto from read_mark k where k.room = r.id and k.account = $2), 0) as "upto!"
           from care_room r
           left join lateral
               (select s.account, s.permit from standing_membership s where s.room = r.id and s.account = $2 offset 0) m on true
           where r.id = $1"#,
        room.0,
        account.0
    )
    .fetch_optional(database.pool())
    .await?;
    row.map(|row| {
        let room = RoomRow {
            state: word(RoomState::parse, &row.state, "care_room.state")?,
            last_seq: row.last_seq,
            version: row.version,
        };
        Ok(ReaderView::of(room, (row.is_member, row.is_permitted), row.upto))
    })
    .transpose()
}

/// A line of an account's list of rooms.
#[derive(Clone, Debug)]
pub struct Line {
    /// The room.
    pub room: Uuid,
    /// Whose line it is.
    pub account: Uuid,
    /// The state.
    pub state: RoomState,
    /// Position of the last entry.
    pub last_seq: Seq,
    /// When it was added.
    pub last_at: Option<OffsetDateTime>,
    /// Posts by others after the read mark, counted up to [`MAX_UNREAD`].
    pub unread: i64,
    /// How far the account has read.
    pub read_upto: Seq,
    /// The sealed profile; absent for a room that nobody may read.
    pub sealed_profile: Option<Vec<u8>>,
    /// Since when a proposal waits for its consent form, if it does.
    pub awaiting_since: Option<OffsetDateTime>,
    /// Until when the account is there by a permit, if it is.
    pub permitted_until: Option<OffsetDateTime>,
}

macro_rules! lines {
    ($executor:expr, $whose:literal, $condition:literal, $($arg:expr),+) => {
        query!(
            r#"select r.id, m.account as "account!", r.state, r.last_seq, r.last_at, coalesce(k.upto, 0) as "upto!",
                      case when r.state in ('lapsed', 'erased') or r.state = 'discontinued' and m.permit is null then 0 else
                      (select count(*) from (select from entry e where e.room = r.id and e.kind = 'post'
                         and e.seq > coalesce(k.upto, 0) and e.author <> m.account limit 1000) counted) end as "unread!",
                      case when r.state in ('lapsed', 'erased') or r.state = 'discontinued' and m.permit is null then null
                      else p.sealed end as sealed, m.permit is not null as "is_permitted!",
                      case when m.permit is not null then (select x.until from membership x
                          where x.room = r.id and x.account = m.account and x.left_seq is null) end as permitted_until,
                      case when r.state = 'awaiting_consent' and h.proposed_by is not null and not exists
                      (select from exceptional_use u where u.room = r.id and u.permitted_at is not null)
                      then r.state_since end as awaiting_since
               from "# + $whose + " join care_room r on r.id = m.room
               join supported_person h on h.id = r.supported_person
               left join room_profile p on p.room = r.id
               left join read_mark k on k.room = r.id and k.account = m.account
               where " + $condition,
            $($arg),+
        )
        .fetch_all($executor)
        .await?
        .into_iter()
        .map(|row| {
            Ok(Line {
                room: row.id,
                account: row.account,
                state: word(RoomState::parse, &row.state, "care_room.state")?.while_permitted(row.is_permitted),
                last_seq: row.last_seq,
                last_at: row.last_at,
                unread: row.unread,
                read_upto: row.upto,
                sealed_profile: row.sealed,
                awaiting_since: row.awaiting_since,
                permitted_until: row.permitted_until,
            })
        })
        .collect()
    };
}

/// The lists of rooms of accounts, in one statement; each at the place of its account.
pub async fn lists(executor: impl PgExecutor<'_>, accounts: &[AccountId]) -> Result<Vec<Vec<Line>>> {
    let accounts: Vec<_> = accounts.iter().map(|account| account.0).collect();
    let lines: Result<Vec<Line>> = lines!(
        executor,
        "(select distinct account from unnest($1::uuid[]) as u (account)) t
         cross join lateral (select * from standing_membership s where s.account = t.account offset 0) m",
        "true order by r.last_at desc nulls last, r.id",
        &accounts
    );
    let mut lists: HashMap<Uuid, Vec<Line>> = HashMap::new();
    for line in lines? {
        lists.entry(line.account).or_default().push(line);
    }
    // An account may have asked twice.
    Ok(accounts.iter().map(|account| lists.get(account).cloned().unwrap_or_default()).collect())
}

/// Lines in the lists of several accounts, each of the account at the same place: what connected members are told when
/// something was added or read and the node does not know the count.
pub async fn lines_of_rooms(database: &Database, rooms: &[Uuid], accounts: &[Uuid]) -> Result<Vec<Line>> {
    lines!(
        database.pool(),
        // Looked up one by one (crate docs).
        "unnest($1::uuid[], $2::uuid[]) as t (room, account)
         cross join lateral
             (select * from standing_membership s where s.room = t.room and s.account = t.account offset 0) m",
        "true",
        rooms,
        accounts
    )
}

/// The sealed profile.
pub async fn sealed_profile(database: &Database, room: RoomId) -> Result<Option<Vec<u8>>> {
    let row = query!("select sealed from room_profile where room = $1", room.0).fetch_optional(database.pool()).await?;
    Ok(row.map(|row| row.sealed))
}

/// Rooms whose last position differs from what a node has applied.
pub async fn heads_that_differ(database: &Database, rooms: &[Uuid], applied: &[i64]) -> Result<Vec<(RoomId, Seq)>> {
    let rows = query!(
        "select r.id, r.last_seq from care_room r
         join unnest($1::uuid[], $2::bigint[]) as t (room, applied) on t.room = r.id
         where r.last_seq > t.applied",
        rooms,
        applied
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.last_seq)).collect())
}

/// Position and state of a room, where a tail begins.
pub async fn head(database: &Database, room: RoomId) -> Result<Option<(Seq, RoomState)>> {
    let row =
        query!("select last_seq, state from care_room where id = $1", room.0).fetch_optional(database.pool()).await?;
    let Some(row) = row else { return Ok(None) };
    let stored = word(RoomState::parse, &row.state, "care_room.state")?;
    let stands = stored == RoomState::Discontinued && outlives(database.pool(), room).await?;
    Ok(Some((row.last_seq, stored.while_permitted(stands))))
}

/// Moves read marks forward: never back, never beyond the room's end, only of standing members whose account this
/// transaction holds and is not suspended. One row per mark that moved.
pub async fn mark_read(tx: &mut Tx, rooms: &[Uuid], accounts: &[Uuid], upto: &[i64]) -> Result<Vec<(Uuid, Uuid, Seq)>> {
    let rows = query!(
        "insert into read_mark (room, account, upto)
         select t.room, t.account, least(t.upto, r.last_seq)
         from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as t (room, account, upto)
         join care_room r on r.id = t.room and r.state not in ('lapsed', 'erased')
         cross join lateral
             (select s.permit from standing_membership s where s.room = t.room and s.account = t.account offset 0) m
         join account a on a.id = t.account and a.standing = 'active'
         where t.upto > 0 and (r.state <> 'discontinued' or m.permit is not null)
         order by t.room, t.account
         on conflict (room, account) do update set upto = excluded.upto, at = clock_timestamp()
             where read_mark.upto < excluded.upto
         returning room, account, upto",
        rooms,
        accounts,
        upto
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.room, row.account, row.upto)).collect())
}

/// A room as the city sees it.
#[derive(Clone, Debug)]
pub struct CityLine {
    /// The room.
    pub room: Uuid,
    /// The state.
    pub state: RoomState,
    /// Since when.
    pub state_since: OffsetDateTime,
    /// Version of the administrative state.
    pub version: i64,
    /// How many members.
    pub members: i64,
    /// The names of their facilities.
    pub facilities: Vec<String>,
    /// The sealed profile; absent where nobody can know any more whom it was about.
    pub sealed_profile: Option<Vec<u8>>,
    /// Since when a proposal waits for its consent form or to be deleted, if it does.
    pub lapses_since: Option<OffsetDateTime>,
    /// Which other open rooms may be about the same person.
    pub same_person: Vec<Uuid>,
    /// The recorded consent.
    pub consent: Option<StoredReceipt>,
    /// How many files there are of the signed consent form.
    pub consent_files: i64,
    /// Whether the recorded consent has no file that is its scan.
    pub lacks_scan: bool,
    /// That support came to its end.
    pub end: Option<support_end::Kept>,
    /// Whether what its discontinuation did was kept.
    pub has_certificate: bool,
    /// That it was erased, if it was.
    pub erased: Option<Erased>,
    /// The open case in which its erasure is proposed.
    pub erasure_case: Option<Uuid>,
}

/// That a room was erased.
#[derive(Clone, Copy, Debug)]
pub struct Erased {
    /// The city's year.
    pub fiscal_year: i32,
    /// The certificate's number in that year.
    pub number: i32,
    /// When.
    pub at: OffsetDateTime,
}

/// The sealed profiles of rooms.
pub async fn profiles(database: &Database, rooms: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>> {
    let rows = query!(
        "select p.room, p.sealed from room_profile p join care_room r on r.id = p.room
         where p.room = any($1) and r.state not in ('lapsed', 'erased')",
        rooms
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.room, row.sealed)).collect())
}

/// How many rooms the city's list shows.
pub const CITY_LINES: usize = 2_000;

/// All rooms of the city, or one, those that wait first; no more than one beyond [`CITY_LINES`], which tells that there are more.
pub async fn city_lines(database: &Database, only: Option<RoomId>) -> Result<Vec<CityLine>> {
    let rows = query!(
        r#"select r.id, r.state, r.state_since, r.version,
                  case when r.state not in ('lapsed', 'erased') then p.sealed end as sealed,
                  (select l.since from lapsing_proposal l where l.room = r.id) as lapses_since,
                  (select count(*) from standing_membership m where m.room = r.id and (m.permit is not null or not t.outlives)) as "members!",
                  array(select distinct f.name from standing_membership m join facility f on f.id = m.facility
                        where m.room = r.id and (m.permit is not null or not t.outlives) order by f.name) as "facilities!",
                  t.outlives as "outlives!",
                  array(select o.id from supported_person b
                        join care_room o on o.supported_person = b.id and o.state in ('awaiting_consent', 'active')
                        where r.state in ('awaiting_consent', 'active') and b.identity_mac = h.identity_mac and b.id <> h.id
                        order by o.id) as "same_person!",
                  c.number as "number?", c.sealed_proxy, c.sealed_scope, c.form_version as "form_version?", c.signed_on as "signed_on?", c.received_on as "received_on?",
                  (select count(*) from attachment t
                   where t.owner_kind = 'consent_form' and t.owner = r.id and t.taken_back_at is null) as "consent_files!",
                  c.number is not null and not exists
                      (select from attachment t where t.id = any(c.scans) and t.taken_back_at is null) as "lacks_scan!",
                  e.sealed as "sealed_end?", r.readable_until,
                  exists (select from discontinuation d where d.room = r.id) as "has_certificate!",
                  x.fiscal_year as "erased_year?", x.number as "erased_number?", x.at as "erased_at?",
                  (select k.id from erasure_proposal q join city_case k on k.id = q.city_case
                   where q.room = r.id and k.state = 'open' limit 1) as erasure_case
           from care_room r join supported_person h on h.id = r.supported_person
           left join room_profile p on p.room = r.id left join current_consent c on c.room = r.id
           left join support_end e on e.room = r.id left join erasure x on x.room = r.id
           cross join lateral (select r.state = 'discontinued' and exists (
               select from exceptional_use u where u.room = r.id and u.outlived_at is not null and u.ended_at is null
               and u.until > clock_timestamp()) as outlives) t
           where $1::uuid is null or r.id = $1
           order by array_position(array['awaiting_consent', 'active', 'ended', 'discontinued', 'lapsed', 'erased'], r.state),
                    r.state_since desc, r.id
           limit $2"#,
        only.map(|room| room.0),
        i64::try_from(CITY_LINES + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let consent = match (row.number, row.form_version, row.signed_on, row.received_on) {
                (Some(number), Some(form_version), Some(signed_on), Some(received_on)) => {
                    let (sealed_proxy, sealed_scope) = (row.sealed_proxy, row.sealed_scope);
                    Some(StoredReceipt { number, form_version, signed_on, received_on, sealed_proxy, sealed_scope })
                }
                _ => None,
            };
            Ok(CityLine {
                room: row.id,
                state: word(RoomState::parse, &row.state, "care_room.state")?.while_permitted(row.outlives),
                state_since: row.state_since,
                version: row.version,
                members: row.members,
                facilities: row.facilities,
                sealed_profile: row.sealed,
                lapses_since: row.lapses_since,
                same_person: row.same_person,
                consent,
                consent_files: row.consent_files,
                lacks_scan: row.lacks_scan,
                end: row.sealed_end.map(|sealed| support_end::Kept { sealed, readable_until: row.readable_until }),
                has_certificate: row.has_certificate,
                erased: match (row.erased_year, row.erased_number, row.erased_at) {
                    (Some(fiscal_year), Some(number), Some(at)) => Some(Erased { fiscal_year, number, at }),
                    _ => None,
                },
                erasure_case: row.erasure_case,
            })
        })
        .collect()
}

/// Sets the state of a room whose row this transaction holds locked. `at` as in [`crate::entry::append`].
pub async fn set_state(tx: &mut Tx, room: RoomId, state: RoomState, at: Option<OffsetDateTime>) -> Result<()> {
    query!(
        "update care_room set state = $2, state_since = coalesce($3, clock_timestamp()), version = version + 1
         where id = $1",
        room.0,
        state.stored().as_str(),
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts a change of who takes part as one of the administrative state: a form that was opened before is out of date.
pub async fn next_version(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("update care_room set version = version + 1 where id = $1", room.0).execute(&mut **tx).await?;
    Ok(())
}

/// The main affiliation of an account: whoever acts on a room without being a member does so from there.
pub async fn main_affiliation(tx: &mut Tx, account: AccountId) -> Result<Option<(Uuid, crate::entry::PersonRow)>> {
    let row = query!(
        r#"select x.id, s.name, f.name as "facility!", p.name as profession
           from account a join staff_member s on s.id = a.staff_member
           join affiliation x on x.staff_member = s.id and x.ended_at is null
           join standing_facility f on f.id = x.facility join profession p on p.code = x.profession
           where a.id = $1 order by x.position, x.id limit 1"#,
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        (
            row.id,
            crate::entry::PersonRow {
                account: account.0,
                name: row.name,
                facility: row.facility,
                profession: row.profession,
            },
        )
    }))
}
