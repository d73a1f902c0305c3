//! Pictures and lessons as files: dropped, chosen, saved, opened, kept on the machine; and nothing of
//! that unless it is asked for.

use super::{blots, counts, has, open, press, record, run, sample, says, settled, shown};
use browser_tests::Page;
use serde_json::{Value, json};

/// Drops files made by `files`, a JavaScript list, on the first element of `selector`.
fn drop_on(page: &Page, selector: &str, files: &str) {
    run(
        page,
        &format!(
            "const dataTransfer = new DataTransfer();
             for (const file of {files}) dataTransfer.items.add(file);
             document.querySelector('{selector}').dispatchEvent(
                 new DragEvent('drop', {{ bubbles: true, cancelable: true, dataTransfer }}));"
        ),
    );
}

const THREE: &str = "await Promise.all([1, 2, 3].map(async n =>
    new File([await lesson.picture(90 * n, n)], `${n}.png`, { type: 'image/png' })))";

#[test]
fn a_folder_dropped_on_a_class_is_its_pictures() {
    let (_site, page) = open();
    run(
        &page,
        &format!(
            "const files = {THREE};
             lesson.dropFolder(document.querySelectorAll('.class')[1], 'cups', [
                 ...files, new File(['x'], '.hidden'), new File(['x'], 'notes.txt')]);"
        ),
    );
    has(&page, 1, 3);
    let problem = page.wait("it is told", "document.querySelector('#problem').innerText", 10);
    assert!(problem.as_str().is_some_and(|text| text.contains("“notes.txt”")), "{problem}");
    assert_eq!(counts(&page), [0, 3]);
}

/// What the browser keeps for this page.
fn stored(page: &Page) -> Value {
    page.run(
        "const bases = (await indexedDB.databases()).map(({ name }) => name.split(' ')[0]);
         const names = (await window.caches.keys()).map(name => name.split(' ')[0]);
         const caches = [...new Set(names)].sort(); // a version that is being stored has two
         return { bases, caches, local: Object.keys(localStorage).sort(), session: Object.keys(sessionStorage).sort() };",
    )
}

#[test]
fn files_dropped_on_a_class_are_its_pictures_and_elsewhere_what_is_looked_at() {
    let (_site, page) = open();
    drop_on(&page, ".class:nth-child(2)", THREE);
    has(&page, 1, 3);
    assert_eq!(counts(&page), [0, 3]);
    let told = page.text(".class:nth-child(2) .counts");
    assert_eq!(told, "3 pictures, 3 recordings");
    assert!(page.text("#status").starts_with("Drawn sample"), "what is looked at stays");
    // What is no picture is left out, with a sentence.
    drop_on(
        &page,
        ".class",
        "[new File(['hello'], 'notes.txt'), new File([await lesson.picture(9, 9)], 'x.png')]",
    );
    has(&page, 0, 1);
    let problem = page.wait("it is told", "document.querySelector('#problem').innerText", 10);
    assert!(problem.as_str().is_some_and(|text| text.contains("“notes.txt”")), "{problem}");
    // Beside a class the drop means what it means everywhere.
    drop_on(&page, ".teaching .lead", THREE);
    page.wait(
        "it is looked at",
        "document.querySelector('#status').innerText.includes('1.png')",
        20,
    );
    assert_eq!(counts(&page), [1, 3]);
    // Files are also chosen.
    run(
        &page,
        &format!(
            "lesson.choose({THREE}, () => document.querySelector('.class .makes .button:last-child').click());"
        ),
    );
    has(&page, 0, 4);
}

#[test]
fn nothing_is_stored_unless_it_is_asked_for_and_one_press_deletes_it() {
    let (_site, page) = open();
    let kept = "document.querySelector('footer').innerText.includes('keeps the page')";
    page.wait("the page itself is stored", kept, 60);
    let before = stored(&page);
    assert_eq!(before["bases"], json!([]));
    blots(&page);
    record(&page, 0, 8);
    settled(&page);
    assert_eq!(stored(&page), before, "nothing is kept by itself");
    let pictures = counts(&page);
    // Kept: it is there after the page is loaded again, and what is changed then is kept, too.
    press(&page, "Keep on this machine");
    let kept = "document.querySelector('.where').textContent.startsWith('Kept')";
    page.wait("it is kept", kept, 20);
    assert!(page.text(".where").contains("MB") || page.text(".where").contains("kB"));
    assert_eq!(stored(&page)["bases"], json!(["separable-teaching"]));
    let names = "return [...document.querySelectorAll('.class .name')].map(name => name.value);";
    let named = page.run(names);
    reload(&page);
    has(&page, 0, 8);
    assert_eq!(counts(&page), pictures);
    assert_eq!(page.run(names), named);
    record(&page, 1, 9);
    let more = counts(&page);
    written(&page, more.iter().sum());
    reload(&page);
    has(&page, 1, 9);
    assert_eq!(counts(&page), more);
    settled(&page);
    // The question, no, then yes.
    press(&page, "Delete everything");
    let asked = "document.querySelector('.question:not([hidden])')?.innerText ?? ''";
    let question = page.run(&format!("return {asked};"));
    assert!(question.as_str().is_some_and(|text| text.contains("on this machine")), "{question}");
    assert_eq!(page.run("return document.activeElement.textContent;"), json!("Cancel"));
    page.run("document.activeElement.click();");
    page.rest(300);
    assert_eq!(counts(&page), more);
    press(&page, "Delete everything");
    page.run("document.querySelector('.question:not([hidden]) .primary').click();");
    page.wait("all is gone", "!document.querySelector('.pictures li')", 10);
    page.rest(500);
    assert_eq!(stored(&page)["bases"], json!([]));
    reload(&page);
    page.rest(800);
    assert_eq!(counts(&page), [0, 0]);
}

/// Until the browser keeps so many pictures.
fn written(page: &Page, pictures: u64) {
    let kept = page.run(&format!(
        "const {{ name }} = (await indexedDB.databases()).find(({{ name }}) => name.startsWith('separable-teaching'));
         const result = request => new Promise((resolve, reject) => {{
             request.onsuccess = () => resolve(request.result);
             request.onerror = () => reject(request.error);
         }});
         const base = await result(indexedDB.open(name));
         let count = 0;
         for (let i = 0; i < 200 && count !== {pictures}; i++) {{
             await new Promise(resolve => setTimeout(resolve, 50));
             count = await result(base.transaction('pictures').objectStore('pictures').count());
         }}
         base.close();
         return count;"
    ));
    assert_eq!(kept, json!(pictures));
}

fn reload(page: &Page) {
    page.run("location.reload();");
    page.rest(500);
    page.ready();
    shown(page);
}

/// Saved, deleted, opened: the same pictures, names and recordings, and the same head to the last bit.
#[test]
fn what_is_saved_opens_as_it_was() {
    let (_site, page) = open();
    record(&page, 0, 6);
    record(&page, 0, 9);
    sample(&page, 2);
    record(&page, 1, 6);
    page.run(
        "const name = document.querySelectorAll('.class .name')[1];
         name.value = 'a/b: \"cup\" 猫';
         name.dispatchEvent(new Event('change'));",
    );
    page.click("[data-action=freeze]");
    settled(&page);
    let look = "return {
        report: await lesson.report(),
        says: lesson.says(),
        names: [...document.querySelectorAll('.class .name')].map(name => name.value),
        counts: [...document.querySelectorAll('.counts')].map(node => node.textContent),
    };";
    let before = run(&page, look);
    let held = run(
        &page,
        "window.kept = await lesson.saved();
         const { listFiles } = await import('/www/separable/zip.js');
         const bytes = new Uint8Array(await kept.arrayBuffer());
         return listFiles(bytes, 'it', 1e9).map(({ name }) => name.split('/')[0]);",
    );
    let held: Vec<String> = serde_json::from_value(held).expect("names");
    assert_eq!(held[0], "separable-teaching.json");
    assert!(
        held[1..].iter().all(|folder| folder == "Class 1" || folder == "a b cup 猫"),
        "{held:?}"
    );
    press(&page, "Delete everything");
    page.run("document.querySelector('.question:not([hidden]) .primary').click();");
    page.wait("all is gone", "!document.querySelector('.pictures li')", 10);
    run(&page, "lesson.open(kept);");
    has(&page, 1, 6);
    settled(&page);
    assert_eq!(run(&page, look), before);
    // Opened once more, it is added to, or replaces, what is here.
    let pictures = counts(&page);
    let asked = "document.querySelector('.question:not([hidden])')";
    run(&page, "lesson.open(kept);");
    page.wait("it is asked", asked, 20);
    press(&page, "Add to what is here");
    has(&page, 1, 2 * pictures[1] as usize);
    assert_eq!(counts(&page), [2 * pictures[0], 2 * pictures[1]], "classes of the same names");
    run(&page, "lesson.open(kept);");
    page.wait("it is asked", asked, 20);
    press(&page, "Replace what is here");
    page.rest(500);
    assert_eq!(counts(&page), pictures);
    settled(&page);
    assert_eq!(says(&page), before["says"]);
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// A saved file that is dropped on the view is opened, and no network.
#[test]
fn what_was_saved_is_opened_where_it_is_dropped() {
    let (_site, page) = open();
    drop_on(
        &page,
        ".teaching .lead",
        "[new File([(await lesson.lesson([0, 180], 2, 3)).zip], 'taught.zip')]",
    );
    has(&page, 1, 6);
    drop_on(
        &page,
        ".class",
        "[new File([(await lesson.lesson([0, 180], 2, 3)).zip], 'taught.zip')]",
    );
    page.wait("it is asked", "document.querySelector('.question:not([hidden])')", 20);
    press(&page, "Cancel");
    assert_eq!(counts(&page), [6, 6]);
    // A zip of a network is one here, too.
    run(
        &page,
        "const bytes = new Uint8Array(await (await fetch('models/built-in/model_int8.tflite')).arrayBuffer());
         const data = new DataTransfer();
         data.items.add(new File([await lesson.zip([{ name: 'a.tflite', bytes }])], 'a.zip'));
         document.querySelector('.teaching .lead').dispatchEvent(
             new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));",
    );
    crate::steps::runs(&page, "dropped-1");
}

/// Folders of pictures, as other programs make them.
#[test]
fn a_zip_of_folders_is_opened_without_a_list() {
    let (_site, page) = open();
    run(
        &page,
        "const files = [];
         for (let n = 0; n < 12; n++)
             files.push({ name: `set/${n % 2 ? 'warm' : 'cold'}/${n}.png`, bytes: await lesson.picture(n % 2 ? 20 : 200, n) });
         lesson.open(await lesson.zip(files));",
    );
    has(&page, 1, 6);
    let names = "return [...document.querySelectorAll('.class .name')].map(name => name.value);";
    assert_eq!(page.run(names), json!(["cold", "warm"]));
    settled(&page);
}

#[test]
fn files_that_are_broken_are_told_and_leave_what_is_there() {
    let (_site, page) = open();
    blots(&page);
    let cases = [
        ("no zip", "new Blob(['hello'])", "no zip"),
        ("cut off", "whole.zip.slice(0, whole.zip.size - 9)", "cut off"),
        (
            "no pictures",
            "await lesson.zip([{ name: 'a.txt', bytes: text('x') }])",
            "no folders of pictures",
        ),
        ("no list", "await lesson.zip([list('{'), ...whole.files])", "is damaged"),
        (
            "another list",
            "await lesson.zip([list('{\"format\": 1}'), ...whole.files])",
            "another program",
        ),
        (
            "a picture short",
            "await lesson.zip([list(JSON.stringify(whole)), ...whole.files.slice(1)])",
            "lacks a picture",
        ),
        (
            "a picture that is none",
            "await lesson.zip([list(JSON.stringify(whole)), { ...whole.files[0], bytes: text('GIF89a...') }, ...whole.files.slice(1)])",
            "0-0.png",
        ),
        (
            "a flipped bit",
            "new Blob([(bytes => (bytes[bytes.length >> 1] ^= 1, bytes))(new Uint8Array(await whole.zip.arrayBuffer()))])",
            "checksum",
        ),
        (
            "a path that leads out",
            "await lesson.zip([{ name: '../x/1.png', bytes: whole.files[0].bytes }])",
            "leads out",
        ),
    ];
    for (name, blob, words) in cases {
        page.run("document.querySelector('#problem button')?.click();");
        run(
            &page,
            &format!(
                "const text = words => new TextEncoder().encode(words);
                 const list = words => ({{ name: 'separable-teaching.json', bytes: text(words) }});
                 const whole = await lesson.lesson([0, 180], 2, 3);
                 lesson.open({blob});"
            ),
        );
        let told =
            format!("document.querySelector('#problem').innerText.includes({})", json!(words));
        page.wait(&format!("{name} is told: {words}"), &told, 20);
        assert_eq!(counts(&page), [6, 6], "{name}");
        assert_eq!(
            page.run("return !!document.querySelector('.question:not([hidden])')"),
            json!(false)
        );
        page.press(super::ESCAPE);
    }
}

#[test]
fn what_another_tab_keeps_is_not_written_over() {
    let (_site, page) = open();
    blots(&page);
    // As the browser answers where another tab has it.
    page.run("navigator.locks.request = async (name, options, held) => held(null);");
    press(&page, "Keep on this machine");
    let told = "document.querySelector('#problem').innerText.includes('another tab')";
    page.wait("it is told", told, 10);
    assert_eq!(stored(&page)["bases"], json!([]));
    assert_eq!(counts(&page), [6, 6]);
    assert!(page.text(".where").contains("stay in this tab"));
}
