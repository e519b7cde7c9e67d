//! 紛失: someone's device is lost, and they stand before whoever looks after them. It is out at once; then they get in on
//! another one under the same ID, vouched for.

use renrakucho_domain::{AccountId, Act, DeviceId, FacilityId};
use renrakucho_protocol::{
    http::IssuedCode,
    loss::{LossBody, LostDevice, ReplacementBody},
};

use super::{
    Actor, Result, attempt, issue_code,
    report_loss::{self, Whose},
};
use crate::app::Shared;

/// Reports the device as lost on the version that the form showed, with the passkeys that were in it, and makes a code for
/// another. The report stands even if the code cannot be made: a code can be made again.
pub async fn replace_device(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    (account, device): (AccountId, DeviceId),
    body: ReplacementBody,
) -> Result<IssuedCode> {
    let ReplacementBody { version, passkeys, hand_over } = body;
    let lost = LossBody { device: Some(LostDevice { device: device.0, version }), passkeys };
    report_loss::carry_out(app, actor, Act::ReplaceDevice, Whose::OfStaff(facility, account), lost).await?;
    attempt(app, actor, Act::ReplaceDevice, None, async move |app, actor| {
        let made = issue_code::commit(&app, &actor, facility, account, None, hand_over).await?;
        Ok(issue_code::show(&app, &actor, facility, vec![made]).await?.remove(0))
    })
    .await
}
