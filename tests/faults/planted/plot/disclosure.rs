//! 開示: two people of the city unseal a room, one blackens a passage, the other sees what would be released. Nobody else reads it, what is
//! black is in nothing that is answered, and when the hours are over nobody reads it at all.

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{SHORT, write};
use crate::{client::new_id, stage::Stage};

pub(super) async fn play(stage: &mut Stage<'_>, room: Uuid) -> anyhow::Result<()> {
    write(stage, 0, room);
    tokio::time::sleep(SHORT).await;
    let mut seen = Vec::new();
    let (city, black) = (&stage.city, &stage.world.canary);
    let (moderator, asker) = city.moderator();
    let (_, unsealer) = city.someone("city_approver", &[moderator]).await?;
    // Another moderator, who has nothing to do with it.
    let third = stage.bystanders().next().context("a bystander")?;
    city.execute(&format!("update account set role = 'city_moderator' where id = '{}'", third.account)).await?;
    let words = json!({
        "requester": "representative", "relation": "後見人", "received_on": "2026-01-05", "from": null, "upto": null,
        "legal_basis": "個人情報の保護に関する法律第76条", "purpose": "支援の経過を知るため", "identity_check": "登記事項証明書",
    });
    let asking = json!({ "id": new_id(), "words": words });
    let (status, said) =
        city.ask(asker, 0, Method::POST, &format!("/api/v1/city/rooms/{room}/disclosures"), &asking).await?;
    ensure!(status == 200, "a disclosure could not be asked for: {status} {said}");
    let mut asked: Value = serde_json::from_str(&said)?;
    let case = serde_json::from_value(asked["case"].take())?;
    let request: Uuid = serde_json::from_value(asked["request"].take())?;
    city.accept(1, &unsealer, case).await?;

    let path = |rest: &str| format!("/api/v1/city/disclosures/{request}{rest}");
    let get =
        async |cookie: &str, node, rest: &str| city.ask(cookie, node, Method::GET, &path(rest), &Value::Null).await;
    let mut after = 0;
    let entry = loop {
        let (status, said) = get(asker, 0, &format!("/entries?after={after}")).await?;
        ensure!(status == 200, "who unsealed a room does not read it: {status} {said}");
        let page: Value = serde_json::from_str(&said)?;
        let entries = page["entries"].as_array().context("entries")?;
        let found = entries.iter().find(|one| one.to_string().contains(black.as_str()));
        if let Some(found) = found {
            break found["entry"]["id"].as_str().context("an id")?.to_owned();
        }
        after = entries.last().context("the post that was written")?["entry"]["seq"].as_i64().context("a place")?;
    };
    for rest in ["/entries?after=0", "/preview"] {
        let (status, _) = get(&third.cookie, 1, rest).await?;
        if status == 200 {
            seen.push(format!("a third person reads an unsealed room: {rest}"));
        }
    }
    let head: Value = serde_json::from_str(&get(asker, 0, "").await?.1)?;
    let marks =
        json!([{ "part": "passage", "from": 0, "upto": black.chars().count(), "ground": "third_party", "words": "" }]);
    let body = json!({ "version": head["head"]["version"], "marks": marks });
    let (status, said) = city.ask(asker, 0, Method::PUT, &path(&format!("/entries/{entry}")), &body).await?;
    ensure!(status == 200, "a passage could not be blackened: {status} {said}");
    let (status, said) = get(&unsealer, 1, "/preview").await?;
    ensure!(status == 200, "what would be released is not shown: {status} {said}");
    if said.contains(black.as_str()) {
        seen.push("what was blackened would be released".to_owned());
    }

    city.execute(&format!(
        "do $$ begin
             alter table disclosure_unsealing disable trigger unsealing_is_of_two;
             update disclosure_unsealing set unsealed_until = clock_timestamp() - interval '1 millisecond' where request = '{request}';
             alter table disclosure_unsealing enable trigger unsealing_is_of_two;
         end $$"
    ))
    .await?;
    for (cookie, node) in [(asker, 0), (unsealer.as_str(), 1)] {
        for rest in ["/entries?after=0", "/preview"] {
            if get(cookie, node, rest).await?.0 == 200 {
                seen.push(format!("the hours are over, and the room is read: {rest}"));
            }
        }
    }
    stage.seen.append(&mut seen);
    Ok(())
}
