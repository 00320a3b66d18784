//! Colours of the platform that packages refer to by id.
//!
//! Source: `aapt dump --values resources` on framework-res.apk of Debian's android-framework-res (API 29);
//! state lists by their default colour.

/// (resource id, `0xaarrggbb`), ascending.
const COLORS: [(u32, u32); 29] = [
    (0x0106_0000, 0xffaa_aaaa), // darker_gray
    (0x0106_0001, 0xffff_ffff), // primary_text_dark
    (0x0106_0002, 0xffff_ffff), // primary_text_dark_nodisable
    (0x0106_0003, 0xff00_0000), // primary_text_light
    (0x0106_0004, 0xff00_0000), // primary_text_light_nodisable
    (0x0106_0005, 0xffbe_bebe), // secondary_text_dark
    (0x0106_0006, 0xffbe_bebe), // secondary_text_dark_nodisable
    (0x0106_0007, 0xff32_3232), // secondary_text_light
    (0x0106_0008, 0xffbe_bebe), // secondary_text_light_nodisable
    (0x0106_0009, 0xff80_8080), // tab_indicator_text
    (0x0106_000a, 0xff00_0000), // widget_edittext_dark
    (0x0106_000b, 0xffff_ffff), // white
    (0x0106_000c, 0xff00_0000), // black
    (0x0106_000d, 0x0000_0000), // transparent
    (0x0106_000e, 0xff00_0000), // background_dark
    (0x0106_000f, 0xffff_ffff), // background_light
    (0x0106_0010, 0xff80_8080), // tertiary_text_dark
    (0x0106_0011, 0xff80_8080), // tertiary_text_light
    (0x0106_0012, 0xff33_b5e5), // holo_blue_light
    (0x0106_0013, 0xff00_99cc), // holo_blue_dark
    (0x0106_0014, 0xff99_cc00), // holo_green_light
    (0x0106_0015, 0xff66_9900), // holo_green_dark
    (0x0106_0016, 0xffff_4444), // holo_red_light
    (0x0106_0017, 0xffcc_0000), // holo_red_dark
    (0x0106_0018, 0xffff_bb33), // holo_orange_light
    (0x0106_0019, 0xffff_8800), // holo_orange_dark
    (0x0106_001a, 0xffaa_66cc), // holo_purple
    (0x0106_001b, 0xff00_ddff), // holo_blue_bright
    (0x0106_001c, 0xff60_7d8b), // system_notification_accent_color
];

/// `0xaarrggbb` of an `@android:color/…` id.
pub fn framework_color(id: u32) -> Option<u32> {
    let at = COLORS.binary_search_by_key(&id, |row| row.0).ok()?;
    COLORS.get(at).map(|row| row.1)
}
