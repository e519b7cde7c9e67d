//! 検索: everything that has a name. What is searched for is never told to the database, so that it stands in none of its logs; names
//! are compared in memory, where those of rooms are opened anyway.

use renrakucho_domain::{Role, RoomState, person::StaffCategory, session::Standing};
use sqlx::query;
use uuid::Uuid;

use crate::{Database, Result, error::word};

/// Rooms of which somebody knows whom they are about, in the order of the city's list.
pub async fn rooms(database: &Database) -> Result<Vec<(Uuid, RoomState)>> {
    let rows = query!(
        "select id, state from care_room where state not in ('lapsed', 'erased')
         order by array_position(array['awaiting_consent', 'active', 'ended', 'discontinued'], state), state_since desc, id"
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter().map(|row| Ok((row.id, word(RoomState::parse, &row.state, "care_room.state")?))).collect()
}

/// An account with what it is found by.
#[derive(Clone, Debug)]
pub struct Account {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// The facility of the main affiliation, or of the last one.
    pub facility: Option<Uuid>,
    /// Its name.
    pub facility_name: Option<String>,
    /// Whether the person is there still.
    pub is_there: bool,
}

/// All accounts, those that count first, then by the reading of the person's name.
pub async fn accounts(database: &Database) -> Result<Vec<Account>> {
    let rows = query!(
        r#"select a.id, a.login_id, s.name, s.kana, a.role, a.standing, x.facility as "facility?",
                  f.name as "facility_name?", x.ended_at is null as "is_there!"
           from account a join staff_member s on s.id = a.staff_member
           left join lateral (select x.facility, x.ended_at from affiliation x where x.staff_member = s.id
                              order by x.ended_at desc nulls first, x.position, x.id limit 1) x on true
           left join facility f on f.id = x.facility
           order by a.standing = 'ended', s.kana, a.login_id"#
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Account {
                account: row.id,
                login_id: row.login_id,
                name: row.name,
                kana: row.kana,
                role: word(Role::parse, &row.role, "account.role")?,
                standing: word(Standing::parse, &row.standing, "account.standing")?,
                facility: row.facility,
                facility_name: row.facility_name,
                is_there: row.is_there,
            })
        })
        .collect()
}

/// A facility with what it is found by.
#[derive(Clone, Debug)]
pub struct Facility {
    /// The facility.
    pub facility: Uuid,
    /// Its name.
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// How it stands.
    pub standing: Standing,
}

/// All facilities, those that have not ended first, then by name.
pub async fn facilities(database: &Database) -> Result<Vec<Facility>> {
    let rows = query!("select id, name, category, standing from facility order by standing = 'ended', name, id")
        .fetch_all(database.pool())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Facility {
                facility: row.id,
                name: row.name,
                category: word(StaffCategory::parse, &row.category, "facility.category")?,
                standing: word(Standing::parse, &row.standing, "facility.standing")?,
            })
        })
        .collect()
}
