//! Somebody at a browser: what they do, and what they see, by role and name as assistive technology has it.

use porchlight::demo::seed;
use serde::de::DeserializeOwned;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use super::driver::Browser;
use super::wait::{SOON, eventually};
use super::webdriver_ext::role_and_name;

/// Somebody at a browser of their own.
pub struct Visitor {
    /// What their browser is driven through.
    pub driver: WebDriver,
    /// Their browser.
    pub browser: Browser,
    site: String,
}

impl Visitor {
    /// Sits somebody down.
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
        eventually(SOON, "signed in", async || (self.path().await == "/").then_some(())).await;
    }

    async fn field(&self, name: &str, value: &str) {
        let field = self.driver.find(By::Name(name)).await.expect("a field of the form");
        field.send_keys(value).await.expect("it takes what is typed");
    }

    /// Waits until there is something of this role and name, in view or not.
    pub async fn finds(&self, role: &str, name: &str) -> WebElement {
        let what = format!("a {role} named {name}");
        eventually(SOON, &what, async || self.look_for(role, name).await).await
    }

    /// Something of this role and name, if it is there now.
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
        eventually(SOON, &what, async || click(&self.look_for(role, name).await?).await).await;
    }

    /// The textbox one writes messages in.
    pub async fn composer(&self) -> WebElement {
        self.finds("textbox", "Message").await
    }

    /// Types into the composer; `\n` is the Enter key.
    pub async fn types(&self, text: &str) {
        let keys = text.replace('\n', &Key::Enter.value().to_string());
        self.composer()
            .await
            .send_keys(keys)
            .await
            .expect("it takes what is typed");
    }

    /// What stands in the composer.
    pub async fn typed(&self) -> String {
        let typed = self.composer().await.prop("value").await.expect("it has a value");
        typed.unwrap_or_default()
    }

    /// Opens what can be done with the newest message: a sheet, or a page where scripts are off.
    pub async fn opens_options_of_the_newest(&self) {
        eventually(SOON, "the newest message has options", async || {
            click(&self.driver.find_all(By::Css(".more")).await.ok()?.pop()?).await
        })
        .await;
        self.finds("link", "Reply").await;
    }

    /// Waits for a message to be in the log.
    pub async fn reads(&self, text: &str, patience: std::time::Duration) {
        let what = format!("the log shows “{text}”; it shows {:?}", self.messages().await);
        eventually(patience, &what, async || {
            self.messages()
                .await
                .iter()
                .any(|message| message == text)
                .then_some(())
        })
        .await;
    }

    /// What the log says, oldest first.
    pub async fn messages(&self) -> Vec<String> {
        let bubbles = "[...document.querySelectorAll('[role=log][aria-label=Messages] .bubble > p')]";
        self.shown(&format!("{bubbles}.map((bubble) => bubble.innerText.trim())"))
            .await
    }

    /// How many of something the page has. Counted by the page: drivers fail over what is replaced while they collect it.
    pub async fn count(&self, selector: &str) -> usize {
        self.page(&format!("document.querySelectorAll(`{selector}`).length"))
            .await
    }

    /// Waits until there are so many of something.
    pub async fn sees(&self, number: usize, selector: &str) {
        let all = format!("document.querySelectorAll(`{selector}`).length");
        eventually(SOON, &format!("{number} times {selector}"), async || {
            (self.shown::<Option<usize>>(&all).await == Some(number)).then_some(())
        })
        .await;
    }

    /// Everything a page says.
    pub async fn text(&self) -> String {
        self.shown("document.body.innerText").await
    }

    /// What a page shows: nothing while it is on its way. Drivers disagree about the text of an element; pages do not.
    pub async fn shown<T: DeserializeOwned + Default>(&self, expression: &str) -> T {
        let answer = self.driver.execute(format!("return {expression}"), Vec::new()).await;
        answer.and_then(|answer| answer.convert()).unwrap_or_default()
    }

    /// Asks the page itself. Works where its own scripts are off, too.
    pub async fn page<T: DeserializeOwned>(&self, expression: &str) -> T {
        let answer = self.driver.execute(format!("return {expression}"), Vec::new()).await;
        let answer = answer.unwrap_or_else(|error| panic!("the page cannot answer {expression}: {error}"));
        answer
            .convert()
            .unwrap_or_else(|error| panic!("{expression} is something else: {error}"))
    }

    /// Waits for every picture of the page, also for those further down, and tells which of them cannot be drawn.
    ///
    /// Firefox calls a picture corrupt whose page is left while it arrives.
    pub async fn sees_its_pictures(&self) -> Vec<String> {
        let script = "const done = arguments[0]; \
                      const drawn = [...document.images].map((one) => { \
                        one.loading = 'eager'; \
                        return one.decode().then(() => [], () => [one.currentSrc]); \
                      }); \
                      Promise.all(drawn).then((broken) => done(broken.flat()));";
        let answer = self.driver.execute_async(script, Vec::new()).await;
        let answer = answer.expect("every picture is drawn or cannot be");
        answer.convert().expect("addresses")
    }

    /// Does something to the page.
    pub async fn runs(&self, script: &str) {
        let done = self.driver.execute(script, Vec::new()).await;
        done.unwrap_or_else(|error| panic!("the page cannot run {script}: {error}"));
    }

    /// Remembers this document, so that [`Self::stayed`] can tell whether it was loaded again.
    pub async fn remembers_the_page(&self) {
        self.runs("window.remembered = true").await;
    }

    pub async fn stayed(&self) -> bool {
        self.page("window.remembered === true").await
    }

    /// How often the page has asked for news.
    pub async fn polls(&self) -> usize {
        self.page("performance.getEntriesByType('resource').filter((one) => one.name.includes('/updates?')).length")
            .await
    }

    /// Looks through a window of this size.
    pub async fn looks_through(&self, width: u32, height: u32) {
        self.browser.look_through(width, height).await;
        eventually(SOON, "the window has its new size", async || {
            (self.page::<(u32, u32)>("[innerWidth, innerHeight]").await == (width, height)).then_some(())
        })
        .await;
    }
}

/// Clicks. None if the element was replaced since it was found, by a poll's answer for example: nothing was clicked then,
/// and a hand would meet what has taken its place.
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
