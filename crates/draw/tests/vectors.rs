//! Vector drawables: path grammar, groups, clips, fills and strokes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod common;

use common::{argb, assert_near, el, metrics, path, share, vector, Package};

const CIRCLE: f64 = std::f64::consts::FRAC_PI_4;

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.006, "share {found}, expected {expected}");
}

#[test]
fn square_covers_all_and_nothing_covers_none() {
    assert_eq!(share(&path("M0,0h24v24h-24z")), 1.0);
    assert_eq!(share(&path("M0,0")), 0.0);
    assert_eq!(share(&path("")), 0.0);
}

#[test]
fn circle_by_every_way_of_writing_arcs() {
    for data in [
        "M12,0A12,12_0_1,1_12,24A12,12_0_1,1_12,0Z",
        "M0,12a12,12_0_1,0_24,0a12,12_0_1,0_-24,0",
        // Flags run together with each other and with the coordinates.
        "M0_12a12_12_0_0124_0a12_12_0_01-24_0z",
        // Radii too small are grown.
        "M0,12a1,1_0_0,1_24,0a1,1_0_0,1_-24,0",
        // Flags written as floats, as PathParser reads them.
        "M0,12a12,12_0_1.0,0.0_24,0a12,12_0_1.0,0.0_-24,0",
    ] {
        close(share(&path(data)), CIRCLE);
    }
}

#[test]
fn large_and_sweep_flags_choose_the_arc() {
    // Quarter circle of radius 24 from the left edge to the top edge, closed through the centre.
    close(share(&path("M0,24A24,24_0_0,1_24,0L24,24Z")), CIRCLE);
    close(share(&path("M0,24A24,24_0_0,0_24,0L24,24Z")), 1.0 - CIRCLE + 0.0);
    // The other three quarters of the circle of radius 8 around the middle.
    let three = share(&path("M4,12A8,8_0_1,0_12,4L12,12Z"));
    close(three, 0.75 * std::f64::consts::PI * 64.0 / 576.0);
}

#[test]
fn rotated_ellipse_reaches_along_its_axis() {
    let icon = path("M3.515,20.485A12,3_-45_1,1_20.485,3.515A12,3_-45_1,1_3.515,20.485Z");
    close(share(&icon), std::f64::consts::PI * 36.0 / 576.0);
    assert_eq!(argb(&icon, 150, 42), 0xffff_0000);
    assert_eq!(argb(&icon, 42, 42), 0);
}

#[test]
fn numbers_run_together_as_in_minified_data() {
    close(share(&path("M.5.5l23-0v23l-23-0z")), 23.0 * 23.0 / 576.0);
    close(share(&path("m1e0,1l2.2e1,0,0,22,-22,0z")), 22.0 * 22.0 / 576.0);
    close(share(&path("M0_0H24V12H0")), 0.5);
}

#[test]
fn curves_and_their_smooth_forms() {
    // Four cubic quarters, of which three by reflection of the handles.
    let k = "6.627";
    let icon = path(&format!("M12,0C18.627,0_24,5.373_24,12S18.627,24_12,24_0,18.627_0,12_5.373,0_12,0z{k}"));
    close(share(&icon), CIRCLE);
    // A parabola over its chord holds two thirds of the enclosing box.
    close(share(&path("M0,24Q12,-24_24,24z")), 2.0 / 3.0);
    // Two quads, the second's control reflected: one bulges up, one down.
    let wave = path("M0,12q6,-12_12,0t12,0z");
    assert_eq!(argb(&wave, 48, 80), 0xffff_0000);
    assert_eq!(argb(&wave, 144, 112), 0xffff_0000);
    assert_eq!(argb(&wave, 144, 80), 0);
}

#[test]
fn close_returns_to_the_start_of_the_subpath() {
    // After z the pen is at 0,0 again, so the relative line goes right from there.
    let icon = path("M0,0h12v12h-12zl24,0v24z");
    assert_eq!(argb(&icon, 140, 100), 0xffff_0000);
}

#[test]
fn even_odd_leaves_a_hole_and_winding_does_not() {
    let data = "pathData=M0,0h24v24h-24zM6,6h12v12h-12z";
    let hole = |rule: u8| {
        let child = el(&format!("path fillColor=#ff000000 fillType={rule} {data}"), vec![]);
        share(&Package::default().with_xml(1, vector(vec![child])).draw(1))
    };
    close(hole(1), 0.75);
    close(hole(0), 1.0);
}

#[test]
fn group_applies_pivot_scale_rotation_translation() {
    let square = || el("path fillColor=#ff00ff00 pathData=M0,0h12v12h-12z", vec![]);
    let draw = |group: &str| Package::default().with_xml(1, vector(vec![el(group, vec![square()])])).draw(1);
    let icon = draw("group translateX=12 translateY=12");
    assert_eq!(argb(&icon, 150, 150), 0xff00_ff00);
    assert_eq!(argb(&icon, 50, 50), 0);
    // Turning a quarter about the middle brings the top left to the top right.
    let icon = draw("group rotation=90 pivotX=12 pivotY=12");
    assert_eq!(argb(&icon, 150, 50), 0xff00_ff00);
    close(share(&icon), 0.25);
    // Scaling about its own corner.
    let icon = draw("group scaleX=0.5 scaleY=2 pivotX=0 pivotY=0");
    assert_eq!(argb(&icon, 20, 180), 0xff00_ff00);
    close(share(&icon), 0.25);
}

#[test]
fn clip_path_cuts_what_follows_in_its_group() {
    let full = || el("path fillColor=#ff0000ff pathData=M0,0h24v24h-24z", vec![]);
    let clip = || el("clip-path pathData=M0,0h12v24h-12z", vec![]);
    let draw = |children| Package::default().with_xml(1, vector(children)).draw(1);
    close(share(&draw(vec![clip(), full()])), 0.5);
    close(share(&draw(vec![el("group", vec![clip(), full()])])), 0.5);
    // It ends with its group, and does not reach back.
    close(share(&draw(vec![el("group", vec![clip()]), full()])), 1.0);
    close(share(&draw(vec![full(), clip()])), 1.0);
    // Two clips intersect; an empty one hides all.
    let low = el("clip-path pathData=M0,12h24v12h-24z", vec![]);
    close(share(&draw(vec![clip(), low, full()])), 0.25);
    close(share(&draw(vec![el("clip-path pathData=M0,0", vec![]), full()])), 0.0);
}

#[test]
fn stroke_has_width_and_alpha() {
    let line = el("path strokeColor=#ff000000 strokeWidth=6 pathData=M0,12h24", vec![]);
    close(share(&Package::default().with_xml(1, vector(vec![line])).draw(1)), 0.25);
    let faint = el("path strokeColor=#ff000000 strokeWidth=6 strokeAlpha=0.5 pathData=M0,12h24", vec![]);
    let icon = Package::default().with_xml(1, vector(vec![faint])).draw(1);
    assert_near(argb(&icon, 96, 96), 0x8000_0000, 2);
}

#[test]
fn alpha_multiplies_and_hides() {
    let draw = |root: &str, fill: &str| {
        let child = el(&format!("path {fill} pathData=M0,0h24v24h-24z"), vec![]);
        let root = el(&format!("vector viewportWidth=24 viewportHeight=24 {root}"), vec![child]);
        Package::default().with_xml(1, root).draw(1)
    };
    assert_near(argb(&draw("alpha=0.5", "fillColor=#ffffffff fillAlpha=0.5"), 9, 9), 0x40ff_ffff, 2);
    // 0.09 is under the share's threshold of a tenth, 0.11 is over it.
    assert_eq!(share(&draw("alpha=0.09", "fillColor=#ffffffff")), 0.0);
    assert_eq!(share(&draw("alpha=0.11", "fillColor=#ffffffff")), 1.0);
    assert_eq!(share(&draw("alpha=1", "fillColor=#00ffffff")), 0.0);
}

#[test]
fn tint_recolours_what_is_there() {
    let child = el("path fillColor=#ff102030 pathData=M0,0h12v24h-12z", vec![]);
    let root = el("vector viewportWidth=24 viewportHeight=24 tint=#ffff0000", vec![child]);
    let icon = Package::default().with_xml(1, root).draw(1);
    assert_eq!(argb(&icon, 10, 10), 0xffff_0000);
    assert_eq!(argb(&icon, 150, 10), 0);
}

#[test]
fn colours_come_through_references_and_state_lists() {
    let draw = |package: Package, fill: &str| {
        let child = el(&format!("path fillColor={fill} pathData=M0,0h24v24h-24z"), vec![]);
        let mut package = package.with_xml(1, vector(vec![child]));
        package.draw(1)
    };
    let colour = common::el("item color=#ff123456", vec![]);
    let pressed = common::el("item state_pressed=1 color=#ff999999", vec![]);
    let list = common::el("selector", vec![pressed, colour]);
    let base = Package::default().with_xml(3, list).with(2, mingjian_draw::resources::Value::Reference(3));
    assert_eq!(argb(&draw(base.clone(), "@2"), 5, 5), 0xff12_3456);
    // android:color/holo_red_light
    assert_eq!(argb(&draw(base.clone(), "@01060016"), 5, 5), 0xffff_4444);
    // android:color/transparent, and a theme attribute, which a launcher cannot resolve
    assert_eq!(share(&draw(base.clone(), "@0106000d")), 0.0);
    assert_eq!(share(&draw(base, "?")), 0.0);
}

#[test]
fn gradients_run_between_their_colours() {
    let draw = |gradient| {
        let child = el("path fillColor=@2 pathData=M0,0h24v24h-24z", vec![]);
        Package::default().with_xml(2, gradient).with_xml(1, vector(vec![child])).draw(1)
    };
    let linear =
        draw(el("gradient startX=0 startY=0 endX=24 endY=0 startColor=#ff000000 endColor=#ffff0000", vec![]));
    assert_near(argb(&linear, 2, 96), 0xff03_0000, 4);
    assert_near(argb(&linear, 96, 5), 0xff80_0000, 4);
    assert_near(argb(&linear, 189, 190), 0xfffc_0000, 4);
    let items = vec![
        el("item offset=0 color=#ff0000ff", vec![]),
        el("item offset=0.5 color=#ff00ff00", vec![]),
        el("item offset=1 color=#ffff0000", vec![]),
    ];
    let radial = draw(el("gradient type=1 centerX=12 centerY=12 gradientRadius=12", items.clone()));
    assert_near(argb(&radial, 96, 96), 0xff00_00ff, 6);
    assert_near(argb(&radial, 144, 96), 0xff00_ff00, 6);
    assert_near(argb(&radial, 2, 2), 0xffff_0000, 2);
    let sweep = draw(el("gradient type=2 centerX=12 centerY=12", items));
    assert_near(argb(&sweep, 10, 97), 0xff00_ff00, 8);
    assert!(metrics(&sweep).colours > 20);
}

#[test]
fn viewport_clips_and_stretches() {
    // A path twice the viewport must not leave the inset it is drawn in.
    let big = el("path fillColor=#ff000000 pathData=M-24,-24h72v72h-72z", vec![]);
    let inset = el("inset inset=25% drawable=@2", vec![]);
    let icon = Package::default().with_xml(2, vector(vec![big])).with_xml(1, inset).draw(1);
    close(share(&icon), 0.25);
}

#[test]
fn a_hostile_vector_ends_with_an_error() {
    let zigzag = "M0,0".to_owned() + &"l24,1-24,1".repeat(40_000);
    let children =
        (0..50).map(|_| el(&format!("path fillColor=#ff000000 pathData={zigzag}"), vec![])).collect();
    let (_, error) = Package::default().with_xml(1, vector(children)).render(1);
    assert_eq!(error.unwrap().code, "icon_too_complex");
    let mut deep = el("path fillColor=#ff000000 pathData=M0,0h24v24h-24z", vec![]);
    for _ in 0..100 {
        deep = el("group", vec![deep]);
    }
    let (_, error) = Package::default().with_xml(1, vector(vec![deep])).render(1);
    assert_eq!(error.unwrap().code, "icon_too_deep");
    let odd = el(
        "path fillColor=#ff000000 strokeColor=#ff000000 strokeWidth=1e30 pathData=M1e38,NaN-1e38,9e99zA",
        vec![],
    );
    let _ = Package::default().with_xml(1, vector(vec![odd])).render(1);
}
