//! 推薦: what follows when a moderator decides about what a facility applies for (article 20). A yes asks for the permit, in the moderator's
//! words and for the people that they name: the case that an approver decides. A no is told to whoever applied, with its reason.

use std::sync::Arc;

use renrakucho_domain::{
    CaseId, Refusal, audit::Event, exceptional_use::Application, exceptional_use_application::may_recommend,
};
use renrakucho_protocol::{
    case::Verdict,
    exceptional_use_application::{ExceptionalUseApplicationBody, ExceptionalUseApplicationCase},
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    exceptional_use,
    exceptional_use_application::{self as applications, Applied},
    notice, room,
};

use super::{
    Actor, Result, decision,
    exceptional_use::{application, ask_for, open_words, person},
    list_city_rooms::profiles,
};
use crate::{
    app::App,
    entropy,
    seal::{self, RoomKey},
};

/// What a moderator recommends, and the key that it is sealed with.
pub(super) struct Prepared {
    asked: Application,
    key: Arc<RoomKey>,
}

/// Fetches the key: no transaction waits for it.
pub(super) async fn prepare(
    app: &App,
    case: CaseId,
    permit: Option<ExceptionalUseApplicationBody>,
) -> Result<Option<Prepared>> {
    let Some(ExceptionalUseApplicationBody { ground, words, people, until }) = permit else { return Ok(None) };
    let applied = applications::of_case(app.database.pool(), case).await?.ok_or(Refusal::Invalid("permit"))?;
    let asked = application(ground.into(), &words, people, until);
    Ok(Some(Prepared { asked, key: decision::key_of(app, applied.room).await? }))
}

/// Decides about an application, with the room locked before the case.
pub(super) async fn carry_out(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    applied: &Applied,
    prepared: Option<&Prepared>,
    verdict: Verdict,
) -> Result<()> {
    may_recommend(applied.by.person, actor.staff_member)?;
    let (event, ground) = match (verdict, prepared) {
        (Verdict::Accepted, Some(Prepared { asked, key })) => {
            let state = room::lock(tx, applied.room).await?.ok_or(Refusal::NotFound)?.state;
            let (permit, ..) = ask_for(app, tx, actor, (applied.room, key, state), asked).await?;
            if !applications::recommend(tx, applied.case, permit).await? {
                return Err(Refusal::Stale.into());
            }
            (Event::ExceptionalUseRecommended, asked.ground)
        }
        (Verdict::Refused, None) => {
            notice::insert(tx, entropy::id(), applied.account, notice::Kind::ApplicationDecided).await?;
            (Event::ExceptionalUseDeclined, applied.ground)
        }
        // What is recommended is said; what is not, is not.
        (Verdict::Accepted, None) | (Verdict::Refused, Some(_)) => return Err(Refusal::Invalid("permit").into()),
    };
    let detail = Some(ground.as_str());
    let about = About { room: Some(applied.room), subject: Some(applied.case.0), detail, ..About::default() };
    Ok(audit::record(tx, event, &actor.origin(), about).await?)
}

/// What a case is about, for the inbox, and whom the room is about.
pub(super) async fn shown(app: &App, actor: &Actor, case: CaseId) -> Result<(String, ExceptionalUseApplicationCase)> {
    let applied = applications::of_case(app.database.pool(), case).await?.ok_or(Refusal::NotFound)?;
    let room = applied.room;
    let (_, state) = room::head(&app.database, room).await?.ok_or(Refusal::NotFound)?;
    let profile = profiles(app, &[room.0]).await?.remove(&room.0);
    let (name, kana) = profile.map(|profile| (profile.name, profile.kana)).unzip();
    let words = match app.keys.of(room).await {
        // It was erased, or has lapsed.
        Err(seal::Error::NoKey) => None,
        key => open_words(&*key?, &applied.sealed, case)?,
    };
    let people = applications::people(app.database.pool(), case).await?;
    let open = exceptional_use::open_cases(app.database.pool(), Some(room)).await?;
    let told = ExceptionalUseApplicationCase {
        room: room.0,
        state: state.into(),
        kana,
        ground: applied.ground.into(),
        words,
        people: people.into_iter().map(person).collect(),
        until: applied.until,
        applied_by: applied.by.name,
        applied_from: applied.by.facility,
        open_case: open.first().map(|(_, open)| open.0),
        recommended_case: applied.recommended.map(|permit| permit.0),
        is_withdrawn: applied.is_withdrawn,
        is_own: applied.by.person == actor.staff_member,
    };
    Ok((name.unwrap_or_default(), told))
}
