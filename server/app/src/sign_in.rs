//! The two factors: the device's certificate and the person's passkey.

pub mod browser_key;
pub mod certificate;
pub mod certificate_request;
pub mod device_authority;
pub mod passkeys;

pub use passkeys::Passkeys;
