//! Who takes part in a room.

use renrakucho_domain::{AccountId, AffiliationId, RoomId, Seq, person::StaffCategory};
use sqlx::query;

use crate::{Database, Result, Tx, entry::PersonRow, error::word};

/// A member as the room's page shows them.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Who, from where, as what.
    pub person: PersonRow,
    /// The reading of the name.
    pub kana: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// How far they have read.
    pub read_upto: Seq,
}

/// All members, by kana.
pub async fn shown(database: &Database, room: RoomId) -> Result<Vec<Shown>> {
    let rows = query!(
        r#"select m.account as "account!", s.name, s.kana, f.name as facility, f.category, p.name as profession,
                  coalesce(r.upto, 0) as "upto!"
           from standing_membership m join staff_member s on s.id = m.staff_member
           join facility f on f.id = m.facility join profession p on p.code = m.profession
           left join read_mark r on r.room = m.room and r.account = m.account
           where m.room = $1 order by s.kana, s.name"#,
        room.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Shown {
                person: PersonRow {
                    account: row.account,
                    name: row.name,
                    facility: row.facility,
                    profession: row.profession,
                },
                kana: row.kana,
                category: word(StaffCategory::parse, &row.category, "facility.category")?,
                read_upto: row.upto,
            })
        })
        .collect()
}

/// Begins a membership with the entry that says so.
pub async fn begin(
    tx: &mut Tx,
    room: RoomId,
    account: AccountId,
    affiliation: AffiliationId,
    joined_seq: Seq,
) -> Result<()> {
    query!(
        "insert into membership (room, account, affiliation, joined_seq) values ($1, $2, $3, $4)",
        room.0,
        account.0,
        affiliation.0,
        joined_seq
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
