//! Messages of Protocol Buffers, written field by field.

/// A field whose bytes are announced by their number: text, numbers in a row, another message.
const LENGTH: u64 = 2;

/// A message; fields stand in the order in which they are added.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message(Vec<u8>);

impl Message {
    /// A whole number.
    pub(crate) fn number(mut self, field: u64, value: u64) -> Self {
        self.varint(field << 3);
        self.varint(value);
        self
    }

    /// Bytes, or a text.
    pub(crate) fn bytes(mut self, field: u64, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.varint(field << 3 | LENGTH);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    /// A message, or one more of several.
    pub(crate) fn message(self, field: u64, message: &Message) -> Self {
        self.bytes(field, &message.0)
    }

    /// Its bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the encoding's own guide.
    #[test]
    fn messages_are_those_of_the_guide() {
        let inner = Message::default().number(1, 150);
        assert_eq!(inner.clone().finish(), [0x08, 0x96, 0x01]);
        let text = Message::default().bytes(2, "testing").finish();
        assert_eq!(text, [&[0x12, 0x07][..], b"testing"].concat());
        let outer = Message::default().message(3, &inner).finish();
        assert_eq!(outer, [0x1a, 0x03, 0x08, 0x96, 0x01]);
    }
}
