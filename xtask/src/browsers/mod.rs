//! The browsers of the tests and their drivers: found, or installed.

mod install;

use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};

/// A kind of browser that the page is tested in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// The small browser of WebKitGTK, by its driver and on a display that nobody sees.
    WebKit,
}

/// A program that an engine needs.
struct Part {
    /// Names it in the environment.
    variable: &'static str,
    names: &'static [&'static str],
    from: From,
}

/// Where a program comes from.
enum From {
    /// A package of Debian and its kin.
    Debian(&'static str),
    /// A crate, with its version.
    Crate(&'static str, &'static str),
}

const CHROMIUM: &[Part] = &[
    Part {
        variable: "CHROMIUM",
        names: &["chromium", "chromium-browser", "google-chrome", "chrome"],
        from: From::Debian("chromium"),
    },
    Part {
        variable: "CHROMEDRIVER",
        names: &["chromedriver", "chromium.chromedriver"],
        from: From::Debian("chromium-driver"),
    },
];

const FIREFOX: &[Part] = &[
    Part {
        variable: "FIREFOX",
        names: &["firefox", "firefox-esr"],
        from: From::Debian("firefox-esr"),
    },
    // Debian has no package of it.
    Part {
        variable: "GECKODRIVER",
        names: &["geckodriver"],
        from: From::Crate("geckodriver", "0.37.1"),
    },
];

const WEBKIT: &[Part] = &[
    Part {
        variable: "MINIBROWSER",
        names: &["MiniBrowser"],
        from: From::Debian("webkit2gtk-driver"),
    },
    Part {
        variable: "WEBKITWEBDRIVER",
        names: &["WebKitWebDriver"],
        from: From::Debian("webkit2gtk-driver"),
    },
    Part { variable: "XVFB", names: &["Xvfb"], from: From::Debian("xvfb") },
];

/// An engine that is on this machine.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Its kind.
    pub engine: Engine,
    /// The browser.
    pub browser: PathBuf,
    /// Its WebDriver server.
    pub driver: PathBuf,
    /// The server of a display, where the browser does not start without one.
    pub display: Option<PathBuf>,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    fn parts(self) -> &'static [Part] {
        match self {
            Self::Chromium => CHROMIUM,
            Self::Firefox => FIREFOX,
            Self::WebKit => WEBKIT,
        }
    }

    /// Its programs: those that the environment names, else the first in `PATH`, else those that
    /// were installed before.
    pub fn find(self) -> Option<Browser> {
        let mut paths = self.parts().iter().map(Part::find);
        let mut next = || paths.next();
        let (browser, driver) = (next()??, next()??);
        let display = match next() {
            Some(found) => Some(found?),
            None => None,
        };
        Some(Browser { engine: self, browser, driver, display })
    }

    /// Finds its programs. Where `CI` is set, and for root, as in a container, installs what is
    /// missing; nobody else's machine is changed without being asked.
    ///
    /// # Errors
    /// What is missing, why it could not be installed, and how it can be.
    pub fn find_or_install(self) -> Result<Browser> {
        match self.find() {
            Some(found) => Ok(found),
            None if env::var_os("CI").is_some() || is_root() => self.install(),
            None => bail!("{}", self.advice()),
        }
    }

    /// Installs what is missing of its programs.
    ///
    /// # Errors
    /// What is missing, why it could not be installed, and how it can be.
    pub fn install(self) -> Result<Browser> {
        install::install(self.name(), self.missing())?;
        self.find().with_context(|| {
            let names: Vec<_> = self.missing().map(|part| part.names[0]).collect();
            format!("all was installed, and still there is no {}", names.join(" and no "))
        })
    }

    /// How its programs can be had, where they are missing.
    pub fn advice(self) -> String {
        let variables: Vec<_> = self.missing().map(|part| part.variable).collect();
        format!(
            "{} or its driver is not in PATH. `cargo xtask browsers` installs both; or set {}",
            self.name(),
            variables.join(" and ")
        )
    }

    fn missing(self) -> impl Iterator<Item = &'static Part> {
        self.parts().iter().filter(|part| part.find().is_none())
    }
}

impl Browser {
    /// The environment variables that name its programs to the tests.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let paths = [&self.browser, &self.driver].into_iter().chain(&self.display);
        self.engine.parts().iter().map(|part| part.variable).zip(paths.map(PathBuf::as_path))
    }
}

impl Part {
    fn find(&self) -> Option<PathBuf> {
        match env::var_os(self.variable) {
            Some(path) if !path.is_empty() => Some(path.into()),
            _ => self.names.iter().find_map(|name| in_path(name).or_else(|| apart(name))),
        }
    }
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Where programs lie that are not in `PATH`: cargo's, and the browser of WebKitGTK.
fn apart(name: &str) -> Option<PathBuf> {
    let ours = install::folder().join("bin").join(name).with_extension(env::consts::EXE_EXTENSION);
    if ours.is_file() {
        return Some(ours);
    }
    let within = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        let mut all: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        all.sort();
        all
    };
    // /usr/lib/<machine>/webkit2gtk-4.1 on Debian; on others one level up, or in libexec.
    let libraries = ["/usr/lib", "/usr/lib64", "/usr/libexec"].map(PathBuf::from);
    let deeper = within(libraries[0].clone()).into_iter().filter(|folder| folder.is_dir());
    let mut folders = deeper.chain(libraries.clone()).flat_map(within).filter(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("webkit2gtk-") || name.starts_with("webkitgtk-")
    });
    folders.find_map(|folder| Some(folder.join(name)).filter(|file| file.is_file()))
}

/// Whether this process is root; where there is no /proc it is taken for an ordinary user.
pub fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(Path::new("/proc/self")).is_ok_and(|me| me.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}
