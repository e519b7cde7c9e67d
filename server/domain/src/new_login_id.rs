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
    /// 改めての付与: the city had disqualified them, and admits them again.
    Readmitted,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Lost, Self::Seen, Self::Readmitted];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Lost => "lost",
            Self::Seen => "seen",
            Self::Readmitted => "readmitted",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == word)
    }
}

/// Whether this role may replace an ID that stands so on this ground, where it looks after it. What the city suspended or
/// disqualified only the city replaces: a facility would undo its decision by it. What has ended otherwise has no successor.
pub fn may_replace(role: Role, standing: Standing, is_disqualified: bool, ground: Ground) -> Result<(), Refusal> {
    match standing {
        Standing::Ended if !is_disqualified => return Err(Refusal::Stale),
        Standing::Suspended | Standing::Ended if role != Role::CityModerator => return Err(Refusal::IssuedByCity),
        Standing::Active | Standing::Suspended | Standing::Ended => {}
    }
    if is_disqualified == (ground == Ground::Readmitted) { Ok(()) } else { Err(Refusal::Invalid("ground")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complete_table() {
        for role in Role::ALL {
            let citys = if role == Role::CityModerator { Ok(()) } else { Err(Refusal::IssuedByCity) };
            for ground in [Ground::Unknown, Ground::Lost, Ground::Seen] {
                assert_eq!(may_replace(role, Standing::Active, false, ground), Ok(()), "{role:?}");
                assert_eq!(may_replace(role, Standing::Suspended, false, ground), citys, "{role:?}");
                assert_eq!(may_replace(role, Standing::Ended, false, ground), Err(Refusal::Stale), "{role:?}");
                let wrong = citys.and(Err(Refusal::Invalid("ground")));
                assert_eq!(may_replace(role, Standing::Ended, true, ground), wrong, "{role:?}");
            }
            // Nobody is admitted again whom the city has not shut out.
            let again = Ground::Readmitted;
            assert_eq!(may_replace(role, Standing::Ended, true, again), citys, "{role:?}");
            assert_eq!(may_replace(role, Standing::Ended, false, again), Err(Refusal::Stale), "{role:?}");
            assert_eq!(may_replace(role, Standing::Active, false, again), Err(Refusal::Invalid("ground")), "{role:?}");
        }
        for ground in Ground::ALL {
            assert_eq!(Ground::parse(ground.as_str()), Some(ground));
        }
    }
}
