//! 端末の種類: which kinds of device sign in. The installation says what it can do, the city what of that it allows (article 37).

use crate::{Refusal, application::fits, certificate::DeviceKind};

/// What is allowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeviceKinds {
    /// Where the key of a device's certificate may be kept.
    pub kinds: Vec<DeviceKind>,
    /// Whether shared devices (共用の端末) sign in at all. They are of these kinds too.
    pub shared: bool,
}

/// The longest reason, in characters.
pub const MAX_REASON_CHARS: usize = 200;

impl DeviceKinds {
    /// Of what the city allows, what the installation can do.
    #[must_use]
    pub fn within(self, possible: &[DeviceKind]) -> Self {
        let Self { kinds, shared } = self;
        Self { kinds: kinds.into_iter().filter(|kind| possible.contains(kind)).collect(), shared }
    }

    /// Whether a device signs in.
    pub fn allows(&self, kind: DeviceKind, is_shared: bool) -> bool {
        self.kinds.contains(&kind) && (self.shared || !is_shared)
    }

    /// Refuses a device that does not.
    pub fn check(&self, kind: DeviceKind, is_shared: bool) -> Result<(), Refusal> {
        if self.allows(kind, is_shared) { Ok(()) } else { Err(Refusal::DeviceKindNotAllowed) }
    }
}

/// A change as the city's moderator sends it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// What is allowed from now on.
    pub allowed: DeviceKinds,
    /// Why.
    pub reason: String,
}

impl Form {
    /// In one order, each kind once, and without spaces around the reason.
    #[must_use]
    pub fn tidied(self) -> Self {
        let kinds = DeviceKind::ALL.into_iter().filter(|kind| self.allowed.kinds.contains(kind)).collect();
        Self { allowed: DeviceKinds { kinds, ..self.allowed }, reason: self.reason.trim().to_owned() }
    }

    /// The first fault as a refusal. Nobody allows what the installation cannot do, nothing at all, or forbids the device that
    /// they are signed in on: who would take it back?
    pub fn check(&self, possible: &[DeviceKind], own: Option<(DeviceKind, bool)>) -> Result<(), Refusal> {
        let kinds = &self.allowed.kinds;
        if kinds.is_empty() || kinds.iter().any(|kind| !possible.contains(kind)) {
            return Err(Refusal::Invalid("kinds"));
        }
        if own.is_some_and(|(kind, is_shared)| !self.allowed.allows(kind, is_shared)) {
            return Err(Refusal::Invalid("own_device"));
        }
        if fits(&self.reason, MAX_REASON_CHARS) { Ok(()) } else { Err(Refusal::Invalid("reason")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeviceKind::{Browser, File, Managed};

    fn form(kinds: &[DeviceKind], shared: bool, reason: &str) -> Form {
        Form { allowed: DeviceKinds { kinds: kinds.to_vec(), shared }, reason: reason.into() }.tidied()
    }

    #[test]
    fn a_device_signs_in_if_city_and_installation_say_so() {
        let subsets = [&[][..], &[Browser], &[File], &[Managed], &[Browser, File], &[Browser, File, Managed]];
        let mut allowed = 0;
        for possible in subsets {
            for city in subsets {
                for shared in [true, false] {
                    let kinds = DeviceKinds { kinds: city.to_vec(), shared }.within(possible);
                    for kind in DeviceKind::ALL {
                        for is_shared in [true, false] {
                            let expected = possible.contains(&kind) && city.contains(&kind) && (shared || !is_shared);
                            assert_eq!(
                                kinds.check(kind, is_shared).is_ok(),
                                expected,
                                "{possible:?} {kinds:?} {kind:?}"
                            );
                            allowed += usize::from(expected);
                        }
                    }
                }
            }
        }
        // 3 of one kind alone, with the sets that hold it, squared: 9 for a browser, 9 for a file, 4 for a managed one; each with 3 of
        // the 4 ways of being shared.
        assert_eq!(allowed, (9 + 9 + 4) * 3);
    }

    #[test]
    fn a_change_is_possible_leaves_its_author_in_and_says_why() {
        let all = DeviceKind::ALL;
        let own = Some((File, false));
        assert_eq!(form(&[File, Browser], true, " 紛失が続いたため ").check(&all, own), Ok(()));
        assert_eq!(form(&[File, Browser, File], true, "x").allowed.kinds, [Browser, File]);
        assert_eq!(form(&[], true, "x").check(&all, None), Err(Refusal::Invalid("kinds")));
        assert_eq!(form(&[File, Managed], true, "x").check(&[File, Browser], own), Err(Refusal::Invalid("kinds")));
        assert_eq!(form(&[Browser], true, "x").check(&all, own), Err(Refusal::Invalid("own_device")));
        assert_eq!(form(&[File], false, "x").check(&all, Some((File, true))), Err(Refusal::Invalid("own_device")));
        assert_eq!(form(&[File], false, "　").check(&all, own), Err(Refusal::Invalid("reason")));
        let long = "あ".repeat(MAX_REASON_CHARS + 1);
        assert_eq!(form(&[File], false, &long).check(&all, own), Err(Refusal::Invalid("reason")));
    }
}
