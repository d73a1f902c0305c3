//! A file on its way: what has come lies beside its place as `.part`, until it is whole and right.

use super::manifest;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The bytes so far. The file stays when this is dropped, for the next try to go on from.
pub struct Partial {
    file: File,
    path: PathBuf,
    place: PathBuf,
    length: u64,
}

impl Partial {
    /// Opens what an earlier try left of the file `place`, or a new one. None: another process
    /// is at it.
    pub fn open(place: &Path) -> io::Result<Option<Self>> {
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut path = OsString::from(place);
        path.push(".part");
        let path = PathBuf::from(path);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
        // A file system without locks is no reason to do without the file: its sum is checked.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Ok(None);
        }
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Some(Self { file, path, place: place.to_owned(), length }))
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds bytes at the end.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Forgets all bytes.
    pub fn clear(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.length = self.file.seek(SeekFrom::Start(0))?;
        Ok(())
    }

    /// The sum of the bytes.
    pub fn sha256(&mut self) -> io::Result<String> {
        self.file.seek(SeekFrom::Start(0))?;
        manifest::sha256(&mut self.file)
    }

    /// Moves the file to its place, over what may be there.
    pub fn finish(self) -> io::Result<()> {
        let Self { file, path, place, .. } = self;
        file.sync_all()?;
        drop(file);
        fs::rename(path, place)
    }

    /// Leaves the bytes for the next try, if there are any.
    pub fn leave(self) -> io::Result<()> {
        let Self { file, path, length, .. } = self;
        drop(file);
        if length == 0 { fs::remove_file(path) } else { Ok(()) }
    }
}
