//! Files on their way into a conversation: chosen, pasted, dropped; waiting, cancelled, refused and tried again.

use super::file_steps::{Desk, PASTE, transfer};
use super::fault_proxy::Weather;
use super::site::Stage;
use super::browser_actor::Visitor;
use crate::images::corpus::png;

const ARRIVED: &str = ".tray li:has(input)";
const FAILED: &str = ".tray .failed";
const UNDER_WAY: &str = ".tray progress:not([hidden])";

/// No file that can be sent.
const TOOL: &[u8] = b"MZ\x90\0\x03\0\0\0";

async fn rita_writes(stage: &Stage) -> Visitor {
    let rita = stage.person("rita").await;
    rita.goes_to("/messages/1").await;
    rita.remembers_the_page().await;
    rita
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_chosen_pasted_and_dropped_and_go_out_with_the_words() {
    let stage = Stage::open().await;
    let (rita, omar) = (rita_writes(&stage).await, stage.person("omar").await);
    omar.goes_to("/messages/1").await;
    let desk = Desk::lay(&[("plan.txt", b"Two rooms"), ("rules.txt", b"No cats")]);
    listens(&rita).await;

    rita.chooses(&desk, &["plan.txt", "rules.txt"]).await;
    rita.pastes("kitchen.png", &png(40, 30)).await;
    rita.drags(&["dropped.txt"], "dragover").await;
    assert!(
        rita.page::<bool>("getComputedStyle(document.querySelector('.drop-here')).display !== 'none'")
            .await
    );
    rita.drags(&["dropped.txt"], "drop").await;
    rita.sees(4, ARRIVED).await;
    rita.types("All of it\n").await;

    let all = ["plan.txt", "rules.txt", "kitchen.png", "dropped.txt"];
    omar.has_sent("All of it", &all).await;
    rita.has_sent("All of it", &all).await;
    assert_eq!(rita.count(".tray li, .chat--over, .message--sending").await, 0);
    assert_eq!(rita.typed().await, "");
    assert!(rita.stayed().await, "nothing was loaded again");
    let heard = heard(&rita).await;
    for said in ["Uploading plan.txt", "plan.txt is ready to be sent"] {
        assert!(heard.iter().any(|line| line == said), "{heard:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paste_of_words_that_come_with_a_picture_of_them_stays_words() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    let picture = transfer(&["table.png"], &png(40, 30));
    let words = "data.setData('text/plain', 'A table'); data.setData('text/html', '<table></table>');";

    rita.runs(&format!("{PASTE} {picture} {words} window.taken = paste();"))
        .await;
    assert!(!rita.page::<bool>("window.taken").await);
    rita.runs(&format!("{PASTE} {picture} window.taken = paste();")).await;

    assert!(rita.page::<bool>("window.taken").await);
    rita.sees(1, ARRIVED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_before_a_file_has_arrived_is_told_that_it_waits() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    let desk = Desk::lay(&[("plan.txt", b"Two rooms")]);

    stage.gate.turn(Weather::Still);
    rita.chooses(&desk, &["plan.txt"]).await;
    rita.types("The plan\n").await;

    rita.sees(1, UNDER_WAY).await;
    let status: String = rita
        .page("document.querySelector('.tray [role=status]').textContent")
        .await;
    assert_eq!(status, "Goes out as soon as its files have arrived.");
    assert_eq!(rita.typed().await, "The plan");
    assert_eq!(rita.count(".message--sending").await, 0);

    stage.gate.turn(Weather::Fine);
    rita.has_sent("The plan", &["plan.txt"]).await;
    assert_eq!(rita.typed().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_cancelled_on_its_way_and_another_removed_before_the_message() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    let desk = Desk::lay(&[("one.txt", b"One"), ("two.txt", b"Two"), ("three.txt", b"Three")]);

    stage.gate.turn(Weather::Still);
    rita.chooses(&desk, &["one.txt", "two.txt", "three.txt"]).await;
    rita.presses("Cancel one.txt").await;
    rita.sees(2, UNDER_WAY).await;
    let focused: String = rita.page("document.activeElement.textContent").await;
    assert_eq!(focused, "Cancel two.txt");
    stage.gate.turn(Weather::Fine);
    rita.sees(2, ARRIVED).await;
    rita.presses("Remove two.txt").await;
    rita.sees(1, ".tray li").await;
    rita.presses("Send").await;

    rita.has_sent("", &["three.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_says_why_in_its_row_and_stops_nothing() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    let large = vec![b'a'; 20_000_001];
    let desk = Desk::lay(&[("plan.txt", b"Two rooms"), ("tool.exe", TOOL), ("large.txt", &large)]);
    rita.types("The plan").await;

    rita.chooses(&desk, &["tool.exe", "large.txt", "plan.txt"]).await;

    rita.sees(2, FAILED).await;
    rita.sees(1, ARRIVED).await;
    let why: Vec<String> = rita
        .page("[...document.querySelectorAll('.tray .failed')].map((row) => row.innerText.replace(/\\s+/g, ' '))")
        .await;
    assert!(
        why.iter()
            .any(|row| row.contains("tool.exe This is nothing that can be sent here.")),
        "{why:?}"
    );
    assert!(
        why.iter()
            .any(|row| row.contains("large.txt Too big at 21 MB. The limit is 20 MB.")),
        "{why:?}"
    );
    assert_eq!(rita.typed().await, "The plan");
    rita.types("\n").await;
    rita.has_sent("The plan", &["plan.txt"]).await;
    assert_eq!(rita.count(FAILED).await, 2, "they can still be read");
    rita.presses("Remove tool.exe").await;
    rita.presses("Remove large.txt").await;
    rita.sees(0, ".tray li").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_get_through_is_tried_again() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    let desk = Desk::lay(&[("plan.txt", b"Two rooms")]);

    stage.gate.turn(Weather::Still);
    rita.chooses(&desk, &["plan.txt"]).await;
    rita.types("The plan\n").await;
    stage.gate.turn(Weather::Cut);

    rita.sees(1, FAILED).await;
    let said: String = rita.page("document.querySelector('.tray').innerText").await;
    assert!(
        said.contains("Not sent yet") && said.contains("It didn’t arrive."),
        "{said}"
    );
    assert_eq!(rita.typed().await, "The plan");
    stage.gate.turn(Weather::Fine);
    rita.presses("Try again").await;
    rita.sees(1, ARRIVED).await;
    rita.types("\n").await;
    rita.has_sent("The plan", &["plan.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_could_not_be_sent_keeps_its_files() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    let desk = Desk::lay(&[("plan.txt", b"Two rooms")]);
    rita.chooses(&desk, &["plan.txt"]).await;
    rita.sees(1, ARRIVED).await;
    stage.gate.turn(Weather::Cut);
    rita.presses("Send").await;
    rita.sees(1, ".message--failed").await;
    assert_eq!(rita.brought().await, ["plan.txt"]);
    rita.driver.goto("about:blank").await.expect("an empty page");
    stage.gate.turn(Weather::Fine);

    rita.goes_to("/messages/1").await;
    rita.sees(1, ".message--failed .file").await;
    rita.presses("Try again").await;

    rita.has_sent("", &["plan.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_refused_gives_its_files_back() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    let desk = Desk::lay(&[("plan.txt", b"Two rooms")]);
    rita.chooses(&desk, &["plan.txt"]).await;
    rita.sees(1, ARRIVED).await;
    rita.runs("document.querySelector('form.composer').elements.text.value = 'x'.repeat(4001)")
        .await;

    rita.types("\n").await;

    rita.sees(1, "form.composer [aria-invalid]").await;
    rita.sees(1, ARRIVED).await;
    rita.runs("document.querySelector('form.composer').elements.text.value = ''")
        .await;
    rita.presses("Send").await;
    rita.has_sent("", &["plan.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_out_from_the_panel_and_from_an_older_part() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    let desk = Desk::lay(&[("plan.txt", b"Two rooms")]);
    rita.goes_to("/messages/1?before=3").await;
    rita.chooses(&desk, &["plan.txt"]).await;
    rita.sees(1, ARRIVED).await;
    rita.presses("Send").await;
    rita.has_sent("", &["plan.txt"]).await;
    assert_eq!(rita.path().await, "/messages/1");

    rita.goes_to("/listings/1").await;
    for _ in 0..2 {
        // The script comes with the panel, and only once does it listen.
        rita.presses("Contact Owner").await;
        rita.finds("region", "Chat").await;
        rita.presses("Close chat").await;
    }
    rita.presses("Contact Owner").await;
    rita.sees(1, "[data-attachments] .tray").await;
    rita.drags(&["rules.txt"], "drop").await;
    rita.sees(1, ARRIVED).await;
    rita.presses("Send").await;
    rita.has_sent("", &["rules.txt"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_paper_clip_opens_what_files_are_chosen_with() {
    let stage = Stage::open().await;
    let rita = rita_writes(&stage).await;
    rita.runs(
        "window.asked = 0;
        document.querySelector('.tray [type=file]').addEventListener('click', (event) => {
            event.preventDefault();
            window.asked += 1;
        });",
    )
    .await;

    rita.follows("Send files").await;

    assert_eq!(rita.page::<usize>("window.asked").await, 1);
    assert_eq!(rita.count(".sheet").await, 0);
}

/// Remembers what is said to whoever listens to the page.
async fn listens(visitor: &Visitor) {
    visitor
        .runs(
            "window.heard = [];
            new MutationObserver((changes) => {
                for (const { addedNodes } of changes) for (const node of addedNodes) window.heard.push(node.textContent);
            }).observe(document.querySelector('[data-voice]'), { childList: true });",
        )
        .await;
}

async fn heard(visitor: &Visitor) -> Vec<String> {
    visitor.page("window.heard").await
}
