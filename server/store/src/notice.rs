//! The outbox of notices: mails to a person about their own ID, in fixed words.

use renrakucho_domain::AccountId;
use sqlx::query;
use uuid::Uuid;

use crate::{Database, Error, Result, Tx};

/// What a notice tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A lost device was suspended, and a code made for a new one.
    DeviceReplaced,
    /// A new enrolment code was made.
    CodeIssued,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::DeviceReplaced => "device_replaced",
            Self::CodeIssued => "code_issued",
        }
    }
}

/// Keeps that a notice is to be sent, if the account has an address.
pub async fn insert(tx: &mut Tx, id: Uuid, account: AccountId, kind: Kind) -> Result<()> {
    query!(
        "insert into notice_mail (id, account, kind) select $1, id, $3 from account where id = $2 and mail is not null",
        id,
        account.0,
        kind.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A notice that this node has promised to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// Names the mail for ever, its `Message-ID` too.
    pub mail: Uuid,
    /// For whom.
    pub account: Uuid,
    /// What it tells.
    pub kind: Kind,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// Where it goes.
    pub address: Option<String>,
}

/// Claims one that is due: nobody else tries it before the lease is over.
pub async fn claim(database: &Database, lease_seconds: i32) -> Result<Option<Claimed>> {
    let row = query!(
        "update notice_mail n set attempts = n.attempts + 1,
                due_at = clock_timestamp() + make_interval(secs => $1::double precision)
         from account a
         where a.id = n.account and n.id = (select id from notice_mail where state = 'waiting'
             and due_at <= clock_timestamp() order by due_at limit 1 for update skip locked)
         returning n.id, n.account, n.kind, n.attempts, a.mail",
        f64::from(lease_seconds)
    )
    .fetch_optional(database.pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let kind = match row.kind.as_str() {
        "device_replaced" => Kind::DeviceReplaced,
        "code_issued" => Kind::CodeIssued,
        _ => return Err(Error::Unknown("notice_mail.kind")),
    };
    let (mail, account, attempts, address) = (row.id, row.account, row.attempts, row.mail);
    Ok(Some(Claimed { mail, account, kind, attempts, address }))
}

/// It was handed over.
pub async fn sent(tx: &mut Tx, mail: Uuid) -> Result<()> {
    query!("update notice_mail set state = 'sent', sent_at = clock_timestamp() where id = $1", mail)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// It can never be delivered.
pub async fn give_up(database: &Database, mail: Uuid) -> Result<()> {
    query!("update notice_mail set state = 'failed' where id = $1", mail).execute(database.pool()).await?;
    Ok(())
}

/// The mail server did not take it now: next try after a pause.
pub async fn put_off(database: &Database, mail: Uuid, seconds: i32) -> Result<()> {
    query!(
        "update notice_mail set due_at = clock_timestamp() + make_interval(secs => $2::double precision) where id = $1",
        mail,
        f64::from(seconds)
    )
    .execute(database.pool())
    .await?;
    Ok(())
}
