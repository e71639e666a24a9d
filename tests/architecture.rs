//! Who may know what. These are the directions of the house, held by reading the source.

mod source;

use source::{Source, expand, sources};

/// No file that `which` picks names any of these; at least one file is picked.
#[track_caller]
fn assert_unknown(which: impl Fn(&Source) -> bool, unknown: &[&str]) {
    let picked: Vec<_> = sources(&["src", "views/src"]).into_iter().filter(which).collect();
    assert!(!picked.is_empty(), "no file is meant");
    let mut broken = Vec::new();
    for source in &picked {
        for what in unknown {
            if source.names(what) {
                broken.push(format!("{} names {what}", source.path));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// Whether this file holds pages.
fn is_page(source: &Source) -> bool {
    source.is("pages.rs") || is_in(source, "pages")
}

/// Whether this file is in a room of this name.
fn is_in(source: &Source, room: &str) -> bool {
    source.path.contains(&format!("/{room}/"))
}

const FEATURES: [&str; 4] = [
    "crate::accounts",
    "crate::listings",
    "crate::comments",
    "crate::conversations",
];

#[test]
fn braces_of_use_are_undone() {
    let mut paths = Vec::new();

    expand("", "crate::{a, b::{C, d::*}, e as f}", &mut paths);

    assert_eq!(paths, ["crate::a", "crate::b::C", "crate::b::d::*", "crate::e"]);
    let all = sources(&["src"]);
    assert!(all.iter().any(|source| is_page(source) && source.names("poem")));
    assert!(
        all.iter()
            .any(|source| source.path == "src/router.rs" && source.names("crate::accounts"))
    );
}

#[test]
fn views_know_no_database_no_web_framework_and_no_rules() {
    let views = |source: &Source| source.path.starts_with("views/src/");

    assert_unknown(views, &["poem", "sea_orm", "sqlx", "tokio", "porchlight", "hyper"]);
}

#[test]
fn the_rules_know_neither_http_nor_html() {
    let rules = |source: &Source| {
        let files = [
            "actions.rs",
            "changing.rs",
            "sending.rs",
            "storing.rs",
            "messages.rs",
            "rows.rs",
            "queries.rs",
            "caution.rs",
            "export.rs",
            "draft.rs",
            "filter.rs",
            "inbox.rs",
            "receipts.rs",
            "opening.rs",
            "passwords.rs",
            "people.rs",
            "sessions.rs",
            "currency.rs",
        ];
        let rooms = ["src/entities/", "src/live/", "src/db/"];
        let alone = [
            "src/error.rs",
            "src/text.rs",
            "src/clock.rs",
            "src/limits.rs",
            "src/context.rs",
        ];
        source.path.starts_with("src/")
            && !is_page(source)
            && !is_in(source, "present")
            && (files.iter().any(|file| source.is(file))
                || rooms.iter().any(|room| source.path.starts_with(room))
                || alone.contains(&&*source.path))
    };

    assert_unknown(
        rules,
        &[
            "poem",
            "poem_openapi",
            "maud",
            "views",
            "http",
            "hyper",
            "crate::http",
            "crate::shell",
            "crate::app",
        ],
    );
}

#[test]
fn entities_and_errors_know_no_use_case() {
    let low = |source: &Source| source.path.starts_with("src/entities/") || source.path == "src/error.rs";
    let mut unknown = FEATURES.to_vec();
    unknown.extend(["crate::db", "crate::live", "crate::clock", "crate::config"]);

    assert_unknown(low, &unknown);
}

#[test]
fn pages_and_the_api_run_no_query() {
    let doors = |source: &Source| is_page(source) || source.is("api.rs") || source.path.contains("/api/");

    assert_unknown(doors, &["sea_orm", "crate::db"]);
}

#[test]
fn pages_speak_to_the_database_through_use_cases_only() {
    for source in sources(&["src"]).iter().filter(|source| is_page(source)) {
        for door in [".read()", ".write(", ".conn()"] {
            assert!(!source.contains(door), "{} has {door}", source.path);
        }
    }
}

#[test]
fn presenting_is_pure() {
    let present = |source: &Source| source.is("present.rs") || is_in(source, "present");

    assert_unknown(present, &["sea_orm", "crate::db", "crate::clock", "poem", "crate::app"]);
}

#[test]
fn the_http_toolkit_names_no_feature() {
    let toolkit = |source: &Source| source.path.starts_with("src/http/");
    let mut unknown = FEATURES.to_vec();
    unknown.extend(["sea_orm", "crate::db", "crate::entities", "crate::shell", "crate::app"]);

    assert_unknown(toolkit, &unknown);
}

#[test]
fn the_rooms_below_name_no_feature() {
    let below = |source: &Source| source.path.starts_with("src/live/") || source.path.starts_with("src/db/");

    assert_unknown(below, &FEATURES);
}

#[test]
fn only_the_database_room_begins_transactions() {
    let begins = ["begin_with_options", ".begin(", ".transaction(", "TransactionTrait"];
    let begins = |source: &Source| begins.iter().any(|begin| source.contains(begin));
    let (inside, outside): (Vec<_>, Vec<_>) = sources(&["src", "views/src"])
        .into_iter()
        .partition(|source| source.path.starts_with("src/db/"));

    assert!(inside.iter().any(begins));
    for source in outside {
        assert!(!begins(&source), "{}", source.path);
    }
}

#[test]
fn only_the_sqlite_file_names_the_dialect() {
    for source in sources(&["src", "views/src"]) {
        let dialect = ["DbBackend", "from_string(", "execute_unprepared", "PRAGMA", "sqlx"];
        let found = dialect.iter().any(|word| source.contains(word));
        let may = ["src/db/mod.rs", "src/error.rs"].contains(&&*source.path);
        assert!(
            !found || may || source.path.starts_with("src/db/sqlite"),
            "{}",
            source.path
        );
    }
}

#[test]
fn only_the_clock_asks_for_the_time() {
    for source in sources(&["src", "views/src"]) {
        let asks = ["SystemTime::now", "Timestamp::now", "Zoned::now", "Utc::now"];
        let found = asks.iter().any(|ask| source.contains(ask));
        assert_eq!(found, source.path == "src/clock.rs", "{}", source.path);
    }
}

#[test]
fn only_the_settings_read_the_environment() {
    for source in sources(&["src", "views/src", "migrations/src"]) {
        let reads = ["env::var", "env::vars", "std::env", "dotenv"];
        assert!(!reads.iter().any(|read| source.contains(read)), "{}", source.path);
        let declares = source.contains("env = \"");
        assert_eq!(declares, source.path == "src/config.rs", "{}", source.path);
    }
}

#[test]
fn what_people_wrote_is_escaped_everywhere() {
    for source in sources(&["src", "views/src"]) {
        // The layout embeds linked data that the server has made safe; the feeds begin with the declaration of XML.
        let may = ["views/src/ui.rs", "views/src/layout.rs", "views/src/discovery.rs"].contains(&&*source.path);
        assert!(may || !source.contains("PreEscaped"), "{}", source.path);
    }
}

#[test]
fn pages_say_nothing_that_cannot_be_translated() {
    // The API's page, the feeds and the gallery are English: programs and developers read them.
    let english = ["api_docs.rs", "discovery.rs", "gallery.rs", "samples.rs", "fmt.rs"];
    let is_sentence = |literal: &str| {
        let mut words = literal.split_whitespace();
        let is_word = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || ".,!?’".contains(c));
        let first = words.next().unwrap_or_default();
        is_word(first) && first.starts_with(char::is_uppercase) && words.all(is_word)
    };
    let names = ["Porchlight", "API"];
    for source in sources(&["views/src"]) {
        for literal in source.literals() {
            let may = english.iter().any(|file| source.is(file)) || names.contains(&literal.trim());
            assert!(may || !is_sentence(&literal), "{} says {literal:?}", source.path);
        }
    }
}

#[test]
fn no_message_is_left_over() {
    let all = sources(&["src", "views/src"]);
    let english = std::fs::read_to_string("views/words/locales/en.ftl").unwrap();
    let ids = english
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" ="));
    for (id, _) in ids {
        let name = id.replace('-', "_");
        let calls = [format!(".{name}("), format!("Words::{name}")];
        let is_said = all.iter().any(|source| calls.iter().any(|call| source.contains(call)));
        assert!(is_said, "nobody says {id}");
    }
}

#[test]
fn migrations_know_no_entity() {
    let migrations = sources(&["migrations/src"]);

    assert!(migrations.len() > 3);
    for source in migrations {
        assert!(
            !source.names("porchlight") && !source.names("crate::entities"),
            "{}",
            source.path
        );
    }
}

#[test]
fn no_lint_is_switched_off_without_a_reason() {
    for source in sources(&["src", "views/src", "migrations/src", "tests"]) {
        let off = source
            .code
            .iter()
            .any(|line| line.starts_with("#[allow(") || line.starts_with("#![allow("));
        assert!(!off, "{}", source.path);
    }
}

#[test]
fn main_only_calls_the_library() {
    let main = sources(&["src"])
        .into_iter()
        .find(|source| source.path == "src/main.rs")
        .unwrap();

    assert!(main.code.len() < 40);
    for what in ["sea_orm", "poem", "tokio::net"] {
        assert!(!main.names(what), "{what}");
    }
}
