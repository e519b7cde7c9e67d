//! The web app, carried by the binary. The shell is the same for everyone and never redirects by cookie.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderValue, Method, Uri, header};
use renrakucho_protocol::problem::Code;
use rust_embed::Embed;

use super::problem::Failed;

#[derive(Embed)]
#[folder = "../../web/dist"]
struct Web;

/// A file of the web app, or its shell for every path that the app itself routes.
pub async fn serve(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if method != Method::GET || path.starts_with("api/") {
        return Failed::new(Code::NotFound).into_response();
    }
    // A path with an ending names a file; without one it names a screen.
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let (name, file) = match Web::get(path) {
        Some(file) if !path.is_empty() => (path, file),
        _ if is_file => return Failed::new(Code::NotFound).into_response(),
        _ => match Web::get("index.html") {
            Some(file) => ("index.html", file),
            None => return Failed::new(Code::NotFound).into_response(),
        },
    };
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    // Out of the binary itself, without a copy.
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind.as_ref()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    // The names of built files carry a digest of what is in them.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}
