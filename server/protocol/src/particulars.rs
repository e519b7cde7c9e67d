//! 連絡先: where a supported person lives, and their family.

use renrakucho_domain::particulars;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{residence::ResidenceStatement, vocabulary::ResidenceBasis};

/// Someone of the family, or close to the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// How they are related to the person.
    pub relation: String,
    /// Their telephone; empty if it is not known.
    pub phone: String,
    /// Whether they want to be told when something happens.
    pub is_told: bool,
}

/// What is kept of a person beside their name. Sealed as it is: fields are only added.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Particulars {
    /// Where they live; empty if it is not kept.
    pub address: String,
    /// Their own telephone; empty if it is not kept.
    pub phone: String,
    /// Their family, in the order in which they are asked.
    pub contacts: Vec<Contact>,
}

impl std::fmt::Debug for Particulars {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Particulars(…)")
    }
}

impl From<Particulars> for particulars::Particulars {
    fn from(sent: Particulars) -> Self {
        let contact = |one: Contact| particulars::Contact {
            name: one.name,
            relation: one.relation,
            phone: one.phone,
            is_told: one.is_told,
        };
        Self { address: sent.address, phone: sent.phone, contacts: sent.contacts.into_iter().map(contact).collect() }
    }
}

impl From<particulars::Particulars> for Particulars {
    fn from(kept: particulars::Particulars) -> Self {
        let contact = |one: particulars::Contact| Contact {
            name: one.name,
            relation: one.relation,
            phone: one.phone,
            is_told: one.is_told,
        };
        Self { address: kept.address, phone: kept.phone, contacts: kept.contacts.into_iter().map(contact).collect() }
    }
}

/// `GET /api/v1/city/rooms/{room}/particulars`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ParticularsView {
    /// The supported person's name.
    pub label: String,
    /// Its reading.
    pub kana: String,
    /// Version: return it with a change; 0 while nothing is kept.
    #[ts(type = "number")]
    pub version: i64,
    /// What is kept.
    pub particulars: Particulars,
    /// The open case in which the city looks again at whether it supports someone who has moved.
    pub review_case: Option<Uuid>,
    /// On what ground the city supports them.
    pub basis: ResidenceBasis,
    /// What was stated of that after they had moved, the newest first.
    pub statements: Vec<ResidenceStatement>,
}

/// `PUT /api/v1/city/rooms/{room}/particulars`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticularsBody {
    /// The version that the change was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// What is kept from now on.
    pub particulars: Particulars,
}
