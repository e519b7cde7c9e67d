//! The OpenAPI document. Whoever adds a row to the routing table adds it here too: paths and gates come from the row, bodies
//! and answers from the types of the handler, sentences from its comment.
//!
//! The document is made by `make generate` and committed (`docs/openapi.json`); a test says that it is fresh. What is
//! served is the committed one, so that both are the same.

mod operation;
mod sentence;

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, ensure};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use renrakucho_domain::{Act, Role, permission::may};
use renrakucho_protocol::problem::Problem;
use serde_json::{Map, Value, json};

pub(super) use self::operation::{Operation, described_by};
use super::{
    extract::{SESSION, SIGN_IN},
    gate::{Gate, Row},
    router,
};

/// The committed document.
const DOCUMENT: &str = include_str!("../../../../docs/openapi.json");

/// Serves the document.
pub struct Document;

impl IntoResponse for Document {
    fn into_response(self) -> Response {
        let mut response = DOCUMENT.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

/// This document (OpenAPI 3.1).
pub async fn document() -> Document {
    Document
}

/// A row of the routing table, with what its handler's types say.
pub(super) struct Route {
    pub(super) row: Row,
    /// As the table names it.
    pub(super) handler: &'static str,
    pub(super) operation: Operation,
}

/// Makes the document. `source` is the folder of this crate's source, where the handlers' comments stand.
pub fn generate(source: &Path) -> anyhow::Result<Value> {
    let (mut paths, mut schemas) = (Map::new(), BTreeMap::new());
    let mut of_all = Operation::default();
    let problem = of_all.name::<Problem>();
    add_schemas(&mut schemas, of_all.schemas)?;
    for route in router::described() {
        let handler: String = route.handler.split_whitespace().collect();
        let sentence = sentence::of_handler(source, &handler)?;
        let Route { row, operation, .. } = route;
        let described = described(row, &handler, &sentence, &operation);
        add_schemas(&mut schemas, operation.schemas)?;
        let path = paths.entry(row.path).or_insert_with(|| json!({}));
        let path = path.as_object_mut().context("a path is an object")?;
        ensure!(path.insert(row.method.into(), described).is_none(), "{} {} stands twice", row.method, row.path);
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Renrakucho",
            "version": "1",
            "summary": "The HTTP API of Renrakucho, version 1.",
            "description": "In which order things are called, and why, is told in docs/api.md; the frames of the live \
                protocol in docs/protocol.md. Unknown fields of a request are refused; clients ignore fields that they \
                do not know. Every answer carries `x-request-id`, by which the server's log knows it.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The main host (`http.origins`)." }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": {
                "Origin": {
                    "name": "Origin", "in": "header", "required": true, "schema": { "type": "string" },
                    "description": "Exactly one of the server's own origins. Browsers send it; a program sets it itself.",
                },
            },
            "responses": {
                "Problem": {
                    "description": "Not done: a code, what to do about it, and the request's id. Never a cause.",
                    "headers": {
                        "Retry-After": {
                            "description": "Seconds, where the same may be tried again.",
                            "schema": { "type": "integer" },
                        },
                    },
                    "content": { "application/problem+json": { "schema": problem } },
                },
            },
            "securitySchemes": {
                "session": {
                    "type": "apiKey", "in": "cookie", "name": SESSION,
                    "description": "A session, for as long as its key was proved lately (`/api/v1/session/renewal`).",
                },
                "attempt": {
                    "type": "apiKey", "in": "cookie", "name": SIGN_IN,
                    "description": "A sign-in or an enrolment under way, begun by `POST /api/v1/sign-in`.",
                },
            },
        },
    }))
}

/// Names are the types' own; two types of one name would be mistaken for each other.
fn add_schemas(all: &mut BTreeMap<String, Value>, new: Vec<(String, Value)>) -> anyhow::Result<()> {
    for (name, schema) in new {
        let known = all.entry(name.clone()).or_insert_with(|| schema.clone());
        ensure!(*known == schema, "two different types are called {name}");
    }
    Ok(())
}

fn described(row: Row, handler: &str, sentence: &str, operation: &Operation) -> Value {
    let mut parameters: Vec<Value> = row
        .path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }))
        .collect();
    parameters.extend(operation.parameters.iter().cloned());
    let upgrades = operation.answers.contains_key("101");
    if row.method != "get" || upgrades {
        parameters.push(json!({ "$ref": "#/components/parameters/Origin" }));
    }
    let mut responses = operation.answers.clone();
    for others in ["4XX", "5XX"] {
        responses.insert(others.into(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    let (who, roles, security) = match row.gate {
        Gate::Public => ("Anyone.", None, json!([])),
        Gate::SignIn if operation.needs_attempt => {
            ("Anyone who has begun a sign-in or an enrolment.", None, json!([{ "attempt": [] }]))
        }
        Gate::SignIn => ("Anyone, from one of the server's own origins.", None, json!([])),
        Gate::Account(act) => ("A session whose role may attempt it.", Some(act), json!([{ "session": [] }])),
        Gate::Applicant => {
            ("Anyone, from one of the server's own origins; so many an hour and address.", None, json!([]))
        }
        Gate::Locked(act) => {
            ("A session whose role may attempt it; it may be locked.", Some(act), json!([{ "session": [] }]))
        }
        Gate::Unproved(act) => (
            "A session whose role may attempt it; it need not have been proved lately.",
            Some(act),
            json!([{ "session": [] }]),
        ),
    };
    let mut described = json!({
        "operationId": handler.replace("::", "_"),
        "tags": [handler.split("::").next().unwrap_or_default()],
        "summary": sentence,
        "description": who,
        "parameters": parameters,
        "responses": responses,
        "security": security,
    });
    if let Some(act) = roles {
        described["x-roles"] = roles_of(act);
    }
    if let Some(body) = &operation.body {
        described["requestBody"] = body.clone();
    }
    described
}

/// The roles that may attempt an act. What they may do it to is asked beyond that.
fn roles_of(act: Act) -> Value {
    Role::ALL.into_iter().filter(|role| may(*role, act).is_ok()).map(Role::as_str).collect()
}
