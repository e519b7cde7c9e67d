//! The staff of a facility: who they are, how their IDs and devices stand, what waits for them.

use renrakucho_domain::{Act, FacilityId, audit::Event, permission::may_issue_ids};
use renrakucho_protocol::http::{FacilityLine, FacilityStaff, Profession};
use renrakucho_store::{
    audit::{self, About},
    facility, staff,
};

use super::{
    Actor, Error, Result,
    facility_staff::{facility_line, look_after, show_facility, shown},
    refuse, require,
};
use crate::app::App;

/// The facilities whose staff the actor looks after: the own one, or all of the city.
pub async fn list_facilities(app: &App, actor: &Actor) -> Result<Vec<FacilityLine>> {
    require(app, actor, Act::ListStaff).await?;
    let mut tx = app.database.begin().await?;
    let (role, own) = facility::looked_after_by(&mut tx, actor.account).await?;
    renrakucho_store::commit(tx).await?;
    let may = |line: &facility::Line| {
        let is_own = own == Some(FacilityId(line.facility));
        renrakucho_domain::permission::may_at_facility(role, is_own, Act::ListStaff).is_ok()
    };
    Ok(facility::lines(&app.database, None).await?.into_iter().filter(may).map(show_facility).collect())
}

/// All of a facility's staff.
pub async fn list_staff(app: &App, actor: &Actor, facility: FacilityId) -> Result<FacilityStaff> {
    require(app, actor, Act::ListStaff).await?;
    let mut tx = app.database.begin().await?;
    match look_after(&mut tx, actor, facility, Act::ListStaff).await {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::ListStaff, None, refusal).await;
        }
        other => other?,
    }
    let about = About { subject: Some(facility.0), ..About::default() };
    audit::record(&mut tx, Event::StaffListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    let professions = staff::professions(&app.database).await?.into_iter();
    Ok(FacilityStaff {
        facility: facility_line(&app.database, facility).await?,
        may_issue_ids: may_issue_ids(actor.role, app.config.people.facility_issues_ids).is_ok(),
        professions: professions.map(|(code, name)| Profession { code, name }).collect(),
        staff: shown(app, actor, facility, None).await?,
    })
}
