//! Architecture tests: import rules between the parts, checked on the source text.

mod source;

use source::{Source, expand, sources};

/// Asserts that no file selected by `which` names any of these paths, and that at least one file is selected.
#[track_caller]
fn assert_does_not_name<T: AsRef<str>>(which: impl Fn(&Source) -> bool, unknown: &[T]) {
    let selected: Vec<_> = sources(&["src", "views/src"]).into_iter().filter(which).collect();
    assert!(!selected.is_empty(), "no file is selected");
    let mut broken = Vec::new();
    for source in &selected {
        for what in unknown {
            let what = what.as_ref();
            if source.names(what) {
                broken.push(format!("{} names {what}", source.path));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// Folders with one feature each. Every rule below holds for all of them.
const FEATURES: [&str; 5] = ["accounts", "comments", "conversations", "listings", "photos"];

/// Files of a feature that know HTTP or HTML, and no SQL; folders of these names too. Every other file of a feature
/// knows neither.
const HTTP_SIDE: [&str; 7] = ["api", "api_types", "extract", "pages", "poll", "props", "upload"];

/// The feature that a file belongs to.
fn feature(source: &Source) -> Option<&'static str> {
    let is_in = |feature: &&str| source.path.starts_with(&format!("src/{feature}/"));
    FEATURES.into_iter().find(is_in)
}

/// The names of the folders and of the file below the feature's own folder, without `.rs`.
fn parts(source: &Source) -> Vec<&str> {
    let path = source.path.trim_end_matches(".rs");
    path.split('/').skip(2).collect()
}

/// Whether this file of a feature is on the side of HTTP: by its name, by its folder, or because it mounts routes.
fn is_http_side(source: &Source) -> bool {
    feature(source).is_some()
        && (parts(source).iter().any(|part| HTTP_SIDE.contains(part)) || source.contains("pub fn mount("))
}

/// Whether this file of a feature holds rules or queries.
fn is_rule(source: &Source) -> bool {
    feature(source).is_some() && !is_http_side(source)
}

/// Whether this file handles requests.
fn is_handler(source: &Source) -> bool {
    feature(source).is_some() && parts(source).iter().any(|part| ["api", "pages"].contains(part))
}

/// Whether this file turns rows into the props of views.
fn is_props(source: &Source) -> bool {
    feature(source).is_some() && parts(source).contains(&"props")
}

/// The module paths of all features.
fn feature_paths() -> Vec<String> {
    FEATURES.map(|feature| format!("crate::{feature}")).to_vec()
}

#[test]
fn use_trees_are_expanded_into_paths() {
    let mut paths = Vec::new();

    expand("", "crate::{a, b::{C, d::*}, e as f}", &mut paths);

    assert_eq!(paths, ["crate::a", "crate::b::C", "crate::b::d::*", "crate::e"]);
    let all = sources(&["src"]);
    assert!(all.iter().any(|source| is_handler(source) && source.names("poem")));
    assert!(
        all.iter()
            .any(|source| source.path == "src/router.rs" && source.names("crate::accounts"))
    );
}

#[test]
fn views_import_no_database_no_web_framework_and_no_rules() {
    let views = |source: &Source| source.path.starts_with("views/src/");

    assert_does_not_name(views, &["poem", "sea_orm", "sqlx", "tokio", "porchlight", "hyper"]);
}

#[test]
fn every_feature_has_both_sides() {
    let all = sources(&["src"]);
    for name in FEATURES {
        let of_feature = |source: &&Source| feature(source) == Some(name);
        for (side, holds) in [
            ("rules", is_rule as fn(&Source) -> bool),
            ("handlers", is_handler),
            ("props", is_props),
        ] {
            let found = all.iter().filter(of_feature).any(holds);
            assert!(found, "{name} has no {side}");
        }
    }
}

#[test]
fn rules_import_neither_http_nor_html() {
    let shared = ["error", "text", "clock", "rate_limits", "context", "encoding"];
    let rules = |source: &Source| {
        is_rule(source)
            || ["entities", "live", "db"]
                .iter()
                .any(|folder| source.path.starts_with(&format!("src/{folder}/")))
            || shared.iter().any(|file| source.path == format!("src/{file}.rs"))
    };

    assert_does_not_name(
        rules,
        &[
            "poem",
            "poem_openapi",
            "maud",
            "views",
            "http",
            "hyper",
            "crate::http",
            "crate::web",
            "crate::app",
        ],
    );
}

#[test]
fn entities_and_errors_import_no_use_case() {
    let low = |source: &Source| source.path.starts_with("src/entities/") || source.path == "src/error.rs";
    let mut unknown = feature_paths();
    unknown.extend(["crate::db", "crate::live", "crate::clock", "crate::config"].map(str::to_owned));

    assert_does_not_name(low, &unknown);
}

#[test]
fn the_http_side_of_a_feature_runs_no_query() {
    assert_does_not_name(is_http_side, &["sea_orm", "crate::db"]);
    for source in sources(&["src"]).iter().filter(|source| is_http_side(source)) {
        for call in [".read()", ".write(", ".conn()"] {
            assert!(!source.contains(call), "{} has {call}", source.path);
        }
    }
}

#[test]
fn props_are_pure() {
    assert_does_not_name(
        is_props,
        &["sea_orm", "crate::db", "crate::clock", "poem", "crate::app"],
    );
}

#[test]
fn rules_of_features_import_in_one_direction() {
    // Conversations, comments and photos use the visibility rule of listings; listings use accounts.
    let may = |from: &str, to: &str| match from {
        "conversations" | "comments" | "photos" => ["listings", "accounts"].contains(&to),
        "listings" => to == "accounts",
        _ => false,
    };
    for source in sources(&["src"]).iter().filter(|source| is_rule(source)) {
        let from = feature(source).unwrap();
        for to in FEATURES {
            let names = source.names(&format!("crate::{to}"));
            assert!(from == to || may(from, to) || !names, "{} names {to}", source.path);
        }
    }
}

#[test]
fn http_and_the_layers_below_features_import_no_feature() {
    let below = ["http", "live", "db", "storage", "images", "entities"];
    let below = |source: &Source| {
        below
            .iter()
            .any(|folder| source.path.starts_with(&format!("src/{folder}/")))
    };
    let mut unknown = feature_paths();
    unknown.extend(["crate::web", "crate::app", "crate::server", "crate::router"].map(str::to_owned));

    assert_does_not_name(below, &unknown);
    assert_does_not_name(
        |source| source.path.starts_with("src/http/"),
        &["sea_orm", "crate::db", "crate::entities"],
    );
}

#[test]
fn only_the_server_wires_the_parts() {
    for source in sources(&["src"]) {
        let wires = source.names("crate::router") && source.path != "src/commands.rs";
        assert_eq!(wires, source.path == "src/server.rs", "{}", source.path);
    }
    assert_does_not_name(
        |source| source.path == "src/app.rs",
        &["crate::router", "crate::server", "crate::api", "views"],
    );
}

#[test]
fn only_db_begins_transactions() {
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
fn only_db_sqlite_names_the_sql_dialect() {
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
fn only_the_clock_reads_the_system_time() {
    for source in sources(&["src", "views/src"]) {
        let asks = ["SystemTime::now", "Timestamp::now", "Zoned::now", "Utc::now"];
        let found = asks.iter().any(|ask| source.contains(ask));
        assert_eq!(found, source.path == "src/clock.rs", "{}", source.path);
    }
}

#[test]
fn only_the_configuration_reads_the_environment() {
    for source in sources(&["src", "views/src", "migrations/src"]) {
        let reads = ["env::var", "env::vars", "std::env", "dotenv", "env = \""];
        let reads = reads.iter().any(|read| source.contains(read));
        assert_eq!(reads, source.path == "src/config/cli.rs", "{}", source.path);
    }
}

#[test]
fn user_text_is_escaped_everywhere() {
    for source in sources(&["src", "views/src"]) {
        // The layout embeds JSON-LD that the server has escaped; feeds start with the XML declaration.
        let may = ["views/src/ui.rs", "views/src/layout.rs", "views/src/feeds.rs"].contains(&&*source.path);
        assert!(may || !source.contains("PreEscaped"), "{}", source.path);
    }
}

#[test]
fn page_text_is_in_the_message_catalogue() {
    // API documentation, feeds and the gallery are for programs and developers, and stay English.
    let english = ["api_docs.rs", "feeds.rs", "gallery.rs", "samples.rs", "fmt.rs"];
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
            assert!(may || !is_sentence(&literal), "{} contains {literal:?}", source.path);
        }
    }
}

#[test]
fn every_message_of_the_catalogue_is_used() {
    let all = sources(&["src", "views/src"]);
    let english = std::fs::read_to_string("views/i18n/locales/en.ftl").unwrap();
    let ids = english
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" ="));
    for (id, _) in ids {
        let name = id.replace('-', "_");
        let calls = [format!(".{name}("), format!("Translator::{name}")];
        let is_used = all.iter().any(|source| calls.iter().any(|call| source.contains(call)));
        assert!(is_used, "{id} is unused");
    }
}

#[test]
fn migrations_import_no_entity() {
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
fn no_lint_is_disabled_without_a_reason() {
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
