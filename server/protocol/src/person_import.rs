//! 支援対象者の一括登録: a desk's batch of persons, from a file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::vocabulary::ResidenceBasis;

/// `POST /api/v1/city/persons-import`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonImport {
    /// Rows with something in them, below the heading.
    #[ts(type = "number")]
    pub rows: usize,
    /// What is at fault. As long as there is anything, nobody is registered.
    pub faults: Vec<PersonFaultLine>,
    /// Whom the file names, for a look before it is done.
    pub preview: Vec<PersonRow>,
    /// How many were registered; none in a dry run.
    #[ts(type = "number")]
    pub registered: usize,
}

/// A row as it was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonRow {
    /// The name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// `YYYY-MM-DD`
    pub birth_date: String,
    /// On what ground the city supports the person.
    pub basis: ResidenceBasis,
}

/// What is at fault in a line; 0 is the file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonFaultLine {
    /// The line.
    #[ts(type = "number")]
    pub line: u64,
    /// What.
    pub fault: PersonFault,
}

/// What can be at fault in a file of persons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum PersonFault {
    /// Neither UTF-8 nor Shift_JIS.
    Encoding,
    /// The heading is not that of the template.
    Heading,
    /// Nobody stands in it.
    Empty,
    /// More rows than the server takes at once.
    TooManyRows,
    /// More or fewer columns than the heading, or a quotation mark without its other half.
    Columns,
    /// 氏名
    Name,
    /// ふりがな
    Kana,
    /// 生年月日
    BirthDate,
    /// お住まい: neither of the two words.
    Basis,
    /// A My Number stands in some cell.
    MyNumber,
    /// The same reading and date of birth stands in the file twice.
    Twice,
    /// Of someone with this reading and date of birth there is an open room already.
    There,
}
