//! How much.

use std::time::Duration;

/// What a run is made of.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// Its name.
    pub(crate) name: &'static str,
    /// Rooms.
    pub(crate) rooms: usize,
    /// Members of each, every one with a live client.
    pub(crate) members: usize,
    /// Milliseconds between the posts of a client, on average.
    pub(crate) pace_ms: u64,
    /// Milliseconds without faults between two faults, on average.
    pub(crate) calm_ms: u64,
    /// At least so long.
    pub(crate) length: Duration,
    /// At least so many faults.
    pub(crate) faults: usize,
    /// At least so many acknowledged posts.
    pub(crate) acked: usize,
}

impl Size {
    /// The same for another time.
    pub(crate) fn lasting(self, minutes: u32) -> Self {
        let length = Duration::from_mins(minutes.into());
        let scaled = |number: usize| {
            let own = usize::try_from(self.length.as_secs()).unwrap_or(usize::MAX);
            number.saturating_mul(usize::try_from(length.as_secs()).unwrap_or_default()) / own
        };
        Self { length, faults: scaled(self.faults), acked: scaled(self.acked), ..self }
    }
}

const SIZES: [Size; 3] = [
    Size {
        name: "ci",
        rooms: 20,
        members: 4,
        pace_ms: 3_000,
        calm_ms: 700,
        length: Duration::from_mins(2),
        faults: 40,
        acked: 1_000,
    },
    Size {
        name: "full",
        rooms: 200,
        members: 5,
        pace_ms: 4_500,
        calm_ms: 2_000,
        length: Duration::from_mins(20),
        faults: 200,
        acked: 200_000,
    },
    Size {
        name: "long",
        rooms: 200,
        members: 5,
        pace_ms: 4_500,
        calm_ms: 2_000,
        length: Duration::from_hours(4),
        faults: 2_000,
        acked: 2_000_000,
    },
];

/// The size of a name.
pub(crate) fn by_name(name: &str) -> Option<&'static Size> {
    SIZES.iter().find(|size| size.name == name)
}
