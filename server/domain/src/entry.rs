//! Entries: what a room's log is made of.

use std::fmt;

use crate::Refusal;

/// The kinds of entry. Those that decide who may see the room stand in the same log as the posts, so that a reader who
/// has not seen a removal has not seen anything after it either.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EntryKind {
    /// 投稿: a text by a member.
    Post,
    /// The city recorded the receipt of the consent form; the room takes posts from here on.
    Opened,
    /// A member of staff was admitted to the room.
    MemberJoined,
    /// A member of staff left, or was removed from, the room.
    MemberLeft,
    /// 支援中止: consent was withdrawn. Nothing but an erasure follows this entry, and nobody reads what precedes it.
    Discontinued,
    /// 同意の終了 (article 20): a proxy withdrew the consent, and a permit on the ground of abuse stands. For everyone but those whom it
    /// names it is what `Discontinued` is: nobody of them reads it, what precedes it, or what follows.
    ConsentEnded,
    /// 支援終了: support came to its end. Nobody posts after it; its readers read on.
    Ended,
    /// The consent form did not come in time: the proposal was deleted. Nothing follows this entry.
    Lapsed,
    /// 消去: the city had the room erased. Nothing follows this entry.
    Erased,
    /// 例外利用の許可 (article 20): the city permitted that named people use the room without consent, for a time.
    Permitted,
    /// 投稿の消去: the city had one post erased.
    EntryErased,
}

impl EntryKind {
    /// Every kind, for tests and generated tables.
    pub const ALL: [Self; 11] = [
        Self::Post,
        Self::Opened,
        Self::MemberJoined,
        Self::MemberLeft,
        Self::Discontinued,
        Self::ConsentEnded,
        Self::Ended,
        Self::Lapsed,
        Self::Erased,
        Self::Permitted,
        Self::EntryErased,
    ];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Opened => "opened",
            Self::MemberJoined => "member_joined",
            Self::MemberLeft => "member_left",
            Self::Discontinued => "discontinued",
            Self::ConsentEnded => "consent_ended",
            Self::Ended => "ended",
            Self::Lapsed => "lapsed",
            Self::Erased => "erased",
            Self::Permitted => "permitted",
            Self::EntryErased => "entry_erased",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// 重要度: how soon a post wants to be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub enum Priority {
    /// 通常
    #[default]
    Normal,
    /// 重要
    Important,
    /// 至急
    Urgent,
}

impl Priority {
    /// Every level, lowest first.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Important, Self::Urgent];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Important => "important",
            Self::Urgent => "urgent",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }
}

/// The text of a post. Neither `Display` nor a telling `Debug`: personal words never reach a log by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// The longest post, in characters (Unicode scalar values).
    pub const MAX_CHARS: usize = 10_000;

    /// Accepts a text of 1 to [`Self::MAX_CHARS`] characters that is not only white space.
    /// Line ends become `\n`; nothing else is changed: names keep their characters as written.
    /// Control characters other than tab and line end are refused: no keyboard makes them and no screen shows them.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let written = !text.trim().is_empty();
        let short_enough = text.chars().count() <= Self::MAX_CHARS;
        let printable = text.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control());
        if written && short_enough && printable { Ok(Self(text)) } else { Err(Refusal::Invalid("body")) }
    }

    /// The text itself; whoever calls this is about to seal it or to show it to a member.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_post_is_refused() {
        for text in ["", " ", "\n\n", "　", "\t \r\n"] {
            assert_eq!(Body::new(text), Err(Refusal::Invalid("body")), "{text:?}");
        }
    }

    #[test]
    fn the_longest_post_is_counted_in_characters_not_bytes() {
        assert!(Body::new(&"髙".repeat(Body::MAX_CHARS)).is_ok());
        assert!(Body::new(&"髙".repeat(Body::MAX_CHARS + 1)).is_err());
    }

    #[test]
    fn debug_tells_nothing() {
        let body = Body::new("秘密").expect("a valid text");
        assert_eq!(format!("{body:?}"), "Body(6 bytes)");
    }

    #[test]
    fn words_and_kinds_are_one_to_one() {
        for kind in EntryKind::ALL {
            assert_eq!(EntryKind::parse(kind.as_str()), Some(kind));
        }
        for level in Priority::ALL {
            assert_eq!(Priority::parse(level.as_str()), Some(level));
        }
        assert_eq!(EntryKind::parse("Post"), None);
    }

    proptest! {
        #[test]
        fn accepted_texts_keep_every_character(text in "[^\\p{Cc}]{0,200}") {
            if let Ok(body) = Body::new(&text) {
                prop_assert_eq!(body.reveal(), text.as_str());
            } else {
                prop_assert!(text.trim().is_empty());
            }
        }
    }
}
