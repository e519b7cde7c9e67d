//! One's own settings.

use axum::{Json, extract::State};
use renrakucho_protocol::http::Settings;
use renrakucho_store::account;

use super::{extract::Body, problem::Failed};
use crate::{
    action::{Actor, own_settings},
    app::Shared,
};

fn shown(settings: &account::Settings) -> Json<Settings> {
    Json(Settings { alert_mail: settings.alert_mail, mail: settings.mail.as_deref().map(shorten) })
}

/// `sato@example.jp` → `sa***@example.jp`: recognised by its owner, useless to who looks over a shoulder.
fn shorten(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let head: String = local.chars().take(2).collect();
    format!("{head}***@{domain}")
}

/// One's own settings.
pub async fn view(State(app): State<Shared>, actor: Actor) -> Result<Json<Settings>, Failed> {
    Ok(shown(&own_settings::own_settings(&app, &actor).await?))
}

/// Changes one's own settings.
pub async fn change(
    State(app): State<Shared>,
    actor: Actor,
    Body(wanted): Body<Settings>,
) -> Result<Json<Settings>, Failed> {
    Ok(shown(&own_settings::set_alert_mail(&app, &actor, wanted.alert_mail).await?))
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn an_address_is_recognised_but_not_read() {
        assert_eq!(shorten("sato@mihon.example"), "sa***@mihon.example");
        assert_eq!(shorten("x@mihon.example"), "x***@mihon.example");
    }
}
