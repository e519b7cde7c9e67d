//! 災害の宣言 (article 20): a disaster comes, and the city permits once that a batch of rooms is used without consent by named people. It
//! is an exceptional use of each of those rooms, on the ground of a disaster; one person of the city asks for it and another permits it.

use time::{Duration, OffsetDateTime};

use crate::{AccountId, Refusal, RoomId, exceptional_use};

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Application {
    /// What the city calls it. It outlives the rooms, so it names nobody whom a room is about.
    pub name: String,
    /// What happened, and which danger to life or body there is.
    pub circumstances: String,
    /// What the rooms are used for, and for nothing else.
    pub purpose: String,
    /// Which rooms.
    pub rooms: Vec<RoomId>,
    /// Who uses them.
    pub people: Vec<AccountId>,
    /// Until when.
    pub until: OffsetDateTime,
}

impl Application {
    /// The longest name, in characters.
    pub const MAX_NAME: usize = 60;
    /// How many rooms one event permits at the most.
    pub const MAX_ROOMS: usize = 500;

    /// Checks it at the moment at which it is made; the refusal names the field.
    pub fn check(&self, now: OffsetDateTime, longest: Duration) -> Result<(), Refusal> {
        exceptional_use::is_filled(&self.name, "name")?;
        if self.name.chars().count() > Self::MAX_NAME || self.name.contains('\n') {
            return Err(Refusal::Invalid("name"));
        }
        exceptional_use::is_filled(&self.circumstances, "circumstances")?;
        exceptional_use::is_filled(&self.purpose, "purpose")?;
        self.names_few()?;
        exceptional_use::ends_soon(self.until, now, longest)
    }

    /// Whether it names no more than one event may: asked before any of them is looked for.
    pub fn names_few(&self) -> Result<(), Refusal> {
        names_each_once(&self.rooms, Self::MAX_ROOMS, "rooms")?;
        names_each_once(&self.people, exceptional_use::Application::MAX_PEOPLE, "people")
    }
}

fn names_each_once<T: Ord + Copy>(all: &[T], most: usize, field: &'static str) -> Result<(), Refusal> {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    if all.is_empty() || all.len() > most || sorted.len() != all.len() { Err(Refusal::Invalid(field)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const LONGEST: Duration = Duration::days(14);

    fn rooms(count: u128) -> Vec<RoomId> {
        (0..count).map(|n| RoomId(Uuid::from_u128(n))).collect()
    }

    fn people(count: u128) -> Vec<AccountId> {
        (0..count).map(|n| AccountId(Uuid::from_u128(n))).collect()
    }

    fn refused(change: impl FnOnce(&mut Application)) -> Option<Refusal> {
        let mut application = Application {
            name: "令和8年台風19号".into(),
            circumstances: "河川の氾濫により、浸水のおそれがある".into(),
            purpose: "避難の支援".into(),
            rooms: rooms(3),
            people: people(2),
            until: NOW + Duration::days(3),
        };
        change(&mut application);
        application.check(NOW, LONGEST).err()
    }

    #[test]
    fn it_says_what_happened_and_for_what() {
        assert_eq!(refused(|_| ()), None);
        for words in ["", " 　", "個人番号 123456789018", "a\u{0}b"] {
            assert_eq!(refused(|it| it.name = words.into()), Some(Refusal::Invalid("name")), "{words:?}");
            assert_eq!(refused(|it| it.circumstances = words.into()), Some(Refusal::Invalid("circumstances")));
            assert_eq!(refused(|it| it.purpose = words.into()), Some(Refusal::Invalid("purpose")));
        }
        assert_eq!(refused(|it| it.name = "名".repeat(60)), None);
        assert_eq!(refused(|it| it.name = "名".repeat(61)), Some(Refusal::Invalid("name")));
        assert_eq!(refused(|it| it.name = "台風\n19号".into()), Some(Refusal::Invalid("name")));
    }

    #[test]
    fn it_names_rooms_and_people_once_and_an_end_that_is_not_far() {
        for (count, good) in [(0, false), (1, true), (500, true), (501, false)] {
            assert_eq!(refused(|it| it.rooms = rooms(count)).is_none(), good, "{count} rooms");
        }
        for (count, good) in [(0, false), (1, true), (50, true), (51, false)] {
            assert_eq!(refused(|it| it.people = people(count)).is_none(), good, "{count} people");
        }
        assert_eq!(refused(|it| it.rooms.push(RoomId(Uuid::from_u128(1)))), Some(Refusal::Invalid("rooms")));
        assert_eq!(refused(|it| it.people.push(AccountId(Uuid::from_u128(1)))), Some(Refusal::Invalid("people")));
        assert_eq!(refused(|it| it.until = NOW), Some(Refusal::Invalid("until")));
        assert_eq!(refused(|it| it.until = NOW + LONGEST), None);
        assert_eq!(refused(|it| it.until = NOW + LONGEST + Duration::SECOND), Some(Refusal::Invalid("until")));
    }
}
