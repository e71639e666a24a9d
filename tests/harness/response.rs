//! A response, and assertions on it.

use std::fmt::Display;

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// A response that was read to its end.
#[derive(Clone, Debug)]
pub struct TestResponse {
    pub status: u16,
    pub headers: HeaderMap,
    /// The body, still compressed where it was sent compressed.
    pub body: Vec<u8>,
    /// Method and path, for messages of failed assertions.
    request_line: String,
}

impl TestResponse {
    pub async fn read(request_line: String, response: reqwest::Response) -> Self {
        Self::try_read(request_line, response).await.expect("a whole body")
    }

    /// `None` when the body is incomplete.
    pub async fn try_read(request_line: String, response: reqwest::Response) -> Option<Self> {
        Some(Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.ok()?.to_vec(),
            request_line,
        })
    }

    pub fn html(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        assert!(self.header("content-type").contains("json"), "{self}");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self}"))
    }

    /// Asserts a problem response (RFC 9457) with this status; returns the names of the rejected fields.
    #[track_caller]
    pub fn assert_problem(&self, status: u16) -> Vec<String> {
        self.assert_status(status);
        assert_eq!(self.header("content-type"), "application/problem+json", "{self}");
        let problem = self.json();
        assert_eq!(problem["status"], status, "{self}");
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{self}");
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let named = |error: &Value| error["field"].as_str().unwrap_or_default().to_owned();
        errors.iter().map(named).collect()
    }

    /// The value of a header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("a readable header"))
    }

    /// The id of the created object: the last path segment of the redirect.
    #[track_caller]
    pub fn created_id(&self) -> i64 {
        assert_eq!(self.status, 303, "{self}");
        let id = self.header("location").rsplit('/').next().unwrap_or_default();
        id.parse()
            .unwrap_or_else(|_| panic!("no id at the end of {}", self.header("location")))
    }

    #[track_caller]
    pub fn assert_ok(&self) -> &Self {
        self.assert_status(200)
    }

    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// Asserts a 303 to this path.
    #[track_caller]
    pub fn assert_redirect(&self, to: impl Display) -> &Self {
        assert_eq!(
            (self.status, self.header("location")),
            (303, &*to.to_string()),
            "{self}"
        );
        self
    }

    /// Asserts a 303 to the sign-in page.
    #[track_caller]
    pub fn assert_sign_in(&self) -> &Self {
        assert_eq!(self.status, 303, "{self}");
        assert!(self.header("location").starts_with("/sign-in"), "{self}");
        self
    }

    /// Asserts that at least one matching element contains this text.
    #[track_caller]
    pub fn assert_text(&self, selector: &str, text: &str) -> &Self {
        let texts = self.texts(selector);
        assert!(
            texts.iter().any(|found| found.contains(text)),
            "no {selector} with {text:?} but {texts:?} in {self}"
        );
        self
    }

    /// Asserts that at least one element matches.
    #[track_caller]
    pub fn assert_some(&self, selector: &str) -> &Self {
        assert!(self.count(selector) > 0, "no {selector} in {self}");
        self
    }

    /// Asserts that no element matches.
    #[track_caller]
    pub fn assert_no(&self, selector: &str) -> &Self {
        assert_eq!(self.count(selector), 0, "{selector} in {self}");
        self
    }

    pub fn count(&self, selector: &str) -> usize {
        self.texts(selector).len()
    }

    /// The text of every matching element, with its white space.
    pub fn raw_texts(&self, selector: &str) -> Vec<String> {
        self.each(selector, |element| element.text().collect())
    }

    /// The text of every matching element, with white space collapsed.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let texts = self.raw_texts(selector);
        let collapse = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        texts.iter().map(collapse).collect()
    }

    /// An attribute of the first matching element that has it.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.attributes(selector, name).into_iter().next()
    }

    /// An attribute of every matching element that has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let values = self.each(selector, |element| element.value().attr(name).map(str::to_owned));
        values.into_iter().flatten().collect()
    }

    /// The value of a textarea: the HTML parser drops a line feed at its start.
    pub fn value_of(&self, selector: &str) -> String {
        self.raw_texts(selector).concat()
    }

    fn each<T>(&self, selector: &str, read: impl Fn(ElementRef<'_>) -> T) -> Vec<T> {
        let parsed = Selector::parse(selector).unwrap_or_else(|_| panic!("{selector} is not a selector"));
        let document = Html::parse_document(&self.html());
        document.select(&parsed).map(read).collect()
    }
}

impl std::fmt::Display for TestResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        let main = body.find("<main").map_or(&*body, |start| &body[start..]);
        let short: String = main.chars().take(3_000).collect();
        write!(
            f,
            "{} returned {} {:?}\n{short}",
            self.request_line, self.status, self.headers
        )
    }
}
