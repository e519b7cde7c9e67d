//! A disaster (article 20): two people who have nothing to do with the room are named, one of them is suspended before anybody is let in,
//! and when it is over nobody is in the room by it.

use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::{SHORT, write};
use crate::{client::new_id, stage::Stage};

const EVENTS: &str = "/api/v1/city/disaster-events";

/// How long it lasts that is over by its time: the steps before need less.
const LASTS: i64 = 4;

/// How soon the log of a room says who left it by their time.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(3);

pub(super) async fn play(stage: &mut Stage<'_>, room: Uuid, by_time: bool) -> anyhow::Result<()> {
    let mut bystanders = stage.bystanders();
    let (named, suspended) = (bystanders.next().cloned(), bystanders.next().cloned());
    drop(bystanders);
    let (named, suspended) = (named.context("a bystander")?, suspended.context("another one")?);
    write(stage, 0, room);
    let (city, seconds) = (&stage.city, if by_time { LASTS } else { 3_600 });
    let now = city.number("select extract(epoch from clock_timestamp())::bigint").await?;
    let body = json!({
        "words": { "name": "台風19号", "circumstances": "氾濫により浸水のおそれがある", "purpose": "避難の支援" },
        "rooms": [room], "people": [named.account, suspended.account],
        "until": OffsetDateTime::from_unix_timestamp(now + seconds)?.format(&Rfc3339)?,
    });
    let (moderator, cookie) = city.moderator();
    let (status, said) = city.ask(cookie, 0, Method::POST, EVENTS, &body).await?;
    ensure!(status == 200, "an event could not be asked for: {status} {said}");
    let event: Uuid = serde_json::from_value(serde_json::from_str::<Value>(&said)?["case"].take())?;
    let (_, approver) = city.someone("city_approver", &[moderator]).await?;
    city.suspend(1, suspended.account).await?;
    city.accept(1, &approver, event).await?;
    let done = format!("select count(*) from exceptional_use where disaster = '{event}' and permitted_at is not null");
    let let_in = async {
        while city.number(&done).await? == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(3), let_in).await.context("nobody is let in")??;

    let entries = format!("/api/v1/rooms/{room}/entries?after=0");
    let read = async |node| {
        Ok::<_, anyhow::Error>(city.ask(&named.cookie, node, Method::GET, &entries, &Value::Null).await?.0)
    };
    ensure!(read(1).await? == 200, "who was let in does not read");
    let mut seen = Vec::new();
    let members =
        format!("select count(*) from membership where permit is not null and account = '{}'", suspended.account);
    if city.number(&members).await? > 0 {
        seen.push("someone who was suspended was let in by a disaster event".to_owned());
    }
    if by_time {
        let left = format!(
            "select greatest(0, extract(epoch from until - clock_timestamp()) * 1000)::bigint from disaster_event where city_case = '{event}'"
        );
        tokio::time::sleep(Duration::from_millis(city.number(&left).await?.try_into()?)).await;
    } else {
        let (status, said) = city.ask(cookie, 0, Method::DELETE, &format!("{EVENTS}/{event}"), &Value::Null).await?;
        ensure!(status == 200, "an event could not be ended: {status} {said}");
    }
    let post = json!({ "id": new_id(), "body": "まだ書ける", "priority": "normal" });
    for node in [0, 1] {
        if read(node).await? == 200 {
            seen.push(format!("a disaster event is over, and who was let in by it still reads at node {node}"));
        }
    }
    let path = format!("/api/v1/rooms/{room}/entries");
    if city.ask(&named.cookie, 1, Method::POST, &path, &post).await?.0 == 200 {
        seen.push("a disaster event is over, and who was let in by it still writes".to_owned());
    }
    // The entry that says that they left follows; where nothing ended, none does.
    let left = format!(
        "select count(*) from membership where account = '{}' and permit is not null and left_seq is not null",
        named.account
    );
    let told = async {
        while city.number(&left).await? == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::Ok(())
    };
    let _ = tokio::time::timeout(FOLLOWS_WITHIN, told).await;
    stage.seen.append(&mut seen);
    write(stage, 0, room);
    tokio::time::sleep(SHORT).await;
    Ok(())
}
