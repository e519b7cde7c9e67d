//! 紛失: someone's device is lost. It is out at once; then they get in on a new one under the same ID, vouched for by whoever
//! looks after them.

use renrakucho_domain::{
    AccountId, Act, DeviceId, FacilityId,
    suspension::{Decision, Grounds},
};
use renrakucho_protocol::{http::IssuedCode, vocabulary::HandOver};
use renrakucho_store::{notice, suspension::Suspended};

use super::{Actor, Result, attempt, issue_code, suspension};
use crate::app::Shared;

/// Suspends the device on the version that the form showed, and makes a code for another. The suspension stands even if the
/// code cannot be made: a code can be made again.
pub async fn replace_device(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    (account, device): (AccountId, DeviceId),
    version: i64,
    hand_over: HandOver,
) -> Result<IssuedCode> {
    let whose = suspension::Whose::OfStaff(facility, account);
    let decision = Decision::Suspend(Grounds::Lost);
    suspension::carry_out(app, actor, Act::ReplaceDevice, whose, Suspended::Device(device), version, decision).await?;
    attempt(app, actor, Act::ReplaceDevice, None, async move |app, actor| {
        let told = notice::Kind::DeviceReplaced;
        let made = issue_code::commit(&app, &actor, facility, account, None, hand_over, told).await?;
        Ok(issue_code::show(&app, &actor, facility, vec![made]).await?.remove(0))
    })
    .await
}
