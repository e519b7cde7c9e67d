//! 指名: who acts for the city, and what is proposed about it.

use renrakucho_domain::{AccountId, Role, appointment::State, session::Standing};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// Someone of the city's own staff.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// The office: the facility of the main affiliation.
    pub office: String,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// Version of its row.
    pub version: i64,
    /// Whether they have a passkey and a device that count.
    pub is_enrolled: bool,
}

/// The staff of the city's offices, those who act for the city first.
pub async fn people(database: &Database) -> Result<Vec<Person>> {
    let rows = query!(
        r#"select a.id, a.login_id, s.name, f.name as office, a.role, a.standing, a.version,
                  exists (select from passkey k where k.account = a.id and k.standing = 'active')
                      and exists (select from device_account da join device d on d.id = da.device
                                  where da.account = a.id and d.standing = 'active') as "is_enrolled!"
           from account a join staff_member s on s.id = a.staff_member
           join lateral (select x.facility from affiliation x where x.staff_member = s.id and x.ended_at is null
                         order by x.position, x.id limit 1) home on true
           join facility f on f.id = home.facility
           where f.category = 'city_employee' and a.standing <> 'ended' and a.role <> 'operator'
           order by a.role not in ('city_moderator', 'city_approver'), s.kana, s.name, a.id limit 10000"#
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Person {
                account: row.id,
                login_id: row.login_id,
                name: row.name,
                office: row.office,
                role: word(Role::parse, &row.role, "account.role")?,
                standing: word(Standing::parse, &row.standing, "account.standing")?,
                version: row.version,
                is_enrolled: row.is_enrolled,
            })
        })
        .collect()
}

/// Everybody who acts for the city, to be locked before it is asked again.
pub async fn of_city(tx: &mut Tx) -> Result<Vec<AccountId>> {
    let rows = query!(
        "select id from account where role in ('city_moderator', 'city_approver') and standing <> 'ended' order by id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id.into()).collect())
}

/// How someone of the city's own staff stands.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// The office.
    pub office: Uuid,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// Version of its row.
    pub version: i64,
    /// In how many rooms it takes part.
    pub rooms: i64,
}

/// Reads it under the lock of its account. None: the person belongs to no office of the city.
pub async fn subject(tx: &mut Tx, account: AccountId) -> Result<Option<Subject>> {
    let row = query!(
        r#"select a.login_id, s.name, f.id as office, a.role, a.standing, a.version,
                  (select count(*) from membership m where m.account = a.id and m.left_seq is null) as "rooms!"
           from account a join staff_member s on s.id = a.staff_member
           join lateral (select x.facility from affiliation x where x.staff_member = s.id and x.ended_at is null
                         order by x.position, x.id limit 1) home on true
           join facility f on f.id = home.facility
           where a.id = $1 and f.category = 'city_employee'"#,
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Subject {
            login_id: row.login_id,
            name: row.name,
            office: row.office,
            role: word(Role::parse, &row.role, "account.role")?,
            standing: word(Standing::parse, &row.standing, "account.standing")?,
            version: row.version,
            rooms: row.rooms,
        })
    })
    .transpose()
}

/// A proposal to keep.
#[derive(Clone, Copy, Debug)]
pub struct New {
    /// Made by the client.
    pub id: Uuid,
    /// About whom.
    pub account: AccountId,
    /// What the account is for now.
    pub was: Role,
    /// What it is to be for.
    pub role: Role,
    /// By whom.
    pub proposed_by: AccountId,
    /// Whether it counts at once, because nobody else acts for the city.
    pub was_alone: bool,
    /// How many days it waits.
    pub days: u16,
}

/// Keeps it. False: another one about the same person waits, or the id was used.
pub async fn insert(tx: &mut Tx, new: &New) -> Result<bool> {
    query!(
        "update appointment set state = 'lapsed', decided_at = lapses_at
         where account = $1 and state = 'waiting' and lapses_at <= clock_timestamp()",
        new.account.0
    )
    .execute(&mut **tx)
    .await?;
    let done = query!(
        "insert into appointment (id, account, was, role, proposed_by, lapses_at, state, decided_by, decided_at, was_alone)
         values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(days => $6::int),
                 case when $7 then 'done' else 'waiting' end, case when $7 then $5::uuid end,
                 case when $7 then clock_timestamp() end, $7)
         on conflict do nothing",
        new.id,
        new.account.0,
        new.was.as_str(),
        new.role.as_str(),
        new.proposed_by.0,
        i32::from(new.days),
        new.was_alone
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A proposal as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// About whom.
    pub account: AccountId,
    /// What the account was for then.
    pub was: Role,
    /// What it is to be for.
    pub role: Role,
    /// By whom.
    pub proposed_by: AccountId,
    /// Whether it still waits, by the database's clock.
    pub waits: bool,
}

/// Reads a proposal; asked again after the accounts were locked, it is locked too.
pub async fn hold(tx: &mut Tx, id: Uuid) -> Result<Option<Held>> {
    let row = query!(
        r#"select account, was, role, proposed_by,
                  state = 'waiting' and lapses_at > clock_timestamp() as "waits!"
           from appointment where id = $1 for update"#,
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Held {
            account: row.account.into(),
            was: word(Role::parse, &row.was, "appointment.was")?,
            role: word(Role::parse, &row.role, "appointment.role")?,
            proposed_by: row.proposed_by.into(),
            waits: row.waits,
        })
    })
    .transpose()
}

/// About whom a proposal is, and by whom: what has to be locked before it is held.
pub async fn concerned(tx: &mut Tx, id: Uuid) -> Result<Option<[Uuid; 2]>> {
    let row = query!("select account, proposed_by from appointment where id = $1", id);
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| [row.account, row.proposed_by]))
}

/// Writes what became of one that waited.
pub async fn decide(tx: &mut Tx, id: Uuid, state: State, by: AccountId) -> Result<()> {
    query!(
        "update appointment set state = $2, decided_by = $3, decided_at = clock_timestamp() where id = $1",
        id,
        state.as_str(),
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A proposal as the page shows it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The proposal.
    pub id: Uuid,
    /// About whom.
    pub account: Uuid,
    /// Their name.
    pub name: String,
    /// What the account was for.
    pub was: Role,
    /// What it is to be for.
    pub role: Role,
    /// Who proposed it.
    pub proposed_by: Uuid,
    /// Their name.
    pub proposer: String,
    /// When.
    pub proposed_at: OffsetDateTime,
    /// Until when it waits.
    pub lapses_at: OffsetDateTime,
    /// How it stands, by the database's clock.
    pub state: State,
    /// Who decided it.
    pub decider: Option<String>,
    /// When.
    pub decided_at: Option<OffsetDateTime>,
    /// Whether its proposer was the only one who acted for the city.
    pub was_alone: bool,
}

/// Those that wait, and the newest others.
pub async fn lines(database: &Database) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select p.id, p.account, s.name, p.was, p.role, p.proposed_by, b.name as proposer, p.proposed_at, p.lapses_at,
                  case when p.state = 'waiting' and p.lapses_at <= clock_timestamp() then 'lapsed' else p.state end
                      as "state!",
                  d.name as "decider?", p.decided_at, p.was_alone
           from appointment p join account a on a.id = p.account join staff_member s on s.id = a.staff_member
           join account ba on ba.id = p.proposed_by join staff_member b on b.id = ba.staff_member
           left join account da on da.id = p.decided_by left join staff_member d on d.id = da.staff_member
           order by p.state <> 'waiting', p.proposed_at desc, p.id limit 100"#
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                id: row.id,
                account: row.account,
                name: row.name,
                was: word(Role::parse, &row.was, "appointment.was")?,
                role: word(Role::parse, &row.role, "appointment.role")?,
                proposed_by: row.proposed_by,
                proposer: row.proposer,
                proposed_at: row.proposed_at,
                lapses_at: row.lapses_at,
                state: word(State::parse, &row.state, "appointment.state")?,
                decider: row.decider,
                decided_at: row.decided_at,
                was_alone: row.was_alone,
            })
        })
        .collect()
}
