//! A browser whose storage is full.

use crate::faulty::SHOWN;
use crate::steps::goes_on;
use browser_tests::{Options, Page, Site};

/// Every store is full, or closed to this page.
const FULL: &str = "{
    const full = () => { throw new DOMException('for a test', 'QuotaExceededError'); };
    Storage.prototype.setItem = full;
    for (const store of [CacheStorage.prototype, Cache.prototype])
        for (const name of ['open', 'match', 'put', 'add', 'addAll', 'keys', 'delete', 'has'])
            if (store[name]) store[name] = async () => full();
}";

fn works_with_storage_full(site: &Site, address: &str) {
    let page = Page::open_with(&Options::default().before(FULL), site, address);
    page.ready();
    goes_on(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
    page.click("[data-view=why]");
    page.wait("a view comes", SHOWN, 20);
}

#[test]
fn with_storage_full_the_page_works() {
    works_with_storage_full(&Site::new(), "");
}

/// Where the page would keep a note and have a service worker isolate it.
#[test]
fn with_storage_full_the_page_works_on_a_host_without_headers() {
    works_with_storage_full(&Site::plain_under("some/path"), "some/path/");
}
