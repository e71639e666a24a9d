//! The few things to ask of drivers that thirtyfour has no words for.

use std::fmt::Debug;

use http::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;
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

/// Something that only one of the drivers understands.
pub async fn ask(driver: &WebDriver, path: &str, body: Value) {
    let question = Question {
        path: path.to_owned(),
        body: Some(body),
    };
    let answer = driver.handle().cmd(question).await;
    answer.unwrap_or_else(|error| panic!("the driver knows {path}: {error}"));
}
