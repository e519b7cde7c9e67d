//! The web app as something that can be put on a home screen: what browsers ask for, with the types and headers they need.

use std::collections::BTreeSet;

use renrakucho_tests::{Browser, City, answer};
use reqwest::{Method, header::HeaderMap};
use serde_json::{Value, json};

/// A picture as it is served: its headers, and width and height out of its first chunk.
async fn picture(browser: &Browser, path: &str) -> (HeaderMap, String) {
    let response = browser.request(Method::GET, path).send().await.expect("the server answers");
    assert_eq!(response.status(), 200, "{path}");
    let headers = response.headers().clone();
    let png = response.bytes().await.expect("a body");
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n", "{path}");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (headers, format!("{}x{}", number(16), number(20)))
}

#[tokio::test]
async fn the_manifest_and_all_that_it_names_are_served_under_the_same_policy_as_the_page() {
    let city = City::new().await;
    let stranger = Browser::new(city.node(), None);
    let get = async |path: &str| answer(stranger.request(Method::GET, path)).await;

    let page = get("/").await;
    let policy = page.header("content-security-policy").expect("a policy").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("manifest-src 'self'"), "{policy}");
    for link in [
        r#"<link rel="manifest" href="/manifest.webmanifest""#,
        r#"<link rel="apple-touch-icon" href="/icons/apple-touch-icon.png""#,
    ] {
        assert!(page.text.contains(link), "{link} is missing: {}", page.text);
    }

    let served = get("/manifest.webmanifest").await;
    assert_eq!((served.status, served.header("content-type")), (200, Some("application/manifest+json")));
    // A changed one is seen at the next look.
    assert_eq!(served.header("cache-control"), Some("no-cache"));
    assert_eq!(served.header("content-security-policy"), Some(&*policy));
    let manifest: Value = served.json();
    for (word, value) in [
        ("name", "電子連絡帳"),
        ("short_name", "連絡帳"),
        ("lang", "ja"),
        ("display", "standalone"),
        ("start_url", "/"),
        ("scope", "/"),
    ] {
        assert_eq!(manifest[word], json!(value), "{word}");
    }

    let mut found = BTreeSet::new();
    for icon in manifest["icons"].as_array().expect("icons") {
        let path = icon["src"].as_str().expect("a path");
        let (headers, size) = picture(&stranger, path).await;
        assert_eq!(headers["content-type"], icon["type"].as_str().expect("a type"), "{path}");
        assert_eq!(headers["content-security-policy"], *policy, "{path}");
        assert_eq!(icon["sizes"], json!(size), "{path}");
        found.insert((icon["sizes"].as_str().expect("a size"), icon["purpose"].as_str().expect("a purpose")));
    }
    assert_eq!(found, BTreeSet::from([("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")]));
    let (headers, size) = picture(&stranger, "/icons/apple-touch-icon.png").await;
    assert_eq!((headers["content-type"].to_str().expect("text"), &*size), ("image/png", "180x180"));
    // Nothing keeps pages for later: what a service worker would keep, nobody could take back.
    for name in ["/sw.js", "/service-worker.js", "/registerSW.js"] {
        assert_eq!(get(name).await.status, 404, "{name}");
    }
    city.end().await;
}
