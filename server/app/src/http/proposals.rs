//! 支援対象者の提案.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use renrakucho_domain::{RoomId, proposal::Proposal};
use renrakucho_protocol::{
    person_import::PersonImport,
    problem::Code,
    proposal::{ProposalBody, Proposed},
};

use super::{
    city::date,
    extract::{Body, File},
    facilities::HowToImport,
    problem::Failed,
};
use crate::{
    action::{Actor, import_persons, propose_person},
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

/// Registers all persons whom a file names, or looks it through row by row.
pub async fn import(
    State(app): State<Shared>,
    actor: Actor,
    query: Result<Query<HowToImport>, QueryRejection>,
    File(bytes): File,
) -> Result<Json<PersonImport>, Failed> {
    let Query(how) = query.map_err(|_| Failed::new(Code::BadFrame))?;
    Ok(Json(import_persons::import_persons(&app, &actor, bytes.into(), how.dry_run).await?))
}
