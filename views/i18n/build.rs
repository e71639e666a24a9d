//! Generates a method of `Translator` for each message in `locales/en.ftl`, so that a missing message or argument is a
//! compile error. A translation with missing or unknown messages or arguments fails the build.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The file that defines messages and arguments; translations are checked against it.
const ORIGINAL: &str = "en.ftl";

/// The texts for clients of the API. Messages may be missing; the fallback is [`ORIGINAL`].
const API: &str = "api.ftl";

struct Message {
    id: String,
    /// In the order of their first use, which is the order of the method's parameters.
    arguments: Vec<String>,
    /// The text with its variants, for the doc comment of the method.
    text: String,
    /// Whether it has neither arguments nor selectors. Its method then returns the text without formatting.
    is_plain: bool,
}

/// Messages that are plain in every language, by id; their texts by language code.
type Plain = BTreeMap<String, BTreeMap<String, String>>;

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let locales = Path::new("locales");
    let original = messages(&locales.join(ORIGINAL))?;
    let mut plain = Plain::new();
    let mut languages = 0;
    for entry in fs::read_dir(locales)? {
        let path = entry?.path();
        if path.ends_with(API) {
            continue;
        }
        let translation = messages(&path)?;
        compare(&original, &translation).map_err(|error| format!("{}: {error}", path.display()))?;
        let language = path.file_stem().unwrap_or_default().to_string_lossy();
        for message in translation.into_iter().filter(|message| message.is_plain) {
            let texts = plain.entry(message.id).or_default();
            texts.insert(language.to_string(), message.text);
        }
        languages += 1;
    }
    plain.retain(|_, texts| texts.len() == languages);
    let api = messages(&locales.join(API))?;
    check_known(&original, &api).map_err(|error| format!("{API}: {error}"))?;
    for message in api.into_iter().filter(|message| message.is_plain) {
        if let Some(texts) = plain.get_mut(&message.id) {
            texts.insert("api".to_owned(), message.text);
        }
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    fs::write(out.join("messages.rs"), methods(&original, &plain)?)?;
    Ok(())
}

fn messages(path: &Path) -> Outcome<Vec<Message>> {
    let source = fs::read_to_string(path)?;
    let resource = parser::parse(source.as_str())
        .map_err(|(_, errors)| format!("{} cannot be read: {errors:?}", path.display()))?;
    let mut messages = Vec::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name.to_owned();
        let pattern = message.value.as_ref().ok_or_else(|| format!("{id} has no text"))?;
        let (mut arguments, mut text) = (Vec::new(), String::new());
        read(pattern, &mut arguments, &mut text);
        let mut elements = pattern.elements.iter();
        messages.push(Message {
            id,
            arguments,
            text,
            is_plain: elements.all(|element| matches!(element, PatternElement::TextElement { .. })),
        });
    }
    Ok(messages)
}

fn read(pattern: &Pattern<&str>, arguments: &mut Vec<String>, text: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable { expression } => read_expression(expression, arguments, text),
        }
    }
}

fn read_expression(expression: &Expression<&str>, arguments: &mut Vec<String>, text: &mut String) {
    match expression {
        Expression::Inline(inline) => read_inline(inline, arguments, text),
        Expression::Select { selector, variants } => {
            read_inline(selector, arguments, &mut String::new());
            let mut texts = Vec::new();
            for variant in variants {
                let mut variant_text = String::new();
                read(&variant.value, arguments, &mut variant_text);
                texts.push(variant_text);
            }
            text.push_str(&texts.join(" / "));
        }
    }
}

fn read_inline(inline: &InlineExpression<&str>, arguments: &mut Vec<String>, text: &mut String) {
    match inline {
        InlineExpression::VariableReference { id } => {
            let name = id.name.replace('-', "_");
            text.push_str(&format!("`{name}`"));
            if !arguments.contains(&name) {
                arguments.push(name);
            }
        }
        InlineExpression::StringLiteral { value } => text.push_str(value),
        InlineExpression::Placeable { expression } => read_expression(expression, arguments, text),
        _ => {}
    }
}

fn compare(original: &[Message], translation: &[Message]) -> Result<(), String> {
    let by_id = |messages: &[Message]| -> BTreeMap<String, Vec<String>> {
        messages
            .iter()
            .map(|message| (message.id.clone(), message.arguments.clone()))
            .collect()
    };
    let (expected, actual) = (by_id(original), by_id(translation));
    if actual.len() != translation.len() {
        return Err("a message is defined twice".to_owned());
    }
    if let Some(id) = expected.keys().find(|id| !actual.contains_key(*id)) {
        return Err(format!("{id} is missing"));
    }
    check_known(original, translation)
}

/// Checks that the original has all messages and arguments.
fn check_known(original: &[Message], messages: &[Message]) -> Result<(), String> {
    for message in messages {
        let known = original.iter().find(|known| known.id == message.id);
        let known = known.ok_or_else(|| format!("{} is not in {ORIGINAL}", message.id))?;
        let unknown = message
            .arguments
            .iter()
            .find(|argument| !known.arguments.contains(argument));
        if let Some(unknown) = unknown {
            return Err(format!("{} has no ${unknown} in {ORIGINAL}", message.id));
        }
    }
    Ok(())
}

fn methods(messages: &[Message], plain: &Plain) -> Outcome<String> {
    let mut code = String::from("impl Translator {\n");
    for message in messages {
        method(&mut code, message, plain.get(&message.id))?;
    }
    code.push_str("}\n");
    Ok(code)
}

fn method(code: &mut String, message: &Message, plain: Option<&BTreeMap<String, String>>) -> Outcome<()> {
    let Message {
        id, arguments, text, ..
    } = message;
    let name = id.replace('-', "_");
    let is_html = name.ends_with("_html");
    let doc = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('<', "\\<");
    writeln!(code, "    /// {doc}\n    #[must_use]")?;
    let (argument_type, return_type, kind) = if is_html {
        ("maud::Render", "maud::Markup", "html")
    } else {
        ("Into<FluentValue<'a>>", "Cow<'static, str>", "text")
    };
    let lifetime = if is_html || arguments.is_empty() { "" } else { "<'a>" };
    write!(code, "    pub fn {name}{lifetime}(self")?;
    for argument in arguments {
        write!(code, ", {argument}: impl {argument_type}")?;
    }
    if let Some(texts) = plain {
        let texts: Vec<_> = texts.iter().collect();
        writeln!(code, ") -> {return_type} {{ self.static_{kind}(&{texts:?}) }}")?;
        return Ok(());
    }
    write!(code, ") -> {return_type} {{ self.format_{kind}({id:?}, [")?;
    for argument in arguments {
        let value = if is_html {
            format!("{argument}.render()")
        } else {
            format!("{argument}.into()")
        };
        write!(code, "({argument:?}, {value}),")?;
    }
    writeln!(code, "]) }}")?;
    Ok(())
}
