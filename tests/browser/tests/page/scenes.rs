//! The scenes of the page: each view, each dialog, and how to show them.

use browser_tests::{Page, Site};
use serde_json::json;

/// Every scene of the page that has a name, and how one comes there from its address.
pub(crate) const SCENES: [(&str, &str, &str); 14] = [
    ("stage", "#stage=3&place=4.5", ""),
    ("average", "#stage=14", ""),
    ("twin", "#view=twin&stage=3", ""),
    ("cost", "#view=cost&stage=3", ""),
    ("why", "#view=why", ""),
    ("lab", "#view=lab", ""),
    ("change", "#view=change&stage=3&change=7.3", ""),
    ("teach", "#view=teach", ""),
    ("networks", "#view=networks&with=built-in", PAIR),
    ("compare", "#stage=2", "document.querySelector('[data-action=keep-frame]').click()"),
    ("help", "", "document.querySelector('[data-action=help]').click()"),
    ("link", "#stage=2&hide=price.twin", "document.querySelector('[data-action=link]').click()"),
    ("card", "", "document.querySelector('[data-action=card]').click()"),
    ("engine", "", "document.querySelector('[data-action=engine]').click()"),
];

/// What lies deeper in the views: other kinds of stages, what unfolds, lists, and what opens beside.
pub(crate) const DEEPER: [(&str, &str, &str); 9] = [
    ("first stage", "#stage=0&place=10.12", ""),
    ("stride", "#stage=2&place=0.0&channel=5&output=9&step=3", ""),
    ("unfolded", "#stage=9&place=3.3&open=sees.clips.tensors", ""),
    ("last stage", "#stage=99", ""),
    ("labels", "#view=why&spot=1.2", LABELS),
    ("ranking", "#view=change&stage=9&change=19.3*19.5", RANKING),
    ("taught", "#view=teach", TAUGHT),
    ("hidden parts", "#stage=5&hide=story.ladder.price.twin.cost", ""),
    ("range", "", "document.querySelector('[data-action=range]').click()"),
];

/// Opens the list of all labels.
const LABELS: &str = "document.querySelector('#why-search').click()";

/// Waits until both networks have answered, and gives a folder with pictures and what is none.
const PAIR: &str = "
    const there = async selector => {
        for (let i = 0; i < 400 && !document.querySelector(selector); i++)
            await new Promise(resolve => setTimeout(resolve, 50));
    };
    await there('.compared:not([hidden]) .stages td');
    const canvas = new OffscreenCanvas(64, 64);
    canvas.getContext('2d').fillRect(0, 0, 64, 64);
    const blob = await canvas.convertToBlob();
    const files = [['goldfish/a', blob], ['bus/a', blob], ['unicorn/a', blob], ['bus/b', 'none']]
        .map(([name, content]) => {
            const file = new File([content], `${name.split('/')[1]}.png`, { type: 'image/png' });
            const webkitRelativePath = `pictures of many things/${name}.png`;
            return Object.defineProperty(file, 'webkitRelativePath', { value: webkitRelativePath });
        });
    const { click } = HTMLInputElement.prototype;
    HTMLInputElement.prototype.click = function () {
        Object.defineProperty(this, 'files', { value: files });
        this.dispatchEvent(new Event('change'));
    };
    document.querySelector('[data-action=folder]').click();
    HTMLInputElement.prototype.click = click;
    await there('.folder[data-phase=done]');";

/// Tries all channels of a layer.
const RANKING: &str = "
    document.querySelector('[data-try]').click();
    for (let i = 0; i < 100 && !document.querySelector('.rank li:not([hidden])'); i++)
        await new Promise(resolve => setTimeout(resolve, 50));";

/// Teaches two classes, five pictures of each, by their letters.
const TAUGHT: &str = "
    const rest = () => new Promise(resolve => setTimeout(resolve, 50));
    for (let i = 0; i < 200 && !document.querySelector('.class'); i++) await rest();
    for (const [at, key] of [...'ab'].entries()) {
        const count = () => Number(document.querySelectorAll('.class')[at].dataset.pictures);
        for (let n = count() + 1; n <= 5; n++) {
            for (const type of ['keydown', 'keyup'])
                document.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
            for (let i = 0; i < 200 && count() < n; i++) await rest();
        }
    }
    for (let i = 0; i < 400 && !document.querySelector('.accuracy[data-value]'); i++) await rest();
    document.querySelector('.settings').open = true;";

/// Goes to the text, and passes over all of its figures, so that they are there.
pub(crate) fn read(page: &Page) {
    page.click("[data-action=story]");
    page.wait("the text is told", "document.querySelector('.story .chapter form')", 20);
    page.run(
        "for (const figure of document.querySelectorAll('.story .live')) {
             figure.scrollIntoView({ block: 'center' });
             for (let i = 0; i < 200 && !figure.matches('[data-drawn]'); i++)
                 await new Promise(resolve => setTimeout(resolve, 50));
         }
         scrollTo(0, 0);",
    );
}

/// Goes to the workshop.
pub(crate) fn explore(page: &Page) {
    page.click("[data-action=explore]");
}

/// Turns to a scene, with `more` in its address, without loading the page again, and waits until
/// nothing moves any more.
pub(crate) fn turn(page: &Page, (_, address, then): (&str, &str, &str), more: &str) {
    let words = address.trim_start_matches('#');
    page.run_with(
        "for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
         for (const open of document.querySelectorAll('[data-action=range][aria-expanded=true]'))
             open.click();
         document.querySelector('[data-action=apart]')?.click();
         document.activeElement?.blur();
         location.hash = arguments[0];",
        vec![json!(format!("#{more}&{words}"))],
    );
    settle(page);
    if !then.is_empty() {
        page.run(then);
        settle(page);
    }
}

/// Waits until the view is there, and what the page says stays the same but for its numbers.
pub(crate) fn settle(page: &Page) {
    page.wait(
        "the view is there",
        "document.querySelector('.story .chapter')?.checkVisibility()
             || document.querySelector('.focus .pane:not([hidden])')?.innerText.length > 40",
        20,
    );
    page.run(
        "const said = () => document.body.innerText.replaceAll(/[\\d.,]+/g, '');
         let before = '';
         for (let i = 0, calm = 0; i < 40 && calm < 3; i++) {
             await new Promise(resolve => setTimeout(resolve, 80));
             const now = said();
             calm = now === before ? calm + 1 : 0;
             before = now;
         }",
    );
}

/// Shows a scene of them, with `more` in its address.
pub(crate) fn show(
    page: &Page,
    site: &Site,
    (name, address, then): (&str, &str, &str),
    more: &str,
) {
    page.goto("about:blank");
    let at = if address.is_empty() { "#at=1" } else { address };
    let scene = at.replacen('#', &format!("#sample=goldfish&at=1&{more}"), 1);
    page.goto(&site.at(&scene));
    page.ready();
    page.rest(800);
    // The text, too.
    if name == "stage" {
        read(page);
        explore(page);
    }
    page.run(then);
    page.rest(1200);
}
