//! 保存した表示: how someone of the city looks at their inbox.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::{CaseKind, CaseShow};

/// `GET /api/v1/city/saved-views`, and what is there after a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SavedViews {
    /// One's own, by name.
    pub views: Vec<SavedView>,
}

/// Which cases stand in a view: those of which all of it is so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFilter {
    /// How they stand.
    pub show: CaseShow,
    /// Of which kinds; none: of all.
    pub kinds: Vec<CaseKind>,
    /// Whether only those whose day is over.
    pub overdue: bool,
    /// About which facility.
    pub facility: Option<Uuid>,
}

/// A view that was saved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SavedView {
    /// The view.
    pub view: Uuid,
    /// What its person calls it.
    pub name: String,
    /// What stands in it.
    pub filter: CaseFilter,
    /// Whether the inbox opens with it.
    pub is_default: bool,
}

/// `PUT /api/v1/city/saved-views/{view}`: saves a view, or changes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewBody {
    /// 1 to 30 characters, unlike the others.
    pub name: String,
    /// What stands in it.
    pub filter: CaseFilter,
    /// Whether the inbox opens with it; then no other does.
    pub is_default: bool,
}

impl fmt::Debug for SavedViewBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SavedViewBody(…)")
    }
}
