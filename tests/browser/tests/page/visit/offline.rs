//! After one visit the page needs no network. A new version is stored whole or not at all, and is announced.

use crate::common;
use crate::scenes::{SCENES, explore, read};
use crate::steps::served;
use browser_tests::{Options, Page, Site};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use xtask::build::page::{Checksums, checksum, sealed};
use xtask::server::Reply;
use xtask::workspace;

/// The way to a site, which can be cut: then every connection ends at once, without an answer.
struct Line {
    port: u16,
    cut: Arc<AtomicBool>,
    refused: Arc<AtomicUsize>,
}

impl Line {
    fn to(site: &Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let there: u16 = site.port().parse().expect("a port");
        let (cut, refused) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let line = Self { port, cut: Arc::clone(&cut), refused: Arc::clone(&refused) };
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if cut.load(Ordering::SeqCst) {
                    refused.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
                let Ok(far) = TcpStream::connect(("127.0.0.1", there)) else { continue };
                for (mut from, mut to) in [(&near, &far), (&far, &near)].map(|(from, to)| {
                    (from.try_clone().expect("a stream"), to.try_clone().expect("a stream"))
                }) {
                    thread::spawn(move || {
                        // An error is one who has left.
                        let _ = io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Write);
                    });
                }
            }
        });
        line
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    fn address(&self, path: &str) -> String {
        format!("http://localhost:{}/{path}", self.port)
    }

    /// A browser at a page of it.
    fn open(&self, options: &Options, path: &str) -> Page {
        let page = Page::start(options).expect("a browser");
        page.goto(&self.address(path));
        page
    }
}

/// Goes to another address and not only to another scene of the page.
fn visit(page: &Page, address: &str) {
    page.goto("about:blank");
    page.goto(address);
    page.ready();
}

/// Waits until the page says that it is kept.
fn kept(page: &Page) {
    page.ready();
    let says = "document.querySelector('footer .kept')?.innerText.includes('without a network')";
    page.wait("the page says that it is kept", says, 60);
    assert!(!page.text("footer .kept").contains("full"), "{}", page.text("footer .kept"));
}

/// Every view, sheet and language, a model that was chosen, and the engine on threads.
#[test]
fn after_a_visit_all_works_without_a_network() {
    let site = Site::plain_under("some/path");
    let line = Line::to(&site);
    let page = line.open(&Options::default(), "some/path/");
    kept(&page);
    let published = served("after_a_visit_all_works_without_a_network", "v1-0.25-128");
    if published {
        page.choose("[data-action=model]", "v1-0.25-128");
        page.wait("it runs", "document.documentElement.dataset.model === 'v1-0.25-128'", 60);
        page.wait(
            "it is kept",
            "(async () => {
                 const name = (await caches.keys()).find(name => name.endsWith(' models'));
                 return name && (await (await caches.open(name)).keys()).some(({ url }) => url.endsWith('.txt'));
             })()",
            30,
        );
    }
    page.errors();
    line.cut();

    for language in ["en", "de"] {
        for (name, address, then) in SCENES {
            let at = if address.is_empty() { "#at=1" } else { address };
            let scene = at.replacen('#', &format!("#lang={language}&"), 1);
            visit(&page, &line.address(&format!("some/path/{scene}")));
            read(&page);
            assert!(!page.text("main").contains("could not be loaded"), "the text, {language}");
            explore(&page);
            page.run(then);
            page.rest(500);
            assert_eq!(page.text("#problem"), "", "{name}, {language}");
            assert!(!page.text("main").contains("could not be loaded"), "{name}, {language}");
            assert_eq!(page.run("return crossOriginIsolated"), json!(true), "{name}");
        }
    }
    for engine in ["variant=simd128", "variant=relaxed&threads=1", "threads=2"] {
        visit(&page, &line.address(&format!("some/path/#{engine}")));
        assert_eq!(page.text("#problem"), "", "{engine}");
    }
    visit(&page, &line.address("some/path/?again#sample=goldfish&at=1"));
    let best = "return document.querySelector('#predictions [data-label]').dataset.label";
    assert_eq!(page.run(best), json!("goldfish"));
    if published {
        visit(&page, &line.address("some/path/#model=v1-0.25-128"));
        assert_eq!(page.run("return document.documentElement.dataset.model"), json!("v1-0.25-128"));
        assert_eq!(page.text("#problem"), "");
    }
    let failed = page.errors();
    let own = |error: &String| !error.contains("service-worker.js");
    assert_eq!(
        failed.into_iter().filter(own).collect::<Vec<_>>(),
        Vec::<String>::new(),
        "the console"
    );
    // What was not kept is told in the sentence that says so.
    if served("after_a_visit_all_works_without_a_network", "v1-0.5-160") {
        page.choose("[data-action=model]", "v1-0.5-160");
        page.wait(
            "it is told",
            "document.querySelector('#problem').innerText.includes('check the connection')",
            20,
        );
        assert_ne!(page.run("return document.documentElement.dataset.model"), json!("v1-0.5-160"));
    }
    assert!(line.refused.load(Ordering::SeqCst) > 0, "the line was cut");
    page.goto(&line.address("some/path/examples/classify.html"));
    page.wait(
        "the example is ready",
        "document.querySelector('p').innerText.includes('ready')",
        20,
    );
}

/// A host whose files change: those that stand here take the place of those in `dist/`.
type Files = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

fn changing() -> (Site, Files) {
    let files = Files::default();
    let served = Arc::clone(&files);
    let site = Site::with_route(Arc::new(move |path: &str| {
        let path = if path.is_empty() { "index.html" } else { path };
        let bytes = served.lock().expect("nobody panics with it").get(path)?.clone();
        let mime = match path.rsplit('.').next() {
            Some("js") => "text/javascript",
            Some("html") => "text/html",
            _ => "application/octet-stream",
        };
        Some(if bytes.is_empty() {
            Reply::status(404, "Not yet here.")
        } else {
            Reply::bytes(mime, bytes)
        })
    }));
    (site, files)
}

/// The page and its help under another version's words: what the host would serve, service worker and all.
fn version(word: &str) -> BTreeMap<String, Vec<u8>> {
    let dist = workspace::dist();
    let read = |path: &str| fs::read_to_string(dist.join(path)).expect("a file of dist/");
    let page = read("index.html").replace("<title>Separable", &format!("<title>{word}"));
    let help = format!("{}\nglobalThis.helped = \"{word}\";\n", read("app/late-help.js"));
    let worker = read("service-worker.js");
    let (build, code) = worker.split_once('\n').expect("a list before the code");
    let build = build.trim_start_matches("self.build = ").trim_end_matches(';');
    let build: Value = serde_json::from_str(build).expect("JSON");
    let sums =
        |key: &str| -> Checksums { serde_json::from_value(build[key].clone()).expect("sums") };
    let mut files = sums("files");
    let mut changed = BTreeMap::new();
    for (path, text) in [("index.html", page), ("app/late-help.js", help)] {
        files.insert(path.to_owned(), checksum(text.as_bytes()));
        changed.insert(path.to_owned(), text.into_bytes());
    }
    let script = sealed(code, &files, &sums("models"));
    changed.insert("service-worker.js".to_owned(), script.into_bytes());
    changed
}

/// Which version's page, and which version's help, the reader has.
fn shown(page: &Page) -> (String, Value) {
    let title = page.run("return document.title.split(':')[0]");
    let help =
        page.run("await import('./app/late-help.js'); return globalThis.helped ?? 'Separable'");
    (title.as_str().unwrap_or_default().to_owned(), help)
}

fn both(word: &str) -> (String, Value) {
    (word.to_owned(), json!(word))
}

/// Has the browser look for a new version, as it does by itself when a page is opened; what became of it.
fn update(page: &Page) -> Value {
    page.run(
        // Frames that keep the machine busy would let it wait.
        "const freeze = document.querySelector('[data-action=freeze]');
         if (freeze.ariaPressed === 'false') freeze.click();
         const registration = await navigator.serviceWorker.ready;
         await registration.update().catch(() => {});
         const next = registration.installing;
         if (next) await new Promise(resolve => {
             const look = () => next.state !== 'installing' && resolve();
             next.onstatechange = look;
             look();
         });
         return { waits: !!registration.waiting, caches: (await caches.keys()).length };",
    )
}

const OFFER: &str = "(document.querySelector('.version')?.innerText.trim() ?? '')";

#[test]
fn an_update_comes_whole_is_told_and_waits_for_the_reader() {
    let (site, files) = changing();
    let page = Page::open(&site, "");
    kept(&page);
    let before = page.run("return performance.timeOrigin");
    assert_eq!(page.run(&format!("return {OFFER}")), json!(""), "nothing new");

    *files.lock().expect("nobody panics with it") = version("Second");
    assert_eq!(update(&page)["waits"], json!(true));
    let told = page.wait("the new version is told", OFFER, 20);
    assert!(told.as_str().is_some_and(|told| told.contains("new version")), "{told}");
    assert_eq!(shown(&page), both("Separable"), "one version, with the page open");
    assert_eq!(page.run("return performance.timeOrigin"), before, "not reloaded by itself");

    page.run("location.reload()");
    page.ready();
    assert_eq!(shown(&page), both("Separable"), "and after a reload");
    page.wait("the new version is told again", OFFER, 20);

    // Another page of it is open: the new version would get between its files.
    let own = page.run("return window.name = 'own'");
    assert_eq!(own, json!("own"));
    page.run("window.other = window.open('./examples/classify.html', '_blank', 'popup')");
    page.rest(1000);
    page.run("document.querySelector('.version button').click()");
    page.wait(
        "it is told",
        "document.querySelector('.version').innerText.includes('other tabs')",
        10,
    );
    assert_eq!(shown(&page), both("Separable"), "while another page is open");
    page.run("window.other.close()");
    page.rest(500);

    page.run("document.querySelector('.version button').click()");
    page.wait("the new version is here", "document.title.startsWith('Second')", 20);
    page.ready();
    assert_eq!(shown(&page), both("Second"));
    kept(&page);
    let names =
        page.run("return (await caches.keys()).filter(name => !name.endsWith(' models')).length");
    assert_eq!(names, json!(1), "the old version is gone");
    assert_eq!(page.run(&format!("return {OFFER}")), json!(""), "nothing new");
}

#[test]
fn an_update_that_is_not_whole_is_refused() {
    let (site, files) = changing();
    let page = Page::open(&site, "");
    kept(&page);
    let caches = update(&page)["caches"].clone();
    for what in ["a file is missing", "a file has another byte"] {
        let mut next = version(what);
        let help = next.get_mut("app/late-help.js").expect("it is changed");
        if what.ends_with("missing") {
            help.clear();
        } else {
            *help.last_mut().expect("a byte") ^= 1;
        }
        *files.lock().expect("nobody panics with it") = next;
        assert_eq!(update(&page), json!({ "waits": false, "caches": caches }), "{what}");
        page.run("location.reload()");
        page.ready();
        assert_eq!(shown(&page), both("Separable"), "{what}");
        assert_eq!(page.text("#problem"), "", "{what}");
    }
    // A whole one is taken after all. The first look may join the browser's own, which began before.
    *files.lock().expect("nobody panics with it") = version("Third");
    assert!((0..3).any(|_| update(&page)["waits"] == json!(true)));
}

/// Bytes of a model that are not what they were are not used.
#[test]
fn a_kept_model_that_has_changed_is_not_used() {
    let test = "a_kept_model_that_has_changed_is_not_used";
    if !served(test, "v1-0.25-128") {
        return;
    }
    let site = Site::new();
    let line = Line::to(&site);
    let page = line.open(&Options::default(), "#model=v1-0.25-128");
    kept(&page);
    let bytes = "(async () => {
        const name = (await caches.keys()).find(name => name.endsWith(' models'));
        const cache = name && await caches.open(name);
        const sums = cache ? (await cache.keys()).filter(({ url }) => url.includes('/kept/')) : [];
        const sizes = await Promise.all(sums.map(async key => (await (await cache.match(key)).arrayBuffer()).byteLength));
        return sizes.some(size => size > 100_000) && { cache, sums, sizes };
    })()";
    page.wait("the model is kept", &format!("!!(await {bytes})"), 30);
    page.run(&format!(
        "const {{ cache, sums, sizes }} = await {bytes};
         const key = sums[sizes.findIndex(size => size > 100_000)];
         const bytes = new Uint8Array(await (await cache.match(key)).arrayBuffer());
         bytes[bytes.length >> 1] ^= 1;
         await cache.put(key, new Response(bytes));"
    ));
    line.cut();
    page.goto("about:blank");
    page.goto(&line.address("#model=v1-0.25-128"));
    page.wait(
        "it is told",
        "document.querySelector('#problem').innerText.includes('check the connection')",
        30,
    );
    page.ready();
    assert_eq!(page.run("return document.documentElement.dataset.model"), json!("built-in"));
}

/// No room for anything: the page works as before, and says that it is not kept.
#[test]
fn a_full_storage_is_told_and_breaks_nothing() {
    let site = Site::new();
    let page = Page::start(&Options::default()).expect("a browser");
    let quota = |bytes: u64| {
        let site = json!({ "origin": site.address(), "quotaSize": bytes });
        page.cdp("Storage.overrideQuotaForOrigin", site);
    };
    quota(100_000);
    page.goto(&site.at(""));
    page.ready();
    page.wait(
        "it is told",
        "document.querySelector('footer .kept')?.innerText.includes('full')",
        60,
    );
    assert_eq!(page.text("#problem"), "");
    page.run("location.reload()");
    page.ready();
    page.click("[data-action=help]");
    page.wait("the help is there", "document.querySelector('#help')?.open", 10);
    let left = page.run("return (await caches.keys()).filter(name => !name.endsWith(' models'))");
    assert_eq!(left, json!([]), "no half of a version");

    // Room for the page, but not for a large model.
    let test = "a_full_storage_is_told_and_breaks_nothing";
    if !served(test, "v1-1.0-224") {
        return;
    }
    quota(6_000_000);
    page.goto("about:blank");
    page.goto(&site.at(""));
    kept(&page);
    page.choose("[data-action=model]", "v1-1.0-224");
    page.wait("it runs", "document.documentElement.dataset.model === 'v1-1.0-224'", 60);
    page.wait(
        "it is told",
        "document.querySelector('footer .kept').innerText.includes('this model is not kept')",
        30,
    );
    assert_eq!(page.text("#problem"), "");
}

/// Where the host sends no list that fits, or a page is opened before all is kept, the host is asked.
#[test]
fn a_visit_costs_nothing_before_the_first_answer() {
    let site = Site::new();
    let page = Page::open_with(
        &Options::default().before(
            "const register = ServiceWorkerContainer.prototype.register;
             ServiceWorkerContainer.prototype.register = function (...args) {
                 window.registered = document.documentElement.dataset.ready ?? 'early';
                 return register.apply(this, args);
             };",
        ),
        &site,
        "",
    );
    page.ready();
    assert_eq!(page.run("return window.registered ?? null"), Value::Null, "at the first answer");
    kept(&page);
    assert_eq!(page.run("return window.registered"), json!("true"));
    let built_in = checksum(&common::built_in());
    let same = page.run(
        "const [name] = (await caches.keys()).filter(name => !name.endsWith(' models'));
         const cache = await caches.open(name);
         const model = await cache.match(new URL('models/built-in/model_int8.tflite', location));
         const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await model.arrayBuffer()));
         return Array.from(sum, byte => byte.toString(16).padStart(2, '0')).join('');",
    );
    assert_eq!(same, json!(built_in));
}

/// The browser has nothing to say against installing it, under a path too, and its icons are the favicon.
#[test]
fn the_page_can_be_installed() {
    let site = Site::under("some/path");
    let page = Page::open(&site, "some/path/");
    kept(&page);
    let manifest = page.cdp("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    let here = format!("{}/some/path/", site.address());
    assert_eq!(manifest["url"], json!(format!("{here}manifest.webmanifest")));
    let read: Value = serde_json::from_str(manifest["data"].as_str().expect("text")).expect("JSON");
    assert_eq!(read["start_url"], json!("./"), "relative, for any path");
    let against = page.cdp("Page.getInstallabilityErrors", json!({}));
    assert_eq!(against["installabilityErrors"], json!([]));

    for icon in read["icons"].as_array().expect("icons") {
        let told = page.run_with(
            "const draw = async (address, size) => {
                 const image = new Image();
                 image.src = address;
                 await image.decode();
                 const context = new OffscreenCanvas(size, size).getContext('2d');
                 context.drawImage(image, 0, 0, size, size);
                 return { width: image.naturalWidth, pixels: context.getImageData(0, 0, size, size).data };
             };
             const [icon, drawn] = await Promise.all([draw(arguments[0], 64), draw('favicon.svg', 64)]);
             let off = 0;
             for (let i = 0; i < drawn.pixels.length; i++) off += Math.abs(icon.pixels[i] - drawn.pixels[i]);
             return { width: icon.width, off: off / drawn.pixels.length };",
            vec![icon["src"].clone()],
        );
        let sizes = icon["sizes"].as_str().expect("sizes");
        let width = told["width"].as_u64().expect("a width");
        assert!(sizes == "any" || sizes == format!("{width}x{width}"), "{icon}: {width}");
        // The maskable one has a margin that may be cut off.
        let masked = icon["purpose"] == "maskable";
        assert!(masked || told["off"].as_f64().expect("a number") < 6.0, "{icon}: {told}");
    }
}
