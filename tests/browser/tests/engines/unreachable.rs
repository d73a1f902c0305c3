//! What cannot be had: a model on a site that lets no other one read it, a worker that a header of the page
//! stands in the way of. Each sentence names what to do.

use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use serde_json::json;
use std::sync::Arc;
use xtask::server::{self, Reply, Server};
use xtask::workspace;

everywhere!(
    a_model_on_a_site_without_cors_is_told,
    a_policy_without_the_models_site_is_told,
    a_policy_without_workers_is_told,
    a_worker_without_the_pages_header_is_told,
);

/// A host without headers, with pages that have those of `page`.
fn host(page: &'static str) -> String {
    let server = Server::bind(0).expect("a free port").plain();
    let address = server.address();
    let route = move |path: &str| {
        (path == BLANK).then(|| Reply::bytes(page, b"<!doctype html><title>Blank</title>".into()))
    };
    std::thread::spawn(move || server.run(workspace::dist(), Arc::new(route)));
    address
}

/// What `load` says of a model.
fn told(tab: &Tab<'_>, address: &str, model: &str) -> String {
    tab.goto(&format!("{address}/{BLANK}"));
    let told = tab.run_with(
        "const { load } = await import('/separable.js');
         return load(arguments[0]).then(() => 'it runs', ({ message }) => message);",
        vec![json!(model)],
    );
    told.as_str().unwrap_or_default().to_owned()
}

const OWN: &str = "/models/built-in/model_int8.tflite";

fn a_model_on_a_site_without_cors_is_told(tab: &Tab<'_>) {
    let (page, other) = (host("text/html"), host("text/html"));
    let sentence = told(tab, &page, &format!("{other}{OWN}"));
    assert!(
        sentence.starts_with("The model model_int8.tflite could not be read: localhost:"),
        "{sentence}"
    );
    assert!(
        sentence.contains("(CORS)") && sentence.contains("Access-Control-Allow-Origin"),
        "{sentence}"
    );
    // Nobody is there, which nobody can tell from a site that only says no.
    let sentence = told(tab, &page, "http://localhost:9/model.tflite");
    assert!(sentence.contains("(CORS)") && sentence.contains("check the connection"), "{sentence}");
    // One's own site is not asked for permission.
    let own = told(tab, &page, "/none.tflite");
    assert!(own.contains("404"), "{own}");
    assert_eq!(told(tab, &page, OWN), "it runs");
}

fn a_policy_without_the_models_site_is_told(tab: &Tab<'_>) {
    let page = host("text/html\r\nContent-Security-Policy: connect-src 'self'");
    let other = host("text/html");
    let sentence = told(tab, &page, &format!("{other}{OWN}"));
    let advice = format!("add {other} to connect-src");
    assert!(sentence.contains(&advice), "{sentence}");
}

fn a_policy_without_workers_is_told(tab: &Tab<'_>) {
    let page = host("text/html\r\nContent-Security-Policy: worker-src 'none'");
    let sentence = told(tab, &page, OWN);
    assert!(
        sentence.contains("Content-Security-Policy") && sentence.contains("worker-src 'self'"),
        "{sentence}"
    );
}

fn a_worker_without_the_pages_header_is_told(tab: &Tab<'_>) {
    let embedder = "text/html\r\nCross-Origin-Embedder-Policy: require-corp";
    let isolated = "text/html\r\nCross-Origin-Embedder-Policy: require-corp\r\nCross-Origin-Opener-Policy: same-origin";
    for page in [embedder, isolated] {
        let sentence = told(tab, &host(page), OWN);
        assert!(sentence.contains("Cross-Origin-Embedder-Policy"), "{sentence}");
        assert!(sentence.contains("/separable/worker.js comes without it"), "{sentence}");
    }
    // A worker that is not there is something else.
    let gone = Site::with_route(Arc::new(|path: &str| {
        (path == "separable/worker.js").then(|| server::file(&workspace::dist(), "none"))
    }));
    let sentence = told(tab, gone.address(), OWN);
    assert!(!sentence.contains("Embedder") && sentence.contains("worker"), "{sentence}");
}
