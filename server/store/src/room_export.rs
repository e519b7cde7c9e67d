//! 印刷・書き出し: which part of which room left the system.

use renrakucho_domain::{
    AccountId, RoomId, Seq,
    room_export::{Form, Purpose},
};
use sqlx::query;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Result, Tx, entry::PersonRow, error::word};

/// An export.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its number.
    pub number: i64,
    /// The room.
    pub room: RoomId,
    /// Who made it.
    pub account: AccountId,
    /// When.
    pub at: OffsetDateTime,
    /// In which form.
    pub form: Form,
    /// What for.
    pub purpose: Purpose,
    /// What was said about that, sealed.
    pub sealed_words: Vec<u8>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub upto: Date,
    /// The first entry.
    pub first_seq: Seq,
    /// The last one.
    pub last_seq: Seq,
    /// How long ago it was made.
    pub seconds_ago: i64,
}

/// One that is made now.
#[derive(Debug)]
pub struct New<'a> {
    /// The id that the client made.
    pub id: Uuid,
    /// The room.
    pub room: RoomId,
    /// Who makes it.
    pub account: AccountId,
    /// In which form.
    pub form: Form,
    /// What for.
    pub purpose: Purpose,
    /// What was said about that, sealed.
    pub sealed_words: &'a [u8],
    /// The first day.
    pub from: Date,
    /// The last day.
    pub upto: Date,
    /// The first entry.
    pub first_seq: Seq,
    /// The last one.
    pub last_seq: Seq,
}

/// From here to the commit nobody else makes an export: numbers have no gaps, and what an account made today is counted once, on
/// whichever node. Exports are rare. The lock's number is arbitrary and used nowhere else.
pub async fn hold_all(tx: &mut Tx) -> Result<()> {
    query!("select pg_advisory_xact_lock(4711048)").fetch_one(&mut **tx).await?;
    Ok(())
}

/// An export.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Stored>> {
    let row = query!(
        r#"select number, room, account, at, form, purpose, sealed_words, from_day, upto_day, first_seq, last_seq,
                  extract(epoch from clock_timestamp() - at)::bigint as "seconds_ago!"
           from room_export where id = $1"#,
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Stored {
            number: row.number,
            room: row.room.into(),
            account: row.account.into(),
            at: row.at,
            form: word(Form::parse, &row.form, "room_export.form")?,
            purpose: word(Purpose::parse, &row.purpose, "room_export.purpose")?,
            sealed_words: row.sealed_words,
            from: row.from_day,
            upto: row.upto_day,
            first_seq: row.first_seq,
            last_seq: row.last_seq,
            seconds_ago: row.seconds_ago,
        })
    })
    .transpose()
}

/// How many an account has made today, in Tokyo, by the database's clock.
pub async fn made_today(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let row = query!(
        r#"select count(*) as "made!" from room_export
           where account = $1
             and at >= date_trunc('day', clock_timestamp() at time zone 'Asia/Tokyo') at time zone 'Asia/Tokyo'"#,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.made)
}

/// The first and the last entry of a room between two moments. Times never run backwards along the log.
pub async fn span(
    tx: &mut Tx,
    room: RoomId,
    from: OffsetDateTime,
    before: OffsetDateTime,
) -> Result<Option<(Seq, Seq)>> {
    let row = query!(
        "select min(seq) as first, max(seq) as last from entry where room = $1 and at >= $2 and at < $3",
        room.0,
        from,
        before
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.first.zip(row.last))
}

/// Whoever's membership of a room stands, as it is shown.
pub async fn member(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<PersonRow>> {
    let row = query!(
        "select s.name, f.name as facility, p.name as profession
         from standing_membership m join staff_member s on s.id = m.staff_member
         join facility f on f.id = m.facility join profession p on p.code = m.profession
         where m.room = $1 and m.account = $2",
        room.0,
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| PersonRow {
        account: account.0,
        name: row.name,
        facility: row.facility,
        profession: row.profession,
    }))
}

/// Keeps one under the next number.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    query!(
        "insert into room_export (id, number, room, account, form, purpose, sealed_words, from_day, upto_day, first_seq, last_seq)
         values ($1, (select coalesce(max(number), 0) + 1 from room_export), $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id,
        new.room.0,
        new.account.0,
        new.form.as_str(),
        new.purpose.as_str(),
        new.sealed_words,
        new.from,
        new.upto,
        new.first_seq,
        new.last_seq
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
