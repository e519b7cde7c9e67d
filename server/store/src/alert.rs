//! The outbox of alert mails: a post waits out its hold, then each member who has not read it gets an alert, then all
//! alerts of an account become one mail.

use renrakucho_domain::{
    AccountId, RoomId, Seq,
    alert::{Listener, Standing},
};
use sqlx::query;
use uuid::Uuid;

use crate::{Database, Result, Tx};

/// A post whose alerts are looked at, and a member of its room as far as that matters.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The room.
    pub room: Uuid,
    /// The post.
    pub seq: Seq,
    /// Who wrote it.
    pub author: AccountId,
    /// The member.
    pub listener: Listener,
}

macro_rules! candidates {
    ($tx:expr, $taken:literal, $members:literal, $($arg:expr),+) => {
        query!(
            "with taken as (" + $taken + r#")
               select t.room, t.seq, e.author, m.account as "account!",
                      a.alert_mail and a.mail is not null as "wants_mail!",
                      a.standing = 'active' as "in_good_standing!", coalesce(k.upto, 0) as "upto!"
               from taken t join entry e on e.room = t.room and e.seq = t.seq
               cross join lateral (select * from standing_membership s where s.room = t.room offset 0) m
               join account a on a.id = m.account
               left join read_mark k on k.room = t.room and k.account = m.account
               where "# + $members,
            $($arg),+
        )
        .fetch_all(&mut **$tx)
        .await?
        .into_iter()
        .map(|row| Candidate {
            room: row.room,
            seq: row.seq,
            author: row.author.into(),
            listener: Listener {
                account: row.account.into(),
                wants_mail: row.wants_mail,
                in_good_standing: row.in_good_standing,
                read_upto: row.upto,
            },
        })
        .collect()
    };
}

/// Takes posts whose hold is over, with the members of their rooms as they are now.
pub async fn take_due(tx: &mut Tx, limit: i64) -> Result<Vec<Candidate>> {
    Ok(candidates!(
        tx,
        "delete from post_awaiting_alert where (room, seq) in (
             select room, seq from post_awaiting_alert where due_at <= clock_timestamp()
             order by due_at limit $1 for update skip locked)
         returning room, seq",
        // Whose consent has ended is told nothing: only those whom a permit keeps there.
        "(m.permit is not null or not exists (select from care_room c where c.id = t.room and c.state = 'discontinued'))",
        limit
    ))
}

/// Takes all posts of a room that still wait, with its members as they are now.
pub async fn take_of_room(tx: &mut Tx, room: RoomId) -> Result<Vec<Candidate>> {
    Ok(candidates!(tx, "delete from post_awaiting_alert where room = $1 returning room, seq", "true", room.0))
}

/// Posts still in their hold, as far as one account is concerned. They stay: others may be told of them later.
pub async fn awaiting_of_account(tx: &mut Tx, account: Uuid) -> Result<Vec<Candidate>> {
    Ok(candidates!(
        tx,
        "select room, seq from post_awaiting_alert
         where room in (select n.room from membership n where n.account = $1 and n.left_seq is null)",
        "m.account = $1",
        account
    ))
}

/// Whether the hold of any post is over.
pub async fn any_due(database: &Database) -> Result<bool> {
    let row = query!(r#"select exists (select from post_awaiting_alert where due_at <= clock_timestamp()) as "due!""#)
        .fetch_one(database.pool())
        .await?;
    Ok(row.due)
}

/// What an alert begins as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Begins {
    /// A mail is to be sent.
    Waiting,
    /// The room was closed in time: written down, never sent.
    Cancelled,
}

/// Adds alerts; those that are there already stay as they are.
pub async fn insert(tx: &mut Tx, alerts: &[Candidate], begins: Begins) -> Result<()> {
    let rooms: Vec<_> = alerts.iter().map(|alert| alert.room).collect();
    let seqs: Vec<_> = alerts.iter().map(|alert| alert.seq).collect();
    let accounts: Vec<_> = alerts.iter().map(|alert| alert.listener.account.0).collect();
    let state = match begins {
        Begins::Waiting => "waiting",
        Begins::Cancelled => "cancelled",
    };
    query!(
        "insert into alert (room, seq, account, due_at, state)
         select room, seq, account, clock_timestamp(), $4
         from unnest($1::uuid[], $2::bigint[], $3::uuid[]) as t (room, seq, account)
         on conflict do nothing",
        &rooms,
        &seqs,
        &accounts,
        state
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Cancels what has not been sent about a room, but to those whom a permit keeps there. How many there were.
pub async fn cancel_for_room(tx: &mut Tx, room: RoomId, kept: &[Uuid]) -> Result<i64> {
    let done = query!(
        "update alert set state = 'cancelled' where room = $1 and state in ('waiting', 'claimed') and account <> all($2)",
        room.0,
        kept
    )
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

/// Claims a mail whose lease ran out (its node died, or the server did not take it) as it was.
pub async fn claim_again(tx: &mut Tx, lease_seconds: i32) -> Result<Option<Claimed>> {
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
    Ok(again.map(|row| Claimed { mail: row.id, account: row.account, attempts: row.attempts }))
}

/// An account for which something is due, and nobody else is at it.
pub async fn account_with_alert(tx: &mut Tx) -> Result<Option<Uuid>> {
    let due = query!(
        "select account from alert where state = 'waiting' and due_at <= clock_timestamp()
         order by due_at limit 1 for update skip locked"
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(due.map(|due| due.account))
}

/// Claims, under a lease, everything that waits for an account as one new mail.
pub async fn claim(tx: &mut Tx, account: Uuid, new_mail: Uuid, lease_seconds: i32) -> Result<Claimed> {
    query!(
        "insert into alert_mail (id, account, state, lease_until)
         values ($1, $2, 'claimed', clock_timestamp() + make_interval(secs => $3::double precision))",
        new_mail,
        account,
        f64::from(lease_seconds)
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "update alert set state = 'claimed', mail = $1 where (room, seq, account) in
             (select room, seq, account from alert where account = $2 and state = 'waiting' for update skip locked)",
        new_mail,
        account
    )
    .execute(&mut **tx)
    .await?;
    Ok(Claimed { mail: new_mail, account, attempts: 0 })
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

/// The alerts of a claimed mail, with permission, settings and read mark as they are now. Of a post that was erased nobody is told.
pub async fn items(database: &Database, mail: Uuid) -> Result<(Option<String>, Vec<Item>)> {
    let rows = query!(
        r#"select l.room, l.seq, a.mail, a.alert_mail, a.standing = 'active' as "in_good_standing!",
                  m.account is not null and (r.state in ('active', 'ended')
                      or r.state in ('awaiting_consent', 'discontinued') and m.permit is not null) as "may_read!",
                  coalesce(k.upto, 0) as "upto!"
           from alert l join account a on a.id = l.account join care_room r on r.id = l.room
           left join lateral
               (select s.account, s.permit from standing_membership s where s.room = l.room and s.account = l.account offset 0) m
               on true
           left join read_mark k on k.room = l.room and k.account = l.account
           where l.mail = $1 and l.state = 'claimed'
             and not exists (select from entry_erasure x where x.room = l.room and x.seq = l.seq)"#,
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
