//! WebDriver commands that thirtyfour does not provide: computed role and name, and vendor commands.

use std::fmt::Debug;

use http::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

#[derive(Debug)]
struct ExtensionCommand {
    path: String,
    body: Option<Value>,
}

impl FormatRequestData for ExtensionCommand {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("session/{session}/{}", self.path);
        match &self.body {
            Some(body) => RequestData::new(Method::POST, path).add_body(body.clone()),
            None => RequestData::new(Method::GET, path),
        }
    }
}

/// The computed role and accessible name of an element. `None` once it is removed.
pub async fn role_and_name(element: &WebElement) -> Option<(String, String)> {
    Some((
        computed(element, "computedrole").await.ok()?,
        computed(element, "computedlabel").await.ok()?,
    ))
}

async fn computed<T: DeserializeOwned>(element: &WebElement, what: &str) -> WebDriverResult<T> {
    let path = format!("element/{}/{what}", element.element_id());
    element
        .handle()
        .cmd(ExtensionCommand { path, body: None })
        .await?
        .value()
}

/// Sends a vendor command with a body.
pub async fn send_command(driver: &WebDriver, path: &str, body: Value) {
    let command = ExtensionCommand {
        path: path.to_owned(),
        body: Some(body),
    };
    let response = driver.handle().cmd(command).await;
    response.unwrap_or_else(|error| panic!("the driver command {path} failed: {error}"));
}
