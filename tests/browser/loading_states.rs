//! Loading states: a button looks busy only after a delay.

use super::fault_proxy::ProxyMode;
use super::site::Site;
use super::wait::eventually;

/// Presses the button and stops the transition that begins. Stores its opacity 100 and 200 ms after the start in
/// `window.opacities`, so that the test does not depend on when frames are painted.
const PRESS_AND_MEASURE: &str = "const button = document.querySelector('form.contact button');
    new MutationObserver((changes, observer) => {
        const [fade] = button.getAnimations();
        if (!fade) return;
        observer.disconnect();
        fade.pause();
        window.opacities = [100, 200].map((milliseconds) => {
            fade.currentTime = milliseconds;
            return Number(getComputedStyle(button).opacity);
        });
    }).observe(button.form, { attributeFilter: ['class'] });
    button.click();";

#[tokio::test(flavor = "multi_thread")]
async fn a_button_looks_busy_only_after_a_delay() {
    let site = Site::start().await;
    let rita = site.person("rita").await;
    rita.goes_to("/listings/1").await;

    site.proxy.set_mode(ProxyMode::Stall);
    rita.runs(PRESS_AND_MEASURE).await;
    let (early, late) = eventually("the button fades", async || {
        rita.shown::<Option<(f64, f64)>>("window.opacities ?? null").await
    })
    .await;

    assert!(early > 0.99 && late < 0.6, "{early}, {late}");
}
