//! The package in pages without a bundler: plain, from another host, under policies, in a frame.

use crate::*;

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
