//! Who writes is seen to write, while they do, and no longer.

use std::time::Duration;

use super::wait::{SOON, eventually};
use super::site::Stage;
use super::browser_actor::Visitor;

/// A sign stays for five seconds after the last key; a second may pass before a key is told of.
const GONE: Duration = Duration::from_secs(8);

async fn sees(visitor: &Visitor, sign: &str, patience: Duration) {
    eventually(patience, &format!("the sign says “{sign}”"), async || {
        let script = "(() => { const sign = document.querySelector('[data-typing]');
            return sign.hidden ? '' : sign.textContent; })()";
        (visitor.shown::<String>(script).await == sign).then_some(())
    })
    .await;
}

/// Waits until the page has its socket, which comes a moment after the page.
async fn listens(visitor: &Visitor) {
    let script = "[...document.querySelectorAll('*')].some((one) =>
        one._htmx?.ws?.connection?.socket?.readyState === WebSocket.OPEN)";
    eventually(SOON, "the page has its socket", async || {
        visitor.shown::<bool>(script).await.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn omar_sees_that_rita_is_typing_until_her_message_comes() {
    let stage = Stage::open().await;
    let (rita, omar) = (stage.person("rita").await, stage.person("omar").await);
    rita.goes_to("/messages/1").await;
    omar.goes_to("/messages/1").await;
    listens(&rita).await;
    listens(&omar).await;

    rita.types("Saturday at").await;
    sees(&omar, "Rita is typing", SOON).await;
    sees(&omar, "", GONE).await;

    rita.types(" eleven?").await;
    sees(&omar, "Rita is typing", SOON).await;
    rita.types("\n").await;
    omar.reads("Saturday at eleven?", SOON).await;
    sees(&omar, "", Duration::from_secs(1)).await;
}
