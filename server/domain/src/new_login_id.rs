//! 新しいユーザーID (article 10): what someone signs in with is unknown, or may be known to others. The old ID stops at once and for
//! good; the person goes on under a new one, and what they wrote stays theirs.

use crate::{Refusal, Role, session::Standing};

/// Why someone gets a new ID. A word from a list, so that nobody writes about a person's health.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ground {
    /// 不明: they do not know any more how to get in.
    Unknown,
    /// 紛失: everything that let them in is lost.
    Lost,
    /// 他の人に見られた: somebody else has seen it, or may be using it.
    Seen,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Lost, Self::Seen];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Lost => "lost",
            Self::Seen => "seen",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == word)
    }
}

/// Whether this role may replace an ID that stands so, where it looks after it. What the city suspended only the city replaces: a
/// facility would undo the suspension by it.
pub const fn may_replace(role: Role, standing: Standing) -> Result<(), Refusal> {
    match (role, standing) {
        (_, Standing::Ended) => Err(Refusal::Stale),
        (Role::CityModerator, _) | (_, Standing::Active) => Ok(()),
        (_, Standing::Suspended) => Err(Refusal::IssuedByCity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complete_table() {
        for role in Role::ALL {
            let suspended = if role == Role::CityModerator { Ok(()) } else { Err(Refusal::IssuedByCity) };
            assert_eq!(may_replace(role, Standing::Active), Ok(()), "{role:?}");
            assert_eq!(may_replace(role, Standing::Suspended), suspended, "{role:?}");
            assert_eq!(may_replace(role, Standing::Ended), Err(Refusal::Stale), "{role:?}");
        }
        for ground in Ground::ALL {
            assert_eq!(Ground::parse(ground.as_str()), Some(ground));
        }
    }
}
