//! Changing the source or the tab while a source is being opened or is lost.

use crate::steps::{goes_on, problem};
use browser_tests::{Options, Page, Site};
use serde_json::json;

#[test]
fn a_picture_that_is_none_is_no_news_once_something_else_is_on_show() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let drop = "const data = new DataTransfer();
         data.items.add(new File([new Uint8Array(1000)], 'broken.png', { type: 'image/png' }));
         document.querySelector('main').dispatchEvent(
             new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));";
    page.run(&format!("{drop} document.querySelector('[data-sample=goldfish]').click()"));
    page.rest(1000);
    assert_eq!(page.text("#problem"), "");
    page.run(drop); // nothing after it: it is told
    assert!(problem(&page).contains("broken.png"));
}

#[test]
fn a_camera_that_goes_while_a_screen_is_chosen_takes_nothing_from_it() {
    let site = Site::new();
    let sources = "{
        const media = navigator.mediaDevices;
        const canvas = document.createElement('canvas');
        const ctx = canvas.getContext('2d');
        setInterval(() => { ctx.fillStyle = `hsl(${performance.now() % 360} 90% 50%)`; ctx.fillRect(0, 0, 300, 150); }, 33);
        media.getUserMedia = async () => (window.camera = canvas.captureStream(30));
        media.getDisplayMedia = () => new Promise(done => (window.choose = () => done(canvas.captureStream(30))));
    }";
    let page = Page::open_with(&Options::default().before(sources), &site, "");
    page.ready();
    let shows = |what: &str| {
        let said = format!("document.querySelector('#status').innerText.includes('{what}')");
        page.wait(&format!("{what} is on show"), &said, 20);
    };
    page.click("[data-action=camera]");
    shows("Camera");
    page.click("[data-action=screen]");
    page.wait("the screen is asked for", "window.choose", 20);
    page.run("const [track] = camera.getTracks(); track.stop(); track.dispatchEvent(new Event('ended'));");
    assert!(problem(&page).contains("camera"));
    shows("Asking for the screen");
    page.run("choose()");
    shows("Shared screen");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn a_camera_that_opens_while_the_tab_is_hidden_waits_until_it_is_shown() {
    let site = Site::new();
    let before = "{
        let hidden = false;
        Object.defineProperty(document, 'hidden', { get: () => hidden });
        window.hide = now => { hidden = now; document.dispatchEvent(new Event('visibilitychange')); };
        const media = navigator.mediaDevices;
        const canvas = document.createElement('canvas');
        const ctx = canvas.getContext('2d');
        setInterval(() => { ctx.fillStyle = `hsl(${performance.now() % 360} 90% 50%)`; ctx.fillRect(0, 0, 300, 150); }, 33);
        media.getUserMedia = async () => {
            const stream = canvas.captureStream(30);
            [window.track] = stream.getTracks();
            return stream;
        };
    }";
    let page = Page::open_with(&Options::default().before(before), &site, "");
    page.ready();
    page.run("document.querySelector('[data-action=camera]').click(); hide(true);");
    let shows = "document.querySelector('#status').innerText.includes('Camera')";
    page.wait("the camera is open", shows, 20);
    assert_eq!(page.run("return track.enabled"), json!(false));
    page.run("hide(false)");
    assert_eq!(page.run("return track.enabled"), json!(true));
    goes_on(&page, "built-in");
}

#[test]
fn a_camera_that_does_not_open_is_no_news_once_something_else_is_on_show() {
    let site = Site::new();
    let cameras = "{
        const media = navigator.mediaDevices;
        const canvas = document.createElement('canvas');
        const ctx = canvas.getContext('2d');
        setInterval(() => { ctx.fillStyle = `hsl(${performance.now() % 360} 90% 50%)`; ctx.fillRect(0, 0, 300, 150); }, 33);
        const list = ['front', 'back'];
        media.enumerateDevices = async () => list.map(deviceId => ({ kind: 'videoinput', deviceId, label: deviceId }));
        media.getUserMedia = async ({ video }) => {
            if (video.deviceId?.exact === 'back') throw new DOMException('for a test', 'NotReadableError');
            if (video.deviceId) await new Promise(done => (window.open = done));
            const stream = canvas.captureStream(30);
            stream.getVideoTracks()[0].getSettings = () => ({ deviceId: 'front' });
            return stream;
        };
    }";
    let page = Page::open_with(&Options::default().before(cameras), &site, "");
    page.ready();
    page.click("[data-action=camera]");
    page.wait(
        "both are listed",
        "document.querySelector('[data-action=device]').options.length === 2",
        20,
    );
    page.run("window.open = null");
    page.choose("[data-action=device]", "back");
    page.wait("the camera before is asked for again", "window.open", 20);
    page.run("document.querySelector('[data-sample=goldfish]').click(); window.open();");
    page.rest(1000);
    assert_eq!(page.text("#problem"), "");
}
