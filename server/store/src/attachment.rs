//! 添付: files that belong to something, their contents still sealed.

use renrakucho_domain::{
    AccountId, AttachmentId, RoomId,
    attachment::{Kind, Owner},
};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// A file that is added.
#[derive(Debug)]
pub struct New<'a> {
    /// Made by whoever sends it.
    pub attachment: AttachmentId,
    /// What it belongs to: held locked.
    pub owner: Owner,
    /// What it is.
    pub kind: Kind,
    /// How long it is.
    pub bytes: i64,
    /// Tells a repeat from something else under the same id.
    pub content_mac: &'a [u8],
    /// By whom.
    pub by: AccountId,
    /// Its content, sealed part by part.
    pub parts: &'a [Vec<u8>],
}

/// Adds a file with its content. Whether the id was free.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let done = query!(
        "insert into attachment (id, owner_kind, owner, kind, bytes, content_mac, added_by)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing",
        new.attachment.0,
        new.owner.kind(),
        new.owner.id(),
        new.kind.as_str(),
        new.bytes,
        new.content_mac,
        new.by.0
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    for (part, sealed) in (0_i32..).zip(new.parts) {
        query!(
            "insert into attachment_part (attachment, part, sealed) values ($1, $2, $3)",
            new.attachment.0,
            part,
            sealed
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(true)
}

/// Whether this very file was added here before. Asked after its id was not free.
pub async fn is_repeat(tx: &mut Tx, attachment: AttachmentId, owner: Owner, content_mac: &[u8]) -> Result<bool> {
    let row = query!(
        r#"select exists (select from attachment where id = $1 and owner_kind = $2 and owner = $3 and content_mac = $4)
           as "same!""#,
        attachment.0,
        owner.kind(),
        owner.id(),
        content_mac
    );
    Ok(row.fetch_one(&mut **tx).await?.same)
}

/// How many files belong to something. Asked while it is held.
pub async fn number_of(tx: &mut Tx, owner: Owner) -> Result<i64> {
    let row = query!(
        r#"select count(*) as "number!" from attachment where owner_kind = $1 and owner = $2 and taken_back_at is null"#,
        owner.kind(),
        owner.id()
    );
    Ok(row.fetch_one(&mut **tx).await?.number)
}

/// A file as it is listed.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which.
    pub attachment: Uuid,
    /// What it is.
    pub kind: Kind,
    /// How long it is.
    pub bytes: i64,
    /// When it was added.
    pub added_at: OffsetDateTime,
    /// By whom.
    pub added_by: String,
    /// That it was taken back, if it was: nothing of it is left then.
    pub taken_back: Option<TakenBack>,
}

/// That a file was taken back.
#[derive(Clone, Debug)]
pub struct TakenBack {
    /// When.
    pub at: OffsetDateTime,
    /// By whom.
    pub by: String,
    /// Why.
    pub sealed_reason: Vec<u8>,
}

/// What belongs to something, in the order in which it was added.
pub async fn of(database: &Database, owner: Owner) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select t.id, t.kind, t.bytes, t.added_at, s.name, t.taken_back_at, t.sealed_reason,
                (select b.name from account x join staff_member b on b.id = x.staff_member
                 where x.id = t.taken_back_by) as taken_back_by
         from attachment t
         join account a on a.id = t.added_by join staff_member s on s.id = a.staff_member
         where t.owner_kind = $1 and t.owner = $2 order by t.added_at, t.id"#,
        owner.kind(),
        owner.id()
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = word(Kind::parse, &row.kind, "attachment.kind")?;
            let taken_back = match (row.taken_back_at, row.taken_back_by, row.sealed_reason) {
                (Some(at), Some(by), Some(sealed_reason)) => Some(TakenBack { at, by, sealed_reason }),
                _ => None,
            };
            Ok(Line {
                attachment: row.id,
                kind,
                bytes: row.bytes,
                added_at: row.added_at,
                added_by: row.name,
                taken_back,
            })
        })
        .collect()
}

/// The content of a file, part by part, if it belongs to this.
pub async fn parts(database: &Database, attachment: AttachmentId, owner: Owner) -> Result<Vec<Vec<u8>>> {
    let rows = query!(
        "select p.sealed from attachment t join attachment_part p on p.attachment = t.id
         where t.id = $1 and t.owner_kind = $2 and t.owner = $3 order by p.part",
        attachment.0,
        owner.kind(),
        owner.id()
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.sealed).collect())
}

/// Erases a file of something that is held, and keeps that it was there. None: there is none; false: it was taken back before.
pub async fn take_back(
    tx: &mut Tx,
    attachment: AttachmentId,
    owner: Owner,
    by: AccountId,
    sealed_reason: &[u8],
) -> Result<Option<bool>> {
    let row = query!(
        r#"select taken_back_at is not null as "gone!" from attachment where id = $1 and owner_kind = $2 and owner = $3"#,
        attachment.0,
        owner.kind(),
        owner.id()
    );
    match row.fetch_optional(&mut **tx).await? {
        None => return Ok(None),
        Some(row) if row.gone => return Ok(Some(false)),
        Some(_) => {}
    }
    query!("delete from attachment_part where attachment = $1", attachment.0).execute(&mut **tx).await?;
    query!(
        "update attachment set taken_back_by = $2, taken_back_at = clock_timestamp(), sealed_reason = $3, content_mac = ''
         where id = $1",
        attachment.0,
        by.0,
        sealed_reason
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(true))
}

/// Removes the scan of the consent form of a room that was erased, or of a proposal that has lapsed, and of nothing else: the serving
/// role may not delete a file's row by itself.
pub async fn forget_consent_form(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("select forget_consent_form($1)", room.0).fetch_optional(&mut **tx).await?;
    Ok(())
}
