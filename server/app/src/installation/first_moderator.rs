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
    let (person, account, login) = (entropy::id(), AccountId(entropy::id()), login_id(entropy::bytes()));
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
    audit::record(tx, Event::StaffAdded, &origin(request), About { subject: Some(account.0), ..About::default() })
        .await?;
    let code = invite(tx, facility, account, &form.name, seconds, request).await?;
    Ok((login, code))
}

fn origin(request: &str) -> Origin {
    Origin { request: request.into(), ..Origin::default() }
}

/// Makes a code for a new device of someone's.
pub(super) async fn invite(
    tx: &mut Tx,
    facility: FacilityId,
    account: AccountId,
    name: &str,
    seconds: i32,
    request: &str,
) -> anyhow::Result<String> {
    let (of, code) = (DeviceId(entropy::id()), new_code());
    device::insert_personal(tx, of, facility, &format!("{name}さんの端末"), account).await?;
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
    let about = About { subject: Some(account.0), detail: Some("screen"), ..About::default() };
    audit::record(tx, Event::CodeIssued, &origin(request), about).await?;
    Ok(code)
}
