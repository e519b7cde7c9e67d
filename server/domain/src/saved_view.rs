//! 保存した表示: how someone of the city looks at their inbox, under a name of their own. Nobody else sees it.

use crate::{Refusal, case::Kind, my_number};

/// How many views someone keeps.
pub const MAX_VIEWS: usize = 20;
/// The longest name, in characters.
pub const MAX_NAME: usize = 30;

/// Which cases stand in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Show {
    /// 審査中: all that are open.
    Open,
    /// 自分が決定するもの: those that wait for the decision of whoever looks.
    ToDecide,
    /// 自分の担当
    Mine,
    /// Others work on them.
    Others,
    /// Nobody works on them.
    Unclaimed,
    /// 決定済み
    Decided,
}

impl Show {
    /// Each of them.
    pub const ALL: [Self; 6] = [Self::Open, Self::ToDecide, Self::Mine, Self::Others, Self::Unclaimed, Self::Decided];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ToDecide => "to_decide",
            Self::Mine => "mine",
            Self::Others => "others",
            Self::Unclaimed => "unclaimed",
            Self::Decided => "decided",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.as_str() == word)
    }
}

/// Whether a view may be called so, beside the others of its person: two tabs with one name are one too many.
pub fn check_name<'a>(name: &str, others: impl IntoIterator<Item = &'a str>) -> Result<(), Refusal> {
    let fits = !name.trim().is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    let is_free = others.into_iter().all(|other| other != name);
    if fits && is_free && !my_number::appears_in(name) { Ok(()) } else { Err(Refusal::Invalid("name")) }
}

/// Whether one more may be kept.
pub const fn may_keep_another(there: usize) -> Result<(), Refusal> {
    if there < MAX_VIEWS { Ok(()) } else { Err(Refusal::Invalid("views")) }
}

/// The kinds that it shows, each once; none: all kinds.
pub fn each_once(kinds: &[Kind]) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| kinds.contains(kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_has_a_name_of_its_own() {
        let there = ["期限切れ", "紛失"];
        assert_eq!(check_name("今週の申請", there), Ok(()));
        assert_eq!(check_name(&"あ".repeat(MAX_NAME), there), Ok(()));
        let long = "あ".repeat(MAX_NAME + 1);
        for wrong in ["", " 　", "紛失", "a\nb", "番号 123456789018", &long] {
            assert_eq!(check_name(wrong, there), Err(Refusal::Invalid("name")), "{wrong:?}");
        }
    }

    #[test]
    fn twenty_are_enough() {
        assert_eq!(may_keep_another(19), Ok(()));
        assert_eq!(may_keep_another(20), Err(Refusal::Invalid("views")));
    }

    #[test]
    fn kinds_stand_in_it_once_and_words_are_one_to_one() {
        let asked = [Kind::Leak, Kind::FacilityEnd, Kind::Leak];
        assert_eq!(each_once(&asked), [Kind::FacilityEnd, Kind::Leak]);
        assert_eq!(each_once(&[]), []);
        for show in Show::ALL {
            assert_eq!(Show::parse(show.as_str()), Some(show));
        }
        assert_eq!(Show::parse("all"), None);
    }
}
