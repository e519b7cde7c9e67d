//! 消去: a room that is over is erased, by two people of the city (article 18).

use crate::{Refusal, StaffMemberId};

/// Why a room is to be erased. A word from a list, so that nobody writes about a person there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ground {
    /// 保存の必要がなくなった: the time for which the city keeps it is over.
    KeptLongEnough,
    /// ご本人・ご家族からの申出.
    AskedFor,
    /// 誤って登録した: it should never have been there.
    EnteredByMistake,
    /// その他, which the city keeps outside this system.
    Other,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 4] = [Self::KeptLongEnough, Self::AskedFor, Self::EnteredByMistake, Self::Other];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeptLongEnough => "kept_long_enough",
            Self::AskedFor => "asked_for",
            Self::EnteredByMistake => "entered_by_mistake",
            Self::Other => "other",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == word)
    }
}

/// What a room holds beside its posts, its members and how far they have read, and who it is about: sealed with its key too, so that it goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Held {
    /// 同意書の受領の記録
    ConsentReceipts,
    /// 同意書の写し
    ConsentScans,
    /// 住所、電話番号、家族の連絡先
    Particulars,
    /// お名前などを訂正した記録
    IdentityCorrections,
    /// 住所の変更を確かめた記録
    ResidenceReviews,
    /// 例外利用の申請と許可
    Permits,
    /// 閲覧状況の報告
    AccessReports,
    /// 開示請求
    Disclosures,
    /// 黒塗り
    Redactions,
    /// What was said about exports.
    ExportWords,
    /// 支援終了の理由
    SupportEnds,
    /// What was said when the erasure of a post was asked for. Those of posts that are erased are gone already.
    EntryErasureWords,
    /// Why the city decided its cases about the person.
    CaseReasons,
}

impl Held {
    /// Every one, in the order in which it is told.
    pub const ALL: [Self; 13] = [
        Self::ConsentReceipts,
        Self::ConsentScans,
        Self::Particulars,
        Self::IdentityCorrections,
        Self::ResidenceReviews,
        Self::Permits,
        Self::AccessReports,
        Self::Disclosures,
        Self::Redactions,
        Self::ExportWords,
        Self::SupportEnds,
        Self::EntryErasureWords,
        Self::CaseReasons,
    ];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConsentReceipts => "consent_receipts",
            Self::ConsentScans => "consent_scans",
            Self::Particulars => "particulars",
            Self::IdentityCorrections => "identity_corrections",
            Self::ResidenceReviews => "residence_reviews",
            Self::Permits => "permits",
            Self::AccessReports => "access_reports",
            Self::Disclosures => "disclosures",
            Self::Redactions => "redactions",
            Self::ExportWords => "export_words",
            Self::SupportEnds => "support_ends",
            Self::EntryErasureWords => "entry_erasure_words",
            Self::CaseReasons => "case_reasons",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == word)
    }
}

/// Whether someone may decide about an erasure: another person than whoever proposed it, with whatever account.
pub fn may_decide(proposed_by: StaffMemberId, decided_by: StaffMemberId) -> Result<(), Refusal> {
    if proposed_by == decided_by { Err(Refusal::Invalid("account")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nobody_is_both_people() {
        let (one, other) = (StaffMemberId(Uuid::from_u128(1)), StaffMemberId(Uuid::from_u128(2)));
        assert_eq!(may_decide(one, other), Ok(()));
        assert_eq!(may_decide(one, one), Err(Refusal::Invalid("account")));
    }

    #[test]
    fn words_and_grounds_are_one_to_one() {
        for ground in Ground::ALL {
            assert_eq!(Ground::parse(ground.as_str()), Some(ground));
        }
        assert_eq!(Ground::parse("because"), None);
        for held in Held::ALL {
            assert_eq!(Held::parse(held.as_str()), Some(held));
        }
        assert_eq!(Held::parse("posts"), None);
    }
}
