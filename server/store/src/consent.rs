//! 同意: the receipts of a room's consent forms, and whom a consent reaches.

use renrakucho_domain::{
    AccountId, AffiliationId, FacilityId, RoomId,
    attachment::Owner,
    consent::{ConsentReceipt, Signatory},
    person::StaffCategory,
};
use sqlx::{PgExecutor, query, query_as};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, entry::PersonRow, error::word};

/// A recorded receipt as it stands: who the proxy is stays sealed.
#[derive(Clone, Debug)]
pub struct StoredReceipt {
    /// Which of its room, from 1 on.
    pub number: i32,
    /// The form's version and dates; a proxy without relation and reason.
    pub form_version: String,
    /// The date beside the signature.
    pub signed_on: Date,
    /// The date the city received the form.
    pub received_on: Date,
    /// Relation and reason of a proxy under the room's key; none if the person signed.
    pub sealed_proxy: Option<Vec<u8>>,
    /// With whom what is shared, under the room's key; none if it is all that the form speaks of.
    pub sealed_scope: Option<Vec<u8>>,
}

/// The consent that counts.
pub async fn current(database: &Database, room: RoomId) -> Result<Option<StoredReceipt>> {
    Ok(query_as!(
        StoredReceipt,
        r#"select number as "number!", form_version as "form_version!", signed_on as "signed_on!", received_on as "received_on!",
                  sealed_proxy, sealed_scope
           from current_consent where room = $1"#,
        room.0
    )
    .fetch_optional(database.pool())
    .await?)
}

/// The same, asked while the room is held.
pub async fn held(tx: &mut Tx, room: RoomId) -> Result<Option<StoredReceipt>> {
    Ok(query_as!(
        StoredReceipt,
        r#"select number as "number!", form_version as "form_version!", signed_on as "signed_on!", received_on as "received_on!",
                  sealed_proxy, sealed_scope
           from current_consent where room = $1"#,
        room.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A receipt among those of its room.
#[derive(Clone, Debug)]
pub struct Past {
    /// As it was recorded.
    pub receipt: StoredReceipt,
    /// Which files are its scan.
    pub scans: Vec<Uuid>,
    /// Which other rooms were made sure to be about somebody else.
    pub checked_others: Vec<Uuid>,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: OffsetDateTime,
}

/// All consents of a room, the newest first.
pub async fn history(database: &Database, room: RoomId) -> Result<Vec<Past>> {
    let rows = query!(
        "select c.number, c.form_version, c.signed_on, c.received_on, c.sealed_proxy, c.sealed_scope, c.scans, c.checked_others,
                c.recorded_at, s.name
         from consent_receipt c join account a on a.id = c.recorded_by join staff_member s on s.id = a.staff_member
         where c.room = $1 order by c.number desc",
        room.0
    )
    .fetch_all(database.pool())
    .await?;
    let past = rows.into_iter().map(|row| Past {
        receipt: StoredReceipt {
            number: row.number,
            form_version: row.form_version,
            signed_on: row.signed_on,
            received_on: row.received_on,
            sealed_proxy: row.sealed_proxy,
            sealed_scope: row.sealed_scope,
        },
        scans: row.scans,
        checked_others: row.checked_others,
        recorded_by: row.name,
        recorded_at: row.recorded_at,
    });
    Ok(past.collect())
}

/// Files of the room's consent forms that no receipt names, and that were not taken back. Asked while the room is held.
pub async fn loose_scans(tx: &mut Tx, room: RoomId) -> Result<Vec<Uuid>> {
    let rows = query!(
        "select t.id from attachment t where t.owner_kind = $1 and t.owner = $2 and t.taken_back_at is null
         and not exists (select from consent_receipt c where c.room = $2 and t.id = any(c.scans)) order by t.added_at, t.id",
        Owner::ConsentForm(room).kind(),
        room.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What is recorded besides the receipt itself.
#[derive(Debug)]
pub struct Recorded<'a> {
    /// Which of its room, from 1 on.
    pub number: i32,
    /// Relation and reason of a proxy, sealed.
    pub sealed_proxy: Option<&'a [u8]>,
    /// The scope, sealed.
    pub sealed_scope: Option<&'a [u8]>,
    /// The files that are its scan.
    pub scans: &'a [Uuid],
    /// Which other rooms were made sure to be about somebody else.
    pub checked_others: &'a [Uuid],
    /// By whom.
    pub by: AccountId,
}

/// Keeps the receipt of a consent form, in a room that is held.
pub async fn insert(tx: &mut Tx, room: RoomId, receipt: &ConsentReceipt, recorded: &Recorded<'_>) -> Result<()> {
    let signed_by = match &receipt.signatory {
        Signatory::Person => "person",
        Signatory::Proxy { .. } => "proxy",
    };
    query!(
        "insert into consent_receipt
             (room, number, signed_by, sealed_proxy, form_version, signed_on, received_on, recorded_by, sealed_scope, scans,
              checked_others)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        room.0,
        recorded.number,
        signed_by,
        recorded.sealed_proxy,
        receipt.form_version,
        receipt.signed_on,
        receipt.received_on,
        recorded.by.0,
        recorded.sealed_scope,
        recorded.scans,
        recorded.checked_others
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Someone who takes part on the ground of the consent.
#[derive(Clone, Debug)]
pub struct Sharer {
    /// Who, from where, as what.
    pub person: PersonRow,
    /// The reading of the name.
    pub kana: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// Where they work.
    pub facility: FacilityId,
}

/// Who takes part on the ground of the consent, by kana: whoever no entry has ended, also if their facility is suspended, since it may be
/// restored. By a permit of the city (article 20) one is there without consent. Asked while the room is held, or for a preview.
pub async fn sharers(tx: &mut Tx, room: RoomId) -> Result<Vec<Sharer>> {
    let rows = query!(
        r#"select m.account, s.name, s.kana, f.id, f.name as facility, f.category, p.name as profession
           from membership m join affiliation x on x.id = m.affiliation join staff_member s on s.id = x.staff_member
           join facility f on f.id = x.facility join profession p on p.code = x.profession
           where m.room = $1 and m.left_seq is null and m.permit is null order by s.kana, s.name, m.account"#,
        room.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Sharer {
                person: PersonRow {
                    account: row.account,
                    name: row.name,
                    facility: row.facility,
                    profession: row.profession,
                },
                kana: row.kana,
                category: word(StaffCategory::parse, &row.category, "facility.category")?,
                facility: row.id.into(),
            })
        })
        .collect()
}

/// The rooms in which people of a facility take part on the ground of a consent, in id order: whoever no entry has ended.
pub async fn rooms_of_facility(executor: impl PgExecutor<'_>, facility: FacilityId) -> Result<Vec<RoomId>> {
    let rows = query!(
        "select distinct m.room from membership m join affiliation x on x.id = m.affiliation join care_room r on r.id = m.room
         where x.facility = $1 and m.left_seq is null and m.permit is null and r.state in ('awaiting_consent', 'active', 'ended')
         order by m.room",
        facility.0
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| row.room.into()).collect())
}

/// Holds the facility of an affiliation until the commit: its kind is not changed meanwhile. Before accounts.
pub async fn hold_facility_of(tx: &mut Tx, affiliation: AffiliationId) -> Result<()> {
    query!(
        "select f.id from affiliation x join facility f on f.id = x.facility where x.id = $1 for share of f",
        affiliation.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(())
}

/// The facility of an affiliation, and its kind.
pub async fn facility_of(tx: &mut Tx, affiliation: AffiliationId) -> Result<(StaffCategory, FacilityId)> {
    let row = query!(
        "select f.category, f.id from affiliation x join facility f on f.id = x.facility where x.id = $1",
        affiliation.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((word(StaffCategory::parse, &row.category, "facility.category")?, row.id.into()))
}
