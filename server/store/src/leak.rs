//! 漏えい等: whose accesses a case is about, what the audit log says of them up to a point of its chain, and what was told.

use renrakucho_domain::{AccountId, CaseId, DeviceId, RoomId, leak::Stage};
use sqlx::{query, query_as};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// Accesses of how many persons, devices and records are listed, each with what was done there. What is more is counted.
pub const LISTED: i64 = 1000;

/// Whose accesses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// To the record of a supported person.
    Room(RoomId),
    /// By an account.
    Account(AccountId),
    /// From a device.
    Device(DeviceId),
}

impl Subject {
    /// As columns: room, account, device.
    pub const fn columns(self) -> [Option<Uuid>; 3] {
        match self {
            Self::Room(RoomId(id)) => [Some(id), None, None],
            Self::Account(AccountId(id)) => [None, Some(id), None],
            Self::Device(DeviceId(id)) => [None, None, Some(id)],
        }
    }
}

/// Whose accesses, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// Whose.
    pub subject: Subject,
    /// Not earlier.
    pub from: OffsetDateTime,
    /// Earlier than this.
    pub upto: OffsetDateTime,
}

/// Whether there is such a thing.
pub async fn exists(tx: &mut Tx, subject: Subject) -> Result<bool> {
    let [room, account, device] = subject.columns();
    let row = query!(
        r#"select exists (select from care_room where id = $1) or exists (select from account where id = $2)
                  or exists (select from device where id = $3) as "there!""#,
        room,
        account,
        device
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.there)
}

/// Has what follows in this transaction planned for the subject that is meant, otherwise than all statements: what is null falls away, and
/// the index of what is meant is used. Planned for every subject at once, each of them would pass over the whole log of that time.
pub async fn plan_for_subject(tx: &mut Tx) -> Result<()> {
    sqlx::query("select set_config('plan_cache_mode', 'force_custom_plan', true)").execute(&mut **tx).await?;
    Ok(())
}

/// Whether an access in that time is not linked into the chain yet: a moment later it is.
pub async fn is_waiting(tx: &mut Tx, scope: &Scope) -> Result<bool> {
    let [room, account, device] = scope.subject.columns();
    let row = query!(
        r#"select exists (
               select from audit_event e
               where e.room is not null and ($1::uuid is null or e.room = $1) and ($2::uuid is null or e.account = $2)
                 and ($3::uuid is null or e.device = $3) and e.at >= $4 and e.at < $5
                 and not exists (select from audit_link l where l.event = e.id)) as "waiting!""#,
        room,
        account,
        device,
        scope.from,
        scope.upto
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.waiting)
}

/// The hashes of the links of all accesses in that time, up to a position of the chain, in its order.
pub async fn links(tx: &mut Tx, scope: &Scope, position: i64) -> Result<Vec<Vec<u8>>> {
    let [room, account, device] = scope.subject.columns();
    let rows = query!(
        "select l.hash from audit_event e join audit_link l on l.event = e.id
         where e.room is not null and ($1::uuid is null or e.room = $1) and ($2::uuid is null or e.account = $2)
           and ($3::uuid is null or e.device = $3) and e.at >= $4 and e.at < $5 and l.position <= $6
         order by l.position",
        room,
        account,
        device,
        scope.from,
        scope.upto,
        position
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.hash).collect())
}

/// What one person did with one record from one device.
#[derive(Clone, Debug)]
pub struct Access {
    /// What.
    pub event: String,
    /// With which record.
    pub room: Uuid,
    /// Whom it is about, sealed.
    pub sealed_profile: Option<Vec<u8>>,
    /// By whom.
    pub account: Option<Uuid>,
    /// Their name.
    pub who: Option<String>,
    /// The facility through which they took part, or their main one then.
    pub facility: Option<String>,
    /// From which device.
    pub device: Option<String>,
    /// First position of the room's log.
    pub from_seq: Option<i64>,
    /// Last position.
    pub upto_seq: Option<i64>,
    /// When first.
    pub first: OffsetDateTime,
    /// When last.
    pub last: OffsetDateTime,
    /// How often.
    pub times: i64,
}

/// The accesses in that time up to a position of the chain, together by person, device, record and what was done.
pub async fn accesses(tx: &mut Tx, scope: &Scope, position: i64) -> Result<Vec<Access>> {
    let [room, account, device] = scope.subject.columns();
    let rows = query!(
        r#"with done as (
               select e.event, e.room, e.account, e.device, min(e.from_seq) as from_seq, max(e.upto_seq) as upto_seq,
                      min(e.at) as first, max(e.at) as last,
                      -- A search is one, however many pages it went through.
                      count(*) filter (where e.event <> 'room_searched')
                          + count(distinct e.request_id) filter (where e.event = 'room_searched') as times
               from audit_event e join audit_link l on l.event = e.id
               where e.room is not null and ($1::uuid is null or e.room = $1) and ($2::uuid is null or e.account = $2)
                 and ($3::uuid is null or e.device = $3) and e.at >= $4 and e.at < $5 and l.position <= $6
               group by e.event, e.room, e.account, e.device)
           select g.event as "event!", g.room as "room!", g.account as "account?", g.from_seq as "from_seq?",
                  g.upto_seq as "upto_seq?", g.first as "first!", g.last as "last!", g.times as "times!",
                  s.name as "who?", d.label as "device?", p.sealed as "sealed_profile?",
                  coalesce(
                      (select f.name from membership m join affiliation x on x.id = m.affiliation
                       join facility f on f.id = x.facility
                       where m.room = g.room and m.account = g.account order by m.joined_seq desc limit 1),
                      (select f.name from affiliation x join facility f on f.id = x.facility
                       where x.staff_member = a.staff_member
                       order by (x.since <= g.first and (x.ended_at is null or g.first < x.ended_at)) desc, x.position, x.id
                       limit 1)) as "facility?"
           from done g
           left join account a on a.id = g.account
           left join staff_member s on s.id = a.staff_member
           left join device d on d.id = g.device
           left join room_profile p on p.room = g.room
           order by g.first, g.event, g.room, g.account limit $7"#,
        room,
        account,
        device,
        scope.from,
        scope.upto,
        position,
        LISTED
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Access {
            event: row.event,
            room: row.room,
            sealed_profile: row.sealed_profile,
            account: row.account,
            who: row.who,
            facility: row.facility,
            device: row.device,
            from_seq: row.from_seq,
            upto_seq: row.upto_seq,
            first: row.first,
            last: row.last,
            times: row.times,
        })
        .collect())
}

/// How far the accesses in that time up to a position of the chain reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
    /// How many there are, together by person, device, record and what was done: also of those that are not listed.
    pub together: i64,
    /// Whose records were reached: how many supported persons. What was refused reached none.
    pub persons: i64,
}

/// The same accesses, counted.
pub async fn reach(tx: &mut Tx, scope: &Scope, position: i64) -> Result<Reach> {
    let [room, account, device] = scope.subject.columns();
    Ok(query_as!(
        Reach,
        r#"with done as (
               select e.event, e.room from audit_event e join audit_link l on l.event = e.id
               where e.room is not null and ($1::uuid is null or e.room = $1) and ($2::uuid is null or e.account = $2)
                 and ($3::uuid is null or e.device = $3) and e.at >= $4 and e.at < $5 and l.position <= $6
               group by e.event, e.room, e.account, e.device)
           select count(*) as "together!", count(distinct room) filter (where event <> 'refused') as "persons!" from done"#,
        room,
        account,
        device,
        scope.from,
        scope.upto,
        position
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// How many accesses in that time the chain holds beyond a position: those that were written in late.
pub async fn linked_later(tx: &mut Tx, scope: &Scope, position: i64) -> Result<i64> {
    let [room, account, device] = scope.subject.columns();
    let row = query!(
        r#"select count(*) as "later!" from audit_event e join audit_link l on l.event = e.id
           where e.room is not null and ($1::uuid is null or e.room = $1) and ($2::uuid is null or e.account = $2)
             and ($3::uuid is null or e.device = $3) and e.at >= $4 and e.at < $5 and l.position > $6"#,
        room,
        account,
        device,
        scope.from,
        scope.upto,
        position
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.later)
}

/// What is kept of a leak.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leak {
    /// Whose accesses.
    pub scope: Scope,
    /// The day on which it became known.
    pub known_on: Date,
    /// Whether somebody may have done it with a wrongful purpose.
    pub may_be_wrongful: bool,
    /// Where the chain ended.
    pub chain_position: i64,
    /// Its hash there.
    pub chain_hash: Vec<u8>,
    /// How many accesses there were.
    pub accesses: i64,
    /// Over their links.
    pub digest: Vec<u8>,
}

/// Keeps it.
pub async fn insert(tx: &mut Tx, case: CaseId, leak: &Leak) -> Result<()> {
    let [room, account, device] = leak.scope.subject.columns();
    query!(
        "insert into leak (city_case, room, account, device, from_at, upto_at, known_on, may_be_wrongful, chain_position,
                           chain_hash, accesses, digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        case.0,
        room,
        account,
        device,
        leak.scope.from,
        leak.scope.upto,
        leak.known_on,
        leak.may_be_wrongful,
        leak.chain_position,
        leak.chain_hash,
        leak.accesses,
        leak.digest
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Of which case, with when it was fixed.
pub async fn of_case(tx: &mut Tx, case: CaseId) -> Result<Option<(Leak, OffsetDateTime)>> {
    let row = query!(
        "select room, account, device, from_at, upto_at, known_on, may_be_wrongful, chain_position, chain_hash, accesses,
                digest, fixed_at
         from leak where city_case = $1",
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let subject = match (row.room, row.account, row.device) {
        (Some(room), _, _) => Subject::Room(RoomId(room)),
        (_, Some(account), _) => Subject::Account(AccountId(account)),
        (_, _, device) => Subject::Device(DeviceId(device.unwrap_or_default())),
    };
    let leak = Leak {
        scope: Scope { subject, from: row.from_at, upto: row.upto_at },
        known_on: row.known_on,
        may_be_wrongful: row.may_be_wrongful,
        chain_position: row.chain_position,
        chain_hash: row.chain_hash,
        accesses: row.accesses,
        digest: row.digest,
    };
    Ok(Some((leak, row.fixed_at)))
}

/// What was told to the supervisory authority.
#[derive(Clone, Debug)]
pub struct Report {
    /// 速報 or 確報.
    pub stage: Stage,
    /// On which day.
    pub reported_on: Date,
    /// What, sealed.
    pub sealed_words: Vec<u8>,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub recorded_at: OffsetDateTime,
}

/// What was told, the first at the top. Of a case that is locked, or only shown.
pub async fn reports(tx: &mut Tx, case: CaseId) -> Result<Vec<Report>> {
    let rows = query!(
        "select r.stage, r.reported_on, r.sealed_words, r.recorded_at, s.name
         from leak_report r join account a on a.id = r.reported_by join staff_member s on s.id = a.staff_member
         where r.city_case = $1 order by r.recorded_at",
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Report {
                stage: word(Stage::parse, &row.stage, "leak_report.stage")?,
                reported_on: row.reported_on,
                sealed_words: row.sealed_words,
                by: row.name,
                recorded_at: row.recorded_at,
            })
        })
        .collect()
}

/// Keeps what was told, with what is known by then, and until when the next step is due. The case is locked.
pub async fn report(
    tx: &mut Tx,
    case: CaseId,
    (stage, reported_on): (Stage, Date),
    sealed_words: &[u8],
    by: AccountId,
    may_be_wrongful: bool,
    due: Date,
) -> Result<()> {
    query!(
        "insert into leak_report (city_case, stage, reported_on, sealed_words, reported_by) values ($1, $2, $3, $4, $5)",
        case.0,
        stage.as_str(),
        reported_on,
        sealed_words,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    query!("update leak set may_be_wrongful = $2 where city_case = $1", case.0, may_be_wrongful)
        .execute(&mut **tx)
        .await?;
    query!("update city_case set due = $2, version = version + 1 where id = $1", case.0, due)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What an account or a device is called.
pub async fn called(database: &Database, subject: Subject) -> Result<Option<String>> {
    let [_, account, device] = subject.columns();
    let row = query!(
        r#"select coalesce((select s.name from account a join staff_member s on s.id = a.staff_member where a.id = $1),
                           (select label from device where id = $2)) as name"#,
        account,
        device
    )
    .fetch_one(database.pool())
    .await?;
    Ok(row.name)
}
