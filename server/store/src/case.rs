//! 申請・届出: the city's cases, what was sent with them still sealed.

use std::collections::{HashMap, HashSet};

use renrakucho_domain::{
    AccountId, CaseId, FacilityId, Role, RoomId, StaffMemberId,
    case::{Facts, Kind, Route, State},
};
use sqlx::query;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word, notice};

/// How many decided cases are listed at once, the newest first.
const DECIDED: usize = 500;

/// The database's time: from it follows when a case is due.
pub async fn now(tx: &mut Tx) -> Result<OffsetDateTime> {
    Ok(query!(r#"select clock_timestamp() as "now!""#).fetch_one(&mut **tx).await?.now)
}

/// A case that is opened.
#[derive(Debug)]
pub struct New<'a> {
    /// Made by whoever sends it.
    pub case: CaseId,
    /// What it is.
    pub kind: Kind,
    /// On which way it came.
    pub route: Route,
    /// 受付番号
    pub receipt: &'a str,
    /// What was sent.
    pub sealed: &'a [u8],
    /// Tells a repeat from something else under the same id.
    pub content_mac: &'a [u8],
    /// When it came.
    pub opened_at: OffsetDateTime,
    /// Until when the city decides.
    pub due: Date,
    /// The facility that it is about, if there is one already.
    pub subject: Option<FacilityId>,
}

/// Opens a case. Whether the id was free.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let done = query!(
        "insert into city_case (id, kind, route, receipt, sealed, content_mac, opened_at, due, subject)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing",
        new.case.0,
        new.kind.as_str(),
        new.route.as_str(),
        new.receipt,
        new.sealed,
        new.content_mac,
        new.opened_at,
        new.due,
        new.subject.map(|facility| facility.0)
    )
    .execute(&mut **tx)
    .await?;
    let is_new = done.rows_affected() == 1;
    // What a moderator asks for nobody else would notice in time: some of it is due on the next day.
    if is_new && new.kind.is_decided_by(Role::CityApprover) {
        notice::insert_for_approvers(tx, notice::Kind::DecisionAwaits).await?;
    }
    Ok(is_new)
}

/// A case as it stands.
#[derive(Clone, Debug)]
pub struct Line {
    /// The case.
    pub case: Uuid,
    /// What it is.
    pub kind: Kind,
    /// On which way it came.
    pub route: Route,
    /// 受付番号
    pub receipt: String,
    /// What was sent.
    pub sealed: Vec<u8>,
    /// The facility that it is about, or that came of it.
    pub subject: Option<Uuid>,
    /// Its name.
    pub subject_name: Option<String>,
    /// How it stands.
    pub state: State,
    /// When it came.
    pub opened_at: OffsetDateTime,
    /// Until when the city decides.
    pub due: Date,
    /// Whether that day is over and nothing was decided.
    pub is_overdue: bool,
    /// Who works on it: the account and the person's name.
    pub claimed_by: Option<(Uuid, String)>,
    /// Since when.
    pub claimed_at: Option<OffsetDateTime>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<OffsetDateTime>,
    /// Why.
    pub sealed_reason: Option<Vec<u8>>,
    /// Version of its row.
    pub version: i64,
}

macro_rules! lines {
    ($database:expr, $condition:literal $(, $arg:expr)*) => {
        query!(
            r#"select c.id, c.kind, c.route, c.receipt, c.sealed, c.subject, c.state, c.opened_at, c.due, c.claimed_by,
                      c.claimed_at, c.decided_at, c.sealed_reason, c.version,
                      c.state = 'open' and c.due < (clock_timestamp() at time zone 'Asia/Tokyo')::date as "is_overdue!",
                      (select s.name from account a join staff_member s on s.id = a.staff_member
                       where a.id = c.claimed_by) as claimer,
                      (select s.name from account a join staff_member s on s.id = a.staff_member
                       where a.id = c.decided_by) as decider,
                      (select f.name from facility f where f.id = c.subject) as subject_name
               from city_case c where "#
                + $condition
            $(, $arg)*
        )
        .fetch_all($database.pool())
        .await?
        .into_iter()
        .map(|row| {
            Ok(Line {
                case: row.id,
                kind: word(Kind::parse, &row.kind, "city_case.kind")?,
                route: word(Route::parse, &row.route, "city_case.route")?,
                receipt: row.receipt,
                sealed: row.sealed,
                subject: row.subject,
                subject_name: row.subject_name,
                state: word(State::parse, &row.state, "city_case.state")?,
                opened_at: row.opened_at,
                due: row.due,
                is_overdue: row.is_overdue,
                claimed_by: row.claimed_by.zip(row.claimer),
                claimed_at: row.claimed_at,
                decided_by: row.decider,
                decided_at: row.decided_at,
                sealed_reason: row.sealed_reason,
                version: row.version,
            })
        })
        .collect::<Result<Vec<_>>>()
    };
}

/// The open cases, what is due first at the top.
pub async fn open(database: &Database) -> Result<Vec<Line>> {
    lines!(database, "c.state = 'open' order by c.due, c.id limit 10000")
}

/// Those of some kinds that were decided, about one facility or any, the newest at the top: as many as a page holds, after the one at which
/// the last page ended; and whether there are more.
pub async fn decided(
    database: &Database,
    kinds: &[String],
    facility: Option<FacilityId>,
    before: Option<CaseId>,
) -> Result<(Vec<Line>, bool)> {
    let mut lines = lines!(
        database,
        "c.state <> 'open' and c.kind = any($1) and ($4::uuid is null or c.subject = $4) and ($2::uuid is null or exists (
             select from city_case b where b.id = $2
             and (c.decided_at < b.decided_at or c.decided_at = b.decided_at and c.id > b.id)))
         order by c.decided_at desc, c.id limit $3",
        kinds,
        before.map(|case| case.0),
        i64::try_from(DECIDED + 1).unwrap_or(i64::MAX),
        facility.map(|facility| facility.0)
    )?;
    let has_more = lines.len() > DECIDED;
    lines.truncate(DECIDED);
    Ok((lines, has_more))
}

/// One case.
pub async fn find(database: &Database, case: CaseId) -> Result<Option<Line>> {
    Ok(lines!(database, "c.id = $1", case.0)?.pop())
}

/// The case of a receipt number.
pub async fn by_receipt(database: &Database, receipt: &str) -> Result<Option<Line>> {
    Ok(lines!(database, "c.receipt = $1", receipt)?.pop())
}

/// The cases of two people in which someone was the first, under whatever account: what they asked for, and what they permitted and
/// another one reviews.
pub async fn begun_by(database: &Database, person: StaffMemberId) -> Result<HashSet<Uuid>> {
    let rows = query!(
        r#"select q.city_case as "id!" from erasure_proposal q join account a on a.id = q.proposed_by where a.staff_member = $1
           union all
           select u.city_case from exceptional_use u join account a on a.id = u.asked_by where a.staff_member = $1
           union all
           select k.id from exceptional_use_application q join account a on a.id = q.applied_by
           left join exceptional_use u on u.city_case = q.recommended_case
           join city_case k on k.id in (q.city_case, u.city_case, u.review_case)
           where a.staff_member = $1
           union all
           select q.decision_case from entry_erasure_request q join account a on a.id in (q.proposed_by, q.asked_by)
           where a.staff_member = $1 and q.decision_case is not null
           union all
           select u.review_case from exceptional_use u join account a on a.id = u.permitted_by
           where a.staff_member = $1 and u.review_case is not null
           union all
           select u.city_case from disclosure_unsealing u join account a on a.id = u.asked_by where a.staff_member = $1
           union all
           select d.city_case from disaster_event d join account a on a.id = d.asked_by where a.staff_member = $1
           union all
           select d.review_case from disaster_event d join account a on a.id = d.permitted_by
           where a.staff_member = $1 and d.review_case is not null
           union all
           select u.review_case from exceptional_use u join account a on a.id = u.asked_by join account p on p.id = u.permitted_by
           where a.staff_member = $1 and u.review_case is not null and exists (
               select from account o where o.role = 'city_moderator' and o.standing = 'active'
               and o.staff_member not in (a.staff_member, p.staff_member) and not exists (
                   select from exceptional_use_application q join account b on b.id = q.applied_by
                   where q.recommended_case = u.city_case and b.staff_member = o.staff_member))
           union all
           select d.review_case from disaster_event d join account a on a.id = d.asked_by join account p on p.id = d.permitted_by
           where a.staff_member = $1 and d.review_case is not null and exists (
               select from account o where o.role = 'city_moderator' and o.standing = 'active'
               and o.staff_member not in (a.staff_member, p.staff_member))"#,
        person.0
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What was opened under an id: its digest, receipt number and dates.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Tells a repeat from something else.
    pub content_mac: Vec<u8>,
    /// 受付番号
    pub receipt: String,
    /// When it came.
    pub opened_at: OffsetDateTime,
    /// Until when the city decides.
    pub due: Date,
}

/// The case that was opened under an id.
pub async fn opened(database: &Database, case: CaseId) -> Result<Option<Opened>> {
    Ok(sqlx::query_as!(Opened, "select content_mac, receipt, opened_at, due from city_case where id = $1", case.0)
        .fetch_optional(database.pool())
        .await?)
}

/// Tells a repeat from another use of an id that is taken.
pub async fn mac_of(tx: &mut Tx, case: CaseId) -> Result<Option<Vec<u8>>> {
    let row = query!("select content_mac from city_case where id = $1", case.0).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| row.content_mac))
}

/// What was sent with the open cases of a kind about a facility. Asked while the facility is held.
pub async fn open_about(tx: &mut Tx, facility: FacilityId, kind: Kind) -> Result<Vec<(CaseId, Vec<u8>)>> {
    let rows = query!(
        "select id, sealed from city_case where subject = $1 and kind = $2 and state = 'open'",
        facility.0,
        kind.as_str()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.sealed)).collect())
}

/// The cases of a kind about a facility, the newest first, each with who sent it.
pub async fn about(database: &Database, facility: FacilityId, kind: Kind) -> Result<Vec<(Line, Option<String>)>> {
    let lines = lines!(
        database,
        "c.subject = $1 and c.kind = $2 order by c.opened_at desc, c.id limit 200",
        facility.0,
        kind.as_str()
    )?;
    let ids: Vec<_> = lines.iter().map(|line| line.case).collect();
    let rows = query!(
        r#"select e.subject as "subject!", s.name from audit_event e join account a on a.id = e.account
           join staff_member s on s.id = a.staff_member
           where e.subject = any($1) and e.event = 'case_opened'"#,
        &ids
    )
    .fetch_all(database.pool())
    .await?;
    let senders: HashMap<_, _> = rows.into_iter().map(|row| (row.subject, row.name)).collect();
    Ok(lines
        .into_iter()
        .map(|line| {
            let by = senders.get(&line.case).cloned();
            (line, by)
        })
        .collect())
}

/// A case whose row this transaction holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// What the rules ask.
    pub facts: Facts,
    /// What it is.
    pub kind: Kind,
    /// On which way it came.
    pub route: Route,
    /// What was sent.
    pub sealed: Vec<u8>,
    /// The facility that it is about, if there is one already.
    pub subject: Option<FacilityId>,
    /// Version of its row.
    pub version: i64,
}

/// Locks a case. Before accounts, as rooms are.
pub async fn lock(tx: &mut Tx, case: CaseId) -> Result<Option<Held>> {
    let row = query!(
        "select kind, route, state, claimed_by, sealed, subject, version from city_case where id = $1 for no key update",
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let facts =
        Facts { state: word(State::parse, &row.state, "city_case.state")?, claimed_by: row.claimed_by.map(AccountId) };
    let kind = word(Kind::parse, &row.kind, "city_case.kind")?;
    let route = word(Route::parse, &row.route, "city_case.route")?;
    let subject = row.subject.map(FacilityId);
    Ok(Some(Held { facts, kind, route, sealed: row.sealed, subject, version: row.version }))
}

/// Who works on it from here on.
pub async fn set_claim(tx: &mut Tx, case: CaseId, by: Option<AccountId>) -> Result<()> {
    query!(
        "update city_case set claimed_by = $2, version = version + 1,
                claimed_at = case when $2::uuid is null then null else clock_timestamp() end
         where id = $1",
        case.0,
        by.map(|account| account.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How it was decided. Once: nothing changes a decision.
pub async fn decide(
    tx: &mut Tx,
    case: CaseId,
    state: State,
    by: AccountId,
    sealed_reason: &[u8],
    subject: Option<FacilityId>,
) -> Result<()> {
    query!(
        "update city_case set state = $2, decided_by = $3, decided_at = clock_timestamp(), sealed_reason = $4,
                subject = coalesce($5, subject), version = version + 1
         where id = $1 and state = 'open'",
        case.0,
        state.as_str(),
        by.0,
        sealed_reason,
        subject.map(|facility| facility.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps why a case about a room was decided so, under the room's key.
pub async fn insert_reason(tx: &mut Tx, case: CaseId, room: RoomId, sealed: &[u8]) -> Result<()> {
    query!("insert into case_reason (city_case, room, sealed) values ($1, $2, $3)", case.0, room.0, sealed)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets them, of a room that is over.
pub async fn forget_reasons(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("select forget_case_reasons($1)", room.0).fetch_optional(&mut **tx).await?;
    Ok(())
}

/// Why a case about a room was decided so, under that room's key; none: it stands with the case, or went with the room.
pub async fn reason_of_room(database: &Database, case: CaseId) -> Result<Option<(RoomId, Vec<u8>)>> {
    let row = query!("select room, sealed from case_reason where city_case = $1", case.0)
        .fetch_optional(database.pool())
        .await?;
    Ok(row.map(|row| (row.room.into(), row.sealed)))
}

/// A step in a case's life, out of the audit log; and that the disclosure request was taken back for which it was opened, or an application.
#[derive(Clone, Debug)]
pub struct Past {
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub event: String,
    /// How.
    pub detail: Option<String>,
    /// By whom; none: by the applicant.
    pub by: Option<String>,
}

/// What happened to a case, the oldest first. Whoever takes a request back decides nothing, though its open case is over by that.
pub async fn history(database: &Database, case: CaseId) -> Result<Vec<Past>> {
    Ok(sqlx::query_as!(
        Past,
        r#"with withdrawn as (
         select q.withdrawn_at as at, q.withdrawn_by as by, u.unsealed_at is not null or c.decided_by = q.withdrawn_by as is_of_case
         from disclosure_unsealing u join disclosure_request q on q.id = u.request join city_case c on c.id = u.city_case
         where u.city_case = $1 and q.withdrawn_at is not null),
         step as (
         select e.id as place, e.at, e.event, e.detail, e.account from audit_event e
         where e.subject = $1 and e.event in ('case_opened', 'case_claimed', 'case_released', 'case_decided')
           and not (e.event = 'case_decided' and exists (select from withdrawn w where w.by = e.account))
         union all select null, w.at, 'disclosure_withdrawn', null, w.by from withdrawn w where w.is_of_case
         union all select null, q.withdrawn_at, 'application_withdrawn', null, q.withdrawn_by from exceptional_use_application q
         where q.city_case = $1 and q.withdrawn_at is not null)
         select e.at as "at!", e.event as "event!", e.detail, s.name as "by?"
         from step e left join account a on a.id = e.account left join staff_member s on s.id = a.staff_member
         order by e.at, e.place limit 1000"#,
        case.0
    )
    .fetch_all(database.pool())
    .await?)
}
