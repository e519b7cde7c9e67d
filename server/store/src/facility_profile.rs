//! What a facility stated about itself, and how it is changed.

use std::collections::BTreeSet;

use renrakucho_domain::{
    FacilityId,
    application::{Form, Listed},
    person::StaffCategory,
};
use sqlx::query;

use crate::{Result, Tx, error::word};

/// What holds, and the version of the facility. What one never stated is empty: those that were there from the beginning did
/// not apply.
pub async fn stated(tx: &mut Tx, facility: FacilityId) -> Result<Option<(Form, i64)>> {
    let row = query!(
        r#"select f.name, f.category, f.version, p.ground, p.address as "address?", p.representative as "representative?",
                  p.mail as "mail?", p.phone as "phone?", p.listed as "listed?"
           from facility f left join facility_profile p on p.facility = f.id where f.id = $1"#,
        facility.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let listed = row.listed.unwrap_or_default();
    let listed: Result<BTreeSet<_>> =
        listed.iter().map(|field| word(Listed::parse, field, "facility_profile.listed")).collect();
    let form = Form {
        name: row.name,
        category: word(StaffCategory::parse, &row.category, "facility.category")?,
        ground: row.ground,
        address: row.address.unwrap_or_default(),
        representative: row.representative.unwrap_or_default(),
        mail: row.mail.unwrap_or_default(),
        phone: row.phone.unwrap_or_default(),
        agrees_to_purpose: true,
        listed: listed?,
    };
    Ok(Some((form, row.version)))
}

/// What holds from here on, in the facility that this transaction holds locked.
pub async fn restate(tx: &mut Tx, facility: FacilityId, form: &Form) -> Result<()> {
    let listed: Vec<_> = form.listed.iter().map(|field| field.as_str().to_owned()).collect();
    query!(
        "with named as (update facility set name = $2, category = $3, version = version + 1 where id = $1)
         insert into facility_profile (facility, address, representative, mail, phone, ground, listed)
         values ($1, $4, $5, $6, $7, $8, $9)
         on conflict (facility) do update set address = excluded.address, representative = excluded.representative,
             mail = excluded.mail, phone = excluded.phone, ground = excluded.ground, listed = excluded.listed",
        facility.0,
        form.name,
        form.category.as_str(),
        form.address,
        form.representative,
        form.mail,
        form.phone,
        form.ground.as_deref(),
        &listed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
