//! Clock jumps: the system clock is set back and forward while messages are sent.

use std::time::Duration;

use porchlight::maintenance::verify::verify;

use crate::harness::{News, TestApp, config_for};

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clock_jumps_neither_lose_nor_reorder_messages() {
    let mut app = TestApp::boot().await;
    let (mut omar, mut rita) = (app.omar().await, app.rita().await);
    let conversation = rita.contacts(omar.lists("Canal loft").await).await;
    let mut sent = Vec::new();

    for round in 0_u32..6 {
        for (number, person) in [&rita, &omar, &rita].into_iter().enumerate() {
            sent.push(format!("{round}-{number}"));
            person.sends(conversation, sent.last().unwrap()).await;
            if number == 1 {
                omar.opens(conversation).await;
            }
            app.set_back((round + 1) * HOUR);
        }
        rita.opens(conversation).await;
        if round == 2 {
            app = app.restart().await;
            (omar, rita) = (omar.moved_to(&app.url()), rita.moved_to(&app.url()));
        }
        if round == 4 {
            app.advance(400 * HOUR);
        }
    }

    assert!(omar.is_signed_in().await && rita.is_signed_in().await);
    let texts = |news: Vec<News>| news.into_iter().flat_map(|news| news.texts).collect::<Vec<_>>();
    assert_eq!(texts(rita.polls_from_start(conversation).await), sent);
    assert_eq!(texts(omar.polls_from_start(conversation).await), sent);
    let findings = verify(&config_for(app.data()), true, &mut |finding| panic!("{finding}")).await;
    assert_eq!(findings, Ok(0));
}
