//! Scam warnings: the detection in a text, and the warning below the message for its recipient.

use porchlight::conversations::thread::scam_warning::{self, ScamWarning};
use views::urls;

use crate::harness::{Actor, TestApp};

const PAYMENT: [&str; 22] = [
    "Please pay the deposit today and the keys are yours.",
    "You can send me the deposit of €1,150 before the viewing.",
    "Could you transfer the deposit up front?",
    "Only by wire transfer.",
    "I accept Western Union or MoneyGram.",
    "My IBAN is on its way.",
    "NL91 ABNA 0417 1643 00",
    "de89370400440532013000",
    "Rent is paid in crypto.",
    "Bit\u{200b}coin works as well",
    "Two gift cards of 100 would do",
    "A holding fee keeps it off the market.",
    "First month's rent to secure it, please.",
    "Graag vooraf de borg overmaken.",
    "Je kunt de borg betalen zodra je wilt.",
    "Maak de eerste maand over en hij is van jou.",
    "Met een aanbetaling houd ik hem vast.",
    "Ik stuur je een Tikkie.",
    "Een overboeking van €500 is genoeg",
    "Betaalverzoek volgt",
    "I'll send a payment link. Are you in?",
    "PAY IN ADVANCE!",
];

const OTHER_CHANNEL: [&str; 22] = [
    "Call me on 06 12345678.",
    "06-12 34 56 78",
    "+31 (0)6 1234 5678",
    "(020) 123 45 67",
    "0031612345678",
    "tel:0612345678",
    "06.12.34.56.78",
    "+44 20 7946 0958",
    "555-123-4567",
    "Write to omar@example.org.",
    "omar.h+flat@mail.example.co.uk!",
    "omar (at) gmail dot com",
    "I am on WhatsApp",
    "Stuur me een appje",
    "https://wa.me/31612345678",
    "Find me at t.me/omar",
    "Telegram is faster",
    "We can talk on Signal",
    "App me even",
    "Skype?",
    "What's App me",
    "Mail: a@b.nl",
];

const HARMLESS: [&str; 36] = [
    "Is it still free?",
    "The rent is €1,150 a month.",
    "The rent is €1,150.00, 1.150 euro or 1150 EUR.",
    "1 150 000",
    "Free from 2026-02-01 to 2027-01-31.",
    "Van 01-02-2026 tot 28-02-2027.",
    "Between 01.02.2026 10:30 and 02.02.2026 17:00",
    "Viewings 09:00 - 17:00, 09.00-17.00 10.00-12.00 13.00-14.00",
    "Open 0900-1700 24/7",
    "Keizersgracht 123-4, 1015 CJ Amsterdam",
    "Bus 120, 121, 122, 123, 124 and 125 stop here.",
    "78 m2, 2 rooms, built in 1906, renovated 2019",
    "How much is the deposit?",
    "The deposit is two months' rent.",
    "De borg is één maand huur.",
    "Do I have to pay a deposit in advance?",
    "Can I pay by bank transfer?",
    "Moet ik vooraf de borg betalen?",
    "Kan ik met een Tikkie betalen?",
    "Do you send the contract by post?",
    "The mobile signal is weak in the kitchen.",
    "There is a payphone nearby.",
    "See you @ the door at 5",
    "@omar",
    "https://example.org/plan?floor=2",
    "I work at Outlook Travel.",
    "Het appartement is rustig, de app van de lift werkt.",
    "Saturday 10-11, Sunday 12-13, Monday 9-10",
    "12/01/26 or 13/01/26?",
    "Reference AB12345678901234567",
    "Energy label A, 1.234 kWh, 567 m3 gas",
    "Rent 900, 1000, 1100 or 1200?",
    "I was born on 01 02 1990",
    "0.5 km to the station, 0.25 km to the shop",
    "Onze borgtocht is geregeld",
    "",
];

#[test]
fn scam_detection_finds_payments_and_other_channels_but_no_rents_dates_or_numbers() {
    for (texts, expected) in [
        (&PAYMENT[..], Some(ScamWarning::Payment)),
        (&OTHER_CHANNEL, Some(ScamWarning::OtherChannel)),
        (&HARMLESS, None),
    ] {
        for text in texts {
            assert_eq!(scam_warning::detect(text), expected, "{text}");
        }
    }
}

const DEPOSIT: &str = "Please pay the deposit by Western Union.";
const CALL: &str = "Call me on 06 12345678.";

/// Olga, Rita, and a conversation about Olga's listing with one message from Rita.
async fn conversation_with_olga(app: &TestApp) -> (Actor, Actor, i64) {
    let (olga, rita) = (app.olga().await, app.rita().await);
    let home = olga.lists("Canal loft").await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    (olga, rita, conversation)
}

#[tokio::test]
async fn the_recipient_sees_the_scam_warning_on_the_page_in_the_panel_the_poll_and_the_frame() {
    let app = TestApp::boot().await;
    let (olga, rita, conversation) = conversation_with_olga(&app).await;
    let since = rita
        .opens(conversation)
        .await
        .next_poll(&views::ids::tail(conversation));
    olga.sends(conversation, DEPOSIT).await;
    olga.sends(conversation, CALL).await;
    olga.sends(conversation, "It has a bath.").await;

    for part in [
        rita.hx_get(&since).await,
        rita.opens(conversation).await,
        rita.hx_post(urls::contact(1), &[]).await,
        rita.get(urls::noscript_frame(conversation, 0)).await,
        rita.hx_get(urls::older_fragment(conversation, i64::MAX, None)).await,
    ] {
        part.assert_ok();
        let notices = part.texts(".message .bubble ~ .caution");
        assert_eq!(notices.len(), 2, "{part}");
        assert!(notices[0].contains("ask for money"), "{notices:?}");
        assert!(notices[1].contains("outside Porchlight"), "{notices:?}");
        part.assert_text(".bubble", "Western Union");
    }
}

#[tokio::test]
async fn the_sender_sees_no_scam_warning() {
    let app = TestApp::boot().await;
    let (olga, rita, conversation) = conversation_with_olga(&app).await;
    rita.sends(conversation, DEPOSIT).await;

    olga.opens(conversation).await.assert_some(".caution");
    rita.opens(conversation).await.assert_no(".caution");
    rita.hx_get(urls::updates(conversation, 0)).await.assert_no(".caution");
    rita.get(urls::noscript_frame(conversation, 0))
        .await
        .assert_no(".caution");
}

#[tokio::test]
async fn an_owner_sees_the_scam_warning_of_a_renters_message() {
    let app = TestApp::boot().await;
    let (olga, rita, conversation) = conversation_with_olga(&app).await;
    rita.sends(conversation, CALL).await;

    olga.opens(conversation).await.assert_some(".caution");
    rita.opens(conversation).await.assert_no(".caution");
}

#[tokio::test]
async fn after_a_reply_of_the_recipient_new_messages_have_no_scam_warning() {
    let app = TestApp::boot().await;
    let (olga, rita, conversation) = conversation_with_olga(&app).await;
    olga.sends(conversation, CALL).await;
    rita.sends(conversation, "Thank you, I will.").await;
    olga.sends(conversation, "Or call my sister on 06 87654321.").await;

    let page = rita.opens(conversation).await;

    assert_eq!(page.count(".caution"), 1, "the first message keeps its notice");
    let since = page.next_poll(&views::ids::tail(conversation));
    olga.sends(conversation, CALL).await;
    rita.hx_get(&since)
        .await
        .assert_text(".bubble", CALL)
        .assert_no(".caution");
}

#[tokio::test]
async fn the_scam_warning_is_translated_into_dutch() {
    let app = TestApp::boot().await;
    let (olga, rita, conversation) = conversation_with_olga(&app).await;
    olga.sends(conversation, "Graag vooraf de borg overmaken.").await;
    rita.post(urls::SETTINGS_LANGUAGE, &[("language", "nl")]).await;

    rita.opens(conversation).await.assert_text(".caution", "vraagt om geld");
}
