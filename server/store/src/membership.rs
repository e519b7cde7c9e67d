//! Who takes part in a room.

use renrakucho_domain::{AccountId, AffiliationId, RoomId, RoomState, Seq, person::StaffCategory};
use sqlx::{PgConnection, PgExecutor, query};
use time::OffsetDateTime;

use crate::{Database, Result, Tx, entry::PersonRow, error::word};

/// A membership that has not left, with what is shown beside an entry.
#[derive(Clone, Debug)]
pub struct Current {
    /// Through which affiliation.
    pub affiliation: AffiliationId,
    /// As shown.
    pub person: PersonRow,
}

/// A member as the room's page shows them.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Who, from where, as what.
    pub person: PersonRow,
    /// The reading of the name.
    pub kana: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// How far they have read.
    pub read_upto: Seq,
    /// Until when they are there by a permit; none: by the consent.
    pub permitted_until: Option<OffsetDateTime>,
}

/// All members, by kana; where the consent has ended, whoever is in the room by a permit.
pub async fn shown(database: &Database, room: RoomId) -> Result<Vec<Shown>> {
    let rows = query!(
        r#"select m.account as "account!", s.name, s.kana, f.name as facility, f.category, p.name as profession,
                  coalesce(r.upto, 0) as "upto!",
                  (select b.until from membership b where b.room = m.room and b.account = m.account and b.left_seq is null
                   and b.permit is not null) as permitted_until
           from standing_membership m join staff_member s on s.id = m.staff_member
           join facility f on f.id = m.facility join profession p on p.code = m.profession
           left join read_mark r on r.room = m.room and r.account = m.account
           join care_room c on c.id = m.room
           where m.room = $1 and (c.state <> 'discontinued' or m.permit is not null) order by s.kana, s.name"#,
        room.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Shown {
                person: PersonRow {
                    account: row.account,
                    name: row.name,
                    facility: row.facility,
                    profession: row.profession,
                },
                kana: row.kana,
                category: word(StaffCategory::parse, &row.category, "facility.category")?,
                read_upto: row.upto,
                permitted_until: row.permitted_until,
            })
        })
        .collect()
}

/// Begins a membership with the entry that says so.
pub async fn begin(
    tx: &mut Tx,
    room: RoomId,
    account: AccountId,
    affiliation: AffiliationId,
    joined_seq: Seq,
) -> Result<()> {
    query!(
        "insert into membership (room, account, affiliation, joined_seq) values ($1, $2, $3, $4)",
        room.0,
        account.0,
        affiliation.0,
        joined_seq
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A membership that has not been ended by an entry, whether or not it stands: what a removal ends. Asked in a statement
/// of its own, after the room's row was locked.
pub async fn not_left(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<Current>> {
    let row = query!(
        r#"select m.affiliation, s.name, f.name as facility, p.name as profession
           from membership m join affiliation x on x.id = m.affiliation join staff_member s on s.id = x.staff_member
           join facility f on f.id = x.facility join profession p on p.code = x.profession
           where m.room = $1 and m.account = $2 and m.left_seq is null"#,
        room.0,
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Current {
        affiliation: row.affiliation.into(),
        person: PersonRow { account: account.0, name: row.name, facility: row.facility, profession: row.profession },
    }))
}

/// Ends a membership with the entry that says so.
pub async fn end(tx: &mut Tx, room: RoomId, account: AccountId, left_seq: Seq) -> Result<()> {
    query!(
        "update membership set left_seq = $3 where room = $1 and account = $2 and left_seq is null",
        room.0,
        account.0,
        left_seq
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A membership that no entry has ended.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Through which affiliation.
    pub affiliation: AffiliationId,
    /// Whether it rests on a permit.
    pub by_permit: bool,
    /// Whether it stands at this moment.
    pub stands: bool,
}

/// How an account is in a room that this transaction holds locked.
pub async fn held(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<Held>> {
    let row = query!(
        r#"select m.affiliation, m.permit is not null as "by_permit!",
                  exists (select from standing_membership s where s.room = m.room and s.account = m.account) as "stands!"
           from membership m where m.room = $1 and m.account = $2 and m.left_seq is null"#,
        room.0,
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Held { affiliation: row.affiliation.into(), by_permit: row.by_permit, stands: row.stands }))
}

/// A membership by a permit rests on the consent from here on, and has no end.
pub async fn rest_on_consent(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<()> {
    query!(
        "update membership set permit = null, until = null where room = $1 and account = $2 and left_seq is null",
        room.0,
        account.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Memberships whose time is over although no entry has ended them yet.
pub async fn past_their_end(connection: &mut PgConnection) -> Result<Vec<(RoomId, AccountId)>> {
    let rows = query!(
        "select room, account from membership
         where left_seq is null and until is not null and until <= clock_timestamp()"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.room.into(), row.account.into())).collect())
}

/// Those of these accounts' memberships of these rooms that do not stand.
pub async fn not_standing(
    connection: &mut PgConnection,
    memberships: &[(AccountId, RoomId)],
) -> Result<Vec<(AccountId, RoomId)>> {
    let (accounts, rooms): (Vec<_>, Vec<_>) = memberships.iter().map(|(account, room)| (account.0, room.0)).unzip();
    let rows = query!(
        // Looked up one by one (crate docs).
        r#"select t.account as "account!", t.room as "room!" from unnest($1::uuid[], $2::uuid[]) as t (account, room)
           left join lateral
               (select s.account from standing_membership s where s.room = t.room and s.account = t.account offset 0) m
               on true
           where m.account is null"#,
        &accounts,
        &rooms
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account.into(), row.room.into())).collect())
}

/// A room in which a membership stands, with its position and its state as the member sees it: where a tail would begin.
pub type Stand = (RoomId, Seq, RoomState);

/// The rooms in which the memberships of accounts stand, in one statement; each at the place of its account.
pub async fn standing(executor: impl PgExecutor<'_>, accounts: &[AccountId]) -> Result<Vec<Vec<Stand>>> {
    let accounts: Vec<_> = accounts.iter().map(|account| account.0).collect();
    let rows = query!(
        // Looked up one by one (crate docs).
        r#"select t.n as "n!", r.id, r.last_seq, r.state, m.permit is not null as "is_permitted!"
           from unnest($1::uuid[]) with ordinality as t (account, n)
           cross join lateral (select s.room, s.permit from standing_membership s where s.account = t.account offset 0) m
           join care_room r on r.id = m.room"#,
        &accounts
    )
    .fetch_all(executor)
    .await?;
    let mut all = vec![Vec::new(); accounts.len()];
    for row in rows {
        let stored = word(RoomState::parse, &row.state, "care_room.state")?;
        if let Some(stands) = usize::try_from(row.n - 1).ok().and_then(|n| all.get_mut(n)) {
            stands.push((row.id.into(), row.last_seq, stored.while_permitted(row.is_permitted)));
        }
    }
    Ok(all)
}

/// Whom a permit keeps in a room whose consent has ended; nobody elsewhere, and nobody once it is over.
pub async fn kept(executor: impl PgExecutor<'_>, room: RoomId) -> Result<Vec<AccountId>> {
    let rows = query!(
        r#"select m.account as "account!" from standing_membership m join care_room r on r.id = m.room
           where m.room = $1 and m.permit is not null and r.state = 'discontinued'"#,
        room.0
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| row.account.into()).collect())
}

/// Whether an account has a membership of the room that no entry has ended, whether or not it stands.
pub async fn has_joined(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from membership where room = $1 and account = $2 and left_seq is null) as "joined!""#,
        room.0,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.joined)
}

/// Memberships that ended for good, by their time or with their affiliation, and that no entry has ended yet. A suspended
/// facility is none of them: it may be restored.
pub async fn lapsed(database: &Database, limit: i64) -> Result<Vec<(RoomId, AccountId)>> {
    let rows = query!(
        r#"select room as "room!", account as "account!" from (
               select room, account from membership
               where left_seq is null and until is not null and until <= clock_timestamp()
               union
               select m.room, m.account from affiliation x join membership m on m.affiliation = x.id
               where x.ended_at is not null and m.left_seq is null) over
           order by room, account limit $1"#,
        limit
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.room.into(), row.account.into())).collect())
}

/// Whether a membership ended for good and no entry has ended it yet. Asked after the room's row was locked.
pub async fn has_lapsed(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from membership m join affiliation x on x.id = m.affiliation
               where m.room = $1 and m.account = $2 and m.left_seq is null
                 and (m.until <= clock_timestamp() or x.ended_at is not null)) as "lapsed!""#,
        room.0,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.lapsed)
}
