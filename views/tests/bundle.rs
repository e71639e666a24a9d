//! Bundling of ES modules, and minification of scripts and style sheets.

#[path = "../build/bundle.rs"]
mod bundle;

use bundle::{bundle, minify_script, minify_style};

#[test]
fn modules_share_the_scope_of_one_strict_function() {
    let core = "export const find = (selector) => selector;\n";
    let log = "import {\n  find,\n} from './core.js';\n\nexport const log = () => find('.log');\n";

    let script = bundle(&[("core", core), ("log", log)]);

    assert_eq!(
        script.ok().as_deref(),
        Some(
            "(() => {\n'use strict';\nconst find = (selector) => selector;\n\nconst log = () => find('.log');\n})();\n"
        )
    );
}

#[test]
fn an_import_of_a_later_module_is_an_error() {
    let log = "import { find } from './core.js';\n";
    let core = "export const find = 1;\n";

    let error = bundle(&[("log", log), ("core", core)]).map_err(|error| error.to_string());

    assert_eq!(
        error,
        Err("log.js imports core.js, which is not an earlier module".to_owned())
    );
}

#[test]
fn a_name_declared_by_two_modules_is_an_error() {
    for (first, second) in [
        ("const row = 1;", "let row = 2;"),
        ("let row;", "const { row, x } = y;"),
    ] {
        let error = bundle(&[("a", first), ("b", second)]).map_err(|error| error.to_string());

        assert_eq!(
            error,
            Err("b.js declares row, which an earlier module declares".to_owned())
        );
    }
}

#[test]
fn names_inside_functions_may_repeat() {
    let modules = [
        ("a", "const f = () => {\n  const row = 1;\n};\n"),
        ("b", "const row = 2;\n"),
    ];

    assert!(bundle(&modules).is_ok());
}

#[test]
fn a_minified_script_has_no_comments_and_keeps_strings_and_templates() {
    let script =
        "// Why.\nconst a = 'x // y, { z }'; // why\n/* Why. */ const b = `a  ${c} \\` d`;\nlet d = \"it's  ;\";\n";

    assert_eq!(
        minify_script(script),
        "const a='x // y, { z }';const b=`a  ${c} \\` d`;let d=\"it's  ;\";\n"
    );
}

#[test]
fn a_minified_script_keeps_the_whitespace_that_separates_tokens() {
    for (source, minified) in [
        ("return a + +b;", "return a + +b;\n"),
        ("a - -b < !--c", "a - -b < !--c\n"),
        ("if (a) {\n  b();\n} else c()\nd()", "if(a){b();}else c()\nd()\n"),
        ("const f = () => {\n}\n(g)", "const f=()=>{}\n(g)\n"),
        ("x\n++y", "x\n++y\n"),
        ("return 'x'", "return 'x'\n"),
    ] {
        assert_eq!(minify_script(source), minified);
    }
}

#[test]
fn a_minified_style_sheet_keeps_the_spaces_of_selectors_values_and_strings() {
    let css = "/* Why. */\n.a :hover,\n.b > p {\n  margin: 0 calc(1px + 2px); /* why */\n  &::before {\n    content: \"a  /* b */; }\";\n  }\n}\n";

    assert_eq!(
        minify_style(css),
        ".a :hover,.b > p{margin: 0 calc(1px + 2px);&::before{content: \"a  /* b */; }\";}}\n"
    );
}

#[test]
fn a_value_of_several_lines_becomes_one() {
    assert_eq!(
        minify_style("a {\n  --sans:\n    system-ui, \"Noto Sans\",\n    serif;\n}"),
        "a{--sans: system-ui,\"Noto Sans\",serif;}\n"
    );
}
