//! Who may know what. These are the directions of the house, held by reading the source.

use std::path::{Path, PathBuf};

/// A source file, by its path from the root, and its lines of code without comments.
struct Source {
    path: String,
    code: Vec<String>,
}

impl Source {
    fn read(root: &Path, file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        Self {
            path: file.strip_prefix(root).unwrap().display().to_string(),
            code: code.map(str::to_owned).collect(),
        }
    }

    fn is(&self, name: &str) -> bool {
        self.path.ends_with(&format!("/{name}"))
    }

    fn contains(&self, needle: &str) -> bool {
        self.code.iter().any(|line| line.contains(needle))
    }

    /// Every path it names: those of `use`, with braces undone, and those written out in the code.
    fn paths(&self) -> Vec<String> {
        let whole = self.code.join(" ");
        let mut paths = Vec::new();
        for statement in whole.split("use ").skip(1) {
            let tree = statement.split(';').next().unwrap_or_default();
            expand("", tree, &mut paths);
        }
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let written_out = whole.split(|c| !is_part(c)).filter(|word| word.contains("::"));
        paths.extend(written_out.map(str::to_owned));
        paths
    }

    /// Whether it names anything below a path such as `poem` or `crate::accounts`.
    fn names(&self, what: &str) -> bool {
        let below = format!("{what}::");
        self.paths().iter().any(|path| path == what || path.starts_with(&below))
    }
}

/// Undoes the braces of a `use` tree: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
fn expand(before: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((stem, rest)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap_or(tree);
        paths.push(format!("{before}{name}"));
        return;
    };
    let before = format!("{before}{}", stem.trim());
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut depth, mut start) = (0, 0);
    for (place, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&before, &inner[start..place], paths);
                start = place + 1;
            }
            _ => {}
        }
    }
    expand(&before, &inner[start..], paths);
}

fn sources(folders: &[&str]) -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(Source::read(&root, &path));
            }
        }
    }
    found
}

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
    assert!(all.iter().any(|source| source.is("pages.rs") && source.names("poem")));
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
            "queries.rs",
            "draft.rs",
            "filter.rs",
            "inbox.rs",
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
    let doors = |source: &Source| source.is("pages.rs") || source.is("api.rs") || source.path.contains("/api/");

    assert_unknown(doors, &["sea_orm", "crate::db"]);
}

#[test]
fn pages_speak_to_the_database_through_use_cases_only() {
    for source in sources(&["src"]).iter().filter(|source| source.is("pages.rs")) {
        for door in [".read()", ".write(", ".conn()"] {
            assert!(!source.contains(door), "{} has {door}", source.path);
        }
    }
}

#[test]
fn presenting_is_pure() {
    let present = |source: &Source| source.is("present.rs");

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
    for source in sources(&["src", "views/src"]) {
        let begins = ["begin_with_options", ".begin(", ".transaction(", "TransactionTrait"];
        let found = begins.iter().any(|begin| source.contains(begin));
        assert_eq!(found, source.path == "src/db/mod.rs", "{}", source.path);
    }
}

#[test]
fn only_the_sqlite_file_names_the_dialect() {
    for source in sources(&["src", "views/src"]) {
        let dialect = ["DbBackend", "from_string(", "execute_unprepared", "PRAGMA", "sqlx"];
        let found = dialect.iter().any(|word| source.contains(word));
        let may = ["src/db/sqlite.rs", "src/db/mod.rs", "src/error.rs"].contains(&&*source.path);
        assert!(!found || may, "{}", source.path);
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
        let may = ["views/src/ui.rs", "views/src/layout.rs"].contains(&&*source.path);
        assert!(may || !source.contains("PreEscaped"), "{}", source.path);
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
