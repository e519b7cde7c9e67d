//! 端末台帳: the devices of a facility with what was stated of each, and the history of that.

use renrakucho_domain::{
    AccountId, DeviceId, FacilityId,
    certificate::DeviceKind,
    inventory::{Owner, Statement},
    session::Standing,
};
use sqlx::query;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// The version of a personal device of a facility that has not ended. For whoever holds it locked.
pub async fn version_of_personal(tx: &mut Tx, device: DeviceId, facility: FacilityId) -> Result<Option<i64>> {
    let row = query!(
        "select version from device where id = $1 and facility = $2 and kind = 'personal' and standing <> 'ended'",
        device.0,
        facility.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.version))
}

/// States a personal device anew. For whoever holds it locked; [`keep`] follows.
pub async fn state(tx: &mut Tx, device: DeviceId, statement: &Statement, by: AccountId) -> Result<()> {
    let number = (!statement.asset_number.is_empty()).then_some(&*statement.asset_number);
    query!(
        "update device set owner = $2, asset_number = $3, security_software = $4, changed_by = $5,
                changed_at = clock_timestamp(), version = version + 1
         where id = $1",
        device.0,
        statement.owner.as_str(),
        number,
        statement.security_software,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps what stands of a device as what was stated of it just now.
pub async fn keep(tx: &mut Tx, device: DeviceId, by: AccountId) -> Result<()> {
    query!(
        "insert into device_statement (device, version, owner, asset_number, place, security_software, stated_by)
         select id, version, coalesce(owner, 'facility'), asset_number, place, security_software, $2
         from device where id = $1",
        device.0,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A device of the inventory.
#[derive(Clone, Debug)]
pub struct Line {
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether it is a shared one.
    pub is_shared: bool,
    /// Where its key is; none before it has a certificate.
    pub kind: Option<DeviceKind>,
    /// Until when its certificate is valid.
    pub certificate_ends: Option<OffsetDateTime>,
    /// Who may sign in on it, by name.
    pub people: Vec<String>,
    /// How it stands.
    pub standing: Standing,
    /// When it was registered.
    pub created_at: OffsetDateTime,
    /// Version of its row.
    pub version: i64,
}

/// The devices of a facility that have not ended, or one of them, by label.
pub async fn lines(database: &Database, facility: FacilityId, only: Option<DeviceId>) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select d.id, d.label, d.kind = 'shared' as "is_shared!", d.standing, d.created_at, d.version,
                  its.kind as "kind?", its.not_after as "not_after?",
                  array(select s.name from device_account da join account a on a.id = da.account
                        join staff_member s on s.id = a.staff_member where da.device = d.id order by s.kana, s.id)
                      as "people!"
           from device d
           left join lateral (
               select case when c.key_public is not null then 'browser' when c.is_managed then 'managed' else 'file' end
                          as kind, c.not_after
               from device_certificate c where c.device = d.id and c.standing <> 'ended' and c.replaces is null
               order by c.created_at desc limit 1
           ) as its on true
           where d.facility = $1 and d.standing <> 'ended' and ($2::uuid is null or d.id = $2)
           order by d.label, d.id limit 5000"#,
        facility.0,
        only.map(|device| device.0)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = row.kind.map(|kind| word(DeviceKind::parse, &kind, "device_certificate")).transpose()?;
            Ok(Line {
                device: row.id,
                label: row.label,
                is_shared: row.is_shared,
                kind,
                certificate_ends: row.not_after,
                people: row.people,
                standing: word(Standing::parse, &row.standing, "device.standing")?,
                created_at: row.created_at,
                version: row.version,
            })
        })
        .collect()
}

/// What was stated of a device once.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The device.
    pub device: Uuid,
    /// Whose it is.
    pub owner: Owner,
    /// 管理番号
    pub asset_number: Option<String>,
    /// Where it stands, if it is a shared one.
    pub place: Option<String>,
    /// Its security software.
    pub security_software: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

/// All that was stated of these devices, the newest first.
pub async fn statements(database: &Database, devices: &[Uuid]) -> Result<Vec<Stated>> {
    let rows = query!(
        "select t.device, t.owner, t.asset_number, t.place, t.security_software, t.stated_at, s.name
         from device_statement t join account a on a.id = t.stated_by join staff_member s on s.id = a.staff_member
         where t.device = any($1) order by t.device, t.version desc",
        devices
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Stated {
                device: row.device,
                owner: word(Owner::parse, &row.owner, "device_statement.owner")?,
                asset_number: row.asset_number,
                place: row.place,
                security_software: row.security_software,
                by: row.name,
                at: row.stated_at,
            })
        })
        .collect()
}
