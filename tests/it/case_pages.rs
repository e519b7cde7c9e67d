//! 決定済み: what was decided long ago is not lost: it comes page by page, and by its receipt number.

use futures_util::{StreamExt, stream};
use renrakucho_protocol::{
    case::{ApplicationReceipt, CaseDetail, Cases},
    problem::Code,
};
use renrakucho_tests::{Answer, City, Person, id};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::cases::{application, claim, decide, read};

#[tokio::test]
async fn what_was_decided_long_ago_is_found_page_by_page_and_by_its_number() {
    // A free machine keys in a thousand applications faster than one account may ask.
    let city = City::with(&[("limits.requests_per_second_per_account", "1000".into())]).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let ids: Vec<Uuid> = (0..1_003).map(|_| id()).collect();
    let keyed: Vec<Answer> = stream::iter(&ids)
        .map(async |case| kato.call(Method::POST, "/api/v1/city/cases", Some(&application(*case))).await)
        .buffer_unordered(20)
        .collect()
        .await;
    let receipts: Vec<String> = keyed.into_iter().map(|answer| answer.json::<ApplicationReceipt>().receipt).collect();
    // One is decided in earnest, and longest ago; the others three at a time in the same moment.
    let version = claim(&kato, ids[0], 1).await.json::<CaseDetail>().line.version;
    decide(&kato, ids[0], version, "refused", "理由").await.ok();
    city.fixture("update city_case set decided_at = '2020-01-01' where state <> 'open'").await;
    let decided = format!(
        "update city_case c set state = 'refused', decided_by = '{}', sealed_reason = '',
             decided_at = timestamptz '2026-01-01' + n.at * interval '1 minute'
         from (select id, (row_number() over (order by id)) / 3 as at from city_case) n where n.id = c.id and c.state = 'open'",
        kato.account
    );
    assert_eq!(city.fixture(&decided).await, 1_002);

    let page_of = async |person: &Person, before: Option<Uuid>| -> Cases {
        let before = before.map(|case| format!("&before={case}")).unwrap_or_default();
        person.get(&format!("/api/v1/city/cases?state=decided{before}")).await.json()
    };
    let (mut all, mut sizes, mut last) = (Vec::new(), Vec::new(), None);
    loop {
        let page = page_of(&kato, last).await;
        sizes.push(page.cases.len());
        all.extend(page.cases.iter().map(|line| (line.decided_at, line.case)));
        last = all.last().map(|(_, case)| *case);
        if !page.has_more {
            break;
        }
    }
    assert_eq!(sizes, [500, 500, 3]);
    assert!(all.windows(2).all(|pair| pair[0].0 >= pair[1].0), "the newest first");
    let mut found: Vec<_> = all.iter().map(|(_, case)| *case).collect();
    found.sort_unstable();
    let mut wanted = ids.clone();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "each once");
    // To the approver they do not exist; nor is there anything before what is no case.
    for (person, before) in [(&shonin, None), (&kato, Some(id()))] {
        let page = page_of(person, before).await;
        assert_eq!((page.cases.len(), page.has_more), (0, false));
    }
    kato.get(&format!("/api/v1/city/cases?state=open&before={}", ids[0])).await.refused(Code::BadFrame);

    // Narrowed, what is behind two pages of others is found at once.
    let at: Uuid = sqlx::query_scalar("select id from facility order by id limit 1")
        .fetch_one(&city.sql)
        .await
        .expect("a facility");
    city.fixture(&format!("update city_case set subject = '{at}' where id in ('{}', '{}')", ids[0], all[700].1)).await;
    let narrowed = async |by: &str| -> (Vec<Uuid>, bool) {
        let answer = kato.get(&format!("/api/v1/city/cases?state=decided&{by}")).await;
        let page: serde_json::Value = answer.json();
        let ids = page["cases"].as_array().expect("lines").iter();
        let ids = ids.map(|line| line["case"].as_str().expect("an id").parse().expect("an id")).collect();
        (ids, page["has_more"] == true)
    };
    assert_eq!(narrowed(&format!("facility={at}")).await, (vec![all[700].1, ids[0]], false));
    assert_eq!(narrowed("kind=leak.facility_change").await, (vec![], false));
    let (applications, has_more) = narrowed("kind=leak.facility_application").await;
    assert_eq!((applications.len(), has_more), (500, true));
    let (rest, has_more) = narrowed(&format!("facility={at}&before={}", all[700].1)).await;
    assert_eq!((rest, has_more), (vec![ids[0]], false));
    for by in ["state=decided&kind=because", "state=decided&facility=x", "state=open&kind=leak", "state=decided&kind="]
    {
        kato.get(&format!("/api/v1/city/cases?{by}")).await.refused(Code::BadFrame);
    }

    let find = async |person: &Person, receipt: &str| {
        let body = json!({ "receipt": receipt });
        person.call(Method::POST, "/api/v1/city/cases/by-receipt", Some(&body)).await
    };
    let oldest: CaseDetail = read(&kato, all.last().expect("many").1).await;
    assert_eq!(oldest.line.case, ids[0]);
    let number = oldest.line.receipt.clone();
    assert!(receipts.contains(&number));
    for typed in [number.clone(), number.to_lowercase().replace('-', " ")] {
        assert_eq!(find(&kato, &typed).await.json::<CaseDetail>().line.case, oldest.line.case, "{typed}");
    }
    find(&shonin, &number).await.refused(Code::NotFound);
    for wrong in ["", "BCDF-GHJK-MNPQ"] {
        find(&kato, wrong).await.refused(Code::NotFound);
    }
    city.end().await;
}
