//! Race conditions: concurrent password changes, and a sign-in during many sign-ups.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use views::urls;

use crate::harness::{Actor, PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_with_the_old_password_during_its_change_leaves_no_valid_session() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let thieves = [
        rita.as_visitor(),
        rita.as_visitor(),
        rita.as_visitor(),
        rita.as_visitor(),
    ];
    let old = [("email", "rita@example.org"), ("password", PASSWORD)];
    let new = [("current", PASSWORD), ("new", "another light left on")];

    let (changed, ..) = tokio::join!(
        rita.post(urls::SETTINGS_PASSWORD, &new),
        thieves[0].post(urls::SIGN_IN, &old),
        thieves[1].post(urls::SIGN_IN, &old),
        thieves[2].post(urls::SIGN_IN, &old),
        thieves[3].post(urls::SIGN_IN, &old),
    );

    changed.assert_redirect(format!("{}?saved=password", urls::SETTINGS));
    assert!(rita.is_signed_in().await);
    for thief in &thieves {
        assert!(!thief.is_signed_in().await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_concurrent_password_changes_succeeds() {
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let elsewhere = rita.on_another_device().await;

    let (first, second) = tokio::join!(
        rita.post(
            urls::SETTINGS_PASSWORD,
            &[("current", PASSWORD), ("new", "another light left on")]
        ),
        elsewhere.post(
            urls::SETTINGS_PASSWORD,
            &[("current", PASSWORD), ("new", "a neighbour’s light on")]
        ),
    );

    let saved = format!("{}?saved=password", urls::SETTINGS);
    let holds = [&first, &second].map(|response| response.header("location") == saved);
    assert_ne!(holds[0], holds[1], "one of the two changes holds");
    assert_eq!(
        [rita.is_signed_in().await, elsewhere.is_signed_in().await],
        holds,
        "the session that changed the password stays, the other ends"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_is_not_queued_behind_concurrent_sign_ups() {
    const SIGN_UPS: usize = 20;
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let done = Arc::<AtomicUsize>::default();
    let sign_ups: Vec<_> = (0..SIGN_UPS)
        .map(|number| {
            let (site, done) = (app.url(), done.clone());
            tokio::spawn(async move {
                Actor::sign_up(site, &format!("Newcomer{number} Jansen")).await;
                done.fetch_add(1, Ordering::Relaxed);
            })
        })
        .collect();
    // From the first sign-up on, the others wait for the sign-up permit.
    while done.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }

    let device = rita.on_another_device().await;

    let before_her = done.load(Ordering::Relaxed);
    assert!(before_her < SIGN_UPS / 2, "{before_her} sign-ups came before her");
    assert!(device.is_signed_in().await);
    for newcomer in sign_ups {
        newcomer.await.unwrap();
    }
}
