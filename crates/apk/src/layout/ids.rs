//! Resource ids of the platform's view attributes. Source: `aapt dump resources` on framework-res.apk (API 29).

pub const ALPHA: u32 = 0x0101_031f;
pub const BACKGROUND: u32 = 0x0101_00d4;
pub const CHECKED: u32 = 0x0101_0106;
pub const CLICKABLE: u32 = 0x0101_00e5;
pub const COLOR: u32 = 0x0101_01a5;
pub const CONTENT_DESCRIPTION: u32 = 0x0101_0273;
pub const DRAWABLE: u32 = 0x0101_0199;
pub const ENABLED: u32 = 0x0101_000e;
pub const GRAVITY: u32 = 0x0101_00af;
pub const HINT: u32 = 0x0101_0150;
pub const ID: u32 = 0x0101_00d0;
pub const LAYOUT: u32 = 0x0101_00f2;
pub const LAYOUT_GRAVITY: u32 = 0x0101_00b3;
pub const LAYOUT_HEIGHT: u32 = 0x0101_00f5;
pub const LAYOUT_WEIGHT: u32 = 0x0101_0181;
pub const LAYOUT_WIDTH: u32 = 0x0101_00f4;
pub const MIN_HEIGHT: u32 = 0x0101_0140;
pub const MIN_WIDTH: u32 = 0x0101_013f;
pub const NAME: u32 = 0x0101_0003;
pub const ON_CLICK: u32 = 0x0101_026f;
pub const ORIENTATION: u32 = 0x0101_00c4;
pub const SRC: u32 = 0x0101_0119;
pub const STATE_ENABLED: u32 = 0x0101_009e;
pub const STATE_WINDOW_FOCUSED: u32 = 0x0101_009d;
pub const TAG: u32 = 0x0101_00d1;
pub const TEXT: u32 = 0x0101_014f;
pub const TEXT_APPEARANCE: u32 = 0x0101_0034;
pub const TEXT_COLOR: u32 = 0x0101_0098;
pub const TEXT_SIZE: u32 = 0x0101_0095;
pub const VISIBILITY: u32 = 0x0101_00dc;

/// Sides in the order all, horizontal, vertical, left, top, right, bottom, start, end.
pub const PADDING: [u32; 9] = [
    0x0101_00d5,
    0x0101_053d,
    0x0101_053e,
    0x0101_00d6,
    0x0101_00d7,
    0x0101_00d8,
    0x0101_00d9,
    0x0101_03b3,
    0x0101_03b4,
];
pub const MARGIN: [u32; 9] = [
    0x0101_00f6,
    0x0101_053b,
    0x0101_053c,
    0x0101_00f7,
    0x0101_00f8,
    0x0101_00f9,
    0x0101_00fa,
    0x0101_03b5,
    0x0101_03b6,
];
