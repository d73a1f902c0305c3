//! `separable/inline`: all in one file.

use crate::*;
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
    fs::write(app.join("model.hex.js"), format!("export default \"{digits}\";")).expect("a module");
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
