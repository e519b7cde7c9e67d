//! What only a new installation, the demo city and load data need: filling an empty database.

use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, Tx};

/// Adds a profession.
pub async fn insert_profession(tx: &mut Tx, code: &str, name: &str) -> Result<()> {
    query!("insert into profession (code, name) values ($1, $2)", code, name).execute(&mut **tx).await?;
    Ok(())
}

/// Adds a facility.
pub async fn insert_facility(tx: &mut Tx, id: Uuid, name: &str, category: &str) -> Result<()> {
    query!("insert into facility (id, name, category) values ($1, $2, $3)", id, name, category)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Adds a person and their room, still awaiting consent.
pub async fn insert_room(
    tx: &mut Tx,
    room: Uuid,
    person: Uuid,
    basis: &str,
    (sealed_profile, identity_mac): (&[u8], &[u8]),
    since: OffsetDateTime,
) -> Result<()> {
    query!(
        "insert into supported_person (id, residence_basis, identity_mac) values ($1, $2, $3)",
        person,
        basis,
        identity_mac
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into care_room (id, supported_person, state, state_since) values ($1, $2, 'awaiting_consent', $3)",
        room,
        person,
        since
    )
    .execute(&mut **tx)
    .await?;
    query!("insert into room_profile (room, sealed) values ($1, $2)", room, sealed_profile).execute(&mut **tx).await?;
    Ok(())
}

/// Rooms full of members with live sessions, for load tests: everything in arrays of equal length.
#[derive(Debug, Default)]
pub struct Crowd {
    /// Room of each member.
    pub rooms: Vec<Uuid>,
    /// Account of each member.
    pub accounts: Vec<Uuid>,
    /// Person of each member.
    pub staff_members: Vec<Uuid>,
    /// Affiliation of each member.
    pub affiliations: Vec<Uuid>,
    /// Device of each member.
    pub devices: Vec<Uuid>,
    /// Session of each member.
    pub sessions: Vec<Uuid>,
    /// Hash of each session's token.
    pub token_hashes: Vec<Vec<u8>>,
    /// The rooms themselves.
    pub new_rooms: Vec<Uuid>,
    /// The persons they are about.
    pub new_persons: Vec<Uuid>,
    /// Their sealed profiles.
    pub profiles: Vec<Vec<u8>>,
}

/// Adds a crowd at an existing facility. The rooms are active; their logs are empty.
pub async fn insert_crowd(tx: &mut Tx, crowd: &Crowd, facility: Uuid, profession: &str) -> Result<()> {
    query!(
        "insert into staff_member (id, name, kana)
         select id, '負荷 ' || ordinality, 'ふか' from unnest($1::uuid[]) with ordinality as t (id, ordinality)",
        &crowd.staff_members
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into affiliation (id, staff_member, facility, profession)
         select id, staff_member, $3, $4 from unnest($1::uuid[], $2::uuid[]) as t (id, staff_member)",
        &crowd.affiliations,
        &crowd.staff_members,
        facility,
        profession
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into account (id, login_id, staff_member, role, alert_mail)
         select id, 'load-' || id, staff_member, 'staff', false
         from unnest($1::uuid[], $2::uuid[]) as t (id, staff_member)",
        &crowd.accounts,
        &crowd.staff_members
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into device (id, facility, kind, label)
         select id, $2, 'personal', 'load' from unnest($1::uuid[]) as t (id)",
        &crowd.devices,
        facility
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into session (id, token_hash, account, device, expires_at)
         select id, token_hash, account, device, clock_timestamp() + interval '12 hours'
         from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::uuid[]) as t (id, token_hash, account, device)",
        &crowd.sessions,
        &crowd.token_hashes,
        &crowd.accounts,
        &crowd.devices
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into supported_person (id, residence_basis) select id, 'resident' from unnest($1::uuid[]) as t (id)",
        &crowd.new_persons
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into care_room (id, supported_person, state)
         select id, person, 'active' from unnest($1::uuid[], $2::uuid[]) as t (id, person)",
        &crowd.new_rooms,
        &crowd.new_persons
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into room_profile (room, sealed) select * from unnest($1::uuid[], $2::bytea[])",
        &crowd.new_rooms,
        &crowd.profiles
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into membership (room, account, affiliation, joined_seq)
         select room, account, affiliation, 0 from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as t (room, account, affiliation)",
        &crowd.rooms,
        &crowd.accounts,
        &crowd.affiliations
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Posts that rooms already hold, for load tests: everything in arrays of equal length.
#[derive(Debug, Default)]
pub struct Past {
    /// Room of each post.
    pub rooms: Vec<Uuid>,
    /// Position of each post; a room's follow each other without a hole.
    pub seqs: Vec<i64>,
    /// Id of each post.
    pub ids: Vec<Uuid>,
    /// Its author.
    pub authors: Vec<Uuid>,
    /// Through which affiliation.
    pub affiliations: Vec<Uuid>,
    /// Its sealed body.
    pub sealed: Vec<Vec<u8>>,
    /// Keyed digest of its content.
    pub content_macs: Vec<Vec<u8>>,
}

/// Adds posts of the last month, one each second, without audit events and alerts: as if they had been there long ago.
pub async fn insert_past(tx: &mut Tx, past: &Past) -> Result<()> {
    query!(
        "insert into entry (room, seq, id, kind, at, author, author_affiliation, priority, sealed, content_mac)
         select room, seq, id, 'post', now() - interval '30 days' + make_interval(secs => seq::double precision), author,
                affiliation, 'normal', sealed, content_mac
         from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bytea[], $7::bytea[])
              as t (room, seq, id, author, affiliation, sealed, content_mac)",
        &past.rooms,
        &past.seqs,
        &past.ids,
        &past.authors,
        &past.affiliations,
        &past.sealed,
        &past.content_macs
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "update care_room r set last_seq = e.seq, last_at = e.at
         from (select distinct on (room) room, seq, at from entry where room = any($1) order by room, seq desc) e
         where r.id = e.room",
        &past.rooms
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
