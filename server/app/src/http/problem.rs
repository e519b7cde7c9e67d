//! Failures become problems in one place, after the handler: only there the request id is known, and only there a cause
//! meets the log. The answer carries a code and the request id, nothing else.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use renrakucho_protocol::problem::{Code, Problem, of_refusal};

use super::extract::RequestId;
use crate::{action, entropy, telemetry::chain};

/// Why a request was not done. Handlers return it; the layer below renders it.
#[derive(Clone, Debug)]
pub struct Failed {
    code: Code,
    field: Option<&'static str>,
    after_ms: Option<u32>,
    cause: Option<Arc<action::Error>>,
}

impl Failed {
    /// A code without more.
    pub const fn new(code: Code) -> Self {
        Self { code, field: None, after_ms: None, cause: None }
    }

    /// Its code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Too many; the next one may come after so long.
    pub const fn rate_limited(after_ms: u32) -> Self {
        Self { code: Code::RateLimited, field: None, after_ms: Some(after_ms), cause: None }
    }

    /// A field of the form is at fault.
    pub const fn field(field: &'static str) -> Self {
        Self { code: Code::Validation, field: Some(field), after_ms: None, cause: None }
    }
}

/// The code by which an action's failure is told, and the field at fault.
pub fn code_of(error: &action::Error) -> (Code, Option<&'static str>) {
    match error {
        action::Error::Refused(refusal) => of_refusal(*refusal),
        action::Error::SignInRefused(_) => (Code::Unauthenticated, None),
        error if error.is_passing() => (Code::Busy, None),
        _ => (Code::Internal, None),
    }
}

impl From<action::Error> for Failed {
    fn from(error: action::Error) -> Self {
        let (code, field) = code_of(&error);
        Self { code, field, after_ms: None, cause: Some(Arc::new(error)) }
    }
}

impl From<renrakucho_store::Error> for Failed {
    fn from(error: renrakucho_store::Error) -> Self {
        action::Error::from(error).into()
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives each request its id, renders failures, and writes the line in the log: method, path template, status, time.
pub async fn render(mut request: Request, next: Next) -> Response {
    let id = RequestId(entropy::id().simple().to_string());
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let began = std::time::Instant::now();

    let response = next.run(request).await;

    let failed = response.extensions().get::<Failed>().cloned();
    let mut response = match &failed {
        Some(failed) => rendered(failed, &id),
        // What the framework refuses by itself: wrong method, body too long, a panic.
        None if response.status().is_client_error() || response.status().is_server_error() => {
            let code = match response.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
                StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Code::NotFound,
                status if status.is_client_error() => Code::BadFrame,
                _ => Code::Internal,
            };
            rendered(&Failed::new(code), &id)
        }
        None => response,
    };
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert("x-request-id", value);
    }
    let (status, ms) = (response.status().as_u16(), began.elapsed().as_millis());
    match failed.and_then(|failed| failed.cause) {
        Some(cause) if status >= 500 => {
            tracing::error!(request = %id.0, %method, path, status, ms, cause = %chain(&*cause), "failed");
        }
        Some(cause) => tracing::info!(request = %id.0, %method, path, status, ms, cause = %chain(&*cause), "refused"),
        None => tracing::debug!(request = %id.0, %method, path, status, ms, "done"),
    }
    response
}

fn rendered(failed: &Failed, id: &RequestId) -> Response {
    let mut problem = Problem::new(failed.code, id.0.clone());
    problem.field = failed.field.map(Into::into);
    problem.after_ms = failed.after_ms.or(problem.after_ms);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(&problem)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(after_ms) = problem.after_ms {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after_ms.div_ceil(1000)));
    }
    response
}
