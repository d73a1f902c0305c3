//! The examples of `docs/examples.md`, by their own text: each is written into an empty folder and run
//! with its own commands. Only `separable` is replaced, by the archive.

use crate::*;
use browser_tests::example::{answers, picture};
use xtask::workspace;

/// An example in its folder, which no other project is around.
struct Example {
    folder: PathBuf,
    /// Its last command.
    last: String,
}

impl Example {
    /// Writes the files of the section `title`, with a picture and with what is none, and runs all of
    /// its commands but the last.
    fn new(title: &str) -> Self {
        let folder = format!("separable-{}-{}", title.replace(' ', "-"), std::process::id());
        let folder = std::env::temp_dir().join(folder);
        let text = fs::read_to_string(workspace::root().join("docs/examples.md")).expect("a text");
        let section = text.split("\n## ").find_map(|it| it.strip_prefix(&format!("{title}\n")));
        let parts: Vec<&str> = section.expect("the section").split("```").collect();
        let (mut commands, mut lines) = (Vec::new(), 0);
        for pair in parts.chunks_exact(2) {
            let (language, content) = pair[1].split_once('\n').expect("a block of lines");
            if language == "sh" {
                commands.extend(content.lines().map(str::to_owned));
                continue;
            }
            let name = pair[0].lines().rfind(|line| !line.is_empty()).expect("the file's name");
            lines += content.lines().count();
            let path = folder.join(name.trim_matches('`'));
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
        assert!(lines < 40, "{title}: {lines} lines");
        picture().save(folder.join("picture.png")).expect("a picture");
        fs::write(folder.join("broken.png"), "no picture").expect("a file");
        let example = Self { folder, last: commands.pop().expect("commands") };
        let archive = format!("separable-{}.tgz", env!("CARGO_PKG_VERSION"));
        let archive = workspace::target().join(archive).display().to_string();
        for command in commands {
            printed(&mut example.command(&command.replacen("separable", &archive, 1)));
        }
        example
    }

    fn command(&self, line: &str) -> Command {
        let mut words = line.split(' ');
        let mut command = Command::new(words.next().expect("a program"));
        command.args(words).current_dir(&self.folder);
        command
    }

    /// The last command, which answers on a port, and its page in a browser.
    fn opened(&self, port: &[&str], options: &Options) -> (Served, Page) {
        let served = Served::run(&mut self.command(&self.last), port);
        let page = Page::start(options).expect("a browser");
        page.goto(&served.address());
        (served, page)
    }

    /// Gives a page the picture, then what is none, and both again; `shown` has the answers.
    fn classifies(&self, port: &[&str], shown: &str) {
        let (_served, page) = self.opened(port, &Options::default());
        page.wait("the page is there", "document.querySelector('input')", 60);
        let expected = answers(&picture()).join("\n");
        let told = format!("document.querySelector('{shown}').innerText.trim() === {expected:?}");
        for again in ["", " again"] {
            page.send_keys("input", &self.path("picture.png"));
            page.wait(&format!("its names are shown{again}"), &told, 60);
            page.send_keys("input", &self.path("broken.png"));
            let broken = "document.body.innerText.includes('broken')";
            page.wait("a broken picture is told", broken, 60);
        }
        assert_eq!(complaints(&page), Vec::<String>::new());
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

/// What the console says; browsers ask for an icon by themselves.
fn complaints(page: &Page) -> Vec<String> {
    page.errors().into_iter().filter(|it| !it.contains("/favicon.ico ")).collect()
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn a_page_without_tools() {
    Example::new("A page without tools").classifies(&[], "output");
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn a_camera_in_react() {
    let example = Example::new("A camera in React, with Vite");
    let video = example.folder.join("camera.y4m");
    browser_tests::camera::video(&video, &[picture()], 1).expect("a video");
    let options = Options::default().camera(&video);
    let (_served, page) = example.opened(&["--port"], &options);
    let answers = answers(&picture());
    let best = answers[0].split(':').next().expect("a name");
    let told = format!("document.querySelector('[role=status]')?.innerText === {best:?}");
    page.wait("what the camera sees has its name", &told, 60);
    assert_eq!(complaints(&page), Vec::<String>::new());
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn next() {
    Example::new("Next").classifies(&["--port"], "ol");
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn a_worker_of_ones_own() {
    let example = Example::new("A worker of your own");
    let (_served, page) = example.opened(&["--port"], &Options::default());
    page.wait("the page is there", "document.querySelector('input')", 60);
    let both = ["picture.png", "broken.png"].map(|name| example.path(name)).join("\n");
    page.send_keys("input", &both);
    page.wait("both are told", "document.querySelectorAll('li').length === 2", 60);
    let told = page.text("ol");
    assert!(told.lines().any(|line| line == answers(&picture())[0]), "{told}");
    assert!(told.contains("broken.png: The picture broken.png is broken"), "{told}");
    assert_eq!(complaints(&page), Vec::<String>::new());
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn node() {
    let example = Example::new("Node");
    let told = printed(&mut example.command(&example.last));
    assert_eq!(told.trim().lines().collect::<Vec<_>>(), answers(&picture()));
}
