//! Features that an engine lacks: the page does without them and says so.

use crate::bytes::threads_are_built;
use crate::first_visit::answers_are_those_of_the_reference;
use crate::tab::{Tab, WEBKIT_MORE};
use serde_json::{Value, json};

everywhere!(
    the_panel_says_what_is_there_and_what_is_not,
    what_cannot_be_had_is_told_and_the_page_runs
);

/// Shared memory alone brings no threads: they are built with relaxed SIMD.
#[test]
fn webkit_with_shared_memory_says_what_it_still_lacks() {
    crate::tab::of(&WEBKIT_MORE, |tab| {
        tab.open("");
        assert_eq!(tab.value("typeof SharedArrayBuffer"), json!("function"));
        the_panel_says_what_is_there_and_what_is_not(tab);
        what_cannot_be_had_is_told_and_the_page_runs(tab);
    });
}

/// A switch of the panel: what is chosen, what cannot be, and why.
fn switch(tab: &Tab<'_>, name: &str) -> (Vec<String>, Vec<String>, String) {
    let told = tab.run_with(
        "const all = [...document.querySelectorAll(`#engine [name=engine-${arguments[0]}]`)];
         const values = list => list.map(e => e.value);
         return [values(all.filter(e => e.checked)), values(all.filter(e => e.disabled)),
                 all[0].closest('fieldset').querySelector('.why').textContent];",
        vec![json!(name)],
    );
    serde_json::from_value(told).expect("a switch")
}

fn footer(tab: &Tab<'_>) -> String {
    tab.text("footer .engine")
}

fn the_panel_says_what_is_there_and_what_is_not(tab: &Tab<'_>) {
    tab.open("");
    let variant = if tab.kind.relaxed { "relaxed" } else { "simd128" };
    assert!(footer(tab).contains(&format!("{variant} build")), "{}", footer(tab));
    tab.click("[data-action=engine]");
    tab.wait("the panel opens", "document.querySelector('#engine').open", 20);

    let (on, off, why) = switch(tab, "variant");
    assert_eq!(on, [variant]);
    assert_eq!(off.is_empty(), tab.kind.relaxed, "{off:?} cannot be chosen");
    assert_eq!(why.contains("no relaxed SIMD"), !tab.kind.relaxed, "{why}");

    let cores = tab.value("navigator.hardwareConcurrency").as_u64().expect("a number");
    let (on, off, why) = switch(tab, "threads");
    let many = tab.kind.relaxed && tab.kind.shared && threads_are_built();
    assert_eq!(on.len(), 1, "{on:?}");
    if cores > 1 {
        assert_eq!(off.contains(&"2".to_owned()) || on == ["2"], !many || on == ["2"], "{off:?}");
        assert_eq!(why.contains("lacks"), !many, "{why}");
    }
    tab.press('\u{e00c}');
    tab.wait("Escape closes it", "!document.querySelector('#engine').open", 5);
    tab.is_well();
}

fn what_cannot_be_had_is_told_and_the_page_runs(tab: &Tab<'_>) {
    tab.open("#sample=monarch&at=1&variant=relaxed&threads=2");
    if tab.kind.relaxed {
        let cores = tab.value("navigator.hardwareConcurrency").as_u64();
        let threads = tab.kind.shared && threads_are_built() && cores > Some(1);
        let count = if threads { "2 threads" } else { "one thread" };
        let says = format!("relaxed build.*{count}");
        let footer = "document.querySelector('footer .engine').innerText";
        tab.wait("it runs as it was asked", &format!("/{says}/.test({footer})"), 20);
        answers_are_those_of_the_reference(tab);
        tab.is_well();
        return;
    }
    let told: Value = tab.wait("it is told", "document.querySelector('#problem p')?.innerText", 20);
    let told = told.as_str().unwrap_or_default();
    assert!(told.contains("no relaxed") && told.ends_with('.'), "{told}");
    assert!(footer(tab).contains("simd128 build"), "{}", footer(tab));
    assert!(footer(tab).contains("one thread"), "{}", footer(tab));
    assert_eq!(
        tab.value("/variant|threads/.test(location.hash)"),
        json!(false),
        "the wish is gone"
    );
    answers_are_those_of_the_reference(tab);
}
