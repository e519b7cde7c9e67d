use std::{collections::BTreeMap, fs, path::Path};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::Answer;

/// The committed OpenAPI document, for holding answers against it.
pub struct ApiDocument {
    document: Value,
    /// Of the answers' bodies, by method, path and status.
    validators: BTreeMap<(String, String, String), Validator>,
}

impl ApiDocument {
    /// As it is committed.
    pub fn read() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self { document: serde_json::from_str(&text).expect("JSON"), validators: BTreeMap::new() }
    }

    /// All of it.
    pub fn value(&self) -> &Value {
        &self.document
    }

    /// Insists that an answer is what the document says of this route.
    #[track_caller]
    pub fn describes(&mut self, method: &str, path: &str, answer: &Answer) {
        let what = format!("{method} {path} answered {}", answer.status);
        let answers = &self.document["paths"][path][method]["responses"];
        let (exact, range) = (answer.status.to_string(), format!("{}XX", answer.status / 100));
        let status = if answers[&exact].is_object() { exact } else { range };
        let described = match &answers[&status] {
            Value::Null => panic!("{what}, of which the document knows nothing"),
            described => match described["$ref"].as_str() {
                Some(reference) => {
                    self.document.pointer(reference.trim_start_matches('#')).expect("it leads somewhere")
                }
                None => described,
            },
        };
        let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        let Some(content) = described["content"].as_object() else {
            return assert!(answer.text.is_empty(), "{what} with a body: {}", answer.text);
        };
        if content.contains_key(kind) && !kind.ends_with("json") {
            return;
        }
        let schema = content.get(kind).unwrap_or_else(|| panic!("{what} with {kind:?}"))["schema"].clone();
        let key = (method.to_owned(), path.to_owned(), status);
        let validator = self.validators.entry(key).or_insert_with(|| {
            let whole = json!({ "allOf": [schema], "components": self.document["components"] });
            jsonschema::options().should_validate_formats(true).build(&whole).expect("a schema")
        });
        // Of lines each is one.
        let bodies = if kind == "application/x-ndjson" { answer.text.lines().collect() } else { vec![&*answer.text] };
        for text in bodies {
            let body: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{what}: {error}"));
            let faults: Vec<_> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{what}: {faults:#?}: {body:#}");
        }
    }
}
