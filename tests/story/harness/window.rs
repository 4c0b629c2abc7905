//! A window of the browser at the program's address: what a person does on its pages, with axe looking over her shoulder.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use majakka_testing::wait;
use thirtyfour::prelude::*;

use super::browser::Browser;
use super::cast::{Cast, PASSWORD};

/// A browser, at one address.
pub struct Window {
    /// The browser.
    pub browser: Browser,
    address: String,
    /// What axe found, page by page: all of it is told at the end.
    barriers: Mutex<Vec<String>>,
}

impl Window {
    /// Opens the browser.
    pub async fn at(address: String) -> Window {
        Window { browser: Browser::open().await, address, barriers: Mutex::default() }
    }

    /// Tells what axe found, and closes the browser.
    pub async fn close(self) {
        let barriers = self.barriers.into_inner().unwrap();
        assert!(barriers.is_empty(), "axe found barriers:\n{}", barriers.join("\n"));
        self.browser.close().await;
    }

    /// The first administrator follows her link and chooses a password.
    pub async fn sign_in(&self, cast: &Cast) {
        self.open(&cast.link()).await;
        self.no_barrier("the page of a one-time link").await;
        self.write("password", PASSWORD).await;
        self.write("again", PASSWORD).await;
        self.press("main button").await;
    }

    /// Goes to a page.
    pub async fn open(&self, path: &str) {
        self.browser.goto(format!("{}{path}", self.address)).await.expect("a page");
    }

    /// Where it is now.
    pub async fn path(&self) -> String {
        self.browser.current_url().await.expect("an address").as_str().replace(&self.address, "")
    }

    /// What the page says.
    pub async fn text(&self) -> String {
        self.browser.find(By::Tag("body")).await.expect("a page").text().await.expect("its text")
    }

    /// An element by its id.
    pub async fn find(&self, id: &str) -> WebElement {
        let found = self.browser.find(By::Id(id)).await;
        match found {
            Ok(element) => element,
            Err(_) => panic!("no {id} on {}:\n{}", self.path().await, self.text().await),
        }
    }

    /// What stands in a field.
    pub async fn value(&self, id: &str) -> String {
        self.find(id).await.value().await.expect("a value").unwrap_or_default()
    }

    /// Writes into a field.
    pub async fn write(&self, id: &str, words: &str) {
        let field = self.find(id).await;
        field.clear().await.expect("an empty field");
        field.send_keys(words).await.expect("a written field");
    }

    /// Sets a field of a date or a time: typed keys would go by the machine's locale.
    pub async fn set(&self, id: &str, value: &str) {
        let field = self.find(id).await.to_json().expect("an element");
        self.browser
            .execute("arguments[0].value = arguments[1]", vec![field, value.into()])
            .await
            .expect("a set field");
    }

    /// Chooses from a list.
    pub async fn choose(&self, id: &str, value: &str) {
        let option = self.find(id).await.find(By::Css(format!("option[value='{value}']"))).await;
        option.unwrap_or_else(|e| panic!("{id} has no {value}: {e}")).click().await.expect("a chosen option");
    }

    /// Is there such an element?
    pub async fn has(&self, css: &str) -> bool {
        !self.browser.find_all(By::Css(css)).await.expect("a page").is_empty()
    }

    /// Clicks as a script does: a radio that is drawn as a card lies under its label.
    pub async fn click(&self, css: &str) {
        let found = self.browser.find(By::Css(css)).await;
        let Ok(element) = found else { panic!("no {css} on {}:\n{}", self.path().await, self.text().await) };
        self.browser
            .execute("arguments[0].click()", vec![element.to_json().expect("an element")])
            .await
            .expect("a click");
    }

    /// Presses a button that leads on, agrees where the page asks once more, and waits for the page that follows.
    pub async fn press(&self, css: &str) {
        self.browser.execute("window.leaving = true", vec![]).await.expect("a marked page");
        self.click(css).await;
        let _ = self.browser.accept_alert().await;
        wait::until_so("the page that follows", async || {
            let there = "return window.leaving !== true && document.readyState === 'complete'";
            self.browser.execute(there, vec![]).await.is_ok_and(|said| said.json() == true)
        })
        .await;
    }

    /// Presses the button of a form, by the end of its address.
    pub async fn submit(&self, form: &str) {
        self.press(&format!("form[action$='/{form}'] button")).await;
    }

    /// Lets axe look; what it finds is told at the end.
    pub async fn no_barrier(&self, page: &str) {
        let found = self.browser.violations().await;
        self.barriers.lock().unwrap().extend(found.into_iter().map(|barrier| format!("{page}: {barrier}")));
    }

    /// A picture for the documentation, when somebody wants it.
    pub async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("MAJAKKA_PICTURES").map(PathBuf::from) {
            let top = "document.activeElement.blur(); window.scrollTo({ top: 0, behavior: 'instant' })";
            self.browser.execute(top, vec![]).await.expect("the top of the page");
            let file = Path::new(&folder).join(name);
            self.browser.picture(&file).await;
            majakka_testing::picture::shrink(&file);
        }
    }
}
