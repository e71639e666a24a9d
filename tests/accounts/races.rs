//! What happens at the same time: changes of a password, and a crowd of newcomers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use views::urls;

use crate::harness::{Actor, PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_in_with_the_old_password_while_it_changes() {
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
async fn of_two_changes_of_password_at_once_one_holds() {
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
            &[("current", PASSWORD), ("new", "somebody else’s light")]
        ),
    );

    let saved = format!("{}?saved=password", urls::SETTINGS);
    let holds = [&first, &second].map(|answer| answer.header("location") == saved);
    assert_ne!(holds[0], holds[1], "one of the two changes holds");
    assert_eq!(
        [rita.is_signed_in().await, elsewhere.is_signed_in().await],
        holds,
        "who changed it stays signed in, the other does not"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rita_signs_in_before_a_crowd_of_newcomers_has_signed_up() {
    const CROWD: usize = 20;
    let app = TestApp::boot().await;
    let rita = app.rita().await;
    let done = Arc::<AtomicUsize>::default();
    let crowd: Vec<_> = (0..CROWD)
        .map(|number| {
            let (site, done) = (app.url(), done.clone());
            tokio::spawn(async move {
                Actor::sign_up(site, &format!("Newcomer{number} Jansen")).await;
                done.fetch_add(1, Ordering::Relaxed);
            })
        })
        .collect();
    // From then on, the others wait.
    while done.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }

    let device = rita.on_another_device().await;

    let before_her = done.load(Ordering::Relaxed);
    assert!(before_her < CROWD / 2, "{before_her} came before her");
    assert!(device.is_signed_in().await);
    for newcomer in crowd {
        newcomer.await.unwrap();
    }
}
