//! The typing indicator appears while the other participant types, and disappears after it.

use serde_json::Value;

use super::browser_actor::BrowserActor;
use super::site::Site;
use super::wait::eventually;

async fn sees(visitor: &BrowserActor, text: &str) {
    eventually(&format!("the indicator shows “{text}”"), async || {
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
    eventually("the WebSocket is open", async || {
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
    sees(&omar, "Rita is typing").await;
    sees(&omar, "").await;

    rita.types(" eleven?").await;
    sees(&omar, "Rita is typing").await;
    rita.types("\n").await;
    let indicator = eventually("the message is shown", async || {
        let script = "(() => [...document.querySelectorAll('[role=log] .bubble > p')].at(-1).innerText ===
            'Saturday at eleven?' && (document.querySelector('[data-typing]').hidden ? 'hidden' : 'shown'))()";
        omar.shown::<Value>(script).await.as_str().map(str::to_owned)
    });
    assert_eq!(indicator.await, "hidden");
}
