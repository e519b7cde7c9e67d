//! The outbox of alert mails.

use renrakucho_domain::{AccountId, RoomId, Seq, alert::Standing};
use sqlx::query;
use uuid::Uuid;

use crate::{Database, Result, Tx};

/// Adds an alert for each account about the entry just appended; due when the hold is over.
pub async fn insert(tx: &mut Tx, room: RoomId, seq: Seq, accounts: &[Uuid], hold_seconds: i32) -> Result<()> {
    query!(
        "insert into alert (room, seq, account, due_at)
         select $1, $2, account, clock_timestamp() + make_interval(secs => $4::double precision)
         from unnest($3::uuid[]) as t (account)",
        room.0,
        seq,
        accounts,
        f64::from(hold_seconds)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Cancels what has not been sent about a room. How many there were.
pub async fn cancel_for_room(tx: &mut Tx, room: RoomId) -> Result<i64> {
    let done =
        query!("update alert set state = 'cancelled' where room = $1 and state in ('waiting', 'claimed')", room.0)
            .execute(&mut **tx)
            .await?;
    Ok(i64::try_from(done.rows_affected()).unwrap_or(i64::MAX))
}

/// Cancels what has not been sent to one account about a room.
pub async fn cancel_for_member(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<()> {
    query!(
        "update alert set state = 'cancelled' where room = $1 and account = $2 and state in ('waiting', 'claimed')",
        room.0,
        account.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One mail that this node has promised to send: all that waited for an account when it was claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// Names the mail for ever, its `Message-ID` too.
    pub mail: Uuid,
    /// For whom.
    pub account: Uuid,
    /// How often it was tried before.
    pub attempts: i32,
}

/// Claims, for one account that has something due, everything that waits for it, under a lease. A mail whose lease ran
/// out (its node died, or the server did not take it) is claimed again as it was.
pub async fn claim(tx: &mut Tx, new_mail: Uuid, lease_seconds: i32) -> Result<Option<Claimed>> {
    let again = query!(
        "update alert_mail set lease_until = clock_timestamp() + make_interval(secs => $1::double precision),
                               attempts = attempts + 1
         where id = (select id from alert_mail where state = 'claimed' and lease_until < clock_timestamp()
                     order by lease_until limit 1 for update skip locked)
         returning id, account, attempts",
        f64::from(lease_seconds)
    )
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(row) = again {
        return Ok(Some(Claimed { mail: row.id, account: row.account, attempts: row.attempts }));
    }
    let due = query!(
        "select account from alert where state = 'waiting' and due_at <= clock_timestamp()
         order by due_at limit 1 for update skip locked"
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(due) = due else { return Ok(None) };
    query!(
        "insert into alert_mail (id, account, state, lease_until)
         values ($1, $2, 'claimed', clock_timestamp() + make_interval(secs => $3::double precision))",
        new_mail,
        due.account,
        f64::from(lease_seconds)
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "update alert set state = 'claimed', mail = $1 where (room, seq, account) in
             (select room, seq, account from alert where account = $2 and state = 'waiting' for update skip locked)",
        new_mail,
        due.account
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(Claimed { mail: new_mail, account: due.account, attempts: 0 }))
}

/// An alert of a claimed mail with what decides whether it is still wanted.
#[derive(Clone, Debug)]
pub struct Item {
    /// The room.
    pub room: Uuid,
    /// The entry.
    pub seq: Seq,
    /// How the account stands to it now.
    pub standing: Standing,
}

/// The alerts of a claimed mail, with permission, settings and read mark as they are now.
pub async fn items(database: &Database, mail: Uuid) -> Result<(Option<String>, Vec<Item>)> {
    let rows = query!(
        r#"select l.room, l.seq, a.mail, a.alert_mail, a.standing = 'active' as "in_good_standing!",
                  r.state in ('active', 'ended') and exists (
                      select from standing_membership m where m.room = l.room and m.account = l.account) as "may_read!",
                  coalesce(k.upto, 0) as "upto!"
           from alert l join account a on a.id = l.account join care_room r on r.id = l.room
           left join read_mark k on k.room = l.room and k.account = l.account
           where l.mail = $1 and l.state = 'claimed'"#,
        mail
    )
    .fetch_all(database.pool())
    .await?;
    let address = rows.first().and_then(|row| row.mail.clone());
    let items = rows
        .into_iter()
        .map(|row| Item {
            room: row.room,
            seq: row.seq,
            standing: Standing {
                may_read: row.may_read,
                wants_mail: row.alert_mail,
                in_good_standing: row.in_good_standing,
                read_upto: row.upto,
            },
        })
        .collect();
    Ok((address, items))
}

/// The mail was handed over: its alerts are done.
pub async fn sent(tx: &mut Tx, mail: Uuid) -> Result<Option<AccountId>> {
    let row = query!(
        "update alert_mail set state = 'sent', sent_at = clock_timestamp() where id = $1 and state = 'claimed'
         returning account",
        mail
    )
    .fetch_optional(&mut **tx)
    .await?;
    query!("update alert set state = 'sent' where mail = $1 and state = 'claimed'", mail).execute(&mut **tx).await?;
    Ok(row.map(|row| row.account.into()))
}

/// Nothing of it is wanted any more, or it can never be delivered.
pub async fn drop_mail(tx: &mut Tx, mail: Uuid) -> Result<()> {
    query!("update alert_mail set state = 'failed' where id = $1 and state = 'claimed'", mail)
        .execute(&mut **tx)
        .await?;
    query!("update alert set state = 'cancelled' where mail = $1 and state = 'claimed'", mail)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The mail server did not take it now: next try after a pause.
pub async fn put_off(database: &Database, mail: Uuid, seconds: i32) -> Result<()> {
    query!(
        "update alert_mail set lease_until = clock_timestamp() + make_interval(secs => $2::double precision)
         where id = $1 and state = 'claimed'",
        mail,
        f64::from(seconds)
    )
    .execute(database.pool())
    .await?;
    Ok(())
}
