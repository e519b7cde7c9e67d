//! 消去の提案 (article 18): a moderator proposes that a room that is over is erased. Another person decides it, as a case
//! (`decide_case`, `erase_room`).

use renrakucho_domain::{
    Act, CaseId, Refusal, RoomId,
    audit::Event,
    case::{Kind, Route, receipt_number},
    erasure::{Ground, Held},
    room::{Transition, decide},
    session,
};
use renrakucho_protocol::erasure::{ErasedCounts, ErasedOther, ErasureProposal, ErasureProposed, KeptCounts};
use renrakucho_store::{
    audit::{self, About},
    case,
    erasure::{self, Counts},
    room, session as sessions,
};

use super::{Actor, Result, attempt, case_content::plain};
use crate::{app::Shared, desk, entropy, seal::CasePart};

/// Proposes it on the version of the room that the moderator saw. What is proposed already is not proposed twice.
pub async fn propose_erasure(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    version: i64,
    ground: Ground,
) -> Result<ErasureProposed> {
    attempt(app, actor, Act::ProposeErasure, Some(room), async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let row = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if row.version != version {
            return Err(Refusal::Stale.into());
        }
        decide(row.state, Transition::Erase)?;
        if erasure::open_case(&mut tx, room).await?.is_some() {
            return Err(Refusal::Stale.into());
        }
        let (_, person) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
        let counts = erasure::counts(&mut tx, room).await?;
        let content = plain(&ErasureProposal {
            room: room.0,
            before: row.state.into(),
            ground: ground.into(),
            goes: goes(&counts),
            stays: stays(&counts, erasure::has_discontinuation(&mut tx, room).await?),
        });

        let (case, opened_at) = (CaseId(entropy::id()), case::now(&mut tx).await?);
        let due = app.desk.due(desk::local(opened_at).date(), app.config.cases.erasure_days);
        let new = case::New {
            case,
            kind: Kind::Erasure,
            route: Route::SignedIn,
            receipt: &receipt_number(entropy::bytes()),
            sealed: &app.keys.seal_case(&content, case, CasePart::Content),
            content_mac: &app.keys.case_mac(&content),
            opened_at,
            due,
            subject: None,
        };
        case::insert(&mut tx, &new).await?;
        erasure::propose(&mut tx, case, room, ground, actor.account, &person).await?;
        let detail = Some(Kind::Erasure.as_str());
        let about = About { room: Some(room), subject: Some(case.0), detail, ..About::default() };
        audit::record(&mut tx, Event::CaseOpened, &actor.origin(), about).await?;
        let about = About { room: Some(room), detail: Some(ground.as_str()), ..About::default() };
        audit::record(&mut tx, Event::ErasureProposed, &actor.origin(), about).await?;
        let receipt = new.receipt.to_owned();
        renrakucho_store::commit(tx).await?;
        Ok(ErasureProposed { case: case.0, receipt, due: due.to_string() })
    })
    .await
}

/// What goes, as it is shown.
pub(super) fn goes(counts: &Counts) -> ErasedCounts {
    ErasedCounts {
        posts: counts.posts,
        read_marks: counts.read_marks,
        memberships: counts.memberships,
        others: others(&counts.others),
    }
}

/// What else goes, as it is shown.
pub(super) fn others(others: &[(Held, i64)]) -> Vec<ErasedOther> {
    others.iter().map(|(held, number)| ErasedOther { kind: (*held).into(), number: *number }).collect()
}

/// What stays, as it is shown.
pub(super) const fn stays(counts: &Counts, certificate: bool) -> KeptCounts {
    KeptCounts { entries: counts.entries, events: counts.events, certificate }
}
