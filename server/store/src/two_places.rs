//! Devices in two places at once: what was seen of a session's device elsewhere, and the cases about it.

use std::net::IpAddr;

use renrakucho_domain::{
    AccountId, CaseId, DeviceId, SessionId,
    two_places::{Place, Sight, Stay},
};
use sqlx::query;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// What was seen of a device.
#[derive(Clone, Debug)]
pub struct Seen {
    /// A session, and whose. Of a certificate in a handshake: the session that began with it, if one did.
    pub session: Option<(SessionId, AccountId)>,
    /// What its browser calls itself.
    pub agent: String,
    /// Where and when.
    pub stay: Stay,
    /// What it is.
    pub sight: Sight,
}

/// What was seen of a session's device beside the session within so many seconds: sessions that count, and its certificate in
/// a handshake. Without what there is a case about, or was.
pub async fn others(database: &Database, session: SessionId, within_seconds: u32) -> Result<Vec<Seen>> {
    let rows = query!(
        r#"select s.id as "session?", s.account as "account?", s.seen_from as "address!", s.seen_with as "agent!",
                  s.seen_since as "since!", s.proved_at as "until!", false as "is_certificate!",
                  s.key_public = own.key_public as "has_same_key!"
           from session own join session s on s.device = own.device
           where own.id = $1 and s.id <> own.id and s.ended_at is null and s.expires_at > clock_timestamp()
             and s.proved_at > clock_timestamp() - make_interval(secs => $2::double precision)
             and s.seen_since is not null and s.key_public is not null and own.key_public is not null
             and not exists (select from device_in_two_places t where t.device = own.device
                             and (t.session, t.other_session) in ((own.id, s.id), (s.id, own.id)))
           union all
           select s.id, s.account, c.presented_from, c.presented_with, c.presented_at, c.presented_at, true, false
           from session own join device_certificate c on c.device = own.device and c.standing <> 'ended'
           left join lateral (select id, account from session
                              where device = own.device and created_at > c.presented_at and seen_from = c.presented_from
                              order by created_at limit 1) s on true
           where own.id = $1 and c.presented_at > clock_timestamp() - make_interval(secs => $2::double precision)
             and not exists (select from device_in_two_places t where t.device = own.device
                             and ((t.session = own.id and t.other_session is not distinct from s.id)
                                  or (t.session = s.id and t.other_session = own.id)))"#,
        session.0,
        f64::from(within_seconds)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let address = word(|word| word.parse::<IpAddr>().ok(), &row.address, "session.seen_from")?;
            let sight = match (row.is_certificate, row.has_same_key) {
                (true, _) => Sight::Certificate,
                (false, true) => Sight::SameKey,
                (false, false) => Sight::OtherKey,
            };
            Ok(Seen {
                session: row.session.zip(row.account).map(|(session, account)| (session.into(), account.into())),
                agent: row.agent,
                stay: Stay { address, since: row.since, until: row.until },
                sight,
            })
        })
        .collect()
}

/// Notes that a certificate was presented.
pub async fn presented(tx: &mut Tx, fingerprint: &[u8], place: &Place) -> Result<()> {
    query!(
        "update device_certificate set presented_at = clock_timestamp(), presented_from = $2, presented_with = $3
         where fingerprint = $1",
        fingerprint,
        place.address.to_string(),
        place.agent
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a case is about.
#[derive(Clone, Copy, Debug)]
pub struct Twice {
    /// The device.
    pub device: DeviceId,
    /// The session that was in one place.
    pub session: SessionId,
    /// The one that was in the other. None: its certificate was.
    pub other: Option<SessionId>,
}

/// Whether a case about it may be opened: the device is in use, and no case about it is open. For whoever holds the device.
pub async fn is_news(tx: &mut Tx, device: DeviceId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from device where id = $1 and standing = 'active')
              and not exists (select from device_in_two_places t join city_case c on c.id = t.city_case
                              where t.device = $1 and c.state = 'open') as "news!""#,
        device.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.news)
}

/// Keeps what a case is about.
pub async fn insert(tx: &mut Tx, case: CaseId, twice: Twice) -> Result<()> {
    query!(
        "insert into device_in_two_places (city_case, device, session, other_session) values ($1, $2, $3, $4)",
        case.0,
        twice.device.0,
        twice.session.0,
        twice.other.map(|other| other.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Which device a case is about, and whose sessions.
pub async fn of_case(tx: &mut Tx, case: CaseId) -> Result<Option<(DeviceId, Vec<Uuid>)>> {
    let row = query!(
        r#"select t.device, array(select s.account from session s where s.id in (t.session, t.other_session)) as "accounts!"
           from device_in_two_places t where t.city_case = $1"#,
        case.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.device.into(), row.accounts)))
}

/// A device by name.
#[derive(Clone, Debug)]
pub struct Named {
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// Its facility.
    pub facility: String,
}

/// What a device is called, and where it belongs.
pub async fn named(tx: &mut Tx, device: DeviceId) -> Result<Named> {
    Ok(sqlx::query_as!(
        Named,
        r#"select d.label, d.kind = 'shared' as "is_shared!", f.name as facility
           from device d join facility f on f.id = d.facility where d.id = $1"#,
        device.0
    )
    .fetch_one(&mut **tx)
    .await?)
}
