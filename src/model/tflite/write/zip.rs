//! A file packed behind the network, where readers of TensorFlow Lite Metadata look for it: a zip of
//! one file, stored as it is (PKWARE's APPNOTE.TXT, section 4.3). Places count from the beginning of
//! all, as Python's `zipfile` has them when it appends.

const LOCAL: u32 = 0x0403_4b50;
const ENTRY: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Stored files need no later version of the format than 1.0.
const VERSION: u16 = 10;
/// 1 January 1980, the first day that there is: the same file every time.
const DATE: u16 = 1 << 5 | 1;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;

/// Packs `content`, which with `file` takes less than 4 GB.
pub(super) fn append(file: &mut Vec<u8>, name: &str, content: &[u8]) {
    let start = file.len() as u32;
    let mut about = Vec::new();
    for short in [VERSION, FLAGS, 0, 0, DATE] {
        about.extend(short.to_le_bytes());
    }
    let size = content.len() as u32;
    for word in [crc32(content), size, size] {
        about.extend(word.to_le_bytes());
    }
    about.extend((name.len() as u16).to_le_bytes());
    about.extend([0; 2]); // nothing more

    file.extend(LOCAL.to_le_bytes());
    file.extend(&about);
    file.extend(name.as_bytes());
    file.extend(content);

    let directory = file.len() as u32;
    file.extend(ENTRY.to_le_bytes());
    file.extend(VERSION.to_le_bytes());
    file.extend(&about);
    file.extend([0; 10]); // no comment, the first disk, no attributes
    file.extend(start.to_le_bytes());
    file.extend(name.as_bytes());

    let length = file.len() as u32 - directory;
    file.extend(END.to_le_bytes());
    file.extend([0; 4]); // disks
    file.extend([1, 0, 1, 0]); // one file
    file.extend(length.to_le_bytes());
    file.extend(directory.to_le_bytes());
    file.extend([0; 2]); // no comment
}

/// The checksum of ISO 3309.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, &byte: &u8| {
        let bits = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        (0..8).fold(sum ^ u32::from(byte), bits)
    };
    !bytes.iter().fold(!0, step)
}
