//! 住所の変更の確認 (article 3): whoever is supported is a resident of the city or lives there, so another address is looked at by the city.
//! It changes nothing by itself: support ends by `end_support`, and only then can it be said that someone is supported no more.

use renrakucho_domain::{
    CaseId, Refusal, RoomId,
    case::{Kind, Route},
};
use renrakucho_protocol::residence::ResidenceCase;
use renrakucho_store::{Tx, case, particulars, room as rooms};

use super::{
    Actor, Result,
    case_content::{OfRoom, plain},
    change_particulars::opened,
    exceptional_use::open_case,
    list_city_rooms::profiles,
};
use crate::{
    app::App,
    seal::{self, RoomKey},
};

/// Opens the case, unless one is open already: that one is about where the person lived before both changes.
pub(super) async fn open(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    room: RoomId,
    key: &RoomKey,
    before: &str,
) -> Result<()> {
    if particulars::open_review(&mut **tx, room).await?.is_some() {
        return Ok(());
    }
    let now = case::now(tx).await?;
    let kind = (Kind::ResidenceReview, Route::SignedIn, app.config.cases.residence_review_days);
    let (case, _, _) = open_case(app, tx, actor, &plain(&OfRoom { room: room.0 }), kind, now).await?;
    Ok(particulars::insert_review(tx, case, room, &key.seal_residence(before, case)).await?)
}

/// Whom it is about, and where they lived and live.
pub(super) async fn shown(app: &App, room: RoomId, case: CaseId) -> Result<(String, ResidenceCase)> {
    let (_, state) = rooms::head(&app.database, room).await?.ok_or(Refusal::NotFound)?;
    let profile = profiles(app, &[room.0]).await?.remove(&room.0);
    let (name, kana) = profile.map(|profile| (profile.name, profile.kana)).unzip();
    let mut told = ResidenceCase { room: room.0, state: state.into(), kana, before: None, now: None };
    match app.keys.of(room).await {
        // It was erased.
        Err(seal::Error::NoKey) => {}
        key => {
            let key = key?;
            let review = particulars::review(app.database.pool(), case).await?;
            told.before = review.map(|review| key.open_residence(&review.sealed, case)).transpose()?;
            let kept = particulars::of(&app.database, room).await?;
            told.now = kept.map(|kept| opened(&key, &kept)).transpose()?.map(|kept| kept.address);
        }
    }
    Ok((name.unwrap_or_default(), told))
}
