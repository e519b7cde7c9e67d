//! The OpenAPI document: of every route, true (see also `matrix`), and the one that is served.

use std::{collections::BTreeSet, fs, path::Path};

use renrakucho::http::router::TABLE;
use renrakucho_tests::{ApiDocument, Browser, City, answer};
use reqwest::Method;
use serde_json::Value;

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_document_is_fresh() {
    let generated = renrakucho::http::openapi::generate(&root().join("server/app/src")).expect("a document");
    assert!(*ApiDocument::read().value() == generated, "docs/openapi.json is stale: run `make generate`");
}

#[test]
fn every_route_stands_in_it_and_nothing_else() {
    let document = ApiDocument::read();
    let mut described = BTreeSet::new();
    for (path, operations) in document.value()["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            described.insert((method.clone(), path.clone()));
            let what = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 3), "{what} has no sentence");
            let answers = operation["responses"].as_object().expect("responses");
            assert!(answers.keys().any(|status| ["101", "200", "204"].contains(&&**status)), "{what} never succeeds");
            let named = |place: &str| {
                let parameters = operation["parameters"].as_array().expect("parameters");
                parameters.iter().filter(|one| one["in"] == place).count()
            };
            assert_eq!(named("path"), path.matches('{').count(), "{what}");
            let is_open = operation["security"].as_array().expect("security").is_empty();
            assert_eq!(is_open, operation["x-roles"].is_null() && operation["security"][0].is_null(), "{what}");
        }
    }
    let routes: BTreeSet<_> = TABLE.iter().map(|row| (row.method.to_owned(), row.path.to_owned())).collect();
    let differ: Vec<_> = routes.symmetric_difference(&described).collect();
    assert!(differ.is_empty(), "{differ:#?}");
    let names: BTreeSet<_> = document.value()["paths"]
        .as_object()
        .expect("paths")
        .values()
        .flat_map(|operations| {
            operations.as_object().expect("operations").values().map(|one| one["operationId"].as_str().expect("a name"))
        })
        .collect();
    assert_eq!(names.len(), routes.len(), "two operations of one name");
}

/// All references of a document.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = ApiDocument::read();
    let mut found = BTreeSet::new();
    references(document.value(), &mut found);
    assert!(found.len() > 30, "{found:?}");
    for reference in &found {
        let place = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads outside"));
        assert!(document.value().pointer(place).is_some(), "{reference} leads nowhere");
    }
    for name in document.value()["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(found.contains(&*format!("#/components/schemas/{name}")), "{name} is used by nothing");
    }
}

#[tokio::test]
async fn it_is_served_to_anyone_as_it_is_committed() {
    let city = City::new().await;
    let browser = Browser::new(city.node(), None);
    let served = answer(browser.request(Method::GET, "/api/v1/openapi.json")).await.ok();
    assert_eq!(served.header("content-type"), Some("application/json"));
    assert_eq!(served.text, fs::read_to_string(root().join("docs/openapi.json")).expect("a file"));
    city.end().await;
}
