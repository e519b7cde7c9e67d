//! Accounts and the people behind them.

use renrakucho_domain::{AccountId, DeviceId, Role, session::Standing};
use sqlx::query;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// Who is signed in, for the pages.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The person's name.
    pub name: String,
    /// The main affiliation's facility.
    pub facility: String,
    /// The main affiliation's profession.
    pub profession: String,
    /// The device's label.
    pub device: String,
    /// The accounts that the person had before this one.
    pub earlier: Vec<Uuid>,
}

/// Reads the profile of an account on a device.
pub async fn profile(database: &Database, account: AccountId, device: DeviceId) -> Result<Option<Profile>> {
    let row = query!(
        r#"select s.name, f.name as facility, p.name as profession, d.label as device,
                  array(select r.old_account from login_id_replacement r join account o on o.id = r.old_account
                        where o.staff_member = a.staff_member and o.id <> a.id order by r.replaced_at) as "earlier!"
           from account a join staff_member s on s.id = a.staff_member
           join affiliation x on x.staff_member = s.id and x.ended_at is null
           join facility f on f.id = x.facility join profession p on p.code = x.profession
           join device d on d.id = $2
           where a.id = $1 order by x.position, x.id limit 1"#,
        account.0,
        device.0
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| Profile {
        name: row.name,
        facility: row.facility,
        profession: row.profession,
        device: row.device,
        earlier: row.earlier,
    }))
}

/// A person's own settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether alert mails are wanted.
    pub alert_mail: bool,
    /// Where they go.
    pub mail: Option<String>,
}

/// Reads the settings.
pub async fn settings(database: &Database, account: AccountId) -> Result<Settings> {
    let row =
        query!("select alert_mail, mail from account where id = $1", account.0).fetch_one(database.pool()).await?;
    Ok(Settings { alert_mail: row.alert_mail, mail: row.mail })
}

/// Changes whether alert mails are wanted.
pub async fn set_alert_mail(tx: &mut Tx, account: AccountId, wanted: bool) -> Result<()> {
    query!("update account set alert_mail = $2, version = version + 1 where id = $1", account.0, wanted)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// An account found by its login ID, with the facility its devices belong to.
#[derive(Clone, Debug)]
pub struct ByLogin {
    /// The account.
    pub account: AccountId,
    /// The person's name.
    pub name: String,
    /// The main affiliation's facility.
    pub facility: Uuid,
    /// What the account is for.
    pub role: String,
}

/// Finds an account by login ID.
pub async fn by_login(database: &Database, login_id: &str) -> Result<Option<ByLogin>> {
    let row = query!(
        "select a.id, a.role, s.name, x.facility from account a join staff_member s on s.id = a.staff_member
         join affiliation x on x.staff_member = s.id and x.ended_at is null
         where a.login_id = $1 order by x.position, x.id limit 1",
        login_id
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| ByLogin { account: row.id.into(), name: row.name, facility: row.facility, role: row.role }))
}

/// Locks accounts in id order, before any device and session.
pub async fn lock(tx: &mut Tx, accounts: &[Uuid]) -> Result<()> {
    query!("select id from account where id = any($1) order by id for no key update", accounts)
        .fetch_all(&mut **tx)
        .await?;
    Ok(())
}

/// Share-locks accounts in id order: while they are held none of them is suspended.
pub async fn hold(tx: &mut Tx, accounts: &[Uuid]) -> Result<()> {
    query!("select id from account where id = any($1) order by id for share", accounts).fetch_all(&mut **tx).await?;
    Ok(())
}

/// What an account is for, and how it stands. Asked while it is held.
pub async fn role_and_standing(tx: &mut Tx, account: AccountId) -> Result<Option<(Role, Standing)>> {
    let row = query!("select role, standing from account where id = $1", account.0).fetch_optional(&mut **tx).await?;
    row.map(|row| {
        Ok((word(Role::parse, &row.role, "account.role")?, word(Standing::parse, &row.standing, "account.standing")?))
    })
    .transpose()
}

/// An account as the city sees it.
#[derive(Clone, Debug)]
pub struct CityLine {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// The main affiliation's facility; none while the person has no affiliation.
    pub facility: Option<String>,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// Version of its row.
    pub version: i64,
}

/// All accounts of the city, or one, by the reading of the person's name.
pub async fn city_lines(database: &Database, only: Option<AccountId>) -> Result<Vec<CityLine>> {
    let rows = query!(
        r#"select a.id, a.login_id, s.name, a.role, a.standing, a.version,
                  (select f.name from affiliation x join facility f on f.id = x.facility
                   where x.staff_member = s.id and x.ended_at is null order by x.position, x.id limit 1) as facility
           from account a join staff_member s on s.id = a.staff_member
           where $1::uuid is null or a.id = $1
           order by s.kana, a.login_id limit 10000"#,
        only.map(|account| account.0)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CityLine {
                account: row.id,
                login_id: row.login_id,
                name: row.name,
                facility: row.facility,
                role: word(Role::parse, &row.role, "account.role")?,
                standing: word(Standing::parse, &row.standing, "account.standing")?,
                version: row.version,
            })
        })
        .collect()
}
