//! What takes a moment looks the same; only what takes longer looks as if it did.

use super::fault_proxy::Weather;
use super::wait::{SOON, eventually};
use super::site::Stage;

/// Presses the button, looks at it in every frame for half a second, and notes in `window.looked` what it saw:
/// [milliseconds since, opacity].
const PRESS_AND_LOOK: &str = "const button = document.querySelector('form.contact button');
    const [began, seen] = [performance.now(), []];
    button.click();
    const look = () => {
        seen.push([performance.now() - began, Number(getComputedStyle(button).opacity)]);
        if (performance.now() - began < 500) requestAnimationFrame(look); else window.looked = seen;
    };
    look();";

#[tokio::test(flavor = "multi_thread")]
async fn a_button_looks_busy_only_when_the_answer_takes_its_time() {
    let stage = Stage::open().await;
    let rita = stage.person("rita").await;
    rita.goes_to("/listings/1").await;

    stage.gate.turn(Weather::Still);
    rita.runs(PRESS_AND_LOOK).await;
    let looked = eventually(SOON, "half a second has passed", async || {
        rita.shown::<Option<Vec<(f64, f64)>>>("window.looked ?? null").await
    })
    .await;

    let (soon, late): (Vec<_>, Vec<_>) = looked
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
