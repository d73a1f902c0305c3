//! The page's policy, in one place. `build` writes it into every page and into the service worker,
//! `server` sends it.

/// The content security policy: scripts, styles and requests of this site alone, nothing inline, no
/// plugin, form or other base. Pictures and videos may also come from memory: the visitor's files,
/// and pictures of the page that are saved.
pub const CONTENT: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
                           script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
                           connect-src 'self'; style-src 'self'; manifest-src 'self'; \
                           img-src 'self' blob: data:; media-src blob:";
/// The part that only a header can carry: who may show the page in a frame.
const FRAMES: &str = "frame-ancestors 'self'";

/// Permissions: the camera and the screen, which are sources of frames, and no others.
const PERMISSIONS: &str = "camera=(self), display-capture=(self), accelerometer=(), \
                           geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), \
                           midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The headers of every answer. With the first three a browser isolates the page, which gives it
/// threads and a clock in steps of 5 microseconds.
pub fn headers() -> [(&'static str, String); 5] {
    [
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Embedder-Policy", "require-corp".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("Content-Security-Policy", format!("{CONTENT}; {FRAMES}")),
        ("Permissions-Policy", PERMISSIONS.to_owned()),
    ]
}
