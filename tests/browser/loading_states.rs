//! Loading states: a button looks busy only after a delay.

use super::fault_proxy::ProxyMode;
use super::site::Site;
use super::wait::{SOON, eventually};

/// Presses the button and records its opacity in every frame for 500 ms, in `window.frames_seen`: [milliseconds,
/// opacity].
const PRESS_AND_RECORD: &str = "const button = document.querySelector('form.contact button');
    const [began, seen] = [performance.now(), []];
    button.click();
    const look = () => {
        seen.push([performance.now() - began, Number(getComputedStyle(button).opacity)]);
        if (performance.now() - began < 500) requestAnimationFrame(look); else window.frames_seen = seen;
    };
    look();";

#[tokio::test(flavor = "multi_thread")]
async fn a_button_looks_busy_only_after_a_delay() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/listings/1").await;

    site.proxy.set_mode(ProxyMode::Stall);
    rita.runs(PRESS_AND_RECORD).await;
    let frames = eventually(SOON, "half a second has passed", async || {
        rita.shown::<Option<Vec<(f64, f64)>>>("window.frames_seen ?? null")
            .await
    })
    .await;

    let (soon, late): (Vec<_>, Vec<_>) = frames
        .iter()
        .filter(|(at, _)| !(120.0..300.0).contains(at))
        .partition(|(at, _)| *at < 200.0);
    assert!(
        !soon.is_empty() && soon.iter().all(|(_, opacity)| *opacity > 0.99),
        "{soon:?}"
    );
    assert!(
        !late.is_empty() && late.iter().all(|(_, opacity)| *opacity < 0.6),
        "{late:?}"
    );
}
