//! Which room may import which: `rooms.toml` against the imports of the code.

use super::{Finding, Import};
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};

/// The table of `rooms.toml`.
#[derive(Debug)]
pub struct Rooms {
    everywhere: Vec<String>,
    /// Paths, or `folder/*`, with the rooms that each may use.
    rooms: BTreeMap<String, Vec<String>>,
}

impl Rooms {
    /// Reads the table; an error if a room uses one that does not stand above it.
    pub fn read(text: &str) -> Result<Self> {
        let table: toml::Table = toml::from_str(text).context("rooms.toml")?;
        let list = |value: &toml::Value| -> Result<Vec<String>> {
            let names = value.as_array().context("rooms.toml: a list of rooms is missing")?;
            Ok(names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
        };
        let everywhere = list(table.get("everywhere").context("rooms.toml: everywhere")?)?;
        let mut rooms = BTreeMap::new();
        for (_, part) in table.iter().filter(|(_, part)| part.is_table()) {
            let part = part.as_table().context("rooms.toml: a part is no table")?;
            for (room, uses) in part {
                rooms.insert(room.clone(), list(uses)?);
            }
        }
        // In the order of the text, which the parsed table does not keep.
        let order = |room: &str| text.find(&format!("\n\"{room}\" ="));
        for (room, uses) in &rooms {
            for used in uses {
                let whole = used == "src/*" || used == "www/*";
                let above = order(used) < order(room);
                ensure!(
                    whole || (rooms.contains_key(used) && above),
                    "rooms.toml: {room} uses {used}, which does not stand above it"
                );
            }
        }
        Ok(Self { everywhere, rooms })
    }

    /// The rooms that stand in the table, with those that each may use.
    pub fn table(&self) -> &BTreeMap<String, Vec<String>> {
        &self.rooms
    }

    /// The entry of the table that holds `path`, and the room: of `folder/*`, the folder in there.
    fn room(&self, path: &str) -> Option<(&str, String)> {
        let holds = |folder: &str| path == folder || path.starts_with(&format!("{folder}/"));
        let entry = self
            .rooms
            .keys()
            .filter(|room| holds(room.trim_end_matches("/*")))
            .max_by_key(|room| room.len())?;
        let Some(parent) = entry.strip_suffix("/*") else { return Some((entry, entry.clone())) };
        let inside = path.strip_prefix(parent)?.trim_start_matches('/').split('/').next()?;
        Some((entry, format!("{parent}/{inside}")))
    }

    /// The imports that this table does not allow, and the files that stand in no room.
    pub fn findings(&self, files: &[String], imports: &[Import]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for file in files.iter().filter(|file| self.room(file).is_none()) {
            let rule = "stands in no room of rooms.toml".to_owned();
            findings.push(Finding { file: file.clone(), line: 1, rule });
        }
        for import in imports {
            let Some((entry, from)) = self.room(&import.from) else { continue };
            let Some((target, to)) = self.room(&import.to) else {
                let rule = format!("imports {}, which stands in no room of rooms.toml", import.to);
                findings.push(Finding { file: import.from.clone(), line: import.line, rule });
                continue;
            };
            let uses = &self.rooms[entry];
            let whole = uses.iter().any(|used| {
                used == "src/*" && to.starts_with("src/")
                    || used == "www/*" && to.starts_with("www/")
            });
            let named = uses.iter().any(|used| used == target);
            if from == to || whole || named || self.everywhere.contains(&to) {
                continue;
            }
            let may = if uses.is_empty() { "nothing".to_owned() } else { uses.join(", ") };
            let rule = format!("imports {} in {to}; {from} may use {may} (rooms.toml)", import.to);
            findings.push(Finding { file: import.from.clone(), line: import.line, rule });
        }
        findings
    }
}

/// The circles among imports that run: one finding for each, at its first file. That the `mod.rs`
/// of a folder uses the files in there makes none: it is their face, and has what they share.
pub fn circles(imports: &[Import]) -> Vec<Finding> {
    let own = |import: &Import| {
        import.from.strip_suffix("mod.rs").is_some_and(|folder| import.to.starts_with(folder))
    };
    let mut to: BTreeMap<&str, Vec<&Import>> = BTreeMap::new();
    for import in imports.iter().filter(|import| import.runs && !own(import)) {
        to.entry(&import.from).or_default().push(import);
    }
    let mut findings = Vec::new();
    let mut closed = BTreeSet::new();
    for &start in to.keys() {
        if closed.contains(start) {
            continue;
        }
        if let Some(way) = way_back(start, &to) {
            let files: Vec<&str> = way.iter().map(|import| import.from.as_str()).collect();
            closed.extend(files.iter().copied());
            let rule = format!("a circle of imports: {} -> {start}", files.join(" -> "));
            findings.push(Finding { file: start.to_owned(), line: way[0].line, rule });
        }
    }
    findings
}

/// The shortest way along imports from `start` back to it.
fn way_back<'a>(start: &str, to: &BTreeMap<&str, Vec<&'a Import>>) -> Option<Vec<&'a Import>> {
    let mut by: BTreeMap<&str, &Import> = BTreeMap::new();
    let mut next = std::collections::VecDeque::from([start.to_owned()]);
    while let Some(file) = next.pop_front() {
        for &import in to.get(file.as_str()).into_iter().flatten() {
            if by.contains_key(import.to.as_str()) {
                continue;
            }
            by.insert(&import.to, import);
            if import.to == start {
                let mut way = vec![import];
                while way[0].from != start {
                    way.insert(0, by[way[0].from.as_str()]);
                }
                return Some(way);
            }
            next.push_back(import.to.clone());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "everywhere = [\"src/error.rs\"]\n\n[rust]\n\"src/error.rs\" = []\n\
        \"src/model\" = []\n\"src/engine\" = [\"src/model\"]\n\"src/lib.rs\" = [\"src/*\"]\n\n\
        [javascript]\n\"www/domain\" = []\n\"www/views/shared\" = [\"www/domain\"]\n\
        \"www/views/*\" = [\"www/views/shared\"]\n\"www/views/tabs\" = [\"www/views/*\"]\n";

    fn import(from: &str, to: &str) -> Import {
        Import { from: from.to_owned(), line: 7, to: to.to_owned(), runs: true }
    }

    #[test]
    fn an_import_that_runs_up_is_found_with_its_place() {
        let rooms = Rooms::read(TABLE).expect("a table");
        let up = import("src/model/tensor.rs", "src/engine/run.rs");
        let found = rooms.findings(&[], &[up]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "src/model/tensor.rs:7: imports src/engine/run.rs in src/engine; src/model may use \
             nothing (rooms.toml)"
        );
    }

    #[test]
    fn what_the_table_allows_is_no_finding() {
        let rooms = Rooms::read(TABLE).expect("a table");
        for (from, to) in [
            ("src/engine/run.rs", "src/model/mod.rs"),
            ("src/model/mod.rs", "src/error.rs"),
            ("src/lib.rs", "src/engine/mod.rs"),
            ("www/views/cost/index.js", "www/views/shared/dom.js"),
            ("www/views/cost/index.js", "www/views/cost/table.js"),
            ("www/views/tabs/index.js", "www/views/cost/index.js"),
        ] {
            assert_eq!(rooms.findings(&[], &[import(from, to)]), [], "{from} -> {to}");
        }
    }

    #[test]
    fn views_are_rooms_of_their_own() {
        let rooms = Rooms::read(TABLE).expect("a table");
        for (from, to) in [
            ("www/views/cost/index.js", "www/views/twin/index.js"),
            ("www/views/shared/dom.js", "www/views/twin/index.js"),
            ("www/views/cost/index.js", "www/domain/number.js"),
            ("www/domain/number.js", "www/elsewhere.js"),
        ] {
            assert_eq!(rooms.findings(&[], &[import(from, to)]).len(), 1, "{from} -> {to}");
        }
        assert_eq!(rooms.findings(&["www/elsewhere.js".to_owned()], &[]).len(), 1);
    }

    #[test]
    fn a_table_that_runs_up_or_round_is_refused() {
        let up = TABLE.replace("\"src/model\" = []", "\"src/model\" = [\"src/engine\"]");
        let said = Rooms::read(&up).expect_err("it runs up").to_string();
        assert!(said.contains("src/model uses src/engine"), "{said}");
        assert!(Rooms::read(&TABLE.replace("[\"src/model\"]", "[\"src/modle\"]")).is_err());
    }

    #[test]
    fn circles_are_found_and_types_make_none() {
        let circle = [import("a", "b"), import("b", "c"), import("c", "a"), import("d", "a")];
        let found = circles(&circle);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), "a:7: a circle of imports: a -> b -> c -> a");
        let mut types = circle.to_vec();
        types[1].runs = false;
        assert_eq!(circles(&types), []);
        assert_eq!(circles(&[import("a/mod.rs", "a/b.rs"), import("a/b.rs", "a/mod.rs")]), []);
    }

    /// The room that a word of ARCHITECTURE.md's table means, for a room in `tree`.
    fn meant(rooms: &Rooms, tree: &str, word: &str) -> String {
        let named = |room: &&String| {
            let last = room.trim_end_matches("/*").trim_end_matches(".rs").rsplit('/').next();
            room.starts_with(tree) && last == Some(word)
        };
        rooms.table().keys().find(named).unwrap_or_else(|| panic!("no room {word}")).clone()
    }

    #[test]
    fn architecture_md_has_the_same_table() {
        let root = crate::workspace::root();
        let read = |file: &str| std::fs::read_to_string(root.join(file)).expect(file);
        let rooms = Rooms::read(&read("rooms.toml")).expect("rooms.toml");
        let text = read("ARCHITECTURE.md");
        let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
        let mut described = BTreeSet::new();
        for row in rows {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let [paths, _, may, ..] = cells[..] else { continue };
            for path in paths.split(['`', ',', ' ']).map(|path| path.trim_end_matches('/')) {
                let glob = format!("{path}/*");
                let key = if rooms.table().contains_key(&glob) { &glob } else { path };
                let Some(uses) = rooms.table().get(key) else { continue };
                described.insert(key.to_owned());
                let tree = if key.starts_with("src/") { "src/" } else { "www/" };
                let inside = |used: &String| used.starts_with(&format!("{path}/"));
                let uses: BTreeSet<String> = uses.iter().filter(|u| !inside(u)).cloned().collect();
                let said: BTreeSet<String> = match may {
                    "nothing" => BTreeSet::new(),
                    all if all.starts_with("all") => BTreeSet::from([format!("{tree}*")]),
                    words => words.split(", ").map(|word| meant(&rooms, tree, word)).collect(),
                };
                assert_eq!(said, uses, "ARCHITECTURE.md says of {path}: {may}");
            }
        }
        let folders = rooms.table().keys().filter(|room| !room.contains('.'));
        for room in folders.filter(|room| !["www/examples"].contains(&room.as_str())) {
            let parent = |path: &String| room.starts_with(path.trim_end_matches('*'));
            assert!(described.iter().any(parent), "ARCHITECTURE.md has no row for {room}");
        }
    }
}
