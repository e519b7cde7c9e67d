//! What handlers are given: the actor behind the cookie, a strict JSON body, the request's id.

use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use bytes::Bytes;
use http::{header, request::Parts};
use renrakucho_domain::{Refusal, RoomId, session as rules, two_places::Place};
use renrakucho_protocol::{MAX_CLIENT_FRAME, problem::Code};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::problem::Failed;
use crate::{
    action::{Actor, sign_in::Attempt},
    app::Shared,
    listener::Peer,
    seal::sha256,
};

/// The session's cookie. `__Host-`: HTTPS only, this host only, no other path.
pub const SESSION: &str = "__Host-renrakucho";
/// The cookie of a sign-in under way.
pub const SIGN_IN: &str = "__Host-renrakucho-sign-in";

/// Ties an answer to the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Makes a cookie that no script reads and no other site sends.
pub fn cookie(name: &'static str, value: String, seconds: i64) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(time::Duration::seconds(seconds))
        .build()
}

/// A cookie that removes another.
pub fn no_cookie(name: &'static str) -> Cookie<'static> {
    cookie(name, String::new(), 0)
}

/// What must be so of a session beyond that it counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Strictness {
    /// Nothing.
    Counts,
    /// Its key was proved lately.
    Proved,
    /// And its person did something lately.
    Used,
}

/// Finds out who is behind the session cookie at this moment. Only the gate calls this.
pub async fn authenticate(
    app: &Shared,
    jar: &CookieJar,
    request: &RequestId,
    strictness: Strictness,
) -> Result<Actor, Failed> {
    let token = jar.get(SESSION).ok_or(Failed::new(Code::Unauthenticated))?;
    let hash = sha256(token.value().as_bytes()).to_vec();
    let found = app.questions.session(&app.database, hash).await?;
    let found = found.ok_or(Failed::new(Code::Unauthenticated))?;
    rules::check(&found.facts).map_err(crate::action::Error::from)?;
    let binding = rules::Binding {
        has_key: found.key_public.is_some(),
        is_demo: app.instance.demo,
        proved_at: found.proved_at,
        acted_at: found.acted_at,
        now: found.facts.now,
    };
    let good = rules::good_until(&binding, app.config.sign_in.patience(found.on_shared_device));
    let good_until = match good {
        Err(Refusal::ProofDue) if strictness < Strictness::Proved => Some(found.facts.now),
        Err(Refusal::Locked) if strictness < Strictness::Used => Some(found.facts.now),
        other => other.map_err(crate::action::Error::from)?,
    };
    let verified_lately =
        rules::verified_lately(found.verified_at, found.facts.now, app.config.sign_in.step_up_seconds);
    Ok(Actor {
        account: found.account,
        staff_member: found.staff_member,
        role: found.role,
        device: found.device,
        on_shared_device: found.on_shared_device,
        session: found.session,
        expires_at: found.facts.expires_at,
        good_until,
        is_locked: good == Err(Refusal::Locked),
        verified_lately,
        request: request.0.clone(),
    })
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Failed;

    /// The gate put it there. A route whose gate lets anyone pass has none, and cannot be written to need one by mistake.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failed> {
        parts.extensions.get::<Self>().cloned().ok_or(Failed::new(Code::Unauthenticated))
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failed> {
        parts.extensions.get::<Self>().cloned().ok_or(Failed::new(Code::Internal))
    }
}

impl FromRequestParts<Shared> for Attempt {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Failed> {
        let id = RequestId::from_request_parts(parts, app).await?;
        let Whence(place) = Whence::from_request_parts(parts, app).await?;
        let jar = CookieJar::from_headers(&parts.headers);
        let Some(secret) = jar.get(SIGN_IN) else {
            app.strangers.count(place.address, "no attempt");
            return Err(Failed::new(Code::Unauthenticated));
        };
        Ok(Self::new(secret.value(), place, id.0))
    }
}

/// From where a request comes.
pub struct Whence(pub Place);

impl<S: Sync> FromRequestParts<S> for Whence {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failed> {
        let peer = parts.extensions.get::<Peer>().ok_or(Failed::new(Code::Internal))?;
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self(Place::new(peer.address, agent.unwrap_or_default())))
    }
}

/// A JSON body of a known shape: unknown fields, wrong types and missing ones are refused alike.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Failed> {
        let bytes = read(request, app, "application/json").await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Failed::new(Code::BadFrame))
    }
}

/// A file, as it is.
pub struct File(pub Bytes);

impl FromRequest<Shared> for File {
    type Rejection = Failed;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Failed> {
        read(request, app, "text/csv").await.map(Self)
    }
}

/// Whether a request says that its body is of this kind.
pub(super) fn says(request: &Request, wanted: &str) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.and_then(|kind| kind.split(';').next()).is_some_and(|kind| kind.trim() == wanted)
}

/// Reads the whole body of a request that says it is of this kind.
async fn read(request: Request, app: &Shared, wanted: &str) -> Result<Bytes, Failed> {
    if !says(&request, wanted) {
        return Err(Failed::new(Code::BadFrame));
    }
    // A body that is somewhat too long is read to its end all the same: an answer to half a request does not reach a client
    // that is still sending.
    let reading = Bytes::from_request(request, app);
    let patience = Duration::from_millis(app.config.http.body_ms);
    // Who sends a byte now and then would hold the connection for ever.
    let Ok(bytes) = tokio::time::timeout(patience, reading).await else { return Err(Failed::new(Code::BadFrame)) };
    let bytes = bytes.map_err(|_| Failed::new(Code::TooLarge))?;
    if bytes.len() > MAX_CLIENT_FRAME { Err(Failed::new(Code::TooLarge)) } else { Ok(bytes) }
}

/// A room's id from a path; what is none names no room.
pub fn room_id(path: &str) -> Result<RoomId, Failed> {
    Uuid::parse_str(path).map(RoomId).map_err(|_| Failed::new(Code::NotFound))
}
