//! What came back, and what a test asserts of it.

use std::fmt::Display;

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it travelled.
    pub body: Vec<u8>,
    asked: String,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn read(asked: String, response: reqwest::Response) -> Self {
        Self::try_read(asked, response).await.expect("a whole body")
    }

    /// Reads a response, if it comes to its end.
    pub async fn try_read(asked: String, response: reqwest::Response) -> Option<Self> {
        Some(Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.ok()?.to_vec(),
            asked,
        })
    }

    /// The body as text.
    pub fn html(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert!(self.header("content-type").contains("json"), "{self}");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self}"))
    }

    /// A problem of the API with this status; answers with its fields.
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

    /// A header's value; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("a readable header"))
    }

    /// The last part of where a redirect leads, as a number: the id of what was made.
    #[track_caller]
    pub fn made(&self) -> i64 {
        assert_eq!(self.status, 303, "{self}");
        let id = self.header("location").rsplit('/').next().unwrap_or_default();
        id.parse()
            .unwrap_or_else(|_| panic!("no id at the end of {}", self.header("location")))
    }

    /// 200.
    #[track_caller]
    pub fn assert_ok(&self) -> &Self {
        self.assert_status(200)
    }

    /// This status.
    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// 303 to this address.
    #[track_caller]
    pub fn assert_redirect(&self, to: impl Display) -> &Self {
        assert_eq!(
            (self.status, self.header("location")),
            (303, &*to.to_string()),
            "{self}"
        );
        self
    }

    /// Sent to sign in first.
    #[track_caller]
    pub fn assert_sign_in(&self) -> &Self {
        assert_eq!(self.status, 303, "{self}");
        assert!(self.header("location").starts_with("/sign-in"), "{self}");
        self
    }

    /// At least one element that matches holds this text.
    #[track_caller]
    pub fn assert_text(&self, selector: &str, text: &str) -> &Self {
        let texts = self.texts(selector);
        assert!(
            texts.iter().any(|found| found.contains(text)),
            "no {selector} with {text:?} but {texts:?} in {self}"
        );
        self
    }

    /// At least one element matches.
    #[track_caller]
    pub fn assert_some(&self, selector: &str) -> &Self {
        assert!(self.count(selector) > 0, "no {selector} in {self}");
        self
    }

    /// No element matches.
    #[track_caller]
    pub fn assert_no(&self, selector: &str) -> &Self {
        assert_eq!(self.count(selector), 0, "{selector} in {self}");
        self
    }

    /// How many elements match.
    pub fn count(&self, selector: &str) -> usize {
        self.texts(selector).len()
    }

    /// The text of every element that matches, white space as it is.
    pub fn raw_texts(&self, selector: &str) -> Vec<String> {
        self.each(selector, |element| element.text().collect())
    }

    /// The text of every element that matches, white space made one space.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let texts = self.raw_texts(selector);
        let tidy = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        texts.iter().map(tidy).collect()
    }

    /// An attribute of the first element that matches.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.attributes(selector, name).into_iter().next()
    }

    /// An attribute of every element that matches and has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let values = self.each(selector, |element| element.value().attr(name).map(str::to_owned));
        values.into_iter().flatten().collect()
    }

    /// What a text field would show: the parser drops the line break that opens a textarea.
    pub fn typed(&self, selector: &str) -> String {
        self.raw_texts(selector).concat()
    }

    fn each<T>(&self, selector: &str, look: impl Fn(ElementRef<'_>) -> T) -> Vec<T> {
        let wanted = Selector::parse(selector).unwrap_or_else(|_| panic!("{selector} is no selector"));
        let document = Html::parse_document(&self.html());
        document.select(&wanted).map(look).collect()
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        let main = body.find("<main").map_or(&*body, |start| &body[start..]);
        let short: String = main.chars().take(3_000).collect();
        write!(f, "{} answered {} {:?}\n{short}", self.asked, self.status, self.headers)
    }
}
