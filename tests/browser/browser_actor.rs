//! A person at a browser: steps and checks by accessible role and name.

use porchlight::demo::seed;
use serde::de::DeserializeOwned;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use super::driver::Browser;
use super::wait::eventually;
use super::webdriver_ext::role_and_name;

/// A person with their own browser.
pub struct BrowserActor {
    pub driver: WebDriver,
    pub browser: Browser,
    site: String,
}

impl BrowserActor {
    pub fn new(browser: Browser, site: String) -> Self {
        Self {
            driver: browser.driver.clone(),
            browser,
            site,
        }
    }

    pub async fn goes_to(&self, path: &str) {
        let address = format!("{}{path}", self.site);
        self.driver.goto(address).await.expect("the page loads");
    }

    pub async fn path(&self) -> String {
        self.driver.current_url().await.expect("an address").path().to_owned()
    }

    pub async fn signs_in(&self, first_name: &str) {
        self.goes_to("/sign-in").await;
        self.field("email", &format!("{first_name}@example.org")).await;
        self.field("password", seed::PASSWORD).await;
        self.presses("Sign in").await;
        eventually("signed in", async || (self.path().await == "/").then_some(())).await;
    }

    /// Sets a cookie for the site. The browser accepts it only while a page of the site is open.
    pub async fn has_cookie(&self, name: &str, value: &str) {
        self.goes_to("/healthz").await;
        let mut cookie = Cookie::new(name, value);
        cookie.set_path("/");
        self.driver.add_cookie(cookie).await.expect("a cookie");
    }

    async fn field(&self, name: &str, value: &str) {
        let field = self.driver.find(By::Name(name)).await.expect("a field of the form");
        field.send_keys(value).await.expect("an editable field");
    }

    /// Waits for an element with this role and accessible name, in view or not.
    pub async fn finds(&self, role: &str, name: &str) -> WebElement {
        let what = format!("a {role} named {name}");
        eventually(&what, async || self.look_for(role, name).await).await
    }

    /// The element with this role and accessible name, if it exists now.
    pub async fn look_for(&self, role: &str, name: &str) -> Option<WebElement> {
        for candidate in self.driver.find_all(By::Css(candidates(role))).await.ok()? {
            let found = role_and_name(&candidate).await;
            if found.is_some_and(|(is, called)| is == role && called == name) {
                return Some(candidate);
            }
        }
        None
    }

    pub async fn presses(&self, name: &str) {
        self.clicks("button", name).await;
    }

    pub async fn follows(&self, name: &str) {
        self.clicks("link", name).await;
    }

    async fn clicks(&self, role: &str, name: &str) {
        let what = format!("a {role} named {name} to click");
        eventually(&what, async || click(&self.look_for(role, name).await?).await).await;
    }

    pub async fn composer(&self) -> WebElement {
        self.finds("textbox", "Message").await
    }

    /// Types into the composer; `\n` is the Enter key.
    pub async fn types(&self, text: &str) {
        let keys = text.replace('\n', &Key::Enter.value().to_string());
        self.composer().await.send_keys(keys).await.expect("an editable field");
    }

    /// The text in the composer.
    pub async fn typed(&self) -> String {
        let typed = self.composer().await.prop("value").await.expect("it has a value");
        typed.unwrap_or_default()
    }

    /// Opens the options of the newest message: a sheet, or a page without scripts.
    pub async fn opens_options_of_the_newest_message(&self) {
        eventually("the newest message has options", async || {
            click(&self.driver.find_all(By::Css(".more")).await.ok()?.pop()?).await
        })
        .await;
        self.finds("link", "Reply").await;
    }

    /// Waits until the log contains a message.
    pub async fn reads(&self, text: &str) {
        let what = format!("the log shows “{text}”; it shows {:?}", self.messages().await);
        eventually(&what, async || {
            self.messages()
                .await
                .iter()
                .any(|message| message == text)
                .then_some(())
        })
        .await;
    }

    /// The messages in the log, oldest first.
    pub async fn messages(&self) -> Vec<String> {
        let bubbles = "[...document.querySelectorAll('[role=log][aria-label=Messages] .bubble > p')]";
        self.shown(&format!("{bubbles}.map((bubble) => bubble.innerText.trim())"))
            .await
    }

    /// The number of matching elements, counted by the page: drivers fail on elements that are replaced meanwhile.
    pub async fn count(&self, selector: &str) -> usize {
        self.page(&format!("document.querySelectorAll(`{selector}`).length"))
            .await
    }

    /// Waits until this number of elements matches.
    pub async fn sees(&self, number: usize, selector: &str) {
        let all = format!("document.querySelectorAll(`{selector}`).length");
        eventually(&format!("{number} times {selector}"), async || {
            (self.shown::<Option<usize>>(&all).await == Some(number)).then_some(())
        })
        .await;
    }

    /// The visible text of the page.
    pub async fn text(&self) -> String {
        self.shown("document.body.innerText").await
    }

    /// Evaluates an expression in the page; returns the default while the page loads. Drivers differ in the text of an
    /// element, so tests read it with scripts.
    pub async fn shown<T: DeserializeOwned + Default>(&self, expression: &str) -> T {
        let response = self.driver.execute(format!("return {expression}"), Vec::new()).await;
        response.and_then(|response| response.convert()).unwrap_or_default()
    }

    /// Evaluates an expression in the page. It works without page scripts as well.
    pub async fn page<T: DeserializeOwned>(&self, expression: &str) -> T {
        let response = self.driver.execute(format!("return {expression}"), Vec::new()).await;
        let response = response.unwrap_or_else(|error| panic!("the page cannot evaluate {expression}: {error}"));
        response
            .convert()
            .unwrap_or_else(|error| panic!("{expression} has another type: {error}"))
    }

    /// Loads every image of the page, including lazy ones; returns the URLs of those that cannot be decoded.
    ///
    /// Firefox reports an image as corrupt when its page is left while it loads.
    pub async fn broken_images(&self) -> Vec<String> {
        let script = "const done = arguments[0]; \
                      const drawn = [...document.images].map((one) => { \
                        one.loading = 'eager'; \
                        return one.decode().then(() => [], () => [one.currentSrc]); \
                      }); \
                      Promise.all(drawn).then((broken) => done(broken.flat()));";
        let response = self.driver.execute_async(script, Vec::new()).await;
        let response = response.expect("the images are decoded");
        response.convert().expect("addresses")
    }

    /// Runs a script in the page.
    pub async fn runs(&self, script: &str) {
        let done = self.driver.execute(script, Vec::new()).await;
        done.unwrap_or_else(|error| panic!("the page cannot run {script}: {error}"));
    }

    /// Marks this document, so that [`Self::has_same_document`] detects a reload.
    pub async fn marks_the_document(&self) {
        self.runs("window.remembered = true").await;
    }

    pub async fn has_same_document(&self) -> bool {
        self.page("window.remembered === true").await
    }

    /// The number of polls of the page so far.
    pub async fn polls(&self) -> usize {
        self.page("performance.getEntriesByType('resource').filter((one) => one.name.includes('/updates?')).length")
            .await
    }

    /// Resizes the window, in CSS pixels.
    pub async fn looks_through(&self, width: u32, height: u32) {
        self.browser.resize(width, height).await;
        eventually("the window has its new size", async || {
            (self.page::<(u32, u32)>("[innerWidth, innerHeight]").await == (width, height)).then_some(())
        })
        .await;
    }
}

/// Clicks an element. `None` if it was replaced since it was found, for example by a poll: then nothing was clicked,
/// and the caller searches again.
async fn click(element: &WebElement) -> Option<()> {
    match element.click().await {
        Ok(()) => Some(()),
        Err(error) if matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_)) => None,
        Err(error) => panic!("it can be clicked: {error}"),
    }
}

fn candidates(role: &str) -> &'static str {
    match role {
        "button" => "button, summary",
        "link" => "a[href]",
        "textbox" => "textarea, input",
        "region" => "section, [role=region]",
        "log" => "[role=log]",
        _ => "[role], h1, h2, time, form",
    }
}
