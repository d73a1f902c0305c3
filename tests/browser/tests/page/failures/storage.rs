//! A browser whose storage is full.

use crate::faulty::SHOWN;
use crate::steps::{goes_on, runs};
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

#[test]
fn a_model_that_cannot_be_kept_is_told_and_goes_on() {
    let site = Site::new();
    let page = Page::open_with(&Options::default().before(FULL), &site, "");
    page.ready();
    page.run(
        "const bytes = await (await fetch('models/built-in/model_int8.tflite')).arrayBuffer();
         const data = new DataTransfer();
         data.items.add(new File([bytes], 'mine.tflite'));
         document.querySelector('main').dispatchEvent(
             new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));",
    );
    runs(&page, "dropped-1");
    page.click("[data-action=card]");
    page.wait("the card", "document.querySelector('#card[open] [data-action=keep-model]')", 20);
    page.click("[data-action=keep-model]");
    page.wait("it is told", "document.querySelector('#card .problem')", 20);
    assert!(page.text("#card .problem").contains("no room left"), "{}", page.text("#card"));
    goes_on(&page, "dropped-1");
}
