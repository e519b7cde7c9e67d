//! How a city's file is written; `config/demo-city.toml` is one.

use serde::Deserialize;

/// A city's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    #[serde(rename = "city")]
    pub(super) naming: Naming,
    pub(super) profession: Vec<Profession>,
    pub(super) facility: Vec<Facility>,
    pub(super) staff: Vec<Staff>,
    pub(super) person: Vec<Person>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Naming {
    pub(super) name: String,
    pub(super) service_name: String,
    pub(super) purpose: String,
    pub(super) consent_form_version: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profession {
    pub(super) code: String,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facility {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) category: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Staff {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) mail: String,
    pub(super) role: String,
    pub(super) alert_mail: bool,
    pub(super) affiliations: Vec<Affiliation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Affiliation {
    pub(super) facility: String,
    pub(super) profession: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) birth_date: String,
    pub(super) basis: String,
    pub(super) state: String,
    pub(super) members: Vec<Member>,
    pub(super) consent: Option<Consent>,
    pub(super) discontinued_day: Option<i64>,
    #[serde(default)]
    pub(super) post: Vec<Post>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub(super) staff: String,
    pub(super) facility: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Consent {
    pub(super) signed_by: String,
    pub(super) relation: Option<String>,
    pub(super) why_not_person: Option<String>,
    pub(super) form_version: String,
    pub(super) signed_day: i64,
    pub(super) received_day: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Post {
    pub(super) key: String,
    pub(super) day: i64,
    pub(super) time: String,
    pub(super) by: String,
    #[serde(default)]
    pub(super) priority: Option<String>,
    pub(super) reply_to: Option<String>,
    pub(super) body: String,
}
