//! Uploads in a conversation: choosing, pasting, dropping, progress, cancelling, rejections and retries.

use super::browser_actor::BrowserActor;
use super::fault_proxy::ProxyMode;
use super::file_steps::{FileFolder, PASTE, transfer};
use super::site::Site;
use crate::images::corpus::png;

const UPLOADED: &str = ".tray li:has(input)";
const FAILED: &str = ".tray .failed";
const UPLOADING: &str = ".tray progress:not([hidden])";

/// An executable, which is not an accepted file type.
const EXECUTABLE: &[u8] = b"MZ\x90\0\x03\0\0\0";

async fn rita_in_conversation(site: &Site) -> BrowserActor {
    let rita = site.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.marks_the_document().await;
    rita
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_pasted_and_dropped_files_are_sent_with_the_text() {
    let site = Site::start().await;
    let (rita, omar) = (rita_in_conversation(&site).await, site.person("omar").await);
    omar.goes_to("/messages/1").await;
    let folder = FileFolder::create(&[("plan.txt", b"Two rooms"), ("rules.txt", b"No cats")]);
    records_announcements(&rita).await;

    rita.chooses(&folder, &["plan.txt", "rules.txt"]).await;
    rita.pastes("kitchen.png", &png(40, 30)).await;
    rita.drags(&["dropped.txt"], "dragover").await;
    assert!(
        rita.page::<bool>("getComputedStyle(document.querySelector('.drop-here')).display !== 'none'")
            .await
    );
    rita.drags(&["dropped.txt"], "drop").await;
    rita.sees(4, UPLOADED).await;
    rita.types("All of it\n").await;

    let all = ["plan.txt", "rules.txt", "kitchen.png", "dropped.txt"];
    omar.has_sent("All of it", &all).await;
    rita.has_sent("All of it", &all).await;
    assert_eq!(rita.count(".tray li, .chat--over, .message--sending").await, 0);
    assert_eq!(rita.typed().await, "");
    assert!(rita.has_same_document().await, "the page was reloaded");
    let announced = announced(&rita).await;
    for text in ["Uploading plan.txt", "plan.txt is ready to be sent"] {
        assert!(announced.iter().any(|line| line == text), "{announced:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_text_with_an_image_of_it_stays_text() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    let image = transfer(&["table.png"], &png(40, 30));
    let words = "data.setData('text/plain', 'A table'); data.setData('text/html', '<table></table>');";

    rita.runs(&format!("{PASTE} {image} {words} window.handled = paste();"))
        .await;
    assert!(!rita.page::<bool>("window.handled").await);
    rita.runs(&format!("{PASTE} {image} window.handled = paste();")).await;

    assert!(rita.page::<bool>("window.handled").await);
    rita.sees(1, UPLOADED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_during_an_upload_waits_for_it() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    let folder = FileFolder::create(&[("plan.txt", b"Two rooms")]);

    site.proxy.set_mode(ProxyMode::Stall);
    rita.chooses(&folder, &["plan.txt"]).await;
    rita.types("The plan\n").await;

    rita.sees(1, UPLOADING).await;
    let status: String = rita
        .page("document.querySelector('.tray [role=status]').textContent")
        .await;
    assert_eq!(status, "Goes out as soon as its files have arrived.");
    assert_eq!(rita.typed().await, "The plan");
    assert_eq!(rita.count(".message--sending").await, 0);

    site.proxy.set_mode(ProxyMode::Pass);
    rita.has_sent("The plan", &["plan.txt"]).await;
    assert_eq!(rita.typed().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_can_be_cancelled_and_an_uploaded_file_removed() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    let folder = FileFolder::create(&[("one.txt", b"One"), ("two.txt", b"Two"), ("three.txt", b"Three")]);

    site.proxy.set_mode(ProxyMode::Stall);
    rita.chooses(&folder, &["one.txt", "two.txt", "three.txt"]).await;
    rita.presses("Cancel one.txt").await;
    rita.sees(2, UPLOADING).await;
    let focused: String = rita.page("document.activeElement.textContent").await;
    assert_eq!(focused, "Cancel two.txt");
    site.proxy.set_mode(ProxyMode::Pass);
    rita.sees(2, UPLOADED).await;
    rita.presses("Remove two.txt").await;
    rita.sees(1, ".tray li").await;
    rita.presses("Send").await;

    rita.has_sent("", &["three.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_file_shows_the_reason_and_does_not_stop_the_others() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    let large = vec![b'a'; 20_000_001];
    let folder = FileFolder::create(&[
        ("plan.txt", b"Two rooms"),
        ("tool.exe", EXECUTABLE),
        ("large.txt", &large),
    ]);
    rita.types("The plan").await;

    rita.chooses(&folder, &["tool.exe", "large.txt", "plan.txt"]).await;

    rita.sees(2, FAILED).await;
    rita.sees(1, UPLOADED).await;
    let reason: Vec<String> = rita
        .page("[...document.querySelectorAll('.tray .failed')].map((row) => row.innerText.replace(/\\s+/g, ' '))")
        .await;
    assert!(
        reason
            .iter()
            .any(|row| row.contains("tool.exe This is nothing that can be sent here.")),
        "{reason:?}"
    );
    assert!(
        reason
            .iter()
            .any(|row| row.contains("large.txt Too big at 21 MB. The limit is 20 MB.")),
        "{reason:?}"
    );
    assert_eq!(rita.typed().await, "The plan");
    rita.types("\n").await;
    rita.has_sent("The plan", &["plan.txt"]).await;
    assert_eq!(rita.count(FAILED).await, 2, "the reasons are still shown");
    rita.presses("Remove tool.exe").await;
    rita.presses("Remove large.txt").await;
    rita.sees(0, ".tray li").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_upload_can_be_retried() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    let folder = FileFolder::create(&[("plan.txt", b"Two rooms")]);

    site.proxy.set_mode(ProxyMode::Stall);
    rita.chooses(&folder, &["plan.txt"]).await;
    rita.types("The plan\n").await;
    site.proxy.set_mode(ProxyMode::Disconnect);

    rita.sees(1, FAILED).await;
    let tray: String = rita.page("document.querySelector('.tray').innerText").await;
    assert!(
        tray.contains("Not sent yet") && tray.contains("It didn’t arrive."),
        "{tray}"
    );
    assert_eq!(rita.typed().await, "The plan");
    site.proxy.set_mode(ProxyMode::Pass);
    rita.presses("Try again").await;
    rita.sees(1, UPLOADED).await;
    rita.types("\n").await;
    rita.has_sent("The plan", &["plan.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_message_keeps_its_files_over_a_reload() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    let folder = FileFolder::create(&[("plan.txt", b"Two rooms")]);
    rita.chooses(&folder, &["plan.txt"]).await;
    rita.sees(1, UPLOADED).await;
    site.proxy.set_mode(ProxyMode::Disconnect);
    rita.presses("Send").await;
    rita.sees(1, ".message--failed").await;
    assert_eq!(rita.newest_files().await, ["plan.txt"]);
    rita.driver.goto("about:blank").await.expect("an empty page");
    site.proxy.set_mode(ProxyMode::Pass);

    rita.goes_to("/messages/1").await;
    rita.sees(1, ".message--failed .file").await;
    rita.presses("Try again").await;

    rita.has_sent("", &["plan.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_message_returns_its_files_to_the_composer() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    let folder = FileFolder::create(&[("plan.txt", b"Two rooms")]);
    rita.chooses(&folder, &["plan.txt"]).await;
    rita.sees(1, UPLOADED).await;
    rita.runs("document.querySelector('form.composer').elements.text.value = 'x'.repeat(4001)")
        .await;

    rita.types("\n").await;

    rita.sees(1, "form.composer [aria-invalid]").await;
    rita.sees(1, UPLOADED).await;
    rita.runs("document.querySelector('form.composer').elements.text.value = ''")
        .await;
    rita.presses("Send").await;
    rita.has_sent("", &["plan.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_can_be_sent_from_the_panel_and_from_an_older_page() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    let folder = FileFolder::create(&[("plan.txt", b"Two rooms")]);
    rita.goes_to("/messages/1?before=3").await;
    rita.chooses(&folder, &["plan.txt"]).await;
    rita.sees(1, UPLOADED).await;
    rita.presses("Send").await;
    rita.has_sent("", &["plan.txt"]).await;
    assert_eq!(rita.path().await, "/messages/1");

    rita.goes_to("/listings/1").await;
    for _ in 0..2 {
        // The panel loads the script each time; its listeners must be added only once.
        rita.presses("Contact Owner").await;
        rita.finds("region", "Chat").await;
        rita.presses("Close chat").await;
    }
    rita.presses("Contact Owner").await;
    rita.sees(1, "[data-attachments] .tray").await;
    rita.drags(&["rules.txt"], "drop").await;
    rita.sees(1, UPLOADED).await;
    rita.presses("Send").await;
    rita.has_sent("", &["rules.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_paper_clip_opens_the_file_chooser() {
    let site = Site::start().await;
    let rita = rita_in_conversation(&site).await;
    rita.runs(
        "window.opened = 0;
        document.querySelector('.tray [type=file]').addEventListener('click', (event) => {
            event.preventDefault();
            window.opened += 1;
        });",
    )
    .await;

    rita.follows("Send files").await;

    assert_eq!(rita.page::<usize>("window.opened").await, 1);
    assert_eq!(rita.count(".sheet").await, 0);
}

/// Collects the texts of the live region in `window.announced`.
async fn records_announcements(visitor: &BrowserActor) {
    visitor
        .runs(
            "window.announced = [];
            new MutationObserver((changes) => {
                for (const { addedNodes } of changes) for (const node of addedNodes) window.announced.push(node.textContent);
            }).observe(document.querySelector('[data-voice]'), { childList: true });",
        )
        .await;
}

async fn announced(visitor: &BrowserActor) -> Vec<String> {
    visitor.page("window.announced").await
}
