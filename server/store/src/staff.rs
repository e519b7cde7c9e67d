//! Members of staff (職員) of a facility: the list, those who are added, those who leave.

use std::fmt;

use renrakucho_domain::{AccountId, AffiliationId, FacilityId, Role, RoomId, session::Standing};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// A member of staff as whoever looks after them sees them.
#[derive(Clone, Debug)]
pub struct Line {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// The profession's name.
    pub profession: String,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// Version of its row.
    pub version: i64,
    /// Where mails go.
    pub mail: Option<String>,
    /// Whether mails tell that something waits.
    pub alert_mail: bool,
    /// Whether they have a passkey and a device that count: without, they need a code.
    pub is_enrolled: bool,
    /// When they signed in last.
    pub last_sign_in: Option<OffsetDateTime>,
    /// Whether this is the facility of their main affiliation, which looks after their ID and their devices.
    pub is_home: bool,
    /// In how many rooms they take part through this facility.
    pub rooms: i64,
}

/// The staff of a facility, or one of them, by the reading of their names; with those whose ID the city disqualified, until they have
/// another one.
pub async fn lines(database: &Database, facility: FacilityId, only: Option<AccountId>) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select a.id, a.login_id, s.name, s.kana, p.name as profession, a.role, a.standing, a.version, a.mail,
                  a.alert_mail,
                  exists (select from passkey k where k.account = a.id and k.standing = 'active')
                      and exists (select from device_account da join device d on d.id = da.device
                                  where da.account = a.id and d.standing = 'active') as "is_enrolled!",
                  (select max(created_at) from session where account = a.id) as last_sign_in,
                  x.facility = (select y.facility from affiliation y where y.staff_member = s.id and y.ended_at is null
                                order by y.position, y.id limit 1) as "is_home!",
                  (select count(*) from membership m join affiliation y on y.id = m.affiliation
                   where m.account = a.id and m.left_seq is null and y.facility = x.facility) as "rooms!"
           from affiliation x join staff_member s on s.id = x.staff_member
           join profession p on p.code = x.profession join account a on a.staff_member = s.id
           where x.facility = $1 and x.ended_at is null
             and (a.standing <> 'ended' or exists (select from disqualification q where q.account = a.id)
                  and not exists (select from login_id_replacement r where r.old_account = a.id))
             and a.role in ('staff', 'facility_admin') and ($2::uuid is null or a.id = $2)
             and x.id = (select y.id from affiliation y where y.staff_member = s.id and y.facility = x.facility
                           and y.ended_at is null order by y.position, y.id limit 1)
           order by s.kana, s.name, a.id limit 10000"#,
        facility.0,
        only.map(|account| account.0)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                account: row.id,
                login_id: row.login_id,
                name: row.name,
                kana: row.kana,
                profession: row.profession,
                role: word(Role::parse, &row.role, "account.role")?,
                standing: word(Standing::parse, &row.standing, "account.standing")?,
                version: row.version,
                mail: row.mail,
                alert_mail: row.alert_mail,
                is_enrolled: row.is_enrolled,
                last_sign_in: row.last_sign_in,
                is_home: row.is_home,
                rooms: row.rooms,
            })
        })
        .collect()
}

/// How an account stands to a facility, for whoever decides about it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The person's name.
    pub name: String,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// Version of its row.
    pub version: i64,
    /// The affiliations with this facility that have not ended.
    pub affiliations: Vec<Uuid>,
    /// Whether this is the facility of the main one.
    pub is_home: bool,
    /// Whether the city disqualified it.
    pub is_disqualified: bool,
}

/// Reads an account as it stands to a facility. Asked after its row was locked. None: it is not of this facility, or another one has
/// taken its place, about which is decided instead.
pub async fn subject(tx: &mut Tx, facility: FacilityId, account: AccountId) -> Result<Option<Subject>> {
    let row = query!(
        r#"select s.name, a.role, a.standing, a.version,
                  array(select x.id from affiliation x where x.staff_member = s.id and x.facility = $1
                        and x.ended_at is null order by x.id) as "affiliations!",
                  coalesce($1 = (select y.facility from affiliation y where y.staff_member = s.id and y.ended_at is null
                                 order by y.position, y.id limit 1), false) as "is_home!",
                  exists (select from disqualification q where q.account = a.id) as "is_disqualified!"
           from account a join staff_member s on s.id = a.staff_member
           where a.id = $2 and not exists (select from login_id_replacement r where r.old_account = a.id)"#,
        facility.0,
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row.filter(|row| !row.affiliations.is_empty()) else { return Ok(None) };
    Ok(Some(Subject {
        name: row.name,
        role: word(Role::parse, &row.role, "account.role")?,
        standing: word(Standing::parse, &row.standing, "account.standing")?,
        version: row.version,
        affiliations: row.affiliations,
        is_home: row.is_home,
        is_disqualified: row.is_disqualified,
    }))
}

/// A member of staff to add.
pub struct NewStaff<'a> {
    /// The person.
    pub staff_member: Uuid,
    /// The name.
    pub name: &'a str,
    /// Its reading.
    pub kana: &'a str,
}

impl fmt::Debug for NewStaff<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewStaff({})", self.staff_member)
    }
}

/// Adds a person. Whether the id was free.
pub async fn insert(tx: &mut Tx, new: &NewStaff<'_>) -> Result<bool> {
    let done = query!(
        "insert into staff_member (id, name, kana) values ($1, $2, $3) on conflict (id) do nothing",
        new.staff_member,
        new.name,
        new.kana
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An account to add.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// The account.
    pub account: AccountId,
    /// Its login ID.
    pub login_id: &'a str,
    /// The person.
    pub staff_member: Uuid,
    /// What it is for.
    pub role: Role,
    /// Where mails go.
    pub mail: Option<&'a str>,
    /// Whether they are wanted.
    pub alert_mail: bool,
}

/// Adds an account. Whether the login ID was free: accounts are never taken away, so none is ever used again.
pub async fn insert_account(tx: &mut Tx, new: &NewAccount<'_>) -> Result<bool> {
    let done = query!(
        "insert into account (id, login_id, staff_member, role, mail, alert_mail) values ($1, $2, $3, $4, $5, $6)
         on conflict (login_id) do nothing",
        new.account.0,
        new.login_id,
        new.staff_member,
        new.role.as_str(),
        new.mail,
        new.alert_mail
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds an affiliation; the one at position 0 is the main one.
pub async fn insert_affiliation(
    tx: &mut Tx,
    id: Uuid,
    staff_member: Uuid,
    facility: Uuid,
    profession: &str,
    position: i16,
) -> Result<()> {
    query!(
        "insert into affiliation (id, staff_member, facility, profession, position) values ($1, $2, $3, $4, $5)",
        id,
        staff_member,
        facility,
        profession,
        position
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Professions by code, in the order of their names.
pub async fn professions(database: &Database) -> Result<Vec<(String, String)>> {
    let rows = query!("select code, name from profession order by name").fetch_all(database.pool()).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// Names and readings of a facility's staff: someone who is there already is not imported again.
pub async fn names(tx: &mut Tx, facility: FacilityId) -> Result<Vec<(String, String)>> {
    let rows = query!(
        "select distinct s.name, s.kana from affiliation x join staff_member s on s.id = x.staff_member
         where x.facility = $1 and x.ended_at is null",
        facility.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.kana)).collect())
}

/// Rooms in which an account takes part through affiliations with a facility, in id order: to be locked before the account.
pub async fn rooms_through(tx: &mut Tx, account: AccountId, facility: FacilityId) -> Result<Vec<RoomId>> {
    let rows = query!(
        "select m.room from membership m join affiliation x on x.id = m.affiliation
         where m.account = $1 and x.facility = $2 and m.left_seq is null order by m.room",
        account.0,
        facility.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.room.into()).collect())
}

/// Ends affiliations. Memberships that rest on them do not stand from here on.
pub async fn end_affiliations(tx: &mut Tx, affiliations: &[Uuid]) -> Result<()> {
    query!("update affiliation set ended_at = clock_timestamp() where id = any($1) and ended_at is null", affiliations)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Another affiliation of the account's person that has not ended.
pub async fn another_affiliation(tx: &mut Tx, account: AccountId) -> Result<Option<AffiliationId>> {
    let row = query!(
        "select x.id from account a join affiliation x on x.staff_member = a.staff_member
         where a.id = $1 and x.ended_at is null order by x.position, x.id limit 1",
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.id.into()))
}

/// Moves the person of an account, whose row this transaction holds, to a facility in the profession that they had: before all
/// other affiliations, or after them. False: they belong to it already.
pub async fn move_to(
    tx: &mut Tx,
    id: Uuid,
    account: AccountId,
    (from, to): (FacilityId, FacilityId),
    is_main: bool,
) -> Result<bool> {
    let done = query!(
        "insert into affiliation (id, staff_member, facility, profession, position)
         select $1, a.staff_member, $4,
                (select x.profession from affiliation x where x.staff_member = a.staff_member and x.facility = $3
                 order by x.ended_at desc, x.position, x.id limit 1),
                coalesce((select case when $5 then min(x.position) - 1 else max(x.position) + 1 end from affiliation x
                          where x.staff_member = a.staff_member and x.facility <> $3 and x.ended_at is null), 0)
         from account a
         where a.id = $2 and not exists (select from affiliation x where x.staff_member = a.staff_member
                                         and x.facility = $4 and x.ended_at is null)",
        id,
        account.0,
        from.0,
        to.0,
        is_main
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whoever looked after another facility's staff looks after nobody's from here on.
pub async fn is_only_staff(tx: &mut Tx, account: AccountId) -> Result<()> {
    query!("update account set role = 'staff' where id = $1 and role = 'facility_admin'", account.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends an account for good; its ID is never used again.
pub async fn end_account(tx: &mut Tx, account: AccountId) -> Result<()> {
    query!("update account set standing = 'ended', version = version + 1 where id = $1", account.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Says what an account is for, from the next request on.
pub async fn set_role(tx: &mut Tx, account: AccountId, role: Role) -> Result<()> {
    query!("update account set role = $2 where id = $1", account.0, role.as_str()).execute(&mut **tx).await?;
    Ok(())
}

/// Counts a change about an account as one of its row: a form that was opened before is out of date.
pub async fn next_version(tx: &mut Tx, account: AccountId) -> Result<()> {
    query!("update account set version = version + 1 where id = $1", account.0).execute(&mut **tx).await?;
    Ok(())
}
