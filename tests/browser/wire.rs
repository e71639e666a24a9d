//! The few things to ask of chromedriver that thirtyfour has no words for.

use std::fmt::Debug;

use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

#[derive(Debug)]
struct Question {
    path: String,
    body: Option<Value>,
}

impl FormatRequestData for Question {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("session/{session}/{}", self.path);
        match &self.body {
            Some(body) => RequestData::new(Method::POST, path).add_body(body.clone()),
            None => RequestData::new(Method::GET, path),
        }
    }
}

/// What assistive technology is told about an element. None once it has gone.
pub async fn role_and_name(element: &WebElement) -> Option<(String, String)> {
    Some((
        computed(element, "computedrole").await.ok()?,
        computed(element, "computedlabel").await.ok()?,
    ))
}

async fn computed<T: DeserializeOwned>(element: &WebElement, what: &str) -> WebDriverResult<T> {
    let path = format!("element/{}/{what}", element.element_id());
    element.handle().cmd(Question { path, body: None }).await?.value()
}

/// A command of the DevTools protocol.
pub async fn ask_chromium(driver: &WebDriver, command: &str, params: Value) -> Value {
    let question = Question {
        path: "goog/cdp/execute".to_owned(),
        body: Some(json!({ "cmd": command, "params": params })),
    };
    let answer = driver
        .handle()
        .cmd(question)
        .await
        .expect("Chromium knows this command");
    answer.value().expect("an answer")
}
