//! Consent and its receipt by the city (article 16).

use time::Date;

use crate::{Refusal, my_number};

/// Who signed the consent form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Signatory {
    /// ご本人
    Person,
    /// ご家族・ご親族(代理): only where the person's own consent is difficult to obtain.
    Proxy {
        /// How the proxy is related to the person.
        relation: String,
        /// Why the person could not sign.
        why_not_person: String,
    },
}

/// What the city records when it receives the signed form. The room takes posts from then on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsentReceipt {
    /// Who signed.
    pub signatory: Signatory,
    /// The version printed on the form.
    pub form_version: String,
    /// The date beside the signature.
    pub signed_on: Date,
    /// The date the city received the form.
    pub received_on: Date,
}

impl ConsentReceipt {
    /// The longest relation, reason or version, in characters.
    pub const MAX_CHARS: usize = 200;

    /// Checks a receipt on the day it is recorded; the refusal names the field that the form can show.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        let filled = |text: &str, field| {
            let ok = !text.trim().is_empty()
                && text.chars().count() <= Self::MAX_CHARS
                && !text.chars().any(char::is_control)
                && !my_number::appears_in(text);
            if ok { Ok(()) } else { Err(Refusal::Invalid(field)) }
        };
        if let Signatory::Proxy { relation, why_not_person } = &self.signatory {
            filled(relation, "relation")?;
            filled(why_not_person, "why_not_person")?;
        }
        filled(&self.form_version, "form_version")?;
        if self.signed_on > today {
            return Err(Refusal::Invalid("signed_on"));
        }
        if self.received_on > today || self.received_on < self.signed_on {
            return Err(Refusal::Invalid("received_on"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn receipt() -> ConsentReceipt {
        ConsentReceipt {
            signatory: Signatory::Person,
            form_version: "2021-02".into(),
            signed_on: date!(2026 - 04 - 01),
            received_on: date!(2026 - 04 - 02),
        }
    }

    #[test]
    fn a_form_signed_by_the_person_is_received() {
        assert_eq!(receipt().check(date!(2026 - 04 - 02)), Ok(()));
    }

    #[test]
    fn a_proxy_states_relation_and_reason() {
        let proxy = |relation: &str, why: &str| ConsentReceipt {
            signatory: Signatory::Proxy { relation: relation.into(), why_not_person: why.into() },
            ..receipt()
        };
        let today = date!(2026 - 04 - 02);
        assert_eq!(proxy("長男", "意識障害のため").check(today), Ok(()));
        assert_eq!(proxy("", "意識障害のため").check(today), Err(Refusal::Invalid("relation")));
        assert_eq!(proxy("長男", "　").check(today), Err(Refusal::Invalid("why_not_person")));
    }

    #[test]
    fn dates_run_forward_and_not_into_the_future() {
        let today = date!(2026 - 04 - 02);
        let future = ConsentReceipt { signed_on: date!(2026 - 04 - 03), ..receipt() };
        assert_eq!(future.check(today), Err(Refusal::Invalid("signed_on")));
        let early = ConsentReceipt { received_on: date!(2026 - 03 - 31), ..receipt() };
        assert_eq!(early.check(today), Err(Refusal::Invalid("received_on")));
        let late = ConsentReceipt { received_on: date!(2026 - 04 - 03), ..receipt() };
        assert_eq!(late.check(today), Err(Refusal::Invalid("received_on")));
    }
}
