//! The taught network as a network: saved as a file, dropped on the page, asked why.

use super::{blots, counts, open, press, run, says, settled};
use crate::steps::runs;
use browser_tests::Page;
use serde_json::json;

/// The classes that the strip's answer names, the first one first.
fn answers(page: &Page) -> Vec<String> {
    let named = page.run(
        "return [...document.querySelectorAll('#predictions li:not([hidden])')].map(node => node.dataset.label);",
    );
    serde_json::from_value(named).expect("names")
}

#[test]
fn the_taught_network_is_saved_and_dropped_on_the_page_again() {
    let (_site, page) = open();
    blots(&page);
    page.click("[data-action=freeze]");
    settled(&page);
    let told = says(&page);
    let told = told.as_object().expect("classes");
    let sure = |name: &String| told[name].as_f64().expect("a number");
    let first =
        told.keys().max_by(|a, b| sure(a).total_cmp(&sure(b))).expect("two classes").clone();
    let bytes = run(
        &page,
        "window.kept = await lesson.savedAs('application/octet-stream', 'Save as .tflite');
         return kept.size;",
    );
    assert!(bytes.as_u64() > Some(500_000), "{bytes}");
    let tried = "document.querySelector('.taken [role=status]').innerText";
    page.wait("it is tried", &format!("{tried}.includes('of your pictures')"), 30);
    let tried = page.text(".taken [role=status]");
    assert!(tried.contains("tried on 12 of your pictures"), "{tried}");
    let labels =
        run(&page, "return (await lesson.savedAs('text/plain', 'Save labels.txt')).text();");
    assert_eq!(labels, json!("hue 0\nhue 180\n"));
    // It says of its classes what its labels say, and is known by the answers of the page.
    run(
        &page,
        "const data = new DataTransfer();
         data.items.add(new File([kept], 'mine.tflite'));
         document.querySelector('.teaching .lead').dispatchEvent(
             new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));",
    );
    runs(&page, "dropped-1");
    page.wait("it answers", "!document.documentElement.hasAttribute('data-stale')", 20);
    page.rest(500);
    assert_eq!(answers(&page)[0], first);
    assert!(page.text(".answer").contains("one of 2 things"), "{}", page.text(".answer"));
    // The pictures are taught on it again, and give the same head, since its features are the same.
    settled(&page);
    assert_eq!(counts(&page), [6, 6]);
    let again = says(&page);
    for (name, probability) in told {
        let [now, before] = [&again[name], probability].map(|one| one.as_f64().expect("a number"));
        assert!((now - before).abs() < 1e-6, "{name}: {now} after {before}");
    }
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// The head is linear after an average, so that the class map is exact.
#[test]
fn the_taught_network_is_asked_why() {
    let (_site, page) = open();
    blots(&page);
    page.click("[data-action=freeze]");
    settled(&page);
    press(&page, "Open it, and ask why");
    runs(&page, "dropped-1");
    let why = "document.querySelector('#tab-why').ariaSelected === 'true'";
    page.wait("the view Why is on show", why, 20);
    let account = "document.querySelector('.pane.why [data-metric=remainder]')?.dataset.value";
    page.wait("its account is there", account, 20);
    let rows = page.run(
        "const value = metric =>
             Number(document.querySelector(`.pane.why [data-metric=${metric}]`).dataset.value);
         return { remainder: value('remainder'), places: document.querySelector('.pane.why').innerText.includes('each number below is exactly what a place adds') };",
    );
    assert!(rows["remainder"].as_f64().is_some_and(|it| it.abs() < 0.5), "{rows}");
    assert_eq!(rows["places"], json!(true));
    for view in ["stage", "twin", "cost", "change", "teach"] {
        page.run(&format!("document.querySelector('#tab-{view}').click();"));
        page.rest(300);
    }
    super::shown(&page);
    assert_eq!(counts(&page), [6, 6]);
    // Of a recorded picture, too: it becomes what the network sees, and the network stays.
    settled(&page);
    page.run("document.querySelector('.class:nth-child(2) .pictures li').click();");
    press(&page, "Ask why");
    page.wait("the view Why is on show", why, 20);
    let seen = "document.querySelector('#status').innerText.includes('hue 180')";
    page.wait("the picture is seen", seen, 20);
    page.wait("its account is there", account, 20);
    assert_eq!(crate::steps::running(&page), "dropped-1");
    assert_eq!(page.errors(), Vec::<String>::new());
}
