//! 新しいユーザーID: one account takes another's place. What is carried over, and what was before.

use renrakucho_domain::{AccountId, RoomId, Seq, new_login_id::Ground};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, device, error::word};

/// Rooms in which an account takes part, or did until nobody has yet written down that it is over; in id order, to be locked before
/// the account.
pub async fn rooms_of(tx: &mut Tx, account: AccountId) -> Result<Vec<RoomId>> {
    let rows = query!("select room from membership where account = $1 and left_seq is null order by room", account.0)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.room.into()).collect())
}

/// Makes an account for the person of another one, for the same, with the same settings. Whether the login ID was free.
pub async fn insert_successor(tx: &mut Tx, old: AccountId, new: AccountId, login_id: &str) -> Result<bool> {
    let done = query!(
        "insert into account (id, login_id, staff_member, role, mail, alert_mail)
         select $2, $3, staff_member, role, mail, alert_mail from account where id = $1
         on conflict (login_id) do nothing",
        old.0,
        new.0,
        login_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What waits to be told to the one is told to the other, as long as it was not sent. Asked before the membership ends.
pub async fn take_over_alerts(tx: &mut Tx, room: RoomId, old: AccountId, new: AccountId) -> Result<()> {
    query!(
        "update alert set account = $3, state = 'waiting', mail = null
         where room = $1 and account = $2 and state in ('waiting', 'claimed')",
        room.0,
        old.0,
        new.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A membership that has just been ended by the entry at `left_seq` begins for the other account: through the same affiliation, with
/// the same end if it has one, and read as far.
pub async fn take_over_membership(
    tx: &mut Tx,
    room: RoomId,
    (old, left_seq): (AccountId, Seq),
    (new, joined_seq): (AccountId, Seq),
) -> Result<()> {
    query!(
        "insert into membership (room, account, affiliation, joined_seq, until, permit)
         select room, $4, affiliation, $5, until, permit from membership where room = $1 and account = $2 and left_seq = $3",
        room.0,
        old.0,
        left_seq,
        new.0,
        joined_seq
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into read_mark (room, account, upto, at)
         select room, $3, upto, at from read_mark where room = $1 and account = $2",
        room.0,
        old.0,
        new.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The places of an account on shared devices go over to another.
pub async fn take_over_shared_devices(tx: &mut Tx, old: AccountId, new: AccountId) -> Result<()> {
    query!(
        "insert into device_account (device, account)
         select d.id, $2 from device_account da join device d on d.id = da.device
         where da.account = $1 and d.kind = 'shared' and d.standing <> 'ended'",
        old.0,
        new.0
    )
    .execute(&mut **tx)
    .await?;
    device::leave_all_shared(tx, old).await
}

/// Keeps that one account took another's place.
pub async fn insert(tx: &mut Tx, old: AccountId, new: AccountId, ground: Ground, by: AccountId) -> Result<()> {
    query!(
        "insert into login_id_replacement (old_account, new_account, ground, replaced_by) values ($1, $2, $3, $4)",
        old.0,
        new.0,
        ground.as_str(),
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An ID that somebody had before.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The account that they have now, or had later.
    pub of: Uuid,
    /// The account that ended.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// Since when they had it.
    pub from: OffsetDateTime,
    /// Until when.
    pub until: OffsetDateTime,
    /// Why it was replaced.
    pub ground: Ground,
    /// By whom.
    pub by: String,
}

/// The IDs that the persons of these accounts had before, the latest first.
pub async fn earlier(database: &Database, accounts: &[Uuid]) -> Result<Vec<Earlier>> {
    let rows = query!(
        r#"select a.id as of, o.id, o.login_id, o.created_at, coalesce(q.decided_at, r.replaced_at) as "until!", r.ground,
                  s.name as by
           from account a join account o on o.staff_member = a.staff_member and o.id <> a.id
           join login_id_replacement r on r.old_account = o.id
           left join disqualification q on q.account = o.id
           join account b on b.id = r.replaced_by join staff_member s on s.id = b.staff_member
           where a.id = any($1) order by r.replaced_at desc"#,
        accounts
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Earlier {
                of: row.of,
                account: row.id,
                login_id: row.login_id,
                from: row.created_at,
                until: row.until,
                ground: word(Ground::parse, &row.ground, "login_id_replacement.ground")?,
                by: row.by,
            })
        })
        .collect()
}
