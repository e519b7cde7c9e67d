//! What the types of a handler say about its route: what it is given, what it answers. A type that says nothing here cannot
//! stand in a handler, so no route can be forgotten.

use std::future::Future;

use axum::{
    Extension, Json,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, StatusCode};
use renrakucho_domain::attachment::Kind;
use renrakucho_protocol::{room_export::RoomExport, room_search::RoomSearchLine};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema, openapi::path::ParameterIn};

use super::Document;
use crate::{
    action::{Actor, sign_in::Attempt},
    app::Shared,
    http::{
        answer::IfAny,
        attachments::{Download, Upload, media_type},
        extract::{Body, File, RequestId, Whence},
        problem::Failed,
        room_exports::Exported,
        room_searches::Searched,
    },
    socket::upgrade::Upgraded,
};

/// What is said about one route.
#[derive(Default)]
pub(in crate::http) struct Operation {
    /// Of the query.
    pub(super) parameters: Vec<Value>,
    /// What is sent.
    pub(super) body: Option<Value>,
    /// Successes by status.
    pub(super) answers: Map<String, Value>,
    /// Whether the attempt's cookie is needed.
    pub(super) needs_attempt: bool,
    /// The types that were named.
    pub(super) schemas: Vec<(String, Value)>,
}

impl Operation {
    /// Names a type; the reference to it.
    pub(super) fn name<T: ToSchema>(&mut self) -> Value {
        let name = T::name();
        let mut all = vec![(name.to_string(), T::schema())];
        T::schemas(&mut all);
        let written = |schema| serde_json::to_value(schema).expect("a schema is JSON");
        self.schemas.extend(all.into_iter().map(|(name, schema)| (name, written(schema))));
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn answers(&mut self, status: &str, description: &str, content: Option<(&str, Value)>) {
        let mut answer = json!({ "description": description });
        if let Some((kind, schema)) = content {
            answer["content"] = json!({ kind: { "schema": schema } });
        }
        self.answers.insert(status.into(), answer);
    }

    fn is_sent(&mut self, kind: &str, schema: &Value) {
        self.body = Some(json!({ "required": true, "content": { kind: { "schema": schema } } }));
    }
}

/// Something that a handler is given.
#[diagnostic::on_unimplemented(
    message = "the OpenAPI document does not know what it means that a handler is given `{Self}`",
    note = "a body's type derives `utoipa::ToSchema`, a query's `utoipa::IntoParams`; anything else is told in http/openapi/operation.rs"
)]
pub(in crate::http) trait Given {
    /// Says so.
    fn describe(_: &mut Operation) {}
}

/// What a handler answers when it succeeds.
#[diagnostic::on_unimplemented(
    message = "the OpenAPI document does not know what a handler answers with `{Self}`",
    note = "a body's type derives `utoipa::ToSchema`; anything else is told in http/openapi/operation.rs"
)]
pub(in crate::http) trait Answered {
    /// Says so.
    fn describe(_: &mut Operation);
}

// Nothing that a caller would have to know of.
impl Given for State<Shared> {}
impl<T> Given for Extension<T> {}
impl<T> Given for Path<T> {}
impl Given for Actor {}
impl Given for CookieJar {}
impl Given for HeaderMap {}
impl Given for Request {}
impl Given for RequestId {}
impl Given for Whence {}

impl Given for Attempt {
    fn describe(operation: &mut Operation) {
        operation.needs_attempt = true;
    }
}

impl<T: IntoParams> Given for Result<Query<T>, QueryRejection> {
    fn describe(operation: &mut Operation) {
        let parameters = T::into_params(|| Some(ParameterIn::Query)).into_iter();
        operation.parameters.extend(parameters.map(|one| serde_json::to_value(one).expect("a parameter is JSON")));
    }
}

impl<T: ToSchema> Given for Body<T> {
    fn describe(operation: &mut Operation) {
        let schema = operation.name::<T>();
        operation.is_sent("application/json", &schema);
    }
}

impl Given for File {
    fn describe(operation: &mut Operation) {
        operation.is_sent("text/csv", &json!({ "type": "string", "description": "UTF-8 or Shift_JIS." }));
    }
}

impl Given for Upload {
    fn describe(operation: &mut Operation) {
        operation.is_sent("application/octet-stream", &json!({ "type": "string", "format": "binary" }));
    }
}

impl<T: Answered> Answered for Result<T, Failed> {
    fn describe(operation: &mut Operation) {
        T::describe(operation);
    }
}

impl<T: ToSchema> Answered for Json<T> {
    fn describe(operation: &mut Operation) {
        let schema = operation.name::<T>();
        operation.answers("200", "Done.", Some(("application/json", schema)));
    }
}

/// The only status that handlers answer by themselves; the test of the routing table knows.
impl Answered for StatusCode {
    fn describe(operation: &mut Operation) {
        operation.answers("204", "Done.", None);
    }
}

impl<T: Answered> Answered for (CookieJar, T) {
    fn describe(operation: &mut Operation) {
        T::describe(operation);
    }
}

impl Answered for (StatusCode, CookieJar, HeaderMap) {
    fn describe(operation: &mut Operation) {
        StatusCode::describe(operation);
    }
}

impl<T: Answered> Answered for IfAny<T> {
    fn describe(operation: &mut Operation) {
        T::describe(operation);
        operation.answers("204", "Done, and there is nothing to tell.", None);
    }
}

impl Answered for Document {
    fn describe(operation: &mut Operation) {
        operation.answers("200", "Done.", Some(("application/json", json!({ "type": "object" }))));
    }
}

impl Answered for Download {
    fn describe(operation: &mut Operation) {
        let file = json!({ "schema": { "type": "string", "format": "binary" } });
        let content: Map<String, Value> =
            Kind::ALL.into_iter().map(|kind| (media_type(kind).to_owned(), file.clone())).collect();
        operation.answers.insert("200".into(), json!({ "description": "The file.", "content": content }));
    }
}

impl Answered for Exported {
    fn describe(operation: &mut Operation) {
        let schema = operation.name::<RoomExport>();
        operation.answers("200", "Done.", Some(("application/json", schema)));
    }
}

impl Answered for Searched {
    fn describe(operation: &mut Operation) {
        let schema = operation.name::<RoomSearchLine>();
        operation.answers(
            "200",
            "Lines of JSON, each of them this, as they are found.",
            Some(("application/x-ndjson", schema)),
        );
    }
}

impl Answered for Upgraded {
    fn describe(operation: &mut Operation) {
        operation.answers("101", "A WebSocket with the subprotocol `renrakucho.v1.json`.", None);
    }
}

/// A handler; `Args` are the types that it is given.
pub(in crate::http) trait Handler<Args> {
    /// Says what its types say.
    fn describe(_: &mut Operation);
}

macro_rules! handlers {
    ($($($given:ident)*;)*) => {$(
        impl<F, Fut, R, $($given),*> Handler<($($given,)*)> for F
        where
            F: Fn($($given),*) -> Fut,
            Fut: Future<Output = R>,
            R: Answered,
            $($given: Given,)*
        {
            fn describe(operation: &mut Operation) {
                $($given::describe(operation);)*
                R::describe(operation);
            }
        }
    )*};
}

handlers! {
    ;
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E G;
    A B C D E G H;
}

/// What the types of a handler say.
pub(in crate::http) fn described_by<Args, H: Handler<Args>>(_: &H) -> Operation {
    let mut operation = Operation::default();
    H::describe(&mut operation);
    operation
}
