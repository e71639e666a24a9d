//! The typing indicator appears while the other participant types, and disappears after it.

use std::time::Duration;

use super::browser_actor::BrowserActor;
use super::site::Site;
use super::wait::{SOON, eventually};

/// The indicator stays for 5 s after the last key, and a key may be sent 1 s late.
const GONE: Duration = Duration::from_secs(8);

async fn sees(visitor: &BrowserActor, text: &str, timeout: Duration) {
    eventually(timeout, &format!("the indicator shows “{text}”"), async || {
        let script = "(() => { const sign = document.querySelector('[data-typing]');
            return sign.hidden ? '' : sign.textContent; })()";
        (visitor.shown::<String>(script).await == text).then_some(())
    })
    .await;
}

/// Waits until the WebSocket of the page is open.
async fn has_websocket(visitor: &BrowserActor) {
    let script = "[...document.querySelectorAll('*')].some((one) =>
        one._htmx?.ws?.connection?.socket?.readyState === WebSocket.OPEN)";
    eventually(SOON, "the WebSocket is open", async || {
        visitor.shown::<bool>(script).await.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_typing_indicator_is_shown_until_the_message_arrives() {
    let site = Site::start().await;
    let (rita, omar) = (site.person("rita").await, site.person("omar").await);
    rita.goes_to("/messages/1").await;
    omar.goes_to("/messages/1").await;
    has_websocket(&rita).await;
    has_websocket(&omar).await;

    rita.types("Saturday at").await;
    sees(&omar, "Rita is typing", SOON).await;
    sees(&omar, "", GONE).await;

    rita.types(" eleven?").await;
    sees(&omar, "Rita is typing", SOON).await;
    rita.types("\n").await;
    omar.reads("Saturday at eleven?", SOON).await;
    sees(&omar, "", Duration::from_secs(1)).await;
}
