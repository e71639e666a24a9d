//! Plurals and number formats, escaping of arguments, and language negotiation.

use i18n::{Language, LocalizedMessage, Translator};

const DUTCH: Translator = Translator(Language::Dutch);

#[test]
fn plurals_and_number_formats_follow_the_language() {
    assert_eq!(Translator::ENGLISH.homes(0), "0 homes");
    assert_eq!(Translator::ENGLISH.homes(1), "1 home");
    assert_eq!(Translator::ENGLISH.homes(12_345), "12,345 homes");
    assert_eq!(DUTCH.homes(1), "1 woning");
    assert_eq!(DUTCH.homes(12_345), "12.345 woningen");
    assert_eq!(DUTCH.waiting_for_you(0), "Niemand wacht op antwoord van je.");
}

#[test]
fn arguments_of_html_messages_are_escaped() {
    let html = Translator::ENGLISH.reply_to_html("<b>Omar</b>").into_string();

    assert_eq!(
        html,
        "Reply<span class=\"visually-hidden\"> to &lt;b&gt;Omar&lt;/b&gt;</span>"
    );
}

#[test]
fn accept_language_selects_the_first_supported_language() {
    assert_eq!(
        Language::from_accept_language("nl-BE,nl;q=0.9,en;q=0.8"),
        Some(Language::Dutch)
    );
    assert_eq!(
        Language::from_accept_language("fr, en-US;q=0.8, nl;q=0.5"),
        Some(Language::English)
    );
    assert_eq!(Language::from_accept_language("fr, de"), None);
    for invalid in ["", "*", ";;q=,,", "\u{fffd}", &"nl-".repeat(10_000)] {
        assert_eq!(Language::from_accept_language(invalid), None, "{invalid:.20}");
    }
}

#[test]
fn a_localized_message_is_translated_when_its_language_is_known() {
    let message = LocalizedMessage::new(|t| t.too_long(4_000, 4_321));

    assert_eq!(message.to_string(), "Use at most 4,000 characters; this has 4,321");
    assert_eq!(
        message.translate(DUTCH),
        "Gebruik hoogstens 4.000 tekens; dit zijn er 4.321"
    );
}
