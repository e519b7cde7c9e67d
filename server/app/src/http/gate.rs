//! The gate of every route: who may come in at all. What they may do to a room the action decides, under its lock.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, Method, header};
use renrakucho_domain::Act;
use renrakucho_protocol::problem::Code;

use super::{
    extract::{RequestId, SESSION, Strictness, authenticate},
    problem::Failed,
};
use crate::{
    action,
    app::Shared,
    limits::{Rate, counted},
    listener::Peer,
};

/// Who may pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gate {
    /// Anyone.
    Public,
    /// Anyone, as a step of signing in; the handler demands the attempt's cookie where one is needed.
    SignIn,
    /// Anyone, to send an application: the city reads each of them.
    Applicant,
    /// A session that counts, was proved lately and is not locked, whose role may attempt the act.
    Account(Act),
    /// The same, but it may be locked: what unlocks it, and whose it is.
    Locked(Act),
    /// The same, but it need not have been proved: what proves it, and what ends it.
    Unproved(Act),
}

/// A route's line in the permission table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The method.
    pub method: &'static str,
    /// The path template.
    pub path: &'static str,
    /// Who may pass.
    pub gate: Gate,
}

/// Counts a request of an address.
fn count(request: &Request, rate: &Rate<IpAddr>) -> Result<(), Failed> {
    let Some(peer) = request.extensions().get::<Peer>() else { return Err(Failed::new(Code::Internal)) };
    rate.take(&counted(peer.address)).map_err(Failed::rate_limited)
}

/// The same for a file of the web app.
pub async fn count_asset(State(app): State<Shared>, request: Request, next: Next) -> Response {
    match count(&request, &app.limits.assets) {
        Ok(()) => next.run(request).await,
        Err(failed) => failed.into_response(),
    }
}

/// Lets pass, or answers. Whatever changes something, and every WebSocket, must come from one of our own pages: the
/// exact origin, not a parent, not another port, not `null`.
pub async fn pass(gate: Gate, app: State<Shared>, mut request: Request, next: Next) -> Response {
    let State(app) = app;
    let upgrade = request.headers().contains_key(header::UPGRADE);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if (upgrade || !reads) && !has_own_origin(&app, request.headers()) {
        return Failed::new(Code::ForeignOrigin).into_response();
    }
    let stranger = match gate {
        Gate::Public => count(&request, &app.limits.strangers),
        Gate::SignIn => count(&request, &app.limits.sign_ins),
        Gate::Applicant => count(&request, &app.limits.applications),
        Gate::Account(_) | Gate::Locked(_) | Gate::Unproved(_) => Ok(()),
    };
    if let Err(failed) = stranger {
        return failed.into_response();
    }
    let demanded = match gate {
        Gate::Public | Gate::SignIn | Gate::Applicant => None,
        Gate::Account(act) => Some((act, Strictness::Used)),
        Gate::Locked(act) => Some((act, Strictness::Proved)),
        Gate::Unproved(act) => Some((act, Strictness::Counts)),
    };
    if let Some((act, strictness)) = demanded {
        let jar = CookieJar::from_headers(request.headers());
        let Some(id) = request.extensions().get::<RequestId>().cloned() else {
            return Failed::new(Code::Internal).into_response();
        };
        let actor = match authenticate(&app, &jar, &id, strictness).await {
            Ok(actor) => actor,
            Err(failed) => {
                if failed.code() == Code::Unauthenticated
                    && let Some(peer) = request.extensions().get::<Peer>()
                {
                    let why = if jar.get(SESSION).is_some() { "session unknown" } else { "no session" };
                    app.strangers.count(peer.address, why);
                }
                // Only now: whoever else is at this address and signed in must not be refused unasked.
                return count(&request, &app.limits.strangers).err().unwrap_or(failed).into_response();
            }
        };
        if let Err(after_ms) = app.limits.requests.take(&actor.account) {
            return Failed::rate_limited(after_ms).into_response();
        }
        if let Err(error) = action::require(&app, &actor, act).await {
            return Failed::from(error).into_response();
        }
        request.extensions_mut().insert(actor);
    }
    next.run(request).await
}

fn has_own_origin(app: &Shared, headers: &HeaderMap) -> bool {
    own_origin(app, headers).is_some()
}

/// The request's origin, if it is one of ours.
pub fn own_origin<'a>(app: &'a Shared, headers: &HeaderMap) -> Option<&'a str> {
    let origin = headers.get(header::ORIGIN)?.to_str().ok()?;
    app.config.http.origins.iter().map(String::as_str).find(|own| *own == origin)
}
