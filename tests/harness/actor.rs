//! An HTTP client that acts as a person: with cookies, forms, htmx requests and API calls.

use std::fmt::Display;
use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Url};
use serde_json::Value;
use views::urls;

use super::{PASSWORD, TestResponse};

/// A person with a cookie jar; redirects are not followed. A clone shares the cookies, like another tab.
#[derive(Clone)]
pub struct Actor {
    pub name: String,
    pub email: String,
    site: String,
    http: Client,
    jar: Arc<Jar>,
}

impl Actor {
    /// A visitor who is not signed in.
    pub fn visitor(site: String) -> Self {
        porchlight::storage::encrypt_with_ring();
        let jar = Arc::new(Jar::default());
        let http = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .cookie_provider(jar.clone())
            .build()
            .expect("an HTTP client");
        Self {
            name: String::new(),
            email: String::new(),
            site,
            http,
            jar,
        }
    }

    /// Signs up a new person through the form.
    pub async fn sign_up(site: String, name: &str) -> Self {
        let first = name.split(' ').next().unwrap_or(name).to_lowercase();
        let mut actor = Self::visitor(site);
        actor.name = name.to_owned();
        actor.email = format!("{first}@example.org");
        let form = [("name", name), ("email", &actor.email), ("password", PASSWORD)];
        actor.post(urls::SIGN_UP, &form).await.assert_redirect(urls::HOME);
        actor
    }

    /// The same person with a second session, on another device.
    pub async fn on_another_device(&self) -> Self {
        let other = Self {
            name: self.name.clone(),
            email: self.email.clone(),
            ..Self::visitor(self.site.clone())
        };
        other.signs_in(PASSWORD).await.assert_redirect(urls::HOME);
        other
    }

    /// A visitor of the same site with an empty cookie jar.
    pub fn as_visitor(&self) -> Self {
        Self::visitor(self.site.clone())
    }

    pub async fn signs_in(&self, password: &str) -> TestResponse {
        let form = [("email", self.email.as_str()), ("password", password)];
        self.post(urls::SIGN_IN, &form).await
    }

    pub async fn is_signed_in(&self) -> bool {
        self.get(urls::SETTINGS).await.status == 200
    }

    pub async fn get(&self, path: impl Display) -> TestResponse {
        self.send(self.request(Method::GET, path)).await
    }

    /// Posts a form without htmx.
    pub async fn post(&self, path: impl Display, fields: &[(&str, &str)]) -> TestResponse {
        self.send(self.request(Method::POST, path).form(fields)).await
    }

    /// A GET request of htmx from the home page.
    pub async fn hx_get(&self, path: impl Display) -> TestResponse {
        self.send(self.hx(self.request(Method::GET, path), urls::HOME)).await
    }

    /// A form post of htmx from the home page.
    pub async fn hx_post(&self, path: impl Display, fields: &[(&str, &str)]) -> TestResponse {
        let request = self.request(Method::POST, path).form(fields);
        self.send(self.hx(request, urls::HOME)).await
    }

    /// Adds the headers of htmx, with the current page at this path.
    pub fn hx(&self, request: RequestBuilder, page: &str) -> RequestBuilder {
        request
            .header("HX-Request", "true")
            .header("HX-Current-URL", format!("{}{page}", self.site))
    }

    /// Calls the JSON API.
    pub async fn calls_api(&self, method: Method, path: impl Display, body: Option<Value>) -> TestResponse {
        let request = self.request(method, path);
        self.send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// A request to be completed and passed to [`Self::send`].
    pub fn request(&self, method: Method, path: impl Display) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.site))
    }

    pub async fn send(&self, request: RequestBuilder) -> TestResponse {
        let request = request.build().expect("a request");
        let request_line = format!("{} {}", request.method(), request.url().path());
        let response = self.http.execute(request).await;
        TestResponse::read(request_line, response.expect("a response")).await
    }

    /// Posts a form to a site that may have stopped; `None` without a complete response.
    pub async fn try_post(&self, path: impl Display, fields: &[(&str, &str)]) -> Option<TestResponse> {
        let response = self.request(Method::POST, &path).form(fields).send().await.ok()?;
        TestResponse::try_read(format!("POST {path}"), response).await
    }

    /// The same person and cookies for a site that has restarted on another port.
    pub fn moved_to(&self, site: &str) -> Self {
        Self {
            site: site.to_owned(),
            ..self.clone()
        }
    }

    /// The session token from the cookie; `None` when signed out.
    pub fn token(&self) -> Option<String> {
        let cookies = self.jar.cookies(&self.address())?;
        let cookies = cookies.to_str().expect("readable cookies").to_owned();
        let token = cookies.split("; ").find_map(|pair| pair.strip_prefix("porchlight="))?;
        Some(token.to_owned()).filter(|token| !token.is_empty())
    }

    /// Adds a cookie in the `Set-Cookie` syntax.
    pub fn has_cookie(&self, cookie: &str) {
        self.jar.add_cookie_str(cookie, &self.address());
    }

    pub(super) fn address(&self) -> Url {
        self.site.parse().expect("a URL")
    }
}
