//! Certificates of devices: where their keys are, and when they are renewed.

use time::{Duration, OffsetDateTime};

use crate::Refusal;

/// Where the key of a device's certificate is kept. The city says which are allowed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DeviceKind {
    /// By the browser that made it, which gives it to nobody. It stands for a browser's profile, not for the hardware.
    Browser,
    /// In a file with its certificate (PKCS#12), installed on the device.
    File,
    /// By a program that manages the device and asked for its certificate.
    Managed,
}

impl DeviceKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Browser, Self::File, Self::Managed];

    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::File => "file",
            Self::Managed => "managed",
        }
    }

    /// The inverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Whether it is time to renew one: so many days before it is over, and not earlier, as each renewal is another certificate
/// in the world. One that is over is not renewed: whoever has it may have found it.
pub fn may_renew(not_after: OffsetDateTime, now: OffsetDateTime, days: u32) -> Result<(), Refusal> {
    if not_after <= now {
        return Err(Refusal::CertificateExpired);
    }
    if not_after - Duration::days(i64::from(days)) > now { Err(Refusal::Stale) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn it_is_renewed_in_its_last_thirty_days_and_never_afterwards() {
        let over = datetime!(2027-04-30 12:00 UTC);
        for (now, verdict) in [
            (datetime!(2027-03-31 11:59:59 UTC), Err(Refusal::Stale)),
            (datetime!(2027-03-31 12:00 UTC), Ok(())),
            (datetime!(2027-04-30 11:59:59 UTC), Ok(())),
            (datetime!(2027-04-30 12:00 UTC), Err(Refusal::CertificateExpired)),
            (datetime!(2028-01-01 00:00 UTC), Err(Refusal::CertificateExpired)),
        ] {
            assert_eq!(may_renew(over, now, 30), verdict, "{now}");
        }
    }
}
