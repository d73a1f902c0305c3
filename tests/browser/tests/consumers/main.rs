//! The package, as people use it: from its archive, never from the sources. `cargo xtask consumers`
//! installs it with the tools, and starts these tests.

use browser_tests::{Options, Page};
use separable::engine::Engine;
use separable::model::tflite;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use xtask::server::{self, Reply, Server};

/// What a page needs to have threads.
const ISOLATED: [(&str, &str); 3] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
];
/// The same in Chromium, also in a frame of a page that has none of it.
const ISOLATED_ALONE: [(&str, &str); 2] = [
    ("Document-Isolation-Policy", "isolate-and-require-corp"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
];
/// What a host sends that lets all pages read its files.
const OPEN: [(&str, &str); 3] = [
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
];

/// Where all is installed.
fn folder() -> PathBuf {
    std::env::var_os("CONSUMERS").expect("`cargo xtask consumers` starts this").into()
}

/// Runs one of the tools, `node_modules/.bin/NAME`, in a project, and returns what it prints.
fn tool(project: &str, name: &str, args: &[&str]) -> String {
    let program = folder().join("node_modules/.bin").join(name);
    printed(Command::new(program).args(args).current_dir(folder().join(project)))
}

fn printed(command: &mut Command) -> String {
    command.env("NEXT_TELEMETRY_DISABLED", "1").env_remove("NODE_ENV");
    let output = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}\n{wrong}");
    said
}

/// A site that remembers what was asked for, and what of that in vain.
struct Site {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
    missing: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Serves `folder`, and `files` over it.
    fn new(
        folder: PathBuf,
        files: HashMap<&'static str, String>,
        headers: &[(&str, &str)],
    ) -> Self {
        let server = Server::bind(0).expect("a free port").with_headers(headers);
        // An origin of its own, beside that of `localhost`.
        let address = server.address().replace("localhost", "127.0.0.1");
        let [asked, missing] = [(); 2].map(|()| Arc::new(Mutex::new(Vec::new())));
        let (all, notes) = (Arc::clone(&asked), Arc::clone(&missing));
        let root = folder.clone();
        let route: Arc<server::Route> = Arc::new(move |path: &str| {
            all.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
            if let Some(text) = files.get(path) {
                let mime = server::mime(if path.is_empty() { "index.html" } else { path });
                return Some(Reply::bytes(mime, text.clone().into()));
            }
            let reply = server::file(&root, path);
            if reply.status == 404 {
                notes.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
            }
            Some(reply)
        });
        thread::spawn(move || server.run(folder, route));
        Self { address, asked, missing }
    }
}

/// The raw output of the built-in network for the pixels of `check.js`, by the engine on this machine.
fn golden() -> Vec<u8> {
    let file = fs::read(folder().join("app/public/model.tflite")).expect("the model");
    let mut engine = Engine::new(tflite::read(&file).expect("a network")).expect("an engine");
    let pixels: Vec<u8> = (0..engine.input().len()).map(|i| (i * 37 % 251) as u8).collect();
    engine.set_input(&pixels).expect("as many as it takes");
    engine.run().to_vec()
}

/// What a page tells of `threads`: the golden bytes, on so many threads.
fn tells(told: &Value, threads: u64) {
    assert_eq!(told["bytes"], json!(golden()), "the golden bytes, on {threads}");
    assert_eq!(told["threads"], json!(threads), "{told}");
    assert_eq!(told["asked"], json!(true), "the second part of the engine answers");
}

/// Opens the page at `address` and has it check one thread, and two, which it gets if it `is_isolated`.
fn page_works(address: &str, is_isolated: bool) {
    let page = Page::start(&Options::default()).expect("a browser");
    page.goto(address);
    page.wait("the page is there", "document.title === 'ready'", 60);
    assert_eq!(page.run("return crossOriginIsolated"), json!(is_isolated));
    tells(&page.run("return check(1)"), 1);
    tells(&page.run("return check(2)"), if is_isolated { 2 } else { 1 });
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// A folder that a bundler has made, served as pages are.
fn built_works(dist: &Path) {
    for (headers, isolated) in [(&[][..], false), (&ISOLATED[..], true)] {
        let site = Site::new(dist.to_owned(), HashMap::new(), headers);
        page_works(&format!("{}/", site.address), isolated);
        assert_eq!(*site.missing.lock().expect("a list"), Vec::<String>::new(), "all is there");
    }
}

/// Puts the page and its model beside what a bundler has made.
fn with_page(dist: &Path, files: &[&str]) {
    let app = folder().join("app");
    for file in ["index.html", "public/model.tflite", "public/labels.txt"] {
        let name = file.rsplit('/').next().expect("a name");
        fs::copy(app.join(file), dist.join(name)).expect("a copy");
    }
    for file in files {
        let from = folder().join("node_modules/separable").join(file);
        fs::copy(from, dist.join(file)).expect("a copy");
    }
}

/// A server of a tool; dropping it ends it.
struct Served(Child, u16);

impl Served {
    fn start(project: &str, program: &str, args: &[&str]) -> Self {
        // Below those that systems choose from, where a look for a listener could meet itself.
        let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
        let port = (18_000..19_000).find(is_free).expect("a free port");
        let program = folder().join("node_modules").join(program);
        let mut command = Command::new("node");
        command.arg(program).args(args).arg("--port").arg(port.to_string());
        command.current_dir(folder().join(project)).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.env("NEXT_TELEMETRY_DISABLED", "1").spawn().expect("it starts");
        let end = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "{command:?} listens");
            thread::sleep(Duration::from_millis(50));
        }
        Self(child, port)
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.1)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

mod bundlers {
    use super::*;

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn vite_serves_while_one_develops() {
        let vite = Served::start("app", "vite/bin/vite.js", &["--host", "127.0.0.1"]);
        page_works(&vite.address(), true);
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn vite_builds() {
        tool("app", "vite", &["build", "--outDir", "dist-vite", "--logLevel", "error"]);
        built_works(&folder().join("app/dist-vite"));
        let args = ["preview", "--outDir", "dist-vite", "--host", "127.0.0.1"];
        page_works(&Served::start("app", "vite/bin/vite.js", &args).address(), true);
    }

    /// Bundles the page, puts what no bundler copies beside it, and looks at it.
    fn bundled_works(name: &str, args: &[&str], files: &[&str]) {
        tool("app", name, args);
        let dist = folder().join(format!("app/dist-{name}"));
        with_page(&dist, files);
        built_works(&dist);
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn webpack_builds() {
        let args = ["-c", "webpack.config.cjs", "--output-path", "dist-webpack"];
        bundled_works("webpack", &args, &[]);
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn rollup_builds() {
        let args = ["-c", "rollup.config.js", "--dir", "dist-rollup", "--silent"];
        bundled_works("rollup", &args, &[]);
    }

    /// It copies no files: they are put beside what it makes.
    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn esbuild_builds() {
        let binaries = ["relaxed", "simd128", "threads"];
        let parts = binaries.map(|it| [format!("{it}.wasm"), format!("{it}-inspect.wasm")]);
        let parts = parts.concat();
        let mut files: Vec<_> = parts.iter().map(String::as_str).collect();
        files.push("worker.js");
        let args = ["main.js", "--bundle", "--format=esm", "--outdir=dist-esbuild"];
        bundled_works("esbuild", &args, &files);
    }

    /// The page is rendered where there is no browser before it runs in one.
    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn next_builds_and_serves() {
        tool("next", "next", &["build"]);
        page_works(&Served::start("next", "next/dist/bin/next", &["start"]).address(), true);
    }
}

mod pages {
    use super::*;

    pub(super) const HEAD: &str = "<!doctype html><meta charset=\"utf-8\"><title>page</title>\
                        <link rel=\"icon\" href=\"data:,\">";

    /// The script of a page that has the package at `package`, and the model in `models`.
    fn script(package: &str, models: &str, options: &str) -> String {
        let check = fs::read_to_string(folder().join("app/check.js")).expect("a script");
        format!(
            "import {{ load }} from \"{package}/index.js\";\n{}
            globalThis.check = (threads) => check(load, \"{models}\", {{ threads, {options} }});
            document.title = \"ready\";",
            check.replace("export async", "async")
        )
    }

    /// A site with a page whose script is `main`.
    fn site(main: String, headers: &[(&str, &str)]) -> Site {
        let page = format!("{HEAD}<script type=\"module\" src=\"main.js\"></script>");
        let files = HashMap::from([("", page), ("main.js", main)]);
        Site::new(folder(), files, headers)
    }

    fn host() -> Site {
        Site::new(folder(), HashMap::new(), &OPEN)
    }

    const HERE: &str = "./node_modules/separable";
    const MODELS: &str = "./app/public";

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn a_plain_page() {
        for (headers, isolated) in
            [(&[][..], false), (&ISOLATED[..], true), (&ISOLATED_ALONE[..], true)]
        {
            let site = site(script(HERE, MODELS, ""), headers);
            page_works(&format!("{}/", site.address), isolated);
        }
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn a_page_with_all_from_another_host() {
        let host = host();
        let package = format!("{}/node_modules/separable", host.address);
        for (headers, isolated) in [(&[][..], false), (&ISOLATED[..], true)] {
            let site = site(script(&package, MODELS, ""), headers);
            page_works(&format!("{}/", site.address), isolated);
        }
        assert_eq!(*host.missing.lock().expect("a list"), Vec::<String>::new());
    }

    /// What the guide names, and nothing else.
    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn a_page_whose_policy_forbids_all_else() {
        let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
                      connect-src 'self'; img-src data:";
        let headers = [("Content-Security-Policy", policy)];
        let site = site(script(HERE, MODELS, ""), &headers);
        page_works(&format!("{}/", site.address), false);

        let host = host();
        let package = format!("{}/node_modules/separable", host.address);
        let policy = format!(
            "default-src 'none'; script-src 'self' {0} 'wasm-unsafe-eval'; worker-src blob: {0}; \
             connect-src 'self' {0}; img-src data:",
            host.address
        );
        let headers = [("Content-Security-Policy", policy.as_str())];
        let site = pages::site(script(&package, MODELS, ""), &headers);
        page_works(&format!("{}/", site.address), false);
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn a_page_that_asks_for_trusted_types() {
        let policy = "require-trusted-types-for 'script'; trusted-types separable";
        let worker = "worker: () => {
            globalThis.policy ??= trustedTypes.createPolicy(\"separable\", {
                createScriptURL: (address) => address,
            });
            const address = \"/node_modules/separable/worker.js\";
            return new Worker(policy.createScriptURL(address), { type: \"module\" });
        }";
        let headers = [("Content-Security-Policy", policy)];
        let with = site(script(HERE, MODELS, worker), &headers);
        page_works(&format!("{}/", with.address), false);

        // Without it there is a sentence that names the option.
        let without = site(script(HERE, MODELS, ""), &headers);
        let page = Page::start(&Options::default()).expect("a browser");
        page.goto(&format!("{}/", without.address));
        page.wait("the page is there", "document.title === 'ready'", 60);
        let told = page.run("return check(1).catch(error => error.message)");
        assert!(told.as_str().is_some_and(|it| it.contains("option `worker`")), "{told}");
    }

    /// As in code playgrounds: the frame has no origin.
    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn a_sandboxed_frame() {
        let host = host();
        let at = |path: &str| format!("{}/{path}", host.address);
        let inner = script(&at("node_modules/separable"), &at("app/public"), "");
        let inner = inner.replace(
            "document.title",
            "Promise.all([globalThis.check(1), globalThis.check(2)]).then(
                 told => parent.postMessage({ told }, \"*\"),
                 error => parent.postMessage({ error: error.message }, \"*\"));
             document.title",
        );
        let inner = format!("<script type=\"module\">{inner}</script>");
        let inner = inner.replace('&', "&amp;").replace('"', "&quot;");
        let page = format!(
            "{HEAD}<script>addEventListener(\"message\", ({{ data }}) => {{ window.told = data; }});</script>
             <iframe sandbox=\"allow-scripts\" srcdoc=\"{inner}\"></iframe>"
        );
        let site = Site::new(folder(), HashMap::from([("", page)]), &[]);
        let page = Page::start(&Options::default()).expect("a browser");
        page.goto(&format!("{}/", site.address));
        let told = page.wait("the frame has told", "window.told", 60);
        assert_eq!(told["error"], Value::Null);
        tells(&told["told"][0], 1);
        tells(&told["told"][1], 1);
    }
}

/// `separable/inline`: all in one file.
mod inline {
    use super::*;
    use std::fmt::Write;

    /// A classic script that has the package and the model inside, made by a bundler that copies no
    /// files.
    fn script() -> String {
        let app = folder().join("app");
        let model = fs::read(app.join("public/model.tflite")).expect("the model");
        let digits = model.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("memory");
            text
        });
        fs::write(app.join("model.hex.js"), format!("export default \"{digits}\";"))
            .expect("a module");
        let args = ["inline.js", "--bundle", "--format=iife", "--outfile=dist-inline/inline.js"];
        tool("app", "esbuild", &args);
        fs::read_to_string(app.join("dist-inline/inline.js")).expect("a script")
    }

    /// Strict, and isolated: one thread even so, for the binary with threads is not inside.
    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn a_page_asks_for_no_further_file() {
        let html = format!("{}<script src=\"inline.js\"></script>", pages::HEAD);
        let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; \
                      img-src data:";
        let headers = [&ISOLATED[..], &[("Content-Security-Policy", policy)]].concat();
        let files = HashMap::from([("", html), ("inline.js", script())]);
        let site = Site::new(folder(), files, &headers);
        works(&format!("{}/", site.address));
        assert_eq!(*site.asked.lock().expect("a list"), ["", "inline.js"], "what was asked for");
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn a_page_opened_from_disk() {
        script();
        let page = folder().join("app/dist-inline/index.html");
        let html = format!("{}<script src=\"inline.js\"></script>", pages::HEAD);
        fs::write(&page, html).expect("a page");
        works(&format!("file://{}", page.display()));
    }

    /// Of both binaries, and of a picture.
    fn works(address: &str) {
        let page = Page::start(&Options::default()).expect("a browser");
        page.goto(address);
        page.wait("the page is there", "document.title === 'ready'", 60);
        for variant in ["relaxed", "simd128"] {
            tells(&page.run(&format!("return check(2, \"{variant}\")")), 1);
        }
        let best = page.run("return classify()");
        assert!(best["probability"].as_f64().is_some_and(|it| it > 0.0), "{best}");
        let requests = page.run(
            "return performance.getEntriesByType('resource').map(({ name }) => name)
                 .filter(name => !/^(blob|data):/.test(name) && !name.endsWith('inline.js'))",
        );
        assert_eq!(requests, json!([]), "requests");
        assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn a_sandboxed_frame() {
        let inner = format!(
            "<script>{}</script><script>
                check(1).then(told => parent.postMessage({{ told }}, \"*\"),
                     error => parent.postMessage({{ error: error.message }}, \"*\"));
             </script>",
            script().replace("</script", "<\\/script")
        );
        let inner = inner.replace('&', "&amp;").replace('"', "&quot;");
        let page = format!(
            "{}<script>addEventListener(\"message\", ({{ data }}) => {{ window.told = data; }});</script>
             <iframe sandbox=\"allow-scripts\" srcdoc=\"{inner}\"></iframe>",
            pages::HEAD
        );
        let site = Site::new(folder(), HashMap::from([("", page)]), &[]);
        let page = Page::start(&Options::default()).expect("a browser");
        page.goto(&format!("{}/", site.address));
        let told = page.wait("the frame has told", "window.told", 60);
        assert_eq!(told["error"], Value::Null);
        tells(&told["told"], 1);
        assert_eq!(*site.asked.lock().expect("a list"), [""], "what was asked for");
    }
}

mod runtimes {
    use super::*;

    /// `threads`: how many there are, of two that are asked for.
    fn runs(command: &mut Command, threads: u64) {
        let said = printed(command.arg("runtime.mjs").current_dir(folder()));
        let told: Value = serde_json::from_str(said.trim()).expect("a line of JSON");
        tells(&told["all"][0], 1);
        tells(&told["all"][1], threads);
        assert_eq!(told["added"], json!([]), "nothing global is added");
        for told in told["all"].as_array().expect("two") {
            assert_eq!(told["timed"], json!(true), "layers have times");
            assert!(told["best"]["className"].is_string(), "{told}");
        }
    }

    fn installed(name: &str) -> Command {
        Command::new(folder().join("node_modules/.bin").join(name))
    }

    /// What this machine has; it may be too old for relaxed SIMD, without which there are no threads.
    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn this_node() {
        let version = printed(Command::new("node").arg("--version"));
        let major =
            version.trim_start_matches('v').split('.').next().and_then(|it| it.parse().ok());
        let threads = if major.is_some_and(|major: u32| major >= 22) { 2 } else { 1 };
        runs(&mut Command::new("node"), threads);
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn node_24() {
        runs(&mut installed("node"), 2);
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn deno() {
        runs(installed("deno").args(["run", "--allow-read", "--allow-env", "--allow-sys"]), 2);
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn bun() {
        runs(&mut installed("bun"), 2);
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn the_command_classifies_pictures() {
        let picture = folder().join("picture.png");
        let pixels = image::RgbImage::from_fn(90, 60, |x, y| {
            image::Rgb([(x * 2) as u8, (y * 3) as u8, ((x * y) % 256) as u8])
        });
        pixels.save(&picture).expect("a picture");
        let said = printed(
            installed("separable")
                .args(["classify", "picture.png", "--json"])
                .current_dir(folder()),
        );
        let told: Value = serde_json::from_str(said.trim()).expect("a line of JSON");
        assert_eq!(told["answers"].as_array().map(Vec::len), Some(5), "{told}");

        fs::write(folder().join("text.png"), "no picture").expect("a file");
        for (args, code, word) in [
            (&["classify", "text.png"][..], 1, "broken"),
            (&["classify", "none.png"][..], 1, "not there"),
            (&["classify", "picture.png", "--model", "text.png"][..], 1, "not a model"),
            (&["look", "picture.png"][..], 2, "PICTURE"),
        ] {
            let output = installed("separable").args(args).current_dir(folder()).output();
            let output = output.expect("it starts");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
            assert!(said.contains(word), "{args:?}: {said}");
        }
    }
}

mod parts {
    use super::*;
    use xtask::workspace;

    const PAGE: &str = "<!doctype html><meta charset=\"utf-8\"><title>page</title>\
                        <link rel=\"icon\" href=\"data:,\"><img src=\"picture.png\" id=\"img\" alt=\"\">";

    /// A picture of bands, beside the page.
    fn picture() {
        let pixels = image::RgbImage::from_fn(160, 120, |x, y| {
            image::Rgb([(x % 64 * 4) as u8, (y * 2) as u8, ((x + y) % 256) as u8])
        });
        pixels.save(folder().join("picture.png")).expect("a picture");
    }

    fn opened(files: &[(&'static str, &str)]) -> (Site, Page) {
        picture();
        let files = files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        let site = Site::new(folder(), files, &[]);
        let page = Page::start(&Options::default()).expect("a browser");
        page.goto(&format!("{}/", site.address));
        (site, page)
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn the_element_tells_what_a_picture_shows() {
        let html = format!(
            "{PAGE}<script type=\"module\" src=\"./node_modules/separable/element.js\"></script>
             <separable-classifier model=\"app/public/model.tflite\" labels=\"app/public/labels.txt\"
                 src=\"picture.png\" alt=\"Bands\" k=\"3\"></separable-classifier>"
        );
        let (_site, page) = opened(&[("", &html)]);
        let items =
            "[...document.querySelector('separable-classifier').shadowRoot.querySelectorAll('li')]";
        page.wait("there are answers", &format!("{items}.length === 3"), 30);
        let told = page.run(&format!(
            "const {{ load }} = await import('./node_modules/separable/index.js');
             const net = await load('app/public/model.tflite', {{ labels: 'app/public/labels.txt' }});
             const answers = await net.classify(document.querySelector('img'), {{ k: 3 }});
             const names = {items}.map(item => item.querySelector('[part=name]').textContent);
             return [names, answers.map(({{ className }}) => className)]"
        ));
        assert_eq!(told[0], told[1], "the answers of the network");
        // What is wrong is said, and another picture begins anew.
        page.run("document.querySelector('separable-classifier').setAttribute('src', 'none.png')");
        let status = "document.querySelector('separable-classifier').shadowRoot.querySelector('[part=status]')";
        page.wait("that is said", &format!("{status}.textContent.includes('broken')"), 30);
        page.run(
            "document.querySelector('separable-classifier').setAttribute('src', 'picture.png')",
        );
        page.wait("there are answers again", &format!("{items}.length === 3"), 30);
        assert_eq!(
            page.run(&format!("return {status}.textContent")),
            json!(""),
            "nothing is wrong"
        );
    }

    /// The network and the list of a host, as `dist/` has them.
    fn models() -> Option<PathBuf> {
        let models = workspace::dist().join("models");
        let list = fs::read_to_string(models.join("index.json")).ok()?;
        if !list.contains("\"v1-1.0-224\"") {
            println!("not tested with V1 1.0 224: it is not in dist/models/");
            return None;
        }
        Some(models)
    }

    /// The example of its neighbour, with another import and the folder of the networks.
    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn mobilenet_of_tensorflow_has_a_stand_in() {
        let Some(models) = models() else { return };
        let main = "import * as mobilenet from './node_modules/separable/mobilenet.js';
            globalThis.told = (async () => {
                const classes = await fetch('./neighbour/package/dist/imagenet_classes.js');
                const exports = {};
                new Function('exports', await classes.text())(exports);
                const { IMAGENET_CLASSES } = exports;
                const img = document.getElementById('img');
                const model = await mobilenet.load({ models: './models/' });
                const predictions = await model.classify(img);
                const all = await model.classify(img, 1000);
                const features = await model.infer(img, true);
                const logits = await model.infer(img);
                const known = new Set(Object.values(IMAGENET_CLASSES));
                return {
                    predictions: predictions.length,
                    names: all.length,
                    unknown: all.filter(({ className }) => !known.has(className)),
                    sum: all.reduce((sum, { probability }) => sum + probability, 0),
                    features: features.length,
                    logits: logits.length,
                    best: IMAGENET_CLASSES[logits.indexOf(Math.max(...logits))] === all[0].className,
                    without: await mobilenet.load().catch(({ message }) => message),
                };
            })();";
        let html = format!("{PAGE}<script type=\"module\" src=\"main.js\"></script>");
        let target = folder().join("models");
        fs::create_dir_all(&target).expect("a folder");
        for entry in fs::read_dir(models).expect("models") {
            let path = entry.expect("a file").path();
            if path.is_file() {
                fs::copy(&path, target.join(path.file_name().expect("a name"))).expect("a copy");
            }
        }
        let (_site, page) = opened(&[("", &html), ("main.js", main)]);
        page.wait("the page is there", "globalThis.told", 30);
        let told = page.run("return told");
        assert_eq!(told["predictions"], json!(3), "{told}");
        assert_eq!([&told["names"], &told["logits"]], [&json!(1000), &json!(1000)], "{told}");
        assert_eq!(told["unknown"], json!([]), "all names are those of the neighbour");
        assert_eq!(told["features"], json!(1024), "{told}");
        assert_eq!(told["best"], json!(true), "{told}");
        let sum = told["sum"].as_f64().expect("a number");
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        assert!(told["without"].as_str().is_some_and(|it| it.contains("`models`")), "{told}");
    }
}

mod types {
    use super::*;

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn need_no_library_of_the_dom() {
        for compiler in ["typescript", "typescript-7"] {
            let tsc = folder().join("node_modules").join(compiler).join("bin/tsc");
            for libraries in ["esnext", "esnext,webworker", "esnext,dom", "es2022,dom"] {
                let strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes"];
                for (module, resolution) in [("nodenext", "nodenext"), ("esnext", "bundler")] {
                    let mut command = Command::new("node");
                    command.arg(&tsc).args(strict).args(["--skipLibCheck", "false"]);
                    command.args(["--target", "esnext", "--lib", libraries]);
                    command.args(["--module", module, "--moduleResolution", resolution]);
                    printed(command.args(["--project", "."]).current_dir(folder().join("types")));
                }
            }
        }
    }

    #[test]
    #[ignore = "`cargo xtask consumers` installs it"]
    fn the_manifest_is_as_it_should_be() {
        let said = tool("", "publint", &["node_modules/separable", "--strict"]);
        assert!(said.contains("All good"), "{said}");
        let archive = format!("separable-{}.tgz", env!("CARGO_PKG_VERSION"));
        let archive = xtask::workspace::target().join(archive);
        // What is no module for callers has no types.
        let others = ["--exclude-entrypoints", "./worker.js"];
        let path = archive.to_string_lossy();
        let args = [&["--profile", "esm-only", &path][..], &others].concat();
        tool("", "attw", &args);
    }
}
