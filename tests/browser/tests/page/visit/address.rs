//! The address: it restores the same scene to the byte, and hides what it lists.

use browser_tests::{BLANK, Options, Page, Site};
use serde_json::{Value, json};

/// Everything on show that has a number in it, the square's bytes and all painted maps.
const SCENE: &str = "
    const sums = [...document.querySelectorAll('#square, .pane:not([hidden]) canvas')].filter(e => e.checkVisibility()).map(canvas => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((sum, byte) => (sum * 31 + byte) % 4294967291, canvas.width);
    });
    const answers = [...document.querySelectorAll('#predictions li')].map(e => `${e.dataset.label} ${e.dataset.score}`);
    const status = document.querySelector('#status').innerText;
    const pressed = [...document.querySelectorAll('.source [aria-pressed]')].map(e => e.getAttribute('aria-pressed'));
    const stage = document.querySelector('[data-stage][aria-selected=true]').dataset.stage;
    return { sums, answers, status, pressed, stage, hash: location.hash };";

fn settled(page: &Page) -> Value {
    let mut before = page.run(SCENE);
    for _ in 0..40 {
        page.rest(500);
        let now = page.run(SCENE);
        if now == before {
            return now;
        }
        before = now;
    }
    panic!("the scene does not come to rest: {before}")
}

#[test]
fn an_address_leads_to_the_same_scene_to_the_byte() {
    let site = Site::new();
    let page = Page::open(&site, "#sample=jellyfish&stage=3");
    page.ready();
    page.rest(700);
    page.click("[data-action=mirror]");
    page.run("document.querySelector('.view').focus()");
    for key in ['+', '+', '\u{e014}', '\u{e014}', '\u{e015}'] {
        page.press(key);
    }
    page.press('f');
    page.wait("it is frozen", "/at=/.test(location.hash)", 5);
    page.click("[data-stage='5']");
    page.run("document.querySelector('.pane:not([hidden]) .grid').focus()");
    page.press('\u{e014}');
    page.rest(300);
    let scene = settled(&page);
    let hash = scene["hash"].as_str().expect("an address");
    for part in ["sample=jellyfish", "stage=5", "at=", "crop=", "mirror=1"] {
        assert!(hash.contains(part), "no {part} in {hash}");
    }
    assert!(scene["sums"].as_array().is_some_and(|sums| sums.len() >= 3), "{scene}");

    let other = Page::open(&site, hash);
    other.ready();
    assert_eq!(settled(&other), scene, "in another browser");
    // The same by going there: from a scene that moves, and from one frozen at another moment.
    for from in ["#sample=bus", "#sample=jellyfish&at=0.25"] {
        other.run_with("location.hash = arguments[0]", vec![json!(from)]);
        other.rest(500);
        other.run_with("location.hash = arguments[0]", vec![json!(hash)]);
        other.rest(500);
        assert_eq!(settled(&other), scene, "coming from {from}");
    }
    assert_eq!(other.errors(), Vec::<String>::new(), "the console");
}

/// A page that is loaded again goes where its address points at that moment.
#[test]
fn an_address_that_is_opened_is_never_written_without_its_network() {
    let test = "an_address_that_is_opened_is_never_written_without_its_network";
    if !crate::steps::served(test, "v1-0.25-128") {
        return;
    }
    let page = Page::open(&Site::new(), "");
    page.ready();
    page.run(
        "window.written = [];
         const replace = history.replaceState.bind(history);
         history.replaceState = (...all) => { written.push(all[2]); replace(...all); };
         location.hash = '#view=stage&stage=3&model=v1-0.25-128';",
    );
    page.wait("it runs", "document.documentElement.dataset.model === 'v1-0.25-128'", 60);
    let written: Vec<String> =
        serde_json::from_value(page.run("return written")).expect("addresses");
    assert!(!written.is_empty(), "the view that opens by itself is left out");
    for address in &written {
        assert!(address.contains("model=v1-0.25-128"), "{written:?}");
    }
}

#[test]
fn the_sheet_gives_a_link_that_hides() {
    let site = Site::new();
    let page = Page::open(&site, "#stage=2");
    page.ready();
    page.click("[data-action=link]");
    page.wait("the sheet is open", "document.querySelector('#link')?.open", 10);
    let link = "document.querySelector('#link textarea').value";
    assert_eq!(page.run(&format!("return {link} === location.href")), json!(true));
    assert!(page.text("#link .holds").contains("freeze it"), "{}", page.text("#link .holds"));
    for part in ["story", "price", "twin"] {
        page.click(&format!("#link [value={part}]"));
    }
    let marked = page.run(
        "return [...document.querySelectorAll('#link .plan [data-hidden]')].map(e => e.dataset.part)",
    );
    assert_eq!(marked, json!(["price", "story", "twin"]), "the plan shows it");
    let link = page.run(&format!("return {link}"));
    let link = link.as_str().expect("a link").to_owned();
    assert!(link.ends_with("#stage=2&hide=story.price.twin"), "{link}");
    assert!(page.run("return !/hide/.test(location.hash)") == json!(true), "here all is there");

    page.goto("about:blank");
    page.goto(&link);
    page.ready();
    let seen = "Object.fromEntries(['.story', '.price', '[data-view=twin]', '[data-action=story]', '.ladder', '.answer', '[data-view=lab]']
        .map(place => [place, document.querySelector(place).checkVisibility()]))";
    assert_eq!(
        page.run(&format!("return {seen}")),
        json!({ ".story": false, ".price": false, "[data-view=twin]": false, "[data-action=story]": false,
                ".ladder": true, ".answer": true, "[data-view=lab]": true }),
    );
    page.press('2');
    page.press('5');
    let view =
        page.run("return document.querySelector('[role=tab][aria-selected=true]').dataset.view");
    assert_eq!(view, json!("lab"), "the key of a hidden tab does nothing, the others do");
    assert_eq!(
        page.run("return /view=lab.*hide=story.price.twin/.test(location.hash)"),
        json!(true)
    );
    let stranger = page.run("return performance.getEntriesByType('resource').filter(e => /story\\/en/.test(e.name)).length");
    assert_eq!(stranger, json!(0), "a story that is hidden is not loaded");
    page.click("[data-action=unhide]");
    page.wait("all is there again", "document.querySelector('.price').checkVisibility()", 5);
    assert_eq!(page.run("return /hide/.test(location.hash)"), json!(false));
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// The frame that the sheet gives, in a page of another site, as somebody would paste it.
#[test]
fn the_sheet_gives_a_frame_that_runs_with_the_camera() {
    let site = Site::plain_under("page");
    let options = Options::default()
        .arg("--use-fake-device-for-media-stream")
        .arg("--use-fake-ui-for-media-stream");
    let page = Page::open_with(&options, &site, "page/#view=lab&hide=story.price");
    page.ready();
    page.click("[data-action=link]");
    page.wait("the sheet is open", "document.querySelector('#link')?.open", 10);
    page.click("#link [value=cost]");
    let snippet =
        page.run("return document.querySelector('#link [aria-label=\"Frame of a page\"]').value");

    let around = Site::plain_under("around").address().replace("localhost", "127.0.0.1");
    page.goto(&format!("{around}/{BLANK}"));
    page.run_with(
        "document.body.innerHTML = arguments[0];
         await new Promise(resolve => { document.querySelector('iframe').onload = resolve; });",
        vec![snippet],
    );
    page.command("frame", json!({ "id": 0 })).expect("the frame");
    page.ready();
    let address = page.run("return location.href");
    let expected = format!("{}/page/#view=lab&hide=story.price.cost", site.address());
    assert_eq!(address, json!(expected), "the scene of the link");
    page.click("[data-action=camera]");
    let live = "document.querySelector('#status').innerText.startsWith('Camera')";
    page.wait("the camera is live", live, 20);
    page.command("frame", json!({ "id": null })).expect("the page around");
    let [title, wide] = ["title", "clientWidth === document.body.clientWidth"]
        .map(|of| page.run(&format!("return document.querySelector('iframe').{of}")));
    assert!(title.as_str().is_some_and(|title| title.contains("Separable")), "{title}");
    assert_eq!(wide, json!(true), "as wide as its page");
}
