//! Certificates of devices: which counts, and which takes whose place.

use renrakucho_domain::{AccountId, DeviceId, certificate::DeviceKind};
use sqlx::query;
use time::OffsetDateTime;

use crate::{Database, Result, Tx};

const fn kind(is_in_browser: bool, is_managed: bool) -> DeviceKind {
    match (is_in_browser, is_managed) {
        (true, _) => DeviceKind::Browser,
        (false, true) => DeviceKind::Managed,
        (false, false) => DeviceKind::File,
    }
}

/// A certificate in good standing, of a device in good standing. Its time may be over.
#[derive(Debug)]
pub struct Certified {
    /// Its device.
    pub device: DeviceId,
    /// Whether that is a shared one.
    pub is_shared: bool,
    /// Where its key is.
    pub kind: DeviceKind,
    /// The key, if a browser holds it; otherwise it is proved in a TLS handshake.
    pub key_public: Option<Vec<u8>>,
    /// Until when it is valid.
    pub not_after: OffsetDateTime,
    /// The database's time.
    pub now: OffsetDateTime,
}

impl Certified {
    /// Whether its time is over.
    pub fn has_expired(&self) -> bool {
        self.not_after < self.now
    }
}

/// Finds one by SHA-256 of it.
pub async fn find(tx: &mut Tx, fingerprint: &[u8]) -> Result<Option<Certified>> {
    let row = query!(
        r#"select d.id, d.kind = 'shared' as "is_shared!", c.key_public, c.is_managed, c.not_after,
                  clock_timestamp() as "now!"
           from device_certificate c join device d on d.id = c.device join standing_facility f on f.id = d.facility
           where c.fingerprint = $1 and c.standing = 'active' and d.standing = 'active'
             and clock_timestamp() >= c.not_before"#,
        fingerprint
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Certified {
        device: row.id.into(),
        is_shared: row.is_shared,
        kind: kind(row.key_public.is_some(), row.is_managed),
        key_public: row.key_public,
        not_after: row.not_after,
        now: row.now,
    }))
}

/// What became of a certificate with which somebody signs in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// It is its device's, as before.
    Held,
    /// It waited, and has taken the place of all others of its device.
    Taken,
    /// It has ended, or is stopped.
    Lost,
}

/// The passkey has completed a sign-in with this certificate: one that waited takes its place. Holds the account, and the
/// device as strongly as that needs: two who took a stronger hold of it later would each wait for the other.
pub async fn complete(tx: &mut Tx, account: AccountId, device: DeviceId, fingerprint: &[u8]) -> Result<Place> {
    query!("select from account where id = $1 for share", account.0).fetch_optional(&mut **tx).await?;
    // Whatever waits no more never waits again.
    if waits(tx, fingerprint).await? == Some(true) {
        query!("select from device where id = $1 for no key update", device.0).fetch_optional(&mut **tx).await?;
    } else {
        query!("select from device where id = $1 for share", device.0).fetch_optional(&mut **tx).await?;
    }
    let place = match waits(tx, fingerprint).await? {
        Some(true) => Place::Taken,
        Some(false) => Place::Held,
        None => Place::Lost,
    };
    if place == Place::Taken {
        query!(
            "update device_certificate set standing = 'ended'
             where device = $1 and fingerprint <> $2 and standing <> 'ended'",
            device.0,
            fingerprint
        )
        .execute(&mut **tx)
        .await?;
        query!("update device_certificate set replaces = null where fingerprint = $1", fingerprint)
            .execute(&mut **tx)
            .await?;
    }
    Ok(place)
}

/// Whether a certificate that counts waits to take another's place.
async fn waits(tx: &mut Tx, fingerprint: &[u8]) -> Result<Option<bool>> {
    let row = query!(
        r#"select replaces is not null as "waits!" from device_certificate
           where fingerprint = $1 and standing = 'active'"#,
        fingerprint
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.waits))
}

/// The certificate by which a device signs in at present.
#[derive(Clone, Debug)]
pub struct Current {
    /// SHA-256 of it.
    pub fingerprint: Vec<u8>,
    /// Where its key is.
    pub kind: DeviceKind,
    /// The key, if a browser holds it.
    pub key_public: Option<Vec<u8>>,
    /// Until when it is valid.
    pub not_after: OffsetDateTime,
    /// The database's time.
    pub now: OffsetDateTime,
}

macro_rules! current {
    ($executor:expr, $device:expr) => {
        query!(
            r#"select fingerprint, key_public, is_managed, not_after, clock_timestamp() as "now!" from device_certificate
               where device = $1 and standing = 'active' and replaces is null order by created_at desc limit 1"#,
            $device.0
        )
        .fetch_optional($executor)
        .await?
        .map(|row| Current {
            fingerprint: row.fingerprint,
            kind: kind(row.key_public.is_some(), row.is_managed),
            key_public: row.key_public,
            not_after: row.not_after,
            now: row.now,
        })
    };
}

/// Reads it.
pub async fn current(database: &Database, device: DeviceId) -> Result<Option<Current>> {
    Ok(current!(database.pool(), device))
}

/// The same, while the device is held locked.
pub async fn current_in(tx: &mut Tx, device: DeviceId) -> Result<Option<Current>> {
    Ok(current!(&mut **tx, device))
}

/// A certificate that was issued in place of another.
#[derive(Debug)]
pub struct New<'a> {
    /// For which device.
    pub device: DeviceId,
    /// In place of which.
    pub replaces: &'a [u8],
    /// SHA-256 of it.
    pub fingerprint: &'a [u8],
    /// The key, if a browser holds it.
    pub key_public: Option<&'a [u8]>,
    /// Whether a program that manages the device holds it.
    pub is_managed: bool,
    /// Validity.
    pub not_before: OffsetDateTime,
    /// Validity.
    pub not_after: OffsetDateTime,
}

/// How many may wait at the same time for a device: more than answers are lost in a row.
const WAITING: i64 = 5;

/// Registers it. It counts at once, and the other with it, until it is used. Too many: a session's own makes room for itself;
/// one that was asked for with a certificate alone must not, as whoever copied that would end what the device holds. False:
/// that, or the other has ended meanwhile.
pub async fn insert_replacement(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    // Nothing takes another's place meanwhile.
    query!("select from device where id = $1 for share", new.device.0).fetch_optional(&mut **tx).await?;
    if new.key_public.is_some() {
        query!(
            "update device_certificate set standing = 'ended'
             where fingerprint in (select fingerprint from device_certificate
                                   where device = $1 and replaces is not null and standing <> 'ended'
                                   order by created_at desc offset $2)",
            new.device.0,
            WAITING - 1
        )
        .execute(&mut **tx)
        .await?;
    }
    let done = query!(
        "insert into device_certificate (fingerprint, device, key_public, is_managed, replaces, not_before, not_after)
         select $1, $2, $3, $4, $5, $6, $7
         where exists (select from device_certificate where fingerprint = $5 and standing = 'active')
           and $8 > (select count(*) from device_certificate
                     where device = $2 and replaces is not null and standing <> 'ended')",
        new.fingerprint,
        new.device.0,
        new.key_public,
        new.is_managed,
        new.replaces,
        new.not_before,
        new.not_after,
        WAITING
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
