//! Browsers and the WebDriver sessions in them. One that has nothing left of its test serves the next: to start
//! a browser takes as long as to open the page.

use crate::capabilities;
use crate::driver::Driver;
use anyhow::{Context, Result};
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Runtime;
use xtask::browsers::Engine;

/// Longer than any browser takes to start; WebKit without its display would never answer.
const START: Duration = Duration::from_secs(60);

/// How long a browser may take to close a tab, or itself.
const CLOSE: Duration = Duration::from_secs(20);

/// Browsers that were started alike, each with one tab that nothing has happened to.
static IDLE: Mutex<Vec<Session>> = Mutex::new(Vec::new());

/// A browser that has served another test, if one waits.
pub(crate) fn take_idle() -> Option<Session> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

/// A browser; dropping it ends it.
pub(crate) struct Session {
    runtime: Runtime,
    client: Client,
    _driver: Driver,
}

impl Session {
    /// Starts a browser with an empty page.
    pub(crate) fn start(
        engine: Engine,
        args: &[String],
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let driver = Driver::start(engine, environment)?;
        let client = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities::of(driver.browser(), args));
            tokio::time::timeout(START, builder.connect(driver.address())).await
        });
        let client = client.context("the browser did not start within a minute")??;
        Ok(Self { runtime, client, _driver: driver })
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// What comes, if it comes in time.
    pub(crate) fn within<T>(&self, time: Duration, coming: impl Future<Output = T>) -> Option<T> {
        self.runtime.block_on(async { tokio::time::timeout(time, coming).await.ok() })
    }

    /// Closes the tabs of a test and waits for the next one with a new tab; ends, if that is not to be had.
    pub(crate) fn renew(self) {
        if let Some(Ok(())) = self.within(CLOSE, renewed(&self.client)) {
            IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(self);
        }
    }
}

/// Opens a tab and closes all others: what the DevTools changed, they changed for one tab.
async fn renewed(client: &Client) -> Result<(), CmdError> {
    // No key is down, and the pointer is where it is in a new browser.
    client.release_actions().await?;
    let old = client.windows().await?;
    let new = client.new_window(true).await?.handle;
    for tab in old {
        client.switch_to_window(tab).await?;
        client.close_window().await?;
    }
    client.switch_to_window(new).await
}

impl Drop for Session {
    fn drop(&mut self) {
        // A dead browser has nothing to close.
        let _ = self.within(CLOSE, self.client.clone().close());
    }
}
