//! `renrakucho init`: from two empty databases to a moderator who is inside. It takes nothing away.

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt, path::Path};

use renrakucho_tests::{Browser, Installation, answer};
use reqwest::Method;
use serde_json::Value;

const MADE: [&str; 4] = ["renrakucho.toml", "master.key", "device-authority.pem", "device-authority.key"];

/// All files of a folder with what is in them.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| (entry.file_name().into_string().expect("a name"), fs::read(entry.path()).expect("a file")))
        .collect()
}

#[tokio::test]
async fn a_city_is_founded_once_and_its_first_moderator_gets_in() {
    let place = Installation::empty().await;
    let founded = place.init().await;
    assert!(founded.well, "{}", founded.complained);
    for name in MADE {
        let mode =
            fs::metadata(place.file(name)).unwrap_or_else(|error| panic!("{name}: {error}")).permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name} can be read by others");
    }
    let configuration = fs::read_to_string(place.file("renrakucho.toml")).expect("a configuration");
    assert!(!configuration.contains("renrakucho_owner"), "the serving node need not know the owner's URL");

    // Again: nothing is overwritten, whether the files are there or only the people.
    let before = files(&place.folder);
    let again = place.init().await;
    assert!(!again.well && again.complained.contains("is there already"), "{again:?}");
    assert_eq!(files(&place.folder), before);
    for name in MADE {
        fs::remove_file(place.file(name)).expect("removed");
    }
    let again = place.init().await;
    assert!(!again.well && again.complained.contains("holds something already"), "{again:?}");
    for name in MADE {
        assert!(!place.file(name).exists(), "{name} was made for people who are not those of the database");
        fs::write(place.file(name), &before[name]).expect("written");
        fs::set_permissions(place.file(name), fs::Permissions::from_mode(0o600)).expect("private");
    }

    // The link works, once, and whoever opens it decides for the city.
    let link = founded.told.lines().find_map(|line| line.trim().strip_prefix(&format!("{}/enrol#", place.origin())));
    let code = link.unwrap_or_else(|| panic!("no link: {}", founded.told)).to_owned();
    // Nobody serves people without a second place of the audit log's checkpoints.
    let mut without = place.filled_in("127.0.0.1:1");
    without.push(("audit.checkpoint_file", String::new()));
    let config = place.file("renrakucho.toml").display().to_string();
    let refused = place.run(&["serve", "--config", &config], &without).await;
    assert!(!refused.well && refused.complained.contains("audit.checkpoint_file names no file"), "{refused:?}");
    let mut node = place.serve(&place.filled_in("127.0.0.1:1")).await;
    let mut browser = Browser::new(&node, None);
    browser.enrol(&code).await;
    let view: Value = answer(browser.request(Method::GET, "/api/v1/session")).await.json();
    let told = (&view["name"], &view["role"], &view["facility"], &view["profession"]);
    let expected = ["見本 花子", "city_moderator", "みほん市役所 福祉課", "市職員"].map(Value::from);
    assert_eq!(told, (&expected[0], &expected[1], &expected[2], &expected[3]));
    for path in ["/api/v1/city/rooms", "/api/v1/facilities"] {
        answer(browser.request(Method::GET, path)).await.ok();
    }
    let city: Value = answer(browser.request(Method::GET, "/api/v1/city")).await.json();
    assert_eq!((&city["city"], &city["demo"]), (&Value::from("みほん市"), &Value::from(false)));
    assert_eq!(Browser::new(&node, None).begin_enrolment(&code).await.1.status, 401, "the code is used up");
    node.stop().await;
    place.end().await;
}

#[tokio::test]
async fn what_cannot_be_founded_leaves_nothing_behind() {
    let place = Installation::empty().await;
    let before = files(&place.folder);
    let (dir, origin, device) = (place.folder.display().to_string(), place.origin(), place.device_origin());
    let with = async |origin: &str, name: &str, settings: &[(&str, String)]| {
        let arguments = [
            "init",
            "--dir",
            &dir,
            "--city",
            "みほん市",
            "--origin",
            origin,
            "--device-origin",
            &device,
            "--office",
            "市役所",
            "--name",
            name,
            "--kana",
            "みほん はなこ",
        ];
        let ran = place.run(&arguments, settings).await;
        assert!(!ran.well, "{ran:?}");
        assert_eq!(files(&place.folder), before, "{ran:?}");
        ran.complained
    };
    assert!(with("http://localhost", "見本 花子", &[]).await.contains("--origin"));
    assert!(with(&device, "見本 花子", &[]).await.contains("different origins"));
    assert!(with(&origin, "=見本", &[]).await.contains("wrong name"));
    let nowhere = ("database.owner_url", String::new());
    assert!(with(&origin, "見本 花子", &[nowhere]).await.contains("RENRAKUCHO__DATABASE__OWNER_URL"));
    let away = ("keys.owner_url", "postgres://renrakucho_owner@localhost/none?host=/nowhere".to_owned());
    assert!(with(&origin, "見本 花子", &[away]).await.contains("the databases"));
    place.end().await;
}
