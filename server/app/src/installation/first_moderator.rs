//! Whom the city begins with: its office, and a moderator with a device that waits for its code. Everybody else is added by
//! someone who is there; but for the operator, whom nobody of the city looks after.

use renrakucho_domain::{
    AccountId, DeviceId, FacilityId, Role,
    audit::Event,
    person::StaffCategory,
    staff::{Form, login_id},
};
use renrakucho_store::{
    Database, Tx,
    audit::{self, About, Origin},
    demo, device, enrolment_code, staff,
};

use super::Founding;
use crate::{
    action::{enrol_passkey::code_hash, issue_code::new_code},
    demo::city::City,
    entropy,
};

/// The city's own people.
pub(super) const PROFESSION: &str = "city_official";

/// Fills an empty database; the moderator's login ID and code.
pub(super) async fn enrol(database: &Database, founding: &Founding, seconds: i32) -> anyhow::Result<(String, String)> {
    let professions = City::read(None)?;
    let facility = FacilityId(entropy::id());

    let mut tx = database.begin().await?;
    for (code, name) in professions.professions() {
        demo::insert_profession(&mut tx, code, name).await?;
    }
    let category = StaffCategory::CityEmployee.as_str();
    demo::insert_facility(&mut tx, facility.0, founding.office.trim(), category).await?;
    let enrolled = add(&mut tx, facility, &founding.moderator(), Role::CityModerator, seconds, "init").await?;
    renrakucho_store::commit(tx).await?;
    Ok(enrolled)
}

/// Adds someone to an office of the city, with a device that waits for its code; the login ID and the code. `request` tells the
/// audit log which command it was.
pub(super) async fn add(
    tx: &mut Tx,
    facility: FacilityId,
    form: &Form,
    role: Role,
    seconds: i32,
    request: &str,
) -> anyhow::Result<(String, String)> {
    let (person, account, of) = (entropy::id(), AccountId(entropy::id()), DeviceId(entropy::id()));
    let (login, code) = (login_id(entropy::bytes()), new_code());
    staff::insert(tx, &staff::NewStaff { staff_member: person, name: &form.name, kana: &form.kana }).await?;
    let new = staff::NewAccount {
        account,
        login_id: &login,
        staff_member: person,
        role,
        mail: form.mail.as_deref(),
        alert_mail: form.alert_mail,
    };
    staff::insert_account(tx, &new).await?;
    staff::insert_affiliation(tx, entropy::id(), person, facility.0, PROFESSION, 0).await?;
    device::insert_personal(tx, of, facility, &format!("{}さんの端末", form.name), account).await?;
    let new = enrolment_code::New {
        hash: &code_hash(&code),
        account,
        device: of,
        hand_over: enrolment_code::HandOver::Screen,
        lifetime_seconds: seconds,
        issued_by: None,
        awaits_second: false,
    };
    enrolment_code::insert(tx, &new).await?;
    let origin = Origin { request: request.into(), ..Origin::default() };
    for (event, detail) in [(Event::StaffAdded, None), (Event::CodeIssued, Some("screen"))] {
        let about = About { subject: Some(account.0), detail, ..About::default() };
        audit::record(tx, event, &origin, about).await?;
    }
    Ok((login, code))
}
