//! What a page may do, told to the browser: the one place for the words of it. `build` writes them into
//! every page and into the service worker, `server` sends them.

/// The content security policy: scripts, styles and requests of this site alone, nothing inline, no
/// plugin, form or other base; pictures and films also from memory, where the visitor's files and
/// drawings that are saved lie.
pub const CONTENT: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
                           script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
                           connect-src 'self'; style-src 'self'; manifest-src 'self'; \
                           img-src 'self' blob: data:; media-src blob:";
/// What only a header can say: who may show the page in a frame.
const FRAMES: &str = "frame-ancestors 'self'";

/// Of what asks the visitor first, the camera, and the screen, which the page takes as a source too.
const PERMISSIONS: &str = "camera=(self), display-capture=(self), accelerometer=(), \
                           geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), \
                           midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The headers of every answer. With the first three a browser isolates the page: `performance.now()`
/// in steps of 5 microseconds, and threads.
pub fn headers() -> [(&'static str, String); 5] {
    [
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Embedder-Policy", "require-corp".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("Content-Security-Policy", format!("{CONTENT}; {FRAMES}")),
        ("Permissions-Policy", PERMISSIONS.to_owned()),
    ]
}
