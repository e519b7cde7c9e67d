//! 支援対象者の提案 (article 16): whoever wants to support a person names them, and the city knows whose consent form it waits for.
//! Until the city has recorded the receipt nothing else is kept, and nobody but the proposer and the city learns of it.

use renrakucho_domain::{
    Act, EntryId, EntryKind, Refusal, Role, RoomId, Seq, audit::Event, proposal::Proposal, session,
};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    entry::{self, NewEntry},
    membership, proposal,
    revocation::{Subject, Why},
    room, session as sessions,
};

use super::{Actor, Result, attempt, revocation};
use crate::{
    app::{App, Shared},
    clock, entropy,
    seal::{self, Profile},
};

/// Proposes a person under the room's id, which the client made. The same id again proposes nothing new.
pub async fn propose_person(app: &Shared, actor: &Actor, room: RoomId, proposal: Proposal) -> Result<()> {
    let proposal = proposal.trimmed();
    attempt(app, actor, Act::ProposePerson, None, async move |app, actor| {
        proposal.check(clock::today())?;
        if let Some(rev) = commit(&app, &actor, room, &proposal).await? {
            app.live.admitted(&app, rev);
        }
        Ok(())
    })
    .await
}

async fn commit(app: &App, actor: &Actor, room: RoomId, proposal: &Proposal) -> Result<Option<i64>> {
    let is_city = actor.role == Role::CityModerator;
    let limit = i64::from(app.config.people.open_proposals);
    // Asked before a key is made, which stands in another database and would stay; what counts is asked again under the lock.
    let is_taken = proposal::is_taken(&app.database, room).await?;
    let too_many = !is_city && !is_taken && proposal::open_of(app.database.pool(), actor.account).await? >= limit;
    if too_many {
        return Err(Refusal::TooManyProposals.into());
    }
    let key = match app.keys.of(room).await {
        // It was proposed under this id and has lapsed.
        Err(seal::Error::NoKey) if is_taken => return Err(Refusal::IdReused.into()),
        // Kept before the room is: without a key it could hold nothing.
        Err(seal::Error::NoKey) => match app.keys.create(room).await {
            Ok(key) => key,
            // The same proposal came twice at the same moment.
            Err(_) => app.keys.of(room).await?,
        },
        key => key?,
    };
    let profile = Profile {
        name: proposal.name.clone(),
        kana: proposal.kana.clone(),
        birth_date: proposal.birth_date.to_string(),
    };
    let sealed = key.seal_profile(&profile);
    let identity = app.keys.identity_mac(&proposal.kana, proposal.birth_date);
    let mut tx = app.database.begin().await?;
    // Locked, not only held: of those who propose at the same moment under one account each counts the others.
    account::lock(&mut tx, &[actor.account.0]).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let new = proposal::New {
        room,
        person: entropy::id(),
        basis: proposal.basis,
        sealed_profile: &sealed,
        identity_mac: &identity,
        proposed_by: actor.account,
    };
    if !proposal::insert(&mut tx, &new).await? {
        let before = proposal::proposed(&mut tx, room, actor.account, proposal.basis).await?;
        // Anything else under the same id would be answered as kept, and is not.
        let is_same = match before {
            Some(sealed) => key.open_profile(&sealed)? == profile,
            None => false,
        };
        return if is_same { Ok(None) } else { Err(Refusal::IdReused.into()) };
    }
    if !is_city && proposal::open_of(&mut *tx, actor.account).await? > limit {
        return Err(Refusal::TooManyProposals.into());
    }
    let joined = if is_city { None } else { Some(take_part(&mut tx, actor, room).await?) };
    let about = About { room: Some(room), from_seq: joined, ..About::default() };
    audit::record(&mut tx, Event::PersonProposed, &actor.origin(), about).await?;
    if joined.is_none() {
        renrakucho_store::commit(tx).await?;
        return Ok(None);
    }
    // In their list at once, also where they are connected.
    Ok(Some(revocation::only_commit(tx, &[Subject::Membership(actor.account.0)], Why::Admitted).await?))
}

/// The proposer sees the room and its state, so that they know when it opens. The city may end that as any membership. Answers
/// where their entry stands.
async fn take_part(tx: &mut Tx, actor: &Actor, room: RoomId) -> Result<Seq> {
    let (affiliation, _) = room::main_affiliation(tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: EntryKind::MemberJoined,
        author: actor.account,
        affiliation: affiliation.into(),
        subject: Some((actor.account, affiliation.into())),
        post: None,
    };
    let appended = entry::append(tx, room, &new, None).await?;
    membership::begin(tx, room, actor.account, affiliation.into(), appended.seq).await?;
    Ok(appended.seq)
}
