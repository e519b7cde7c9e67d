//! 支援対象者の提案.

use axum::{Json, extract::State};
use renrakucho_domain::{RoomId, proposal::Proposal};
use renrakucho_protocol::proposal::{ProposalBody, Proposed};

use super::{city::date, extract::Body, problem::Failed};
use crate::{
    action::{Actor, propose_person},
    app::Shared,
};

/// Proposes a person whom the city should open a room for.
pub async fn propose(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<ProposalBody>,
) -> Result<Json<Proposed>, Failed> {
    let proposal = Proposal {
        name: body.name,
        kana: body.kana,
        birth_date: date(&body.birth_date, "birth_date")?,
        basis: body.basis.into(),
    };
    propose_person::propose_person(&app, &actor, RoomId(body.id), proposal).await?;
    Ok(Json(Proposed { room: body.id }))
}
