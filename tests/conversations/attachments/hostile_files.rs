//! Hostile attachments: rejected with a reason, or served so that no browser executes them.

use std::borrow::Cow;
use std::io::Cursor;

use views::urls;
use zip::ZipArchive;

use super::PDF;
use crate::harness::steps::started_conversation;
use crate::harness::{TestApp, TestResponse};
use crate::images::corpus::*;

#[tokio::test]
async fn file_names_are_sanitised_against_path_traversal_bidi_and_markup() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let long = format!("{}.pdf", "x".repeat(300));

    for (number, (name, shown)) in [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\\\..\\\\boot.pdf", "boot.pdf"),
        ("\u{202e}fdp.exe", "fdp.exe.pdf"),
        ("\u{200f}\u{2067}plan\u{2069}.pdf", "plan.pdf"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        (&*long, &*format!("{}….pdf", "x".repeat(56))),
        ("", "file.pdf"),
        ("\u{200b}\u{2800}", "file.pdf"),
        ("...", "file.pdf"),
        ("می\u{200c}خواهم 👩\u{200d}👧.pdf", "می\u{200c}خواهم 👩\u{200d}👧.pdf"),
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
async fn active_content_is_served_as_a_sandboxed_download_with_nosniff() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
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

/// Hostile files, with misleading names.
fn corpus() -> Vec<(&'static str, Vec<u8>)> {
    let with_a_script = |bytes: Vec<u8>| [&bytes, SCRIPT].concat();
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    vec![
        ("nothing.png", Vec::new()),
        ("a-page.png", SCRIPT.to_vec()),
        ("a-page.html", SCRIPT.to_vec()),
        ("a-drawing.svg", svg()),
        ("a-drawing.jpg", svg()),
        ("a-drawing.txt", [b"\xef\xbb\xbf \n", &*svg()].concat()),
        ("xhtml.xml", [b"<?xml version=\"1.0\"?>", SCRIPT].concat()),
        ("a-program.pdf", b"MZ\x90\0\x03\0\0\0".to_vec()),
        ("a-program.png", b"\x7fELF\x02\x01\x01\0".to_vec()),
        ("a-shell-script.txt", b"#!/bin/sh\nrm -rf ~\n".to_vec()),
        ("a-picture.pdf", png(40, 30)),
        ("a-document.png", PDF.to_vec()),
        ("pdf-and-page.pdf", [PDF, SCRIPT].concat()),
        ("gif-and-script.gif", gif_polyglot()),
        ("jpeg-and-page.jpg", with_a_script(jpeg(200, 100))),
        ("png-and-page.png", with_a_script(png(200, 100))),
        ("webp-and-page.webp", with_a_script(webp(200, 100))),
        ("from-a-phone.jpg", from_a_phone(120, 90, 6)),
        ("many-pixels.png", png_that_says(50_000, 50_000)),
        ("largest-numbers.png", png_that_says(u32::MAX, u32::MAX)),
        ("endless-row.png", png_that_says(2_000_000_000, 1)),
        ("no-pixels.png", png_that_says(0, 10)),
        ("many-pixels.jpg", jpeg_that_says(65_500, 65_500)),
        ("many-pixels.webp", webp_that_says_much()),
        ("endless-canvas.webp", webp_canvas()),
        ("many-pixels.gif", b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec()),
        ("profile.png", png_with_deflated(b"iCCP", 100_000_000)),
        ("text.png", png_with_deflated(b"zTXt", 100_000_000)),
        ("half.jpg", half(jpeg(300, 200))),
        ("half.png", half(png(300, 200))),
        ("half.webp", half(webp(300, 200))),
        ("a-phone's.heic", heic()),
        ("zeros.bin", vec![0; 1_000]),
        ("not-utf-8.txt", b"caf\xe9".to_vec()),
        ("nul.txt", b"a\0b".to_vec()),
    ]
}

#[tokio::test]
async fn every_hostile_file_is_rejected_with_a_reason_or_served_harmless() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let (mut rejected, mut accepted) = (Vec::new(), Vec::new());

    for (name, bytes) in corpus() {
        let rows = rita.uploads_attachments(conversation, &[(name, &bytes)]).await;
        let Some(id) = rows.attachment_ids().pop() else {
            rows.assert_status(422);
            let error = rows.texts("li.failed [role=alert]").pop().unwrap();
            assert!(error.starts_with(name) && error.len() > name.len() + 10, "{error}");
            rejected.push(name);
            continue;
        };
        rows.assert_ok();
        let (id, is_picture) = (id.parse().unwrap(), rows.count("li img") == 1);
        assert_harmless(&rita.get(urls::attachment(id)).await, name, is_picture);
        if is_picture {
            assert_harmless(&rita.get(urls::attachment_picture(id, 800)).await, name, true);
        }
        accepted.push(name);
    }

    assert_eq!(
        accepted,
        [
            "a-picture.pdf",
            "a-document.png",
            "pdf-and-page.pdf",
            "jpeg-and-page.jpg",
            "png-and-page.png",
            "webp-and-page.webp",
            "from-a-phone.jpg",
            "profile.png",
            "text.png",
        ],
        "rejected: {rejected:?}"
    );
}

#[tokio::test]
async fn a_nul_in_a_file_name_is_400_and_stores_nothing() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;

    let rejected = rita.uploads_attachments(conversation, &[("plan\0.pdf", PDF)]).await;

    rejected.assert_status(400).assert_some(".notice p + p");
    assert_eq!(crate::harness::stored_files::files(app.data()).len(), 0);
}

/// Asserts that no browser executes this response, whatever the name of the file is.
fn assert_harmless(served: &TestResponse, name: &str, is_picture: bool) {
    served.assert_ok();
    assert_eq!(served.header("x-content-type-options"), "nosniff", "{name}");
    assert!(served.header("content-security-policy").contains("sandbox"), "{name}");
    let kind = served.header("content-type");
    if is_picture {
        assert_eq!(kind, "image/webp", "{name}");
        assert!(served.body.starts_with(b"RIFF"), "{name}");
        for trace in [SECRET, b"<script"] {
            let found = served.body.windows(trace.len()).any(|part| part == trace);
            assert!(!found, "{name} still holds {trace:?}");
        }
    } else {
        assert!(
            ["text/plain; charset=utf-8", "application/pdf"].contains(&kind),
            "{name} as {kind}"
        );
        assert!(served.header("content-disposition").starts_with("attachment"), "{name}");
    }
}

#[tokio::test]
async fn broken_images_and_empty_files_are_422_with_a_reason() {
    let app = TestApp::boot().await;
    let (_omar, rita, conversation) = started_conversation(&app).await;
    let png_of_nothing: &[u8] = b"\x89PNG\r\n\x1a\n";

    for (name, bytes) in [("broken.png", png_of_nothing), ("empty.pdf", b""), ("nul.txt", b"a\0b")] {
        let page = rita.sends_files(conversation, "", &[(name, bytes)]).await;
        page.assert_status(422).assert_text("[role=alert] b", name);
    }
}

#[tokio::test]
async fn a_file_name_has_the_extension_of_its_content_type_everywhere() {
    let app = TestApp::boot().await;
    let (omar, rita, conversation) = started_conversation(&app).await;
    let script: &[u8] = b"alert(1)";
    let sent = [
        ("contract.bat", script, "contract.bat.txt"),
        ("Contract.VBS", script, "Contract.VBS.txt"),
        ("page.html", script, "page.html.txt"),
        ("run.js.", script, "run.js.txt"),
        ("plan.hta", PDF, "plan.hta.pdf"),
        ("rent.CSV", script, "rent.CSV"),
        ("notes", script, "notes"),
        ("Plan.PDF", PDF, "Plan.PDF"),
    ];

    for (number, (name, bytes, _)) in sent.iter().enumerate() {
        rita.sends_files_as(conversation, &format!("{number}"), "", &[(name, bytes)])
            .await
            .assert_status(303);
    }
    let rows = rita
        .uploads_attachments(conversation, &[("photo.lnk", &jpeg(40, 30))])
        .await;

    assert_eq!(rows.attributes("li img", "alt"), ["photo.lnk.webp"]);
    let page = omar.opens(conversation).await;
    let shown_names = sent.map(|(_, _, shown_name)| shown_name);
    assert_eq!(page.texts(".bubble .file b"), shown_names);
    let zip = omar.get(urls::export_zip(conversation)).await;
    let zip = ZipArchive::new(Cursor::new(zip.body)).unwrap();
    for (path, shown_name) in page.attributes(".bubble .file", "href").iter().zip(shown_names) {
        let disposition = omar.get(path).await.header("content-disposition").to_owned();
        assert!(disposition.ends_with(&format!("''{shown_name}")), "{disposition}");
        let in_zip = |name: Result<Cow<'_, str>, _>| name.unwrap().ends_with(&format!("-{shown_name}"));
        assert!(zip.file_names().any(in_zip), "{shown_name}");
    }
}
