//! Threads: their binary, their number, a page that is not isolated, and a service worker that isolates it.

use crate::steps::{built, in_modules};
use browser_tests::{BLANK, Options, Page, Site, TRAP};
use serde_json::{Value, json};
use std::sync::Arc;
use xtask::server::Reply;
use xtask::workspace;

/// How many threads `load` really gives for a number of them, and how many the machine has.
const COUNT: &str = "const { load } = await import('./separable.js');
    const counts = [];
    for (const threads of arguments[0]) {
        const net = await load('models/built-in/model_int8.tflite', { threads });
        counts.push(net.backend.threads);
        await net.run(new Uint8Array(128 * 128 * 3));
        net.dispose();
    }
    return { counts, most: navigator.hardwareConcurrency, isolated: crossOriginIsolated };";

#[test]
fn there_are_as_many_threads_as_the_backend_says() {
    if !built("there_are_as_many_threads_as_the_backend_says") {
        return;
    }
    let page = Page::open(&Site::new(), BLANK);
    let told = page.run_with(COUNT, vec![json!([1, 2, 0, -3, 2.9, "2", 1000, null])]);
    let most = &told["most"];
    assert_eq!(told["counts"], json!([1, 2, 1, 1, 2, 2, most, 1]), "{told}");
}

#[test]
fn a_frame_from_a_camera_reaches_shared_memory() {
    if !built("a_frame_from_a_camera_reaches_shared_memory") {
        return;
    }
    let page = Page::open(&Site::new(), BLANK);
    let told = page.run(
        "const { load } = await import('/separable.js');
         const canvas = new OffscreenCanvas(320, 240);
         const context = canvas.getContext('2d');
         for (let x = 0; x < 320; x += 8) {
             context.fillStyle = `hsl(${x} 80% 50%)`;
             context.fillRect(x, x % 64, 8, 240);
         }
         const frame = new VideoFrame(canvas, { timestamp: 0 });
         const sources = [frame, await createImageBitmap(canvas), context.getImageData(0, 0, 320, 240)];
         const seen = [];
         for (const threads of [1, 2]) {
             const net = await load('/models/built-in/model_int8.tflite', { threads });
             for (const source of sources) {
                 const { square, answers, maps } = await net.look(source, { maps: [1], timings: true });
                 seen.push([square.data.join(), maps[0].data.join(), JSON.stringify(answers)].join());
             }
             net.dispose();
         }
         return [0, 1, 2].map(i => seen[i] === seen[i + 3] && seen[i].length > 1000);",
    );
    assert_eq!(told, json!([true, true, true]));
}

#[test]
fn after_a_trap_there_are_threads_again() {
    if !built("after_a_trap_there_are_threads_again") {
        return;
    }
    let page = Page::open(&Site::new(), BLANK);
    let told = page.run(
        &[
            TRAP,
            "const { load } = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite', { threads: 2 });
         const input = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => i * 7);
         const before = (await net.run(input)).join();
         await trap(net).catch(() => {});
         const after = (await net.run(input)).join();
         return { same: before === after, threads: net.backend.threads };",
        ]
        .concat(),
    );
    assert_eq!(told, json!({ "same": true, "threads": 2 }));
}

/// A worker thread that traps in the middle of a frame fails that frame, and the engine starts again.
#[test]
fn a_helper_that_traps_hangs_nobody() {
    if !built("a_helper_that_traps_hangs_nobody") {
        return;
    }
    let source = std::fs::read_to_string(workspace::root().join("www/separable/thread.js"));
    let broken =
        source.expect("the thread's script").replace("runThread(number)", "runThread(number + 99)");
    let site = Site::with_route(Arc::new(move |path: &str| match path {
        "separable/thread.js" => Some(Reply::bytes("text/javascript", broken.clone().into())),
        path => in_modules(path),
    }));
    let page = Page::open(&site, BLANK);
    let told = page.run(
        "const { load } = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite', { threads: 2 });
         let restarts = 0, message = '';
         net.addEventListener('restart', () => { restarts += 1; });
         // A helper may come too late for a frame, which then goes well.
         for (let i = 0; i < 1000 && !message; i++)
             await net.run(new Uint8Array(128 * 128 * 3)).catch(error => { message = error.message; });
         return { restarts, message };",
    );
    assert_eq!(told["restarts"], json!(1), "{told}");
    let message = told["message"].as_str().unwrap_or_default();
    assert!(message.contains("stopped"), "{message}");
}

#[test]
fn the_address_tells_how_the_engine_runs() {
    if !built("the_address_tells_how_the_engine_runs") {
        return;
    }
    let page = Page::open(&Site::new(), "#threads=2");
    page.ready();
    let engine = |wanted: &str| {
        let text = "document.querySelector('.engine').innerText";
        page.wait(
            &format!("the engine runs on {wanted}"),
            &format!("{text}.includes('{wanted}')"),
            30,
        );
    };
    engine("2 threads");
    page.run("location.hash = '#variant=simd128';");
    engine("simd128");
    page.run("location.hash = '#variant=relaxed&threads=2';");
    engine("2 threads");
}

/// A dot product that this machine has not got is told in a sentence, and the page runs with its own.
#[test]
fn a_wish_that_cannot_be_met_is_told() {
    let page = Page::open(&Site::new(), BLANK);
    let other = page.run(
        "const { load } = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite');
         net.dispose();
         return net.backend.dot === 'signed' ? 'unsigned' : 'signed';",
    );
    let other = other.as_str().expect("a dot product");
    let page = Page::open(&Site::new(), &format!("#dot={other}"));
    page.ready();
    page.wait(
        "it is told",
        &format!("document.querySelector('#problem').innerText.includes('{other}')"),
        10,
    );
    assert_eq!(page.run("return location.hash"), json!("#explore"), "the wish is gone");
}

const WITHOUT_WORKERS: &str =
    "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });";

/// How often the page has been loaded in this tab: a script before its own counts.
const COUNTED: &str = "sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1;";

fn loads(page: &Page) -> Value {
    page.run("return Number(sessionStorage.loads)")
}

/// A host without headers, and a folder of it: a service worker isolates the page, at the cost of
/// one time of loading, and then threads work.
#[test]
fn on_a_plain_host_a_service_worker_isolates_the_page() {
    let site = Site::plain_under("some/path");
    let page = Page::open_with(&Options::default().before(COUNTED), &site, "some/path/");
    page.wait("the page is isolated", "crossOriginIsolated", 30);
    page.ready();
    page.rest(1000);
    assert_eq!(loads(&page), json!(2), "loaded once, and once more");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    if built("on_a_plain_host_a_service_worker_isolates_the_page") {
        let told = page.run_with(COUNT, vec![json!([2])]);
        assert_eq!(told["counts"], json!([2]), "{told}");
    }
    // Another visit is isolated from the start.
    page.goto(&site.at("some/path/?again"));
    page.ready();
    assert_eq!(page.run("return crossOriginIsolated"), json!(true));
    assert_eq!(loads(&page), json!(3), "loaded once");
}

#[test]
fn without_service_workers_the_page_works_on_one_thread() {
    let site = Site::plain_under("some/path");
    let options = Options::default().before(format!("{COUNTED}{WITHOUT_WORKERS}"));
    let page = Page::open_with(&options, &site, "some/path/#threads=2");
    page.ready();
    page.rest(500);
    assert_eq!(loads(&page), json!(1), "loaded once");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    let told = page.run_with(COUNT, vec![json!([1, 2])]);
    assert_eq!(told["counts"], json!([1, 1]), "{told}");
    assert_eq!(told["isolated"], json!(false), "{told}");
}

/// A page that is not isolated even after a reload is not reloaded again.
#[test]
fn a_service_worker_that_does_not_help_is_tried_once() {
    let site = Site::plain_under("some/path");
    let never = "Object.defineProperty(self, 'crossOriginIsolated', { value: false });";
    let options = Options::default().before(format!("{COUNTED}{never}"));
    let page = Page::open_with(&options, &site, "some/path/");
    page.ready();
    page.rest(1500);
    assert_eq!(loads(&page), json!(2), "loaded once, and once more");
    let told = page.run_with(COUNT, vec![json!([2])]);
    assert_eq!(told["counts"], json!([1]), "{told}");
}
