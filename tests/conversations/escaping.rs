//! Hostile text (XSS, SQL injection, control characters, Unicode): stored byte for byte or rejected, and escaped in
//! HTML. `tests/text.rs` has what is removed from texts.

use porchlight::entities::message;
use sea_orm::{EntityTrait, QueryOrder};
use views::{assets, ids, urls};

use crate::harness::TestApp;

/// Markup, injections, control characters, bidirectional and invisible characters, and texts of maximum length.
fn hostile_texts() -> Vec<String> {
    let plain = [
        "<script>alert(1)</script>",
        "</textarea><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "<!-- --><script>alert(1)//",
        "]]><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<a href=\"javascript:alert(1)\">click</a>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<li class=tail hx-get=/messages hx-trigger=load>",
        "<div hx-swap-oob=true id=messages-link>",
        "\" onmouseover=\"alert(1)",
        "' onmouseover='alert(1)",
        "`${alert(1)}`",
        "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
        "&lt;b&gt; &amp;amp; &#60; &NotAnEntity;",
        "javascript:alert(1)",
        "https://example.org/\"onclick=alert(1)//",
        "https://example.org/<script>alert(1)</script>",
        "http://user:secret@example.org:99999/%00%0d%0a",
        "https://еxample.org/путь?q=ü#ß",
        "'; DROP TABLE message; --",
        "\" OR 1=1 --",
        "Robert'); DELETE FROM user WHERE ('1'='1",
        "%27%20OR%201=1",
        "100% _ \\ ? ?1 $1 :id @p",
        "{\"text\": \"json\"}",
        "../../../../etc/passwd",
        "C:\\CON\\NUL\\aux.txt",
        "$(reboot) `reboot` ; reboot | reboot && reboot",
        "a\nb\n\n\nc",
        "tab\tbell\u{7}escape\u{1b}[31mred",
        "backspace\u{8}\u{8}\u{8} vertical\u{b} form\u{c} delete\u{7f}",
        "Set-Cookie: a=b\nLocation: https://evil.example",
        "txt.exe right to left \u{200f}inside\u{200e}",
        "العربية עברית فارسی mixed 123",
        "zero\u{200b}width\u{200c}joiner\u{200d}bom\u{feff}end",
        "soft\u{ad}hyphen word\u{2060}joiner",
        "next\u{85}line",
        "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇳🇱 ☎️",
        "e\u{301} is not é, ﬁ is not fi, Å is not Å",
        "İstanbul ISTANBUL ıstanbul ß ẞ ǆ",
        "𝕿𝖍𝖊 𝖖𝖚𝖎𝖈𝖐 𝒇𝒐𝒙 Ｆｕｌｌ",
        "日本語テキスト 简体中文 한국어",
        "ไทย ខ្មែរ தமிழ் ကို",
        "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
        "\u{fffd} replacement \u{fdd0} nonchar \u{10ffff} last",
        "\u{e000} private \u{f0000}",
        "controls\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{e}\u{f}\u{10}\u{11}\u{12}\u{13}\u{14}",
        "lone\rcarriage\rreturns",
        "null undefined NaN true false 0 -1 1e309 -0",
        "1/0 0x7fffffff 9223372036854775808 ١٢٣",
        "[link](javascript:alert(1)) **bold** _it_ `code`",
        "=cmd|'/C calc'!A0 +1 -1 @SUM(1)",
        "www.example.org example.org mailto:a@example.org ftp://example.org tel:+1",
        "https://example.org. (https://example.org/a_(b)) <https://example.org>",
        "The quick brown fox.",
    ];
    let long = [
        "a".repeat(4_000),
        "🏠".repeat(4_000),
        "<".repeat(4_000),
        "\u{200f}a".repeat(2_000),
        format!("https://example.org/{}", "a".repeat(3_900)),
        "https://a.example ".repeat(200).trim_end().to_owned(),
    ];
    plain.into_iter().map(str::to_owned).chain(long).collect()
}

#[tokio::test]
async fn hostile_texts_are_stored_byte_for_byte_and_escaped_in_html() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;

    for text in hostile_texts() {
        let poll = rita.opens(conversation).await.next_poll(&ids::tail(conversation));
        rita.sends(conversation, &text).await;

        let news = rita.hx_get(&poll).await;
        // HTML parsers normalise line breaks to LF.
        let shown = text.replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(news.messages(), [shown]);
        news.assert_no(
            "script, .bubble [onerror], .bubble [onload], .bubble [onmouseover], .bubble [onclick], .bubble [hx-get], \
             .bubble [hx-swap-oob], .bubble img, .bubble svg, .bubble iframe, .bubble a:not([rel='nofollow ugc noopener'])",
        );
        for link in news.attributes(".bubble a", "href") {
            assert!(link.starts_with("http://") || link.starts_with("https://"), "{link}");
        }
        let inbox = omar.get(urls::MESSAGES).await;
        inbox.assert_ok().assert_no("main script, .last *");
    }

    let stored = message::Entity::find()
        .order_by_asc(message::Column::Id)
        .all(app.db().read())
        .await
        .unwrap();
    let stored: Vec<_> = stored.into_iter().map(|row| row.text).collect();
    assert_eq!(stored, hostile_texts());
    omar.opens(conversation).await;
}

#[tokio::test]
async fn rejected_hostile_texts_stay_in_the_composer_escaped() {
    let app = TestApp::boot().await;
    let (omar, rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;

    for text in hostile_texts() {
        let rejected = format!("{text}\0");
        let form = [("text", rejected.as_str()), ("client_id", "x")];
        let composer = rita.hx_post(urls::conversation(conversation), &form).await;

        composer
            .assert_status(422)
            .assert_text("[role=alert]", "NUL")
            .assert_no("script");
        let typed = composer.value_of("textarea");
        assert_eq!(typed, rejected.replace('\0', "\u{fffd}").replace('\r', "\n"));
    }
    assert!(rita.reads(conversation).await.is_empty());
}

#[tokio::test]
async fn hostile_names_and_listings_are_escaped_on_every_page() {
    let app = TestApp::boot().await;
    let mallory = app.person("Mallory <script>alert(1)</script> \"' &amp;").await;
    let rita = app.rita().await;
    let title = "\"><script>alert(1)</script> </title>' onload=x";
    let home = mallory
        .lists_with(&[
            ("title", title),
            ("city", "<img src=x onerror=alert(1)>"),
            ("description", "</p><script>x</script>"),
        ])
        .await;
    let conversation = rita.enquires_about(home, "Hello").await;

    let pages = [
        (&rita, urls::HOME.to_owned()),
        (&rita, urls::listing(home)),
        (&rita, urls::conversation(conversation)),
        (&rita, urls::MESSAGES.to_owned()),
        (&mallory, urls::MY_LISTINGS.to_owned()),
        (&mallory, urls::edit_listing(home)),
        (&mallory, urls::SETTINGS.to_owned()),
        (
            &rita,
            "/?q=%22%3E%3Cscript%3E&city=%3Cscript%3E&sort=%22%3E%3Cscript%3E".to_owned(),
        ),
        (
            &app.visitor(),
            "/sign-in?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        ),
    ];

    for (reader, path) in &pages {
        let page = reader.get(path).await;
        page.assert_ok();
        let scripts = page.attributes("script", "src");
        let own = [
            assets::SCRIPT,
            assets::PHOTOS_SCRIPT,
            assets::ATTACHMENTS_SCRIPT,
            assets::TYPING_SCRIPT,
        ];
        let own = |script: &String| own.contains(&script.as_str());
        assert!(scripts.iter().all(own), "only the site's own in {path}: {scripts:?}");
        assert!(!scripts.is_empty());
        page.assert_no("script:not([src]):not([type='application/ld+json'])")
            .assert_no("[onload], [onerror]")
            .assert_no("img[src=x]");
    }
    rita.get(urls::listing(home)).await.assert_text("h1", title);
}
