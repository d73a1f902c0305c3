//! The page's policy, in one place. `build` writes it into every page and into the service worker,
//! `server` sends it.

use base64::prelude::{BASE64_STANDARD, Engine};
use ring::digest::{SHA256, digest};

/// The content security policy: scripts, styles and requests of this site alone, nothing inline but
/// the script of `index.html` that has this SHA-256, no plugin, form or other base. Pictures and videos may also come from memory: the visitor's files,
/// and pictures of the page that are saved.
pub const CONTENT: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
                           script-src 'self' 'wasm-unsafe-eval' \
                           'sha256-UouZ/isvJQzWWW70+aFnwrBmGk+jyub5S7FuXkAuXi8='; worker-src 'self'; \
                           connect-src 'self'; style-src 'self'; manifest-src 'self'; \
                           img-src 'self' blob: data:; media-src blob:";

/// The policy of a page in one file: this script, this style, workers from memory, and no request.
pub fn of_one_file(script: &str, style: &str) -> String {
    format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; \
         script-src 'wasm-unsafe-eval' 'sha256-{}'; worker-src blob:; style-src 'sha256-{}'; \
         img-src blob: data:; media-src blob:",
        sha256(script),
        sha256(style)
    )
}

/// The SHA-256 of a script or a style, in base64, as a policy has it.
fn sha256(text: &str) -> String {
    BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes()))
}

/// The part that only a header can carry: who may show the page in a frame.
const FRAMES: &str = "frame-ancestors 'self'";

/// Permissions: the camera and the screen, which are sources of frames, and no others.
const PERMISSIONS: &str = "camera=(self), display-capture=(self), accelerometer=(), \
                           geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), \
                           midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The headers that a page works better with, whatever its host sends. With the first three a browser
/// isolates it, which gives it threads and a clock in steps of 5 microseconds; with the fourth also
/// in a frame of a page that is not isolated, where a browser knows it (Chromium). The last is what
/// every document says of itself, for its workers. A service worker adds them where they are missing,
/// so none may forbid what a host allows: who frames the page, and what it may use there.
pub fn additions() -> [(&'static str, String); 5] {
    [
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Embedder-Policy", "require-corp".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("Document-Isolation-Policy", "isolate-and-require-corp".to_owned()),
        ("Content-Security-Policy", CONTENT.to_owned()),
    ]
}

/// The headers of every answer of a host of ours.
pub fn headers() -> [(&'static str, String); 6] {
    let [opener, embedder, resource, document, (name, content)] = additions();
    let content = (name, format!("{content}; {FRAMES}"));
    let permissions = ("Permissions-Policy", PERMISSIONS.to_owned());
    [opener, embedder, resource, document, content, permissions]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn the_one_inline_script_is_allowed_by_its_sum() {
        let page = std::fs::read_to_string(workspace::root().join("www/index.html")).unwrap();
        let (_, rest) = page.split_once("<script>").expect("an inline script");
        let (script, rest) = rest.split_once("</script>").expect("its end");
        assert!(!rest.contains("<script>"), "one inline script");
        assert!(!script.contains("\n "), "the build takes the indentation away");
        let sum = sha256(script);
        assert!(CONTENT.contains(&format!("'sha256-{sum}'")), "the policy needs sha256-{sum}");
    }
}
