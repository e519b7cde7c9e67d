//! The one place that reads the machine's clock, and only for what no other machine compares: certificates' validity and
//! today's date in forms. Orders and deadlines come from the database.

use time::{Date, OffsetDateTime, UtcOffset, macros::offset};

/// Japan has one time zone and no summer time.
pub const TOKYO: UtcOffset = offset!(+9);

/// The time.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// Today in Tokyo.
pub fn today() -> Date {
    now().to_offset(TOKYO).date()
}
