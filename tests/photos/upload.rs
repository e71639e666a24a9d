//! Uploads of photos: hostile names and files, truncated and endless forms, memory, and the rate limit.

use std::time::Duration;

use image::{DynamicImage, ImageFormat};
use reqwest::Method;
use views::urls;

use crate::harness::stored_files::files;
use crate::harness::uploads::{as_form, form};
use crate::harness::{Actor, Process, TestApp, concurrently};

use crate::images::corpus::{SCRIPT, gif_polyglot, jpeg, plain, png_that_says, svg, webp_canvas, written};

async fn loft(app: &TestApp) -> (Actor, i64) {
    let omar = app.omar().await;
    let home = omar.lists("Canal loft").await;
    (omar, home)
}

#[tokio::test]
async fn hostile_file_names_are_sanitised_and_never_become_paths() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let long = "n".repeat(300);
    for (name, shown) in [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("nul\0byte.jpg", "nulbyte.jpg"),
        ("<script>alert(1)</script>.jpg", "script>.jpg"),
        (long.as_str(), &format!("{}…", "n".repeat(60))),
        (&*format!("{long}.png"), &format!("{}….png", "n".repeat(56))),
        ("photo.svg", "photo.svg"),
    ] {
        // A NUL can make the head of a part malformed. Then 400 is correct as well.
        let response = omar.uploads(home, &[(name, SCRIPT)]).await;
        assert!([400, 422].contains(&response.status), "{name:?}: {response}");
        if response.status == 422 {
            assert_eq!(response.texts("#photos [role=alert] b"), [shown], "{name:?}");
        }
        let accepted = omar.uploads(home, &[(name, &jpeg(40, 30))]).await;
        assert!([400, 303].contains(&accepted.status), "{name:?}: {accepted}");
    }
    for file in files(app.data()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.ends_with(".webp") && name.len() < 12, "{}", file.display());
    }
}

#[tokio::test]
async fn hostile_files_are_422_and_leave_nothing_on_disk() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;

    for bytes in [
        svg(),
        gif_polyglot(),
        SCRIPT.to_vec(),
        png_that_says(50_000, 50_000),
        webp_canvas(),
        jpeg(400, 300)[..3_000].to_vec(),
    ] {
        omar.uploads(home, &[("photo.jpg", &bytes)]).await.assert_status(422);
    }

    assert_eq!(files(app.data()), Vec::<std::path::PathBuf>::new());
    assert_eq!(omar.photos_of(home).await, Vec::<i64>::new());
}

#[tokio::test]
async fn a_truncated_multipart_form_is_400_and_leaves_nothing_on_disk() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let whole = form(&[("photos", "a.jpg", &jpeg(900, 600))]);

    for length in [0, 10, 80, 200, whole.len() / 2, whole.len() - 30] {
        let request = omar.request(Method::POST, urls::listing_photos(home));
        let response = omar.send(as_form(request, whole[..length].to_vec())).await;

        response.assert_status(400);
    }

    assert_eq!(files(app.data()), Vec::<std::path::PathBuf>::new());
    assert_eq!(omar.photos_of(home).await, Vec::<i64>::new());
}

#[tokio::test]
async fn an_endless_head_of_a_multipart_part_is_413() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let mut body = b"------porchlight\r\nContent-Disposition: form-data; name=\"".to_vec();
    body.resize(8_000_000, b'x');

    let request = omar.request(Method::POST, urls::listing_photos(home));
    let response = as_form(request, body).send().await;

    // The response may arrive while the client still sends. Then the client may fail to read it.
    assert!(response.is_err() || response.unwrap().status() == 413);
    omar.adds_photos(home, &[&jpeg(40, 30)]).await;
}

#[tokio::test]
async fn a_large_body_is_413_except_at_upload_urls() {
    let app = TestApp::boot().await;
    let (omar, home) = loft(&app).await;
    let body = form(&[("photos", "a.jpg", &vec![0xff; 100_000])]);

    for path in [
        urls::listing(home),
        format!("/listings/{home}/photos/"),
        format!("/listings/{home}x/photos"),
        format!("/api/listings/{home}"),
        urls::LISTINGS.to_owned(),
    ] {
        let request = omar.request(Method::POST, &path);
        let response = as_form(request, body.clone()).send().await;

        assert!(response.is_err() || response.unwrap().status() == 413, "{path}");
    }
    omar.uploads(home, &[("a.jpg", &vec![0xff; 100_000])])
        .await
        .assert_status(422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_concurrent_uploads_of_the_largest_photos_need_less_than_400_mb_of_memory() {
    let data = tempfile::tempdir().unwrap();
    let site = Process::serve(data.path());
    let omar = site.person("Omar Haddad").await;
    let home = omar.lists("Canal loft").await;
    let mut large = vec![written(
        &DynamicImage::ImageRgb8(plain(8_000, 6_200)),
        ImageFormat::Jpeg,
    )];
    large.push(written(&DynamicImage::ImageRgb8(plain(6_200, 5_000)), ImageFormat::Png));
    let bombs = [png_that_says(50_000, 50_000), webp_canvas()];

    let uploads = (0..8).map(|number| {
        let (omar, photo, bomb) = (omar.clone(), large[number % 2].clone(), bombs[number % 2].clone());
        async move {
            let response = omar.uploads(home, &[("photo.jpg", &photo), ("bomb.png", &bomb)]).await;
            response.assert_status(422);
            assert_eq!(response.texts("#photos [role=alert] b"), ["bomb.png"]);
        }
    });
    concurrently(uploads).await;

    let peak = site.peak_memory() / 1_000_000;
    println!("{peak} MB");
    assert_eq!(omar.photos_of(home).await.len(), 8);
    assert!(peak < 400, "{peak} MB");
}

#[tokio::test]
async fn over_the_rate_limit_of_120_photos_an_hour_an_upload_is_429() {
    let app = TestApp::with().rate_limits().boot().await;
    let (omar, home) = loft(&app).await;
    let nothing: Vec<(&str, &[u8])> = vec![("a.jpg", b"no picture"); 60];

    omar.uploads(home, &nothing).await.assert_status(422);
    omar.uploads(home, &nothing).await.assert_status(422);
    let response = omar.uploads(home, &nothing[..1]).await;

    response.assert_status(429);
    assert!(response.header("retry-after").parse::<u64>().unwrap() <= Duration::from_secs(3_600).as_secs());
}
