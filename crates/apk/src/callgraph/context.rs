//! What surrounds a constant: the calls a method makes, by which a short string becomes a key of something.

use super::hash::Map;

use super::program::{MethodId, Program};
use crate::dex::{Dex, EventKind};
use crate::knowledge::{Row, RowKind};

pub const URI_PARSE: u16 = 1;
pub const RESOLVER: u16 = 2;
pub const SETTINGS: u16 = 4;
pub const PROPERTY: u16 = 8;
pub const EXEC: u16 = 16;
pub const REFLECTION: u16 = 32;
pub const ALGORITHM: u16 = 64;
pub const EXIF: u16 = 128;
pub const MEDIA_DRM: u16 = 256;
pub const INTERFACE: u16 = 512;
pub const SYSTEM_PROPERTY: u16 = 1024;
pub const SENSOR: u16 = 2048;
pub const FILE: u16 = 4096;

/// Contexts of methods, read once.
#[derive(Debug, Default)]
pub struct Contexts {
    own: Map<MethodId, u16>,
    references: Map<(usize, u32), u16>,
}

impl Contexts {
    /// Bits of what a method calls and of what the methods of the package it calls straight call.
    pub fn with_callees(&mut self, program: &mut Program<'_, '_>, method: MethodId) -> u16 {
        let mut bits = self.own(program, method);
        let Some((dex, row)) = program.method(method) else { return bits };
        let sweeps = program.sweeps;
        let Some(sweep) = sweeps.get(dex) else { return bits };
        for event in sweep.events_of(row) {
            let kind = event.kind();
            if matches!(kind, EventKind::InvokeStatic | EventKind::InvokeDirect | EventKind::InvokeVirtual) {
                if let Some(callee) = program.defined_here(dex, event.index) {
                    bits |= self.own(program, callee);
                }
            }
        }
        bits
    }

    /// Bits of what a method itself calls and names.
    pub fn own(&mut self, program: &Program<'_, '_>, method: MethodId) -> u16 {
        if let Some(bits) = self.own.get(&method) {
            return *bits;
        }
        let mut bits = 0;
        if let Some((dex, row)) = program.method(method) {
            if let (Some(file), Some(sweep)) = (program.dexes.get(dex), program.sweeps.get(dex)) {
                for event in sweep.events_of(row) {
                    bits |= match event.kind() {
                        EventKind::ConstString => match file.string_bytes(event.index) {
                            Some(b"android.os.SystemProperties" | b"getprop") => PROPERTY,
                            _ => 0,
                        },
                        EventKind::StaticGet => 0,
                        kind if kind.invoke().is_some() => {
                            let index = event.index;
                            *self.references.entry((dex, index)).or_insert_with(|| of_reference(file, index))
                        }
                        _ => 0,
                    };
                }
            }
        }
        self.own.insert(method, bits);
        bits
    }
}

fn of_reference(dex: &Dex<'_>, method: u32) -> u16 {
    let Some(row) = dex.method(method) else { return 0 };
    let (Some(class), Some(name)) = (dex.type_bytes(row.class), dex.string_bytes(row.name)) else { return 0 };
    match class {
        b"Landroid/net/Uri;" => URI_PARSE,
        b"Landroid/content/ContentResolver;" | b"Landroid/content/ContentProviderClient;" => RESOLVER,
        b"Landroid/content/CursorLoader;" | b"Landroidx/loader/content/CursorLoader;" => RESOLVER,
        b"Landroid/provider/Settings$System;"
        | b"Landroid/provider/Settings$Secure;"
        | b"Landroid/provider/Settings$Global;" => SETTINGS,
        b"Landroid/os/SystemProperties;" => PROPERTY,
        b"Ljava/lang/Runtime;" if name == b"exec" => EXEC,
        b"Ljava/lang/ProcessBuilder;" => EXEC,
        b"Ljava/lang/Class;" | b"Ljava/lang/ClassLoader;" | b"Ljava/lang/reflect/Method;" => REFLECTION,
        b"Ljavax/crypto/Cipher;"
        | b"Ljava/security/MessageDigest;"
        | b"Ljavax/crypto/KeyGenerator;"
        | b"Ljavax/crypto/SecretKeyFactory;"
        | b"Ljavax/crypto/spec/SecretKeySpec;"
        | b"Ljavax/crypto/Mac;"
        | b"Ljava/security/Signature;" => ALGORITHM,
        b"Landroid/media/ExifInterface;" | b"Landroidx/exifinterface/media/ExifInterface;" => EXIF,
        b"Landroid/media/MediaDrm;" => MEDIA_DRM,
        b"Ljava/net/NetworkInterface;" => INTERFACE,
        b"Ljava/lang/System;" if name == b"getProperty" => SYSTEM_PROPERTY,
        b"Landroid/hardware/SensorManager;" => SENSOR,
        b"Ljava/io/File;"
        | b"Ljava/io/FileInputStream;"
        | b"Ljava/io/FileReader;"
        | b"Ljava/io/RandomAccessFile;" => FILE,
        _ => 0,
    }
}

/// Whether a constant counts for its row among such calls: `None` for no, else whether the calls prove it.
pub fn fits(row: &Row, text: &str, bits: u16) -> Option<bool> {
    let needs = |wanted: u16| (bits & wanted != 0).then_some(true);
    match row.kind {
        RowKind::Uri if row.key.starts_with("content://") => {
            if bits & RESOLVER != 0 && bits & URI_PARSE != 0 {
                Some(true)
            } else {
                (bits & (RESOLVER | URI_PARSE) != 0).then_some(false)
            }
        }
        RowKind::Uri if !row.key.contains("://") => needs(URI_PARSE),
        RowKind::Uri => (!is_namespace(text)).then_some(true),
        RowKind::Settings => needs(SETTINGS),
        RowKind::Property => needs(PROPERTY).or(if text.starts_with("ro.") { Some(false) } else { None }),
        RowKind::SystemProperty => needs(SYSTEM_PROPERTY),
        RowKind::Exec => needs(EXEC),
        RowKind::Reflection => needs(REFLECTION),
        RowKind::Algorithm => needs(ALGORITHM),
        RowKind::Exif => needs(EXIF),
        RowKind::Call => needs(MEDIA_DRM),
        RowKind::Interface => needs(INTERFACE),
        RowKind::File if !row.key.starts_with('/') => Some(false),
        RowKind::Intent | RowKind::Permission | RowKind::File | RowKind::String => Some(true),
        RowKind::Word => Some(row.key.len() > 6 || bits & SENSOR != 0),
        RowKind::Method | RowKind::Field => None,
    }
}

/// Names of XML vocabularies and licences look like addresses but are never opened.
fn is_namespace(text: &str) -> bool {
    const BEGINNINGS: [&str; 8] = [
        "http://schemas.android.com/",
        "http://www.w3.org/",
        "http://xml.org/",
        "http://xmlpull.org/",
        "http://ns.adobe.com/",
        "http://apache.org/xml/",
        "http://javax.xml.",
        "http://www.apache.org/licenses/",
    ];
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}
