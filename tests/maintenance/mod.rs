//! The maintenance commands of an operator: backup, restore and verify.

mod backup;
mod restore;
mod verify;

use std::path::Path;

use porchlight::config::Config;
use porchlight::maintenance::verify::verify;
use views::urls;

use crate::conversations::attachments::PDF;
use crate::harness::{Actor, TestApp, config_for};
use crate::images::corpus::jpeg;

/// The findings of `verify`.
async fn findings(config: &Config, thorough: bool) -> Vec<String> {
    let mut found = Vec::new();
    let number = verify(config, thorough, &mut |line| found.push(line.to_owned())).await;
    assert_eq!(number.unwrap(), found.len() as u64);
    found
}

/// The configuration of a site with its files in a bucket.
fn in_bucket(data: &Path, url: &str) -> Config {
    let mut config = config_for(data);
    config.storage_url = Some(url.parse().unwrap());
    config
}

/// Uses every feature once. Returns Omar, Rita, his listing and their conversation.
async fn populate(app: &TestApp) -> (Actor, Actor, i64, i64) {
    let (omar, rita) = (app.omar().await, app.rita().await);
    let home = omar.lists("Canal loft").await;
    omar.adds_photos(home, &[&jpeg(900, 600), &jpeg(40, 30)]).await;
    let conversation = rita.enquires_about(home, "Is it free?").await;
    omar.sends(conversation, "It is.").await;
    rita.opens(conversation).await;
    rita.sends_files(conversation, "", &[("lease.pdf", PDF), ("room.jpg", &jpeg(500, 300))])
        .await
        .assert_redirect(urls::conversation(conversation));
    omar.opens(conversation).await;
    let ids = rita.message_ids(conversation).await;
    rita.edits_message(conversation, ids[0], "Is it still free?").await;
    rita.sends(conversation, "Never mind.").await;
    let ids = rita.message_ids(conversation).await;
    rita.post(urls::message_removal(conversation, ids[3]), &[]).await;
    let quoting = [("text", "Yes, it is."), ("reply_to", &ids[0].to_string())];
    omar.post(urls::conversation(conversation), &quoting).await;
    rita.sends(conversation, "Then I would like to see it.").await;
    (omar, rita, home, conversation)
}
