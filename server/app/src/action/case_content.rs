//! What was sent with a case: sealed as JSON under a key of the city, another type for each kind.

use std::sync::Arc;

use renrakucho_domain::{CaseId, RoomId, application::Form, case::Kind};
use renrakucho_protocol::{
    case::FacilityApplication,
    disaster_event::DisasterEventWords,
    erasure::ErasureProposal,
    facility::{FacilityChange, FacilityData},
    facility_end::EndSeen,
    loss::LossReport,
    proxy::ProxySuspension,
    two_places::DeviceInTwoPlaces,
};
use renrakucho_store::case;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Result;
use crate::{
    app::App,
    seal::{self, CasePart, RoomKey},
};

/// What was sent.
pub(super) enum Content {
    /// 施設の利用申請
    Application(FacilityApplication),
    /// 登録内容の変更届
    Change(FacilityChange),
    /// 利用の廃止届
    End(EndTold),
    /// 四半期の確認
    Review(ReviewAsked),
    /// 紛失の届出
    Loss(LossReport),
    /// 端末の同時利用
    TwoPlaces(DeviceInTwoPlaces),
    /// 緊急時の代行
    Proxy(ProxySuspension),
    /// 消去の提案
    Erasure(ErasureProposal),
    /// 漏えい等
    Leak(LeakEntered),
    /// 例外利用の申請 by a facility
    UseApplication(OfRoom),
    /// 例外利用の申請, or its review
    ExceptionalUse(OfRoom),
    /// 住所の変更の確認
    Residence(OfRoom),
    /// 本人の同意の取り直し
    OwnConsent(OfRoom),
    /// 災害の宣言, or its review
    DisasterEvent(DisasterEventWords),
    /// 開示請求
    Disclosure(UnsealingAsked),
    /// 投稿の消去の申出, or its proposal
    EntryErasure(OfRoom),
}

/// Which room a case is about: all that outlives the room's key. Kept sealed in this form: fields are only added.
#[derive(Serialize, Deserialize)]
pub(super) struct OfRoom {
    /// The room.
    pub(super) room: Uuid,
}

/// That a room is to be unsealed for a disclosure request: all that outlives the room's key. Kept sealed in this form: fields are only
/// added.
#[derive(Serialize, Deserialize)]
pub(super) struct UnsealingAsked {
    /// The room.
    pub(super) room: Uuid,
    /// The request.
    pub(super) request: Uuid,
}

/// What the city entered of a leak. Kept sealed in this form: fields are only added.
#[derive(Serialize, Deserialize)]
pub(super) struct LeakEntered {
    /// What the city calls it.
    pub(super) title: String,
    /// What is known of it.
    pub(super) words: String,
}

/// What a facility is asked once a quarter. Kept sealed in this form: fields are only added.
#[derive(Serialize, Deserialize)]
pub(super) struct ReviewAsked {
    /// The facility's name on that day.
    pub(super) name: String,
    /// Where its mails go, if it stated that.
    pub(super) mail: String,
    /// `2026-Q4`
    pub(super) quarter: String,
}

/// What a facility's admin told when they said that it ends. Kept sealed in this form: fields are only added.
#[derive(Serialize, Deserialize)]
pub(super) struct EndTold {
    /// The facility's name on that day.
    pub(super) name: String,
    /// Where its mails go, if it stated that.
    pub(super) mail: String,
    /// `YYYY-MM-DD`
    pub(super) effective_on: String,
    /// The checklist that was seen.
    pub(super) seen: EndSeen,
}

impl Content {
    /// Whom it is of, as the city's list shows it.
    pub(super) fn title(&self) -> &str {
        match self {
            Self::Application(sent) => &sent.name,
            Self::Change(sent) => &sent.before.name,
            Self::End(sent) => &sent.name,
            Self::Review(asked) => &asked.name,
            Self::Loss(report) => report.name.as_deref().or(report.device.as_deref()).unwrap_or_default(),
            Self::TwoPlaces(noticed) => &noticed.label,
            Self::Leak(entered) => &entered.title,
            Self::DisasterEvent(words) => &words.name,
            Self::Proxy(done) => done.name.as_deref().or(done.label.as_deref()).unwrap_or_default(),
            // Whom a room is about stands under the room's key alone.
            Self::Erasure(_)
            | Self::UseApplication(_)
            | Self::ExceptionalUse(_)
            | Self::Residence(_)
            | Self::OwnConsent(_)
            | Self::EntryErasure(_)
            | Self::Disclosure(_) => "",
        }
    }

    /// Whether it is about a way in of this account: nobody decides about their own.
    pub(super) fn is_about(&self, account: Uuid) -> bool {
        match self {
            Self::Loss(report) => report.account == Some(account),
            Self::Proxy(done) => done.account == Some(account),
            Self::TwoPlaces(noticed) => {
                noticed.places.iter().any(|place| place.person.as_ref().is_some_and(|person| person.account == account))
            }
            _ => false,
        }
    }

    /// The room that it is about.
    pub(super) const fn room(&self) -> Option<Uuid> {
        match self {
            Self::Erasure(proposal) => Some(proposal.room),
            Self::UseApplication(asked)
            | Self::ExceptionalUse(asked)
            | Self::Residence(asked)
            | Self::OwnConsent(asked)
            | Self::EntryErasure(asked) => Some(asked.room),
            Self::Disclosure(asked) => Some(asked.room),
            _ => None,
        }
    }

    /// Where mails about it go. Whoever lost something has an account, to which they go.
    fn address(self) -> Option<String> {
        match self {
            Self::Application(sent) => Some(sent.mail),
            Self::Change(sent) => Some(sent.after.mail),
            Self::End(sent) => Some(sent.mail),
            Self::Review(asked) => Some(asked.mail),
            Self::Loss(_)
            | Self::TwoPlaces(_)
            | Self::Proxy(_)
            | Self::Erasure(_)
            | Self::Leak(_)
            | Self::UseApplication(_)
            | Self::ExceptionalUse(_)
            | Self::Residence(_)
            | Self::OwnConsent(_)
            | Self::DisasterEvent(_)
            | Self::EntryErasure(_)
            | Self::Disclosure(_) => None,
        }
    }
}

/// Opens what was sent with a case.
pub(super) fn content_of(app: &App, kind: Kind, case: CaseId, sealed: &[u8]) -> Result<Content> {
    Ok(match kind {
        Kind::FacilityApplication => Content::Application(open(app, case, sealed)?),
        Kind::FacilityChange => Content::Change(open(app, case, sealed)?),
        Kind::FacilityEnd => Content::End(open(app, case, sealed)?),
        Kind::QuarterlyReview => Content::Review(open(app, case, sealed)?),
        Kind::LostDevice | Kind::LostPasskey => Content::Loss(open(app, case, sealed)?),
        Kind::DeviceInTwoPlaces => Content::TwoPlaces(open(app, case, sealed)?),
        Kind::SuspendedByProxy => Content::Proxy(open(app, case, sealed)?),
        Kind::Erasure => Content::Erasure(open(app, case, sealed)?),
        Kind::Leak => Content::Leak(open(app, case, sealed)?),
        Kind::ExceptionalUseApplication => Content::UseApplication(open(app, case, sealed)?),
        Kind::ExceptionalUse | Kind::ExceptionalUseReview => Content::ExceptionalUse(open(app, case, sealed)?),
        Kind::ResidenceReview => Content::Residence(open(app, case, sealed)?),
        Kind::OwnConsent => Content::OwnConsent(open(app, case, sealed)?),
        Kind::DisasterEvent | Kind::DisasterReview => Content::DisasterEvent(open(app, case, sealed)?),
        Kind::DisclosureRequest => Content::Disclosure(open(app, case, sealed)?),
        Kind::EntryErasureRequest | Kind::EntryErasure => Content::EntryErasure(open(app, case, sealed)?),
    })
}

/// The same for whoever knows the kind.
pub(super) fn open<T: DeserializeOwned>(app: &App, case: CaseId, sealed: &[u8]) -> Result<T> {
    let plain = app.keys.open_case(sealed, case, CasePart::Content)?;
    Ok(serde_json::from_slice(&plain).map_err(|_| seal::Error::Shut)?)
}

/// Why a case was decided so.
pub(super) fn reason_of(app: &App, case: CaseId, sealed: &[u8]) -> Result<String> {
    let plain = app.keys.open_case(sealed, case, CasePart::Reason)?;
    Ok(String::from_utf8(plain.to_vec()).map_err(|_| seal::Error::Shut)?)
}

/// Where the reason of a case's decision is kept.
pub(super) enum ReasonPlace {
    /// With the case, under the city's key: it says nothing of a person, or is to outlive their room.
    City,
    /// With the room that the case is about, under its key: so that it goes with the room.
    Room(RoomId, Arc<RoomKey>),
    /// Nowhere: the room was erased before, and a reason of it would stay for ever.
    Nowhere,
}

/// Where the reason of a case's decision is kept, asked for before the transaction: a room's key lies in another database. What became of
/// the room meanwhile is looked at under its lock.
pub(super) async fn place_of_reason(app: &App, case: CaseId) -> Result<ReasonPlace> {
    let Some(line) = case::find(&app.database, case).await?.filter(|line| line.kind.has_reason_of_room()) else {
        return Ok(ReasonPlace::City);
    };
    let Some(room) = content_of(app, line.kind, case, &line.sealed)?.room().map(RoomId) else {
        return Ok(ReasonPlace::City);
    };
    match app.keys.of(room).await {
        Err(seal::Error::NoKey) => Ok(ReasonPlace::Nowhere),
        key => Ok(ReasonPlace::Room(room, key?)),
    }
}

/// Why a case was decided so, wherever that stands; none: not decided, or gone with the room.
pub(super) async fn reason_shown(app: &App, line: &case::Line) -> Result<Option<String>> {
    let case = CaseId(line.case);
    if let Some((room, sealed)) = case::reason_of_room(&app.database, case).await? {
        return match app.keys.of(room).await {
            Err(seal::Error::NoKey) => Ok(None),
            key => Ok(Some(key?.open_reason(&sealed, case)?)),
        };
    }
    let reason = line.sealed_reason.as_deref().map(|sealed| reason_of(app, case, sealed)).transpose()?;
    // It went with the room.
    Ok(reason.filter(|reason| !reason.is_empty()))
}

/// As it is sealed, and as a digest is made of it.
pub(super) fn plain<T: Serialize>(content: &T) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(serde_json::to_vec(content).expect("strings, words and times serialise"))
}

/// Where mails about a case go.
pub(crate) fn address_of(app: &App, kind: Kind, case: CaseId, sealed: &[u8]) -> Result<Option<String>> {
    Ok(content_of(app, kind, case, sealed)?.address())
}

/// What a facility states, as it is shown and kept.
pub(super) fn data(form: Form) -> FacilityData {
    FacilityData {
        name: form.name,
        category: form.category.into(),
        ground: form.ground,
        address: form.address,
        representative: form.representative,
        mail: form.mail,
        phone: form.phone,
        listed: form.listed.into_iter().map(Into::into).collect(),
    }
}

/// The same as the rules take it.
pub(super) fn form(data: FacilityData) -> Form {
    Form {
        name: data.name,
        category: data.category.into(),
        ground: data.ground,
        address: data.address,
        representative: data.representative,
        mail: data.mail,
        phone: data.phone,
        agrees_to_purpose: true,
        listed: data.listed.into_iter().map(Into::into).collect(),
    }
}
