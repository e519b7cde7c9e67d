//! 資格停止 (article 39): the city ends someone's ID on account of a prohibited act, without notice before. Unlike a suspension it is not
//! lifted: whoever may use the service again gets a new ID, from the city.

use crate::{Refusal, Role, appointment::is_of_city, session::Standing};

/// The prohibited acts, as article 39, paragraph 1 of the terms numbers them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProhibitedAct {
    /// 公序良俗に反すること
    PublicOrder,
    /// 犯罪的行為に結びつくこと
    Crime,
    /// 著作権の侵害
    Copyright,
    /// 財産、プライバシー等の侵害
    PropertyOrPrivacy,
    /// 誹謗中傷
    Defamation,
    /// 規約に掲げる規定への違反
    BreachOfTerms,
    /// 利用申請での虚偽
    FalseApplication,
    /// 保管されている情報の改ざん
    Falsification,
    /// ユーザーID及びパスワードの不正な使用
    IdMisuse,
    /// 許可された端末以外への電子証明書のインストール
    CertificateElsewhere,
    /// 運用の妨害
    Obstruction,
    /// その他市が利用者として不適切と判断したこと
    Unsuitable,
}

impl ProhibitedAct {
    /// Every act, in the order of the terms.
    pub const ALL: [Self; 12] = [
        Self::PublicOrder,
        Self::Crime,
        Self::Copyright,
        Self::PropertyOrPrivacy,
        Self::Defamation,
        Self::BreachOfTerms,
        Self::FalseApplication,
        Self::Falsification,
        Self::IdMisuse,
        Self::CertificateElsewhere,
        Self::Obstruction,
        Self::Unsuitable,
    ];

    /// The word stored in the database and spoken on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublicOrder => "public_order",
            Self::Crime => "crime",
            Self::Copyright => "copyright",
            Self::PropertyOrPrivacy => "property_or_privacy",
            Self::Defamation => "defamation",
            Self::BreachOfTerms => "breach_of_terms",
            Self::FalseApplication => "false_application",
            Self::Falsification => "falsification",
            Self::IdMisuse => "id_misuse",
            Self::CertificateElsewhere => "certificate_elsewhere",
            Self::Obstruction => "obstruction",
            Self::Unsuitable => "unsuitable",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == word)
    }
}

/// Whether an ID that is for this and stands so can be disqualified: what has ended already is out of date. Of someone who acts for the
/// city two people take the role first (`appointment`): whoever could end the others' IDs alone would soon decide alone. Their ID is
/// suspended meanwhile, if it cannot wait.
pub const fn may_disqualify(role: Role, standing: Standing) -> Result<(), Refusal> {
    if is_of_city(role) {
        return Err(Refusal::Invalid("role"));
    }
    match standing {
        Standing::Active | Standing::Suspended => Ok(()),
        Standing::Ended => Err(Refusal::Stale),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn twelve_words_and_what_has_ended_is_not_ended_again() {
        let words: BTreeSet<_> = ProhibitedAct::ALL.map(ProhibitedAct::as_str).into();
        assert_eq!(words.len(), 12);
        for act in ProhibitedAct::ALL {
            assert_eq!(ProhibitedAct::parse(act.as_str()), Some(act));
        }
        for role in Role::ALL {
            let is = |standing, verdict| {
                let verdict = if is_of_city(role) { Err(Refusal::Invalid("role")) } else { verdict };
                assert_eq!(may_disqualify(role, standing), verdict, "{role:?} {standing:?}");
            };
            is(Standing::Active, Ok(()));
            is(Standing::Suspended, Ok(()));
            is(Standing::Ended, Err(Refusal::Stale));
        }
    }
}
