//! Bundles ES modules into one script, and minifies scripts and style sheets.

use std::collections::BTreeSet;
use std::error::Error;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Bundles ES modules into one classic script: a strict function that is the scope of all modules. `modules` are pairs
/// of name and source. Removes imports and the keyword `export`.
///
/// # Errors
/// A module imports one that is not earlier in the list, or declares a name that an earlier one declares.
pub fn bundle<S: AsRef<str>>(modules: &[(&str, S)]) -> Result<String> {
    let (mut names, mut declared) = (BTreeSet::new(), BTreeSet::new());
    let mut body = String::new();
    for (name, source) in modules {
        let mut is_import = false;
        for line in source.as_ref().lines() {
            is_import |= line.starts_with("import ");
            if is_import {
                if let Some(imported) = imported_module(line)
                    && !names.contains(imported)
                {
                    return Err(format!("{name}.js imports {imported}.js, which is not an earlier module").into());
                }
                is_import = !line.ends_with(';');
                continue;
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            for declaration in declared_names(line) {
                if !declared.insert(declaration) {
                    return Err(format!("{name}.js declares {declaration}, which an earlier module declares").into());
                }
            }
            body.push_str(line);
            body.push('\n');
        }
        names.insert(*name);
    }
    Ok(format!("(() => {{\n'use strict';\n{body}}})();\n"))
}

fn imported_module(line: &str) -> Option<&str> {
    line.split_once(" from './")?.1.strip_suffix(".js';")
}

/// The names declared by a line at the top level of a module.
fn declared_names(line: &str) -> impl Iterator<Item = &str> {
    let declaration = line.strip_prefix("const ").or_else(|| line.strip_prefix("let "));
    let names = declaration.map_or("", |rest| rest.split_once(" =").map_or(rest, |(names, _)| names));
    names
        .split(|char: char| !char.is_alphanumeric() && char != '_')
        .filter(|name| !name.is_empty())
}

/// Removes comments and insignificant whitespace from a script. Strings and templates stay unchanged.
///
/// The script must not contain nested templates, nor regular expressions with quotes, slashes or spaces.
pub fn minify_script(source: &str) -> String {
    // `+`, `-`, `<`, `!` and `/` keep their spaces: `+ +` would become another operator, and `< !--` a comment.
    const TIGHT: &str = "{}()[],;:?=>&|";
    minify(source, true, |before, after, has_newline| {
        if has_newline {
            // Automatic semicolon insertion needs the other newlines.
            let is_needed = !"{([,;".contains(before) && !"})]".contains(after);
            if is_needed { "\n" } else { "" }
        } else if TIGHT.contains(before) || TIGHT.contains(after) {
            ""
        } else {
            " "
        }
    })
}

/// Removes comments and insignificant whitespace from a style sheet. Comments must have whitespace around them.
pub fn minify_style(source: &str) -> String {
    minify(source, false, |before, after, _| {
        if "{};,".contains(before) || "{}".contains(after) {
            ""
        } else {
            " "
        }
    })
}

/// `gap` returns the replacement for whitespace between two characters. Its third argument: whether it has a newline.
fn minify(source: &str, has_line_comments: bool, gap: impl Fn(char, char, bool) -> &'static str) -> String {
    let mut minified = String::with_capacity(source.len());
    let mut rest = source;
    let mut whitespace = String::new();
    while let Some(first) = rest.chars().next() {
        let comment = comment_length(rest, has_line_comments);
        let (token, after) = rest.split_at(comment.unwrap_or_else(|| token_length(rest, first)));
        rest = after;
        if comment.is_some() {
            continue;
        }
        if first.is_whitespace() {
            whitespace.push(first);
            continue;
        }
        if let Some(before) = minified.chars().next_back()
            && !whitespace.is_empty()
        {
            minified.push_str(gap(before, first, whitespace.contains('\n')));
        }
        whitespace.clear();
        minified.push_str(token);
    }
    minified.push('\n');
    minified
}

/// The length of the comment at the start of the source, if there is one.
fn comment_length(source: &str, has_line_comments: bool) -> Option<usize> {
    if let Some(comment) = source.strip_prefix("/*") {
        return Some(comment.find("*/").map_or(source.len(), |end| end + 4));
    }
    (has_line_comments && source.starts_with("//")).then(|| source.find('\n').unwrap_or(source.len()))
}

/// The length of the quoted text at the start of the source, quotes included, else of one character.
fn token_length(source: &str, first: char) -> usize {
    if !matches!(first, '"' | '\'' | '`') {
        return first.len_utf8();
    }
    let mut is_escaped = false;
    for (index, char) in source.char_indices().skip(1) {
        if char == first && !is_escaped {
            return index + 1;
        }
        is_escaped = char == '\\' && !is_escaped;
    }
    source.len()
}
