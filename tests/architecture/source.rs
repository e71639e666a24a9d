//! Source files as text, and the paths that they name.

use std::path::{Path, PathBuf};

pub struct Source {
    /// Relative to the root of the repository.
    pub path: String,
    /// Trimmed lines without comments.
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

    /// Whether this is its file name.
    pub fn is(&self, name: &str) -> bool {
        self.path.ends_with(&format!("/{name}"))
    }

    pub fn contains(&self, needle: &str) -> bool {
        self.code.iter().any(|line| line.contains(needle))
    }

    /// The text between double quotes, with escapes as written.
    pub fn literals(&self) -> Vec<String> {
        let quoted = |line: &String| {
            let parts: Vec<_> = line.split('"').skip(1).step_by(2).map(str::to_owned).collect();
            parts
        };
        self.code.iter().flat_map(quoted).collect()
    }

    /// Every path that it names: the expanded paths of `use`, and the paths in the code.
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

    /// Whether it names a path or anything below it, such as `poem` or `crate::accounts`.
    pub fn names(&self, what: &str) -> bool {
        let below = format!("{what}::");
        self.paths().iter().any(|path| path == what || path.starts_with(&below))
    }
}

/// Expands a `use` tree: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
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
    for (index, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&before, &inner[start..index], paths);
                start = index + 1;
            }
            _ => {}
        }
    }
    expand(&before, &inner[start..], paths);
}

/// All Rust files below these folders.
pub fn sources(folders: &[&str]) -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut pending: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(Source::read(&root, &path));
            }
        }
    }
    found
}
