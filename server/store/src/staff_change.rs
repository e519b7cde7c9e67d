//! 職員の登録内容の変更: what is registered of a member of staff, and how it was changed (article 12).

use renrakucho_domain::{
    AccountId, FacilityId, RoomId,
    staff::Form,
    staff_change::{Change, Field},
};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// What is registered of an account's person at a facility. Asked after the account's row was locked.
pub async fn registered(tx: &mut Tx, facility: FacilityId, account: AccountId) -> Result<Option<Form>> {
    let row = query!(
        "select s.name, s.kana, x.profession, a.mail, a.alert_mail
         from account a join staff_member s on s.id = a.staff_member
         join affiliation x on x.staff_member = s.id and x.facility = $1 and x.ended_at is null
         where a.id = $2 order by x.position, x.id limit 1",
        facility.0,
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Form {
        name: row.name,
        kana: row.kana,
        profession: row.profession,
        mail: row.mail,
        alert_mail: row.alert_mail,
    }))
}

/// Writes down what changed, all of one moment, on the account's next version.
pub async fn keep(
    tx: &mut Tx,
    facility: FacilityId,
    account: AccountId,
    changes: &[Change<'_>],
    by: AccountId,
) -> Result<()> {
    let made = query!(
        r#"update account set version = version + 1 where id = $1 returning version, clock_timestamp() as "at!""#,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    for change in changes {
        query!(
            "insert into staff_change (account, version, field, facility, was, became, changed_by, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            account.0,
            made.version,
            change.field.as_str(),
            facility.0,
            change.was,
            change.becomes,
            by.0,
            made.at
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Says what the person of an account is called.
pub async fn rename(tx: &mut Tx, account: AccountId, name: &str, kana: &str) -> Result<()> {
    query!(
        "update staff_member set name = $2, kana = $3 where id = (select staff_member from account where id = $1)",
        account.0,
        name,
        kana
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Says where mails go. Without an address none are wanted.
pub async fn set_mail(tx: &mut Tx, account: AccountId, mail: Option<&str>) -> Result<()> {
    query!(
        "update account set mail = $2, alert_mail = alert_mail and $2::text is not null where id = $1",
        account.0,
        mail
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives the person another profession at a facility: the affiliation ends with the old one, another takes its place, and the
/// memberships in these rooms, which the transaction holds locked, rest on that from here on. What was written stays under the old
/// one. Of several affiliations with the facility the first one changes.
pub async fn change_profession(
    tx: &mut Tx,
    next: Uuid,
    facility: FacilityId,
    account: AccountId,
    profession: &str,
    rooms: &[RoomId],
) -> Result<()> {
    let old = query!(
        "insert into affiliation (id, staff_member, facility, profession, position)
         select $1, x.staff_member, x.facility, $4, x.position
         from account a join affiliation x on x.staff_member = a.staff_member and x.facility = $2 and x.ended_at is null
         where a.id = $3 order by x.position, x.id limit 1
         returning (select x.id from account a join affiliation x on x.staff_member = a.staff_member
                    where a.id = $3 and x.facility = $2 and x.ended_at is null order by x.position, x.id limit 1) as old",
        next,
        facility.0,
        account.0,
        profession
    )
    .fetch_one(&mut **tx)
    .await?
    .old;
    let rooms: Vec<_> = rooms.iter().map(|room| room.0).collect();
    query!(
        "update membership set affiliation = $1 where affiliation = $2 and account = $3 and room = any($4) and left_seq is null",
        next,
        old,
        account.0,
        &rooms
    )
    .execute(&mut **tx)
    .await?;
    query!("update affiliation set ended_at = clock_timestamp() where id = $1", old).execute(&mut **tx).await?;
    Ok(())
}

/// A change as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Of whose registration.
    pub account: Uuid,
    /// What they are called now.
    pub name: String,
    /// Which field.
    pub field: Field,
    /// What it was.
    pub was: Option<String>,
    /// What it became.
    pub became: Option<String>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

/// The changes at a facility, the newest first: as many as anyone reads. Professions by their names.
pub async fn kept(database: &Database, facility: FacilityId) -> Result<Vec<Kept>> {
    let rows = query!(
        r#"select c.account, s.name, c.field, coalesce(p.name, c.was) as was, coalesce(q.name, c.became) as became,
                  b.name as by, c.changed_at as at
           from staff_change c join account a on a.id = c.account join staff_member s on s.id = a.staff_member
           join account d on d.id = c.changed_by join staff_member b on b.id = d.staff_member
           left join profession p on c.field = 'profession' and p.code = c.was
           left join profession q on c.field = 'profession' and q.code = c.became
           where c.facility = $1
           order by c.changed_at desc, c.account, c.version desc,
                    array_position(array['name', 'kana', 'profession', 'mail'], c.field) limit 500"#,
        facility.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Kept {
                account: row.account,
                name: row.name,
                field: word(Field::parse, &row.field, "staff_change.field")?,
                was: row.was,
                became: row.became,
                by: row.by,
                at: row.at,
            })
        })
        .collect()
}
