//! Drawables other than vectors: bitmaps, shapes, lists, wrappers, adaptive icons.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;

use common::{argb, assert_near, el, encode_png, metrics, share, Package};
use mingjian_draw::resources::Value;

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.006, "share {found}, expected {expected}");
}

#[test]
fn bitmap_is_scaled_and_keeps_its_proportions() {
    let opaque = encode_png(48, 48, |_, _| [10, 20, 30, 255]);
    let icon = Package::default().with_bitmap(1, opaque).draw(1);
    assert_eq!((share(&icon), argb(&icon, 100, 100)), (1.0, 0xff0a_141e));
    assert_eq!(metrics(&icon).colours, 1);
    let clear = encode_png(48, 48, |_, _| [10, 20, 30, 0]);
    assert_eq!(share(&Package::default().with_bitmap(1, clear).draw(1)), 0.0);
    let wide = encode_png(100, 50, |_, _| [0, 0, 0, 255]);
    let icon = Package::default().with_bitmap(1, wide).draw(1);
    close(share(&icon), 0.5);
    assert_eq!(argb(&icon, 96, 20), 0);
    // Shrinking averages: a fine chequer becomes grey.
    let chequer = encode_png(768, 768, |x, y| if (x + y) % 2 == 0 { [0, 0, 0, 255] } else { [255; 4] });
    let icon = Package::default().with_bitmap(1, chequer).draw(1);
    assert_near(argb(&icon, 77, 33), 0xff80_8080, 3);
    // Odd sides are halved without losing the edge.
    let odd = encode_png(777, 777, |_, _| [9, 9, 9, 255]);
    assert_eq!(share(&Package::default().with_bitmap(1, odd).draw(1)), 1.0);
}

#[test]
fn pictures_too_large_are_refused_before_decoding() {
    let mut png = encode_png(2, 2, |_, _| [0; 4]);
    png[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
    let (_, error) = Package::default().with_bitmap(1, png).render(1);
    assert!(["icon_too_large", "icon_decode"].contains(&error.unwrap().code));
    let (_, error) = Package::default().with_bitmap(1, b"BM not a picture".to_vec()).render(1);
    assert_eq!(error.unwrap().code, "icon_format");
}

#[test]
fn adaptive_icon_shows_the_middle_of_its_layers_in_a_circle() {
    let root = el(
        "adaptive-icon",
        vec![
            el("background drawable=@2", vec![]),
            el("foreground drawable=@3", vec![]),
            el("monochrome drawable=@4", vec![]),
        ],
    );
    // A 36 dp square in the middle of 108 dp: half as wide as the visible 72 dp.
    let foreground = el(
        "vector width=108dp height=108dp viewportWidth=108 viewportHeight=108",
        vec![el("path fillColor=#ffff0000 pathData=M36,36h36v36h-36z", vec![])],
    );
    let package =
        Package::default().with_xml(1, root).with_xml(3, foreground).with(4, Value::Color(0xff00_ff00));
    let icon = package.clone().with(2, Value::Color(0xff00_00ff)).draw(1);
    close(share(&icon), std::f64::consts::FRAC_PI_4);
    assert_eq!(argb(&icon, 96, 96), 0xffff_0000);
    assert_eq!(argb(&icon, 52, 96), 0xffff_0000);
    assert_eq!(argb(&icon, 44, 96), 0xff00_00ff);
    assert_eq!(argb(&icon, 4, 4), 0);
    let icon = package.with(2, Value::Reference(0x0106_000d)).draw(1);
    close(share(&icon), 0.25);
}

#[test]
fn shapes_fill_corners_and_strokes() {
    let draw = |line: &str, children| Package::default().with_xml(1, el(line, children)).draw(1);
    let solid = || el("solid color=#ff336699", vec![]);
    assert_eq!(share(&draw("shape", vec![solid()])), 1.0);
    close(share(&draw("shape shape=1", vec![solid()])), std::f64::consts::FRAC_PI_4);
    // 24 dp corners on a 48 dp icon make a circle.
    let corners = el("corners radius=24dp", vec![]);
    close(share(&draw("shape", vec![solid(), corners])), std::f64::consts::FRAC_PI_4);
    let one = el("corners topLeftRadius=24dp", vec![]);
    close(share(&draw("shape", vec![solid(), one])), 1.0 - (1.0 - std::f64::consts::FRAC_PI_4) / 4.0);
    // A 6 dp frame: what is inside 36 of 48 dp stays empty.
    let stroke = el("stroke width=6dp color=#ff000000", vec![]);
    close(share(&draw("shape", vec![stroke])), 1.0 - 36.0 * 36.0 / 48.0 / 48.0);
    assert_eq!(share(&draw("shape", vec![])), 0.0);
    let up = draw("shape", vec![el("gradient angle=90 startColor=#ff000000 endColor=#ffffffff", vec![])]);
    assert_near(argb(&up, 96, 190), 0xff02_0202, 4);
    assert_near(argb(&up, 96, 2), 0xfffc_fcfc, 4);
    let ring = "shape shape=3 innerRadius=12dp thickness=6dp";
    let area = std::f64::consts::PI * (18.0 * 18.0 - 144.0) / 2304.0;
    // Its two long edges are antialiased, and a pixel of a tenth counts.
    assert!((share(&draw(ring, vec![solid()])) - area).abs() < 0.01);
}

#[test]
fn layer_list_stacks_with_insets_and_gravity() {
    let bottom = el("item drawable=@2", vec![]);
    let middle = el("item left=12dp top=12dp right=12dp bottom=12dp drawable=@3", vec![]);
    // center (0x11) with an own size
    let top = el(
        "item width=12dp height=12dp gravity=17",
        vec![el("shape", vec![el("solid color=#ffffffff", vec![])])],
    );
    let icon = Package::default()
        .with_xml(1, el("layer-list", vec![bottom, middle, top]))
        .with(2, Value::Color(0xff00_0000))
        .with(3, Value::Color(0xffff_0000))
        .draw(1);
    assert_eq!(argb(&icon, 20, 20), 0xff00_0000);
    assert_eq!(argb(&icon, 60, 60), 0xffff_0000);
    assert_eq!(argb(&icon, 96, 96), 0xffff_ffff);
    assert_eq!(argb(&icon, 96, 68), 0xffff_0000);
    // A bitmap with gravity keeps its own size: 48 px at 160 dpi are 48 dp; at bottom|right of 48 dp it fills.
    let png = encode_png(24, 24, |_, _| [1, 2, 3, 255]);
    let item = el("item", vec![el("bitmap src=@5 gravity=85", vec![])]);
    let icon = Package::default().with_bitmap(5, png).with_xml(1, el("layer-list", vec![item])).draw(1);
    close(share(&icon), 0.25);
    assert_eq!(argb(&icon, 150, 150), 0xff01_0203);
}

#[test]
fn wrappers_and_lists_choose_what_a_launcher_sees() {
    let package = Package::default()
        .with(2, Value::Color(0xff11_2233))
        .with(3, Value::Color(0xffaa_bbcc))
        .with_xml(4, el("bitmap src=@5 tint=#ff00ff00 alpha=0.5", vec![]))
        .with_bitmap(5, encode_png(4, 4, |_, _| [7, 7, 7, 255]));
    let first = |line: &str, children| argb(&package.clone().with_xml(1, el(line, children)).draw(1), 96, 96);
    let item = |line: &str| el(line, vec![]);
    let states = vec![item("item state_pressed=1 drawable=@2"), item("item state_pressed=0 drawable=@3")];
    assert_eq!(first("selector", states), 0xffaa_bbcc);
    let levels = vec![item("item minLevel=1 maxLevel=9 drawable=@2"), item("item maxLevel=0 drawable=@3")];
    assert_eq!(first("level-list", levels), 0xffaa_bbcc);
    assert_eq!(
        first("animation-list", vec![item("item drawable=@2"), item("item drawable=@3")]),
        0xff11_2233
    );
    assert_eq!(first("scale drawable=@2", vec![]), 0xff11_2233);
    assert_eq!(first("color color=#ff010101", vec![]), 0xff01_0101);
    assert_near(argb(&package.clone().draw(4), 96, 96), 0x8000_ff00, 2);
    let inset = package.clone().with_xml(1, el("inset insetLeft=24dp drawable=@2", vec![])).draw(1);
    assert_eq!((argb(&inset, 90, 96), argb(&inset, 100, 96)), (0, 0xff11_2233));
    let half = el("inset insetTop=50% drawable=@2", vec![]);
    let turned = el("rotate fromDegrees=90 pivotX=50% pivotY=50%", vec![half]);
    let icon = package.clone().with_xml(1, turned).draw(1);
    assert_eq!((argb(&icon, 40, 96), argb(&icon, 150, 96)), (0xff11_2233, 0));
}

#[test]
fn circles_of_references_end() {
    let list = |id: &str| el("layer-list", vec![el(&format!("item drawable=@{id}"), vec![])]);
    let mut package = Package::default().with_xml(1, list("2")).with_xml(2, list("1"));
    assert_eq!(package.render(1).1.unwrap().code, "icon_cycle");
    let mut package = Package::default().with(1, Value::Reference(1));
    assert_eq!(package.render(1).1.unwrap().code, "icon_cycle");
    // 64 layers of 64 layers of …: stopped by the budget, not by patience.
    let mut package = Package::default().with(20, Value::Color(0xff00_0000));
    for level in 1..20 {
        let items = (0..64).map(|_| el(&format!("item drawable=@{:x}", level + 1), vec![])).collect();
        package = package.with_xml(level, el("layer-list", items));
    }
    assert!(["icon_too_complex", "icon_cycle", "icon_too_deep"].contains(&package.render(5).1.unwrap().code));
}

#[test]
fn missing_parts_are_told() {
    let mut package = Package::default().with_xml(1, el("layer-list", vec![el("item drawable=@9", vec![])]));
    assert_eq!(package.render(1).1.unwrap().code, "icon_missing");
    let mut package = Package::default().with(1, Value::Text("res/gone.png".into()));
    assert_eq!(package.render(1).1.unwrap().code, "zip_no_entry");
    let mut package = Package::default().with_xml(1, el("com.example.MyDrawable", vec![]));
    assert_eq!(package.render(1).1.unwrap().code, "icon_unknown_drawable");
}

#[test]
fn hash_tells_pictures_apart_but_not_their_scale() {
    let face = |side: u32| {
        encode_png(side, side, move |x, y| {
            let (x, y) = (f64::from(x) / f64::from(side) - 0.4, f64::from(y) / f64::from(side) - 0.55);
            if x * x + y * y < 0.1 || x > 0.45 {
                [200, 30, 30, 255]
            } else {
                [255; 4]
            }
        })
    };
    let hash = |png| metrics(&Package::default().with_bitmap(1, png).draw(1)).phash;
    let (small, large) = (hash(face(48)), hash(face(192)));
    assert!((small ^ large).count_ones() <= 6);
    let other = hash(encode_png(192, 192, |x, _| if x % 64 < 32 { [0, 0, 0, 255] } else { [255; 4] }));
    assert!((large ^ other).count_ones() >= 16);
}
