//! 月次の確認: what was done in a month, and who of the city looked at it.

use renrakucho_domain::{AccountId, StaffMemberId, audit_review::Month};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, Tx};

/// From when on, and until when.
pub type Span = (OffsetDateTime, OffsetDateTime);

/// When the log begins.
pub async fn begins(tx: &mut Tx) -> Result<Option<OffsetDateTime>> {
    let row = query!("select at from audit_event order by at, id limit 1").fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| row.at))
}

/// What the chain holds of a time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// The last link.
    pub position: i64,
    /// How many events up to there.
    pub events: i64,
    /// The digest of their links, in the chain's order.
    pub digest: Vec<u8>,
}

/// What the chain holds of a time, up to a position.
pub async fn evidence(tx: &mut Tx, (from, upto): Span, position: i64) -> Result<Evidence> {
    let row = query!(
        r#"select coalesce(max(l.position), 0) as "position!", count(*) as "events!",
                  sha256(coalesce(string_agg(l.hash, ''::bytea order by l.position), ''::bytea)) as "digest!"
           from audit_event e join audit_link l on l.event = e.id
           where e.at >= $1 and e.at < $2 and l.position <= $3"#,
        from,
        upto,
        position
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Evidence { position: row.position, events: row.events, digest: row.digest })
}

/// Whether something of that time is not linked yet.
pub async fn is_waiting(tx: &mut Tx, (from, upto): Span) -> Result<bool> {
    let row = query!(
        r#"select exists (select from audit_event e where e.at >= $1 and e.at < $2
                          and not exists (select from audit_link l where l.event = e.id)) as "waiting!""#,
        from,
        upto
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.waiting)
}

/// How often each event happened, and how often it was this person who did it, with whichever of their accounts.
pub async fn counts(tx: &mut Tx, (from, upto): Span, of: StaffMemberId) -> Result<Vec<(String, i64, i64)>> {
    let rows = query!(
        r#"select event, count(*) as "times!",
                  count(*) filter (where account in (select id from account where staff_member = $3)) as "own!"
           from audit_event where at >= $1 and at < $2 group by event"#,
        from,
        upto,
        of.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.event, row.times, row.own)).collect())
}

/// The commonest refusals, as they are written down.
pub async fn refusals(tx: &mut Tx, (from, upto): Span) -> Result<Vec<(String, i64)>> {
    let rows = query!(
        r#"select coalesce(detail, '') as "detail!", count(*) as "times!" from audit_event
           where event = 'refused' and at >= $1 and at < $2 group by 1 order by 2 desc, 1 limit 20"#,
        from,
        upto
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.detail, row.times)).collect())
}

/// Someone who looked at records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reader {
    /// Who.
    pub account: Uuid,
    /// Whose account it is: some have had another one before.
    pub staff_member: Uuid,
    /// Their name.
    pub name: String,
    /// Their facility.
    pub facility: Option<String>,
    /// How often.
    pub times: i64,
    /// In how many rooms.
    pub rooms: i64,
    /// How often between 22:00 and 5:00 in Tokyo.
    pub by_night: i64,
}

/// Who looked into the most rooms.
pub async fn readers(tx: &mut Tx, (from, upto): Span) -> Result<Vec<Reader>> {
    let rows = query!(
        r#"select g.account as "account!", s.id as staff_member, s.name, g.times as "times!", g.rooms as "rooms!",
                  g.by_night as "by_night!",
                  (select f.name from affiliation x join facility f on f.id = x.facility where x.staff_member = s.id
                   order by x.ended_at is not null, x.position, x.id limit 1) as "facility?"
           from (select account, count(distinct room) as rooms,
                        -- A search is one, however many pages it went through.
                        count(*) filter (where event <> 'room_searched')
                            + count(distinct request_id) filter (where event = 'room_searched') as times,
                        count(*) filter (where event <> 'room_searched' and (
                            extract(hour from at at time zone 'Asia/Tokyo') >= 22
                            or extract(hour from at at time zone 'Asia/Tokyo') < 5))
                            + count(distinct request_id) filter (where event = 'room_searched' and (
                                extract(hour from at at time zone 'Asia/Tokyo') >= 22
                                or extract(hour from at at time zone 'Asia/Tokyo') < 5)) as by_night
                 from audit_event
                 where event in ('room_viewed', 'room_searched') and account is not null and at >= $1 and at < $2
                 group by account order by 2 desc, 3 desc, account limit 20) g
           join account a on a.id = g.account join staff_member s on s.id = a.staff_member
           order by g.rooms desc, g.times desc, s.kana, g.account"#,
        from,
        upto
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Reader {
            account: row.account,
            staff_member: row.staff_member,
            name: row.name,
            facility: row.facility,
            times: row.times,
            rooms: row.rooms,
            by_night: row.by_night,
        })
        .collect())
}

/// That a month was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// What its words are sealed for.
    pub id: Uuid,
    /// The month.
    pub month: Month,
    /// On what.
    pub evidence: Evidence,
    /// What was noticed, sealed.
    pub sealed_words: Vec<u8>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

/// The reviews that were signed: all, or that of one month.
pub async fn signed(tx: &mut Tx, only: Option<Month>) -> Result<Vec<Signed>> {
    let rows = query!(
        "select r.id, r.month, r.chain_position, r.events, r.digest, r.sealed_words, s.name as by, r.signed_at as at
         from audit_review r join account a on a.id = r.signed_by join staff_member s on s.id = a.staff_member
         where $1::date is null or r.month = $1 order by r.month desc",
        only.map(Month::begins)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Signed {
            id: row.id,
            month: Month::of(row.month),
            evidence: Evidence { position: row.chain_position, events: row.events, digest: row.digest },
            sealed_words: row.sealed_words,
            by: row.by,
            at: row.at,
        })
        .collect())
}

/// Signs a month. False: it was signed already.
pub async fn sign(
    tx: &mut Tx,
    id: Uuid,
    month: Month,
    evidence: &Evidence,
    sealed_words: &[u8],
    by: AccountId,
) -> Result<bool> {
    let done = query!(
        "insert into audit_review (id, month, chain_position, events, digest, sealed_words, signed_by)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (month) do nothing",
        id,
        month.begins(),
        evidence.position,
        evidence.events,
        evidence.digest,
        sealed_words,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
