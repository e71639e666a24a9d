//! The source, read as text.

use std::path::{Path, PathBuf};

/// A source file, by its path from the root, and its lines of code without comments.
pub struct Source {
    /// From the root of the repository.
    pub path: String,
    /// Trimmed, without comments.
    pub code: Vec<String>,
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

    /// Whether it has this name.
    pub fn is(&self, name: &str) -> bool {
        self.path.ends_with(&format!("/{name}"))
    }

    /// Whether a line has this in it.
    pub fn contains(&self, needle: &str) -> bool {
        self.code.iter().any(|line| line.contains(needle))
    }

    /// Every text in double quotes, as it is written.
    pub fn literals(&self) -> Vec<String> {
        let quoted = |line: &String| {
            let parts: Vec<_> = line.split('"').skip(1).step_by(2).map(str::to_owned).collect();
            parts
        };
        self.code.iter().flat_map(quoted).collect()
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
    pub fn names(&self, what: &str) -> bool {
        let below = format!("{what}::");
        self.paths().iter().any(|path| path == what || path.starts_with(&below))
    }
}

/// Undoes the braces of a `use` tree: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
pub fn expand(before: &str, tree: &str, paths: &mut Vec<String>) {
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

/// Every Rust file below some folders.
pub fn sources(folders: &[&str]) -> Vec<Source> {
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
