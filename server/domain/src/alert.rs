//! Alert mails: who is told that something waits. What the mail says is fixed elsewhere and holds nothing personal.

use crate::{AccountId, Seq};

/// A member of a room as far as alerts are concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listener {
    /// The member's account.
    pub account: AccountId,
    /// Whether the person wants alert mails.
    pub wants_mail: bool,
    /// Whether the account is in good standing.
    pub in_good_standing: bool,
    /// How far they have read.
    pub read_upto: Seq,
}

/// Whether the post at `seq` by `author` makes an alert for this member, once its hold is over. Nobody is told of their
/// own post.
pub fn is_due(author: AccountId, seq: Seq, listener: &Listener) -> bool {
    listener.wants_mail && listener.in_good_standing && listener.account != author && listener.read_upto < seq
}

/// Asked again at the moment of sending: much may have changed since the post.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Still a member of a room that can be read.
    pub may_read: bool,
    /// Still wants alert mails.
    pub wants_mail: bool,
    /// Still in good standing.
    pub in_good_standing: bool,
    /// How far the person has read by now.
    pub read_upto: Seq,
}

/// Whether an alert about the entry at `seq` is still worth sending.
pub const fn still_due(standing: &Standing, seq: Seq) -> bool {
    standing.may_read && standing.wants_mail && standing.in_good_standing && standing.read_upto < seq
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nobody_is_told_of_their_own_post() {
        let account = AccountId(Uuid::from_u128(1));
        let listener = Listener { account, wants_mail: true, in_good_standing: true, read_upto: 3 };
        let other = AccountId(Uuid::from_u128(2));
        assert!(!is_due(account, 4, &listener));
        assert!(is_due(other, 4, &listener));
        assert!(!is_due(other, 3, &listener), "it was read in time");
    }

    #[test]
    fn an_alert_lapses_when_read_left_closed_suspended_or_unwanted() {
        let standing = Standing { may_read: true, wants_mail: true, in_good_standing: true, read_upto: 4 };
        assert!(still_due(&standing, 5));
        assert!(!still_due(&Standing { read_upto: 5, ..standing }, 5));
        assert!(!still_due(&Standing { may_read: false, ..standing }, 5));
        assert!(!still_due(&Standing { wants_mail: false, ..standing }, 5));
        assert!(!still_due(&Standing { in_good_standing: false, ..standing }, 5));
    }
}
