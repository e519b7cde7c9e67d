//! 同意の取り直し: the consents of a room, one after the other.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::{
    FacilityId,
    consent::{ConsentReceipt, Scope, Signatory},
};
use renrakucho_protocol::{
    consent::{ConsentAgainBody, ConsentPreviewBody, ConsentReach, ConsentScope, ConsentTaken, Consents},
    http::{ConsentReceiptBody, SignedBy},
};

use super::{
    city::date,
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{
        Actor,
        take_consent_again::{self, Again},
    },
    app::Shared,
};

/// All consents of a room as they were recorded, the newest first, each with its scan.
pub async fn history(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<Consents>, Failed> {
    Ok(Json(take_consent_again::read_consents(&app, &actor, room_id(&room)?).await?))
}

/// Who would leave a room if this were what was agreed to.
pub async fn preview(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<ConsentPreviewBody>,
) -> Result<Json<ConsentReach>, Failed> {
    Ok(Json(take_consent_again::preview(&app, &actor, room_id(&room)?, scope(body.scope)).await?))
}

/// 同意の取り直し: another consent takes the place of the one before; whom it does not reach leaves at once.
pub async fn take_again(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<ConsentAgainBody>,
) -> Result<Json<ConsentTaken>, Failed> {
    let (room, version) = (room_id(&room)?, body.receipt.version);
    // Of this one they stand beside the receipt.
    if !body.receipt.scans.is_empty() {
        return Err(Failed::field("scans"));
    }
    if !body.receipt.others.is_empty() {
        return Err(Failed::field("others"));
    }
    let again = Again { version, receipt: receipt(body.receipt)?, scans: body.scans, leaving: body.leaving };
    Ok(Json(take_consent_again::take_again(&app, &actor, room, again).await?))
}

/// A receipt as the rules take it.
pub(super) fn receipt(body: ConsentReceiptBody) -> Result<ConsentReceipt, Failed> {
    let signatory = match body.signed_by {
        SignedBy::Person => Signatory::Person,
        SignedBy::Proxy => Signatory::Proxy {
            relation: body.relation.unwrap_or_default(),
            why_not_person: body.why_not_person.unwrap_or_default(),
        },
    };
    Ok(ConsentReceipt {
        signatory,
        form_version: body.form_version,
        signed_on: date(&body.signed_on, "signed_on")?,
        received_on: date(&body.received_on, "received_on")?,
        scope: scope(body.scope),
    })
}

fn scope(scope: Option<ConsentScope>) -> Scope {
    scope.map_or_else(Scope::whole, |scope| Scope {
        categories: scope.categories.into_iter().map(Into::into).collect(),
        information: scope.information.into_iter().map(Into::into).collect(),
        refused: scope.refused_facilities.into_iter().map(FacilityId).collect(),
    })
}
