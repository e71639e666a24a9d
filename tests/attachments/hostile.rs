//! Files that were made to do harm: each is refused with a sentence, or kept as what it is and never run.

use super::PDF;
use crate::harness::TestApp;
use crate::harness::scenes::pair;

#[tokio::test]
async fn names_are_text_and_lead_nowhere() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = pair(&app).await;
    let long = format!("{}.pdf", "x".repeat(300));

    for (number, (name, shown)) in [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\\\..\\\\boot.pdf", "boot.pdf"),
        ("\u{202e}fdp.exe", "fdp.exe"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        (&*long, &*format!("{}…", "x".repeat(60))),
    ]
    .into_iter()
    .enumerate()
    {
        let sent = rita
            .sends_files_as(conversation, &format!("name-{number}"), "", &[(name, PDF)])
            .await;
        sent.assert_status(303);
        let page = omar.opens(conversation).await;
        page.assert_no(".bubble script");
        assert_eq!(page.texts(".bubble .file b").pop().unwrap(), shown, "{name}");
    }
}

#[tokio::test]
async fn what_a_browser_would_run_is_never_served_as_that() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = pair(&app).await;
    let svg: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let html: &[u8] = b"<!DOCTYPE html><script>alert(1)</script>";
    let script: &[u8] = b"alert(1)";
    let polyglot = [PDF, html].concat();

    for (number, (name, bytes)) in [
        ("picture.svg", svg),
        ("page.html", html),
        ("page.pdf", html),
        ("script.js", script),
        ("both.pdf", &polyglot),
    ]
    .into_iter()
    .enumerate()
    {
        let sent = rita
            .sends_files_as(conversation, &format!("run-{number}"), "", &[(name, bytes)])
            .await;
        if sent.status == 422 {
            sent.assert_some("[role=alert] li");
            continue;
        }
        sent.assert_status(303);
        let path = omar
            .opens(conversation)
            .await
            .attributes(".bubble .file", "href")
            .pop()
            .unwrap();
        let file = omar.get(&path).await;
        let kind = file.header("content-type").to_owned();
        assert!(
            ["text/plain; charset=utf-8", "application/pdf"].contains(&&*kind),
            "{name} as {kind}"
        );
        assert!(file.header("content-disposition").starts_with("attachment"), "{name}");
        assert!(file.header("content-security-policy").contains("sandbox"), "{name}");
        assert_eq!(file.header("x-content-type-options"), "nosniff", "{name}");
    }
}

#[tokio::test]
async fn broken_pictures_and_empty_files_are_refused_in_words() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = pair(&app).await;
    let png_of_nothing: &[u8] = b"\x89PNG\r\n\x1a\n";

    for (name, bytes) in [("broken.png", png_of_nothing), ("empty.pdf", b""), ("nul.txt", b"a\0b")] {
        let page = rita.sends_files(conversation, "", &[(name, bytes)]).await;
        page.assert_status(422).assert_text("[role=alert] b", name);
    }
}
