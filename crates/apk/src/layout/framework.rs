//! Colours and text sizes of the platform that packages refer to by id.
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

/// Text size in sp of a public `@android:style/TextAppearance…`.
pub fn framework_text_size(style: u32) -> Option<f32> {
    Some(match style {
        0x0103_0120 | 0x0103_01f1 | 0x0103_0200..=0x0103_0202 => 12.0,
        0x0103_0046..=0x0103_0047
        | 0x0103_004a..=0x0103_004b
        | 0x0103_004d
        | 0x0103_0050
        | 0x0103_0053
        | 0x0103_0064
        | 0x0103_0067..=0x0103_0068
        | 0x0103_0081
        | 0x0103_0101..=0x0103_0102
        | 0x0103_0104
        | 0x0103_0106..=0x0103_0108
        | 0x0103_010b
        | 0x0103_0111
        | 0x0103_0113
        | 0x0103_0115..=0x0103_0116
        | 0x0103_011d
        | 0x0103_011f
        | 0x0103_01ad..=0x0103_01ae
        | 0x0103_01b3..=0x0103_01b4
        | 0x0103_01b9..=0x0103_01bd
        | 0x0103_01c2..=0x0103_01c3
        | 0x0103_01ce
        | 0x0103_01ed..=0x0103_01f0
        | 0x0103_01f8
        | 0x0103_01fe..=0x0103_01ff
        | 0x0103_0203
        | 0x0103_0206..=0x0103_0207
        | 0x0103_020b..=0x0103_020c
        | 0x0103_0215
        | 0x0103_0218..=0x0103_021a
        | 0x0103_021d..=0x0103_021e
        | 0x0103_02d4
        | 0x0103_02de..=0x0103_02df => 14.0,
        0x0103_003e..=0x0103_0040
        | 0x0103_0048..=0x0103_0049
        | 0x0103_004c
        | 0x0103_004e
        | 0x0103_0051..=0x0103_0052
        | 0x0103_0065..=0x0103_0066
        | 0x0103_00fb..=0x0103_00fc
        | 0x0103_0105
        | 0x0103_0109
        | 0x0103_010c..=0x0103_010f
        | 0x0103_01b6
        | 0x0103_01be..=0x0103_01c1
        | 0x0103_01c4..=0x0103_01c5
        | 0x0103_01c7
        | 0x0103_01c9
        | 0x0103_01cb
        | 0x0103_01cd
        | 0x0103_01fd
        | 0x0103_0204
        | 0x0103_0208
        | 0x0103_020d..=0x0103_020e
        | 0x0103_0211..=0x0103_0212
        | 0x0103_0216..=0x0103_0217
        | 0x0103_021b..=0x0103_021c
        | 0x0103_021f..=0x0103_0221 => 16.0,
        0x0103_0041
        | 0x0103_0044..=0x0103_0045
        | 0x0103_004f
        | 0x0103_0063
        | 0x0103_00ff..=0x0103_0100
        | 0x0103_0103
        | 0x0103_010a
        | 0x0103_0110
        | 0x0103_0112
        | 0x0103_0114
        | 0x0103_0118
        | 0x0103_011c
        | 0x0103_011e
        | 0x0103_01b1..=0x0103_01b2
        | 0x0103_01fb..=0x0103_01fc => 18.0,
        0x0103_01b5
        | 0x0103_01b7..=0x0103_01b8
        | 0x0103_01c6
        | 0x0103_01c8
        | 0x0103_01ca
        | 0x0103_01cc
        | 0x0103_01f2
        | 0x0103_0205
        | 0x0103_0209..=0x0103_020a
        | 0x0103_020f..=0x0103_0210
        | 0x0103_0213..=0x0103_0214
        | 0x0103_0222 => 20.0,
        0x0103_0042..=0x0103_0043
        | 0x0103_0080
        | 0x0103_00fd..=0x0103_00fe
        | 0x0103_0117
        | 0x0103_01af..=0x0103_01b0
        | 0x0103_01f9..=0x0103_01fa => 22.0,
        0x0103_01f7 => 24.0,
        0x0103_01f6 => 34.0,
        0x0103_01f5 => 45.0,
        0x0103_01f4 => 56.0,
        0x0103_01f3 => 112.0,
        _ => return None,
    })
}
