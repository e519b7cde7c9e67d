//! Answers that the framework's types do not tell apart.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// What there is, or 204.
pub struct IfAny<T>(pub Option<T>);

impl<T: IntoResponse> IntoResponse for IfAny<T> {
    fn into_response(self) -> Response {
        self.0.map_or_else(|| StatusCode::NO_CONTENT.into_response(), IntoResponse::into_response)
    }
}
