//! Basic Encoding Rules as loosely as apksig reads them: indefinite lengths and long forms are accepted.
//!
//! Source: ITU-T X.690; AOSP tools/apksig (asn1.ber) for what is accepted.

/// Bytes that are not the structure they should be; says which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed(pub &'static str);

pub(super) type Result<T> = std::result::Result<T, Malformed>;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// One value: its identifier octet, contents and whole encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    pub encoded: &'a [u8],
}

impl<'a> Value<'a> {
    /// The contents, if the value has this tag.
    pub fn expect(self, tag: u8) -> Result<&'a [u8]> {
        if self.tag == tag {
            Ok(self.content)
        } else {
            Err(Malformed("unexpected ASN.1 tag"))
        }
    }

    /// Contents of a string type: parts of a constructed one joined.
    pub fn octets(self, tag: u8) -> Result<Vec<u8>> {
        if self.tag == tag {
            return Ok(self.content.to_vec());
        }
        if self.tag != tag | 0x20 {
            return Err(Malformed("unexpected ASN.1 tag"));
        }
        let mut joined = Vec::new();
        let mut parts = Reader::new(self.content);
        while let Some(part) = parts.next()? {
            joined.extend_from_slice(part.expect(tag)?);
        }
        Ok(joined)
    }
}

/// Reads values one after another.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

struct Header {
    tag: u8,
    /// Octets of identifier and length.
    size: usize,
    /// `None` for the indefinite form.
    len: Option<usize>,
}

fn header(data: &[u8]) -> Result<Header> {
    let cut = Malformed("ASN.1 value cut short");
    let tag = *data.first().ok_or_else(|| cut.clone())?;
    if tag & 0x1f == 0x1f {
        return Err(Malformed("ASN.1 tag number above 30"));
    }
    let first = *data.get(1).ok_or_else(|| cut.clone())?;
    if first < 0x80 {
        return Ok(Header { tag, size: 2, len: Some(usize::from(first)) });
    }
    if first == 0x80 {
        return Ok(Header { tag, size: 2, len: None });
    }
    let octets = usize::from(first & 0x7f);
    let size = octets.saturating_add(2);
    let mut len = 0_usize;
    for byte in data.get(2..size).ok_or(cut)? {
        if len >> 23 != 0 {
            return Err(Malformed("ASN.1 value longer than 2 GiB"));
        }
        len = (len << 8) | usize::from(*byte);
    }
    Ok(Header { tag, size, len: Some(len) })
}

/// Length of the contents that the matching end-of-contents octets close.
fn indefinite(data: &[u8]) -> Result<usize> {
    let mut at = 0_usize;
    let mut depth = 1_usize;
    loop {
        let value = header(data.get(at..).unwrap_or_default())?;
        let start = at;
        at = at.saturating_add(value.size).saturating_add(value.len.unwrap_or(0));
        match value.len {
            None => depth = depth.saturating_add(1),
            Some(0) if value.tag == 0 => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Ok(start);
                }
            }
            Some(_) => {}
        }
    }
}

impl<'a> Reader<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self { rest: data }
    }

    pub fn next(&mut self) -> Result<Option<Value<'a>>> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let header = header(self.rest)?;
        let body = self.rest.get(header.size..).unwrap_or_default();
        let (len, closing) = match header.len {
            Some(len) => (len, 0),
            None => (indefinite(body)?, 2),
        };
        let content = body.get(..len).ok_or(Malformed("ASN.1 value cut short"))?;
        let whole = header.size.saturating_add(len).saturating_add(closing);
        let encoded = self.rest.get(..whole).ok_or(Malformed("ASN.1 value cut short"))?;
        self.rest = self.rest.get(whole..).unwrap_or_default();
        Ok(Some(Value { tag: header.tag, content, encoded }))
    }

    pub fn value(&mut self) -> Result<Value<'a>> {
        self.next()?.ok_or(Malformed("ASN.1 element missing"))
    }

    pub fn expect(&mut self, tag: u8) -> Result<&'a [u8]> {
        self.value()?.expect(tag)
    }

    /// The next value if it has this tag; otherwise nothing is consumed.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Value<'a>>> {
        if self.rest.first() == Some(&tag) {
            self.next()
        } else {
            Ok(None)
        }
    }

    pub fn oid(&mut self) -> Result<String> {
        self.expect(OBJECT_IDENTIFIER).and_then(dotted)
    }
}

/// Object identifier in dotted form.
pub(super) fn dotted(content: &[u8]) -> Result<String> {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc = 0_u64;
    let mut open = false;
    for byte in content {
        if arc >> 56 != 0 {
            return Err(Malformed("object identifier arc too large"));
        }
        arc = (arc << 7) | u64::from(byte & 0x7f);
        open = byte & 0x80 != 0;
        if !open {
            if arcs.is_empty() {
                let root = (arc / 40).min(2);
                arcs.push(root);
                arc = arc.saturating_sub(root.saturating_mul(40));
            }
            arcs.push(arc);
            arc = 0;
        }
    }
    if open || arcs.is_empty() {
        return Err(Malformed("object identifier cut short"));
    }
    let text: Vec<String> = arcs.iter().map(u64::to_string).collect();
    Ok(text.join("."))
}

/// Magnitude of an integer read as unsigned, without leading zeros.
pub(super) fn magnitude(content: &[u8]) -> &[u8] {
    let zeros = content.iter().take_while(|byte| **byte == 0).count();
    content.get(zeros..).unwrap_or_default()
}
