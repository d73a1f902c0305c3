//! The page's policy, in one place. `build` writes it into every page and into the service worker,
//! `server` sends it.

/// The content security policy: scripts, styles and requests of this site alone, nothing inline but
/// the script of `index.html` that has this SHA-256, no plugin, form or other base. Pictures and videos may also come from memory: the visitor's files,
/// and pictures of the page that are saved.
pub const CONTENT: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
                           script-src 'self' 'wasm-unsafe-eval' \
                           'sha256-UouZ/isvJQzWWW70+aFnwrBmGk+jyub5S7FuXkAuXi8='; worker-src 'self'; \
                           connect-src 'self'; style-src 'self'; manifest-src 'self'; \
                           img-src 'self' blob: data:; media-src blob:";
/// The part that only a header can carry: who may show the page in a frame.
const FRAMES: &str = "frame-ancestors 'self'";

/// Permissions: the camera and the screen, which are sources of frames, and no others.
const PERMISSIONS: &str = "camera=(self), display-capture=(self), accelerometer=(), \
                           geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), \
                           midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The headers that a page works better with, whatever its host sends. With the first three a browser
/// isolates it, which gives it threads and a clock in steps of 5 microseconds; the last is what
/// every document says of itself, for its workers. A service worker adds them where they are missing,
/// so none may forbid what a host allows: who frames the page, and what it may use there.
pub fn additions() -> [(&'static str, String); 4] {
    [
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Embedder-Policy", "require-corp".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("Content-Security-Policy", CONTENT.to_owned()),
    ]
}

/// The headers of every answer of a host of ours.
pub fn headers() -> [(&'static str, String); 5] {
    let [opener, embedder, resource, (name, content)] = additions();
    let content = (name, format!("{content}; {FRAMES}"));
    [opener, embedder, resource, content, ("Permissions-Policy", PERMISSIONS.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;
    use ring::digest::{SHA256, digest};

    /// In base64.
    fn sha256(text: &str) -> String {
        const DIGITS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bytes = [digest(&SHA256, text.as_bytes()).as_ref(), &[0]].concat();
        let words = bytes.chunks(3).map(|it| u32::from_be_bytes([0, it[0], it[1], it[2]]));
        let digits = words.flat_map(|word| [18, 12, 6, 0].map(|bits| word >> bits & 63));
        let mut text: String = digits.map(|digit| char::from(DIGITS[digit as usize])).collect();
        text.replace_range(43.., "=");
        text
    }

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
