//! First enrolment: on a device whose certificate is proved, a one-time code from the facility permits one passkey.

use renrakucho_domain::audit::Event;
use renrakucho_store::{
    audit::{self, About, Origin},
    sign_in,
};
use serde_json::Value;

use super::{
    Result,
    sign_in::{Attempt, refused, refused_stranger},
};
use crate::{app::Shared, seal::sha256};

/// Codes are typed from paper: case, spaces and hyphens do not matter.
fn fold(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// What is stored of a code.
pub(crate) fn code_hash(code: &str) -> [u8; 32] {
    sha256(fold(code).as_bytes())
}

/// Options for making the passkey.
pub async fn begin(app: &Shared, attempt: &Attempt, code: &str) -> Result<Value> {
    let (held, attempt, hash) = (app.clone(), attempt.clone(), code_hash(code));
    app.finish(async move {
        let Some(device) = sign_in::proven_device(&held.database, attempt.secret_hash()).await? else {
            return refused_stranger(&held, &attempt, "no proven device");
        };
        let Some(enrolment) = sign_in::enrolment(&held.database, &hash, device).await? else {
            return refused(
                &held,
                &attempt,
                device,
                None,
                "enrolment code unknown, used, expired or for another device",
            )
            .await;
        };
        let known = sign_in::credential_ids(&held.database, enrolment.account).await?;
        let (options, state) =
            held.passkeys.begin_registration(enrolment.account, &enrolment.login_id, &enrolment.name, known);
        let mut tx = held.database.begin().await?;
        sign_in::keep_ceremony(&mut tx, attempt.secret_hash(), "enrolment", &state, Some(&hash)).await?;
        renrakucho_store::commit(tx).await?;
        Ok(options)
    })
    .await
}

/// Keeps the passkey and uses the code up, together.
pub async fn finish(app: &Shared, attempt: &Attempt, credential: Value) -> Result<()> {
    let (held, attempt) = (app.clone(), attempt.clone());
    app.finish(async move {
        let Some(taken) = sign_in::take_ceremony(&held.database, attempt.secret_hash(), "enrolment").await? else {
            return refused_stranger(&held, &attempt, "no ceremony under way");
        };
        let Some(code) = taken.enrolment_code else {
            return refused(&held, &attempt, taken.device, None, "no enrolment code").await;
        };
        let Some(passkey) = held.passkeys.register(credential, taken.state) else {
            return refused(&held, &attempt, taken.device, None, "passkey not accepted").await;
        };
        let mut tx = held.database.begin().await?;
        let Some(account) = sign_in::use_enrolment_code(&mut tx, &code, taken.device).await? else {
            drop(tx);
            return refused(&held, &attempt, taken.device, None, "enrolment code used or expired").await;
        };
        if !sign_in::may_sign_in(&mut tx, account, taken.device).await? {
            drop(tx);
            return refused(&held, &attempt, taken.device, Some(account), "suspended meanwhile").await;
        }
        sign_in::insert_passkey(&mut tx, passkey.credential_id(), account, passkey.stored()).await?;
        let origin = Origin { account: Some(account), device: Some(taken.device), ..attempt.origin() };
        audit::record(&mut tx, Event::PasskeyEnrolled, &origin, About::default()).await?;
        renrakucho_store::commit(tx).await?;
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(code_hash("abcd-EFGH 1234"), code_hash("ABCDEFGH1234"));
        assert_ne!(code_hash("ABCDEFGH1234"), code_hash("ABCDEFGH1235"));
    }
}
