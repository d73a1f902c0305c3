//! The page in a frame of another site: on every visit, with its service worker, and with the camera where the
//! frame lets it have one.

use crate::tab::Tab;
use browser_tests::{BLANK, Engine, Site};
use serde_json::json;

everywhere!(
    a_frame_of_another_site_runs_on_every_visit,
    a_frame_without_a_camera_says_where_there_is_one,
);

/// A host that sends no headers, and the page of another one that frames it.
struct Sites {
    page: Site,
    around: Site,
}

impl Sites {
    fn new() -> Self {
        Self { page: Site::plain_under("page"), around: Site::plain_under("around") }
    }

    /// Opens the page in a frame that has these permissions, and goes into it.
    fn visit(&self, tab: &Tab<'_>, allow: &str) {
        tab.command("frame", json!({ "id": null })).expect("the page around");
        // One machine by two names: two sites.
        let around = self.around.address().replace("localhost", "127.0.0.1");
        tab.goto(&format!("{around}/{BLANK}"));
        tab.run_with(
            "const [src, allow] = arguments;
             const frame = Object.assign(document.createElement('iframe'), { allow, width: 1000, height: 800 });
             document.body.append(frame);
             frame.src = src;
             await new Promise(resolve => { frame.onload = resolve; });",
            vec![json!(format!("{}/page/#sample=fence", self.page.address())), json!(allow)],
        );
        tab.command("frame", json!({ "id": 0 })).expect("the frame");
        tab.ready();
    }
}

/// The service worker of the first visit, where the engine gives a frame one, answers the later ones.
fn a_frame_of_another_site_runs_on_every_visit(tab: &Tab<'_>) {
    let sites = Sites::new();
    for visit in 0..3 {
        sites.visit(tab, "camera");
        assert_eq!(tab.text("#problem"), "", "visit {visit}");
        tab.click("[data-action=camera]");
        let live = "document.querySelector('#status').innerText.startsWith('Camera')";
        tab.wait(&format!("the camera is live at visit {visit}"), live, 20);
        tab.click("[data-action=stop]");
        let kept = "navigator.serviceWorker?.getRegistration().then(it => it?.active?.state === 'activated', () => true) ?? true";
        tab.wait("its service worker is there", &format!("await ({kept})"), 30);
        let policy = tab.run(
            "return (await fetch('', { cache: 'no-store' })).headers.get('Permissions-Policy')",
        );
        assert_eq!(policy, json!(null), "a policy that the host has not sent");
        // Its service worker adds the header that isolates a frame, where the engine knows it.
        let isolated = visit > 0 && tab.kind.engine == Engine::Chromium;
        assert_eq!(tab.value("crossOriginIsolated === true"), json!(isolated), "visit {visit}");
    }
    tab.command("frame", json!({ "id": null })).expect("the page around");
}

fn a_frame_without_a_camera_says_where_there_is_one(tab: &Tab<'_>) {
    Sites::new().visit(tab, "");
    tab.click("[data-action=camera]");
    let told = tab.wait("it is told", "document.querySelector('#problem p')?.innerText", 20);
    let told = told.as_str().unwrap_or_default();
    assert!(told.contains("frame") && told.contains("tab of its own"), "{told}");
    tab.command("frame", json!({ "id": null })).expect("the page around");
}
