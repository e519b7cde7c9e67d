//! 支援中止: consent was withdrawn. From the commit on nobody reads the room (article 16, 2 and 3); in cases of abuse nobody but those whom
//! a permit of the city names (article 20).

use renrakucho_domain::{
    Act, Refusal, RoomId, alert as rules,
    audit::Event,
    discontinuation::{Ground, fiscal_year},
    room::{Consequence, Transition},
};
use renrakucho_store::{
    Tx, alert,
    audit::{self, About},
    discontinuation,
    entry::EntryRow,
    exceptional_use::{self, Standing},
    membership,
    revocation::{Subject, Why},
    room,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Actor, Result, attempt,
    decision::{self, Decided},
    revocation,
};
use crate::{app::Shared, clock, fault};

/// What was done.
#[derive(Clone, Copy, Debug)]
pub struct Discontinued {
    /// From this moment on nobody reads.
    pub at: OffsetDateTime,
    /// Waiting alert mails that were cancelled.
    pub alerts_cancelled: i64,
}

/// Closes the room on the version that the moderator saw.
pub async fn discontinue_support(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    version: i64,
    ground: Option<Ground>,
) -> Result<Discontinued> {
    attempt(app, actor, Act::DiscontinueSupport, Some(room), async move |app, actor| {
        let (discontinued, row, rev) = commit(&app, &actor, room, version, ground).await?;
        app.live.committed(&app, room, vec![row]).await;
        decision::write_down(&app).await;
        // The certificate says when nobody was shown anything any more: not before it is so.
        if let Some(following) = app.live.revoked(&app, rev).await
            && let Err(error) = discontinuation::followed(&app.database, room, &following).await
        {
            // The room is closed all the same; the certificate then says that this was not written down.
            tracing::warn!(%error, %room, "what the nodes said to a discontinuation could not be written down");
        }
        Ok(discontinued)
    })
    .await
}

async fn commit(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    version: i64,
    ground: Option<Ground>,
) -> Result<(Discontinued, EntryRow, i64)> {
    let mut tx = app.database.begin().await?;
    room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
    let mut permits = exceptional_use::standing(&mut *tx, Some(room)).await?;
    permits.retain(|permit| permit.ground.outlives_consent());
    let transition = ground.map_or(Transition::Discontinue, |ground| ground.transition(!permits.is_empty()));
    let by_consent = match transition {
        Transition::EndConsent => Some(keep_permitted(&mut tx, room, &permits).await?),
        _ => None,
    };
    let Decided { before, outcome, entry } = decision::carry_out(&mut tx, actor, room, version, transition).await?;
    if let Some(ground) = ground {
        ground.check(before)?;
    }
    let mut alerts_cancelled = 0;
    for consequence in outcome.consequences {
        match consequence {
            Consequence::CancelAlerts => alerts_cancelled = cancel_alerts(&mut tx, room).await?,
            // Carried out by every node's tail when it reaches the closing entry.
            Consequence::PurgeClients => {}
        }
    }
    let about = About { room: Some(room), subject: Some(entry.id), from_seq: Some(entry.seq), ..About::default() };
    audit::record(&mut tx, Event::SupportDiscontinued, &actor.origin(), about).await?;
    let fiscal_year = fiscal_year(entry.at.to_offset(clock::TOKYO).date());
    let by_consent = by_consent.as_deref();
    let kept =
        discontinuation::New { room, closing: &entry, fiscal_year, before, ground, alerts_cancelled, by_consent };
    discontinuation::insert(&mut tx, &kept).await?;
    fault::point("closing::before_commit");
    let rev = revocation::only_commit(tx, &[Subject::Room(room.0)], Why::Discontinued).await?;
    fault::point("closing::after_commit");
    Ok((Discontinued { at: entry.at, alerts_cancelled }, entry, rev))
}

/// Lets the permits that stand outlive the consent, in the room that this transaction holds locked, and whom they name stay by them.
/// Answers who has been there by the consent: what is handed out of its end is about them, and about no permit.
async fn keep_permitted(tx: &mut Tx, room: RoomId, permits: &[Standing]) -> Result<Vec<Uuid>> {
    let there = exceptional_use::not_left(tx, room).await?;
    let by_consent = there.iter().filter(|present| present.permit.is_none()).map(|present| present.account.0).collect();
    let cases: Vec<_> = permits.iter().map(|permit| permit.case.0).collect();
    let grants = exceptional_use::outlive(tx, room, &cases).await?;
    exceptional_use::keep(tx, &grants).await?;
    Ok(by_consent)
}

/// Posts still in their hold count too: each mail that will not go out is written down. Whom a permit keeps there gets theirs.
pub(super) async fn cancel_alerts(tx: &mut Tx, room: RoomId) -> Result<i64> {
    let kept = membership::kept(&mut **tx, room).await?;
    let mut unsent = alert::take_of_room(tx, room).await?;
    unsent.retain(|alert| rules::is_due(alert.author, alert.seq, &alert.listener));
    let (wanted, unsent): (Vec<_>, Vec<_>) =
        unsent.into_iter().partition(|alert| kept.contains(&alert.listener.account));
    alert::insert(tx, &wanted, alert::Begins::Waiting).await?;
    alert::insert(tx, &unsent, alert::Begins::Cancelled).await?;
    let kept: Vec<_> = kept.iter().map(|account| account.0).collect();
    let waiting = alert::cancel_for_room(tx, room, &kept).await?;
    Ok(waiting + i64::try_from(unsent.len()).unwrap_or(i64::MAX))
}
