//! Layouts: compiled from sources by aapt, compared with `aapt dump xmltree` on real packages, and damaged.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;

use mingjian_apk::arsc::Table;
use mingjian_apk::layout::{report, Layout, LayoutReport, View};
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::resources::Terms;
use mingjian_apk::zip::Archive;

const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";

fn inflate(data: &[u8], terms: &[&str], only: Option<&str>) -> LayoutReport {
    let limits = Limits::default();
    let terms = Terms::new(&terms.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>()).unwrap();
    let Ok(archive) = Archive::open(data, &limits) else { return LayoutReport::default() };
    let raw =
        archive.find("resources.arsc").and_then(|entry| archive.read(entry, &mut Budget::new(&limits)).ok());
    let table = raw.as_ref().and_then(|raw| Table::parse(raw, &limits).ok());
    report(&archive, table.as_ref(), &terms, only, &limits)
}

/// Compiles resource files (path under res, text) to a package; `None` (skip) without aapt outside of CI.
fn build(name: &str, files: &[(&str, &str)]) -> Option<Vec<u8>> {
    if !Path::new(FRAMEWORK).exists() {
        assert!(std::env::var_os("CI").is_none(), "no {FRAMEWORK}");
        return None;
    }
    let folder = std::env::temp_dir().join(format!("mingjian-layouts-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    for (path, text) in files {
        let path = folder.join("res").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(
            path,
            text.replace(
                "<A ",
                "<LinearLayout xmlns:android=\"http://schemas.android.com/apk/res/android\" ",
            )
            .replace("</A>", "</LinearLayout>"),
        )
        .unwrap();
    }
    let manifest = folder.join("AndroidManifest.xml");
    std::fs::write(&manifest, r#"<manifest package="a.b"/>"#).unwrap();
    let out = folder.join("out.apk");
    let done = Command::new("aapt")
        .args(["package", "-f", "-I", FRAMEWORK, "-M"])
        .arg(&manifest)
        .arg("-S")
        .arg(folder.join("res"))
        .arg("-F")
        .arg(&out)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let data = std::fs::read(&out).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    Some(data)
}

fn one(data: &[u8], name: &str) -> Layout {
    let mut report = inflate(data, &[], Some(name));
    assert_eq!(report.broken, Vec::<String>::new());
    assert_eq!(report.layouts.len(), 1);
    report.layouts.remove(0)
}

const NS: &str = "xmlns:android=\"http://schemas.android.com/apk/res/android\"";
const SIZE: &str = "android:layout_width=\"match_parent\" android:layout_height=\"wrap_content\"";

fn find<'l>(layout: &'l Layout, id: &str) -> &'l View {
    layout.views.iter().find(|view| view.id.as_deref() == Some(id)).unwrap()
}

#[test]
fn values_are_resolved_through_styles_and_resources() {
    let values = r##"<resources>
        <string name="agree">I agree</string><dimen name="small">8.5sp</dimen><color name="faint">#40112233</color>
        <style name="Base"><item name="android:textSize">20sp</item><item name="android:padding">6dp</item>
          <item name="android:textColor">@color/faint</item></style>
        <style name="Child" parent="Base"><item name="android:textSize">@dimen/small</item></style>
        <style name="Look" parent="@android:style/TextAppearance.Small"/>
    </resources>"##;
    let chinese = r#"<resources><string name="agree">我已阅读并同意</string></resources>"#;
    let list = format!(
        r##"<selector {NS}><item android:state_pressed="true" android:color="#ff0000"/>
        <item android:state_enabled="false" android:color="#0000ff"/><item android:color="#00ff00"/></selector>"##
    );
    let main = format!(
        r##"<A {SIZE} android:orientation="vertical" android:paddingLeft="3dp" android:background="#fff">
        <CheckBox style="@style/Child" android:id="@+id/cb" android:layout_width="24dp" android:layout_height="0dp"
            android:text="@string/agree" android:checked="true" android:layout_weight="1"
            android:layout_marginTop="4dp" android:layout_marginLeft="1in" android:layout_gravity="end|bottom"
            android:onClick="tap" android:alpha="0.25" android:minHeight="48dp"/>
        <TextView android:id="@+id/look" {SIZE} android:textAppearance="@style/Look" android:gravity="center"
            android:textColor="@color/list" android:text="7" android:hint="h" android:contentDescription="d"
            android:visibility="gone" android:clickable="false" android:background="@android:drawable/btn_default"/>
        <ImageView android:id="@+id/pic" android:layout_width="fill_parent" android:layout_height="12.5dp"
            android:src="@android:drawable/ic_delete" android:background="?android:attr/selectableItemBackground"
            android:layout_margin="2dp" android:layout_marginTop="9dp" android:enabled="false"/></A>"##
    );
    let files = [
        ("values/v.xml", values),
        ("values-zh/v.xml", chinese),
        ("color/list.xml", list.as_str()),
        ("layout/main.xml", main.as_str()),
    ];
    let Some(data) = build("values", &files) else { return };
    let layout = one(&data, "@layout/main");
    // aapt moves newer attributes to a folder of their own.
    assert_eq!((layout.name.as_str(), layout.entry.as_str()), ("@layout/main", "res/layout-v11/main.xml"));
    assert_eq!(layout.config, "v11");
    let root = &layout.views[0];
    assert_eq!((root.tag.as_str(), root.parent, root.orientation), ("LinearLayout", -1, Some("vertical")));
    assert_eq!((root.padding_dp, root.background.as_deref()), ([3.0, 0.0, 0.0, 0.0], Some("#ffffffff")));
    assert_eq!((root.width.as_str(), root.height.as_str()), ("match", "wrap"));
    let check = find(&layout, "@id/cb");
    assert_eq!((check.tag.as_str(), check.parent, check.checked), ("CheckBox", 0, Some(true)));
    assert_eq!(check.text.as_deref(), Some("我已阅读并同意"));
    assert_eq!((check.text_size_sp, check.text_color.as_deref()), (Some(8.5), Some("#40112233")));
    assert_eq!((check.padding_dp, check.margin_dp), ([6.0; 4], [160.0, 4.0, 0.0, 0.0]));
    assert_eq!((check.width.as_str(), check.height.as_str(), check.weight), ("24", "0", 1.0));
    assert_eq!(
        (check.on_click.as_deref(), check.alpha, check.min_height_dp),
        (Some("tap"), 0.25, Some(48.0))
    );
    assert_eq!(check.layout_gravity.as_deref(), Some("end|bottom"));
    let look = find(&layout, "@id/look");
    // TextAppearance.Small of the framework is 14 sp.
    assert_eq!((look.text_size_sp, look.text_color.as_deref()), (Some(14.0), Some("#ff00ff00")));
    assert_eq!(
        (look.text.as_deref(), look.hint.as_deref(), look.description.as_deref()),
        (Some("7"), Some("h"), Some("d"))
    );
    assert_eq!(
        (look.visibility, look.clickable, look.gravity.as_deref()),
        ("gone", Some(false), Some("center"))
    );
    assert_eq!(look.background.as_deref(), Some("@android:drawable/btn_default"));
    let picture = find(&layout, "@id/pic");
    assert_eq!((picture.width.as_str(), picture.height.as_str()), ("match", "12.5"));
    assert_eq!((picture.margin_dp, picture.enabled), ([2.0; 4], Some(false)));
    assert_eq!(picture.src.as_deref(), Some("@android:drawable/ic_delete"));
    assert_eq!(picture.background.as_deref(), Some("?android:attr/selectableItemBackground"));
}

#[test]
fn includes_merges_and_stubs_are_expanded() {
    let main = format!(
        r#"<A {SIZE} android:id="@+id/root">
        <include layout="@layout/part"/>
        <include layout="@layout/part" android:id="@+id/renamed" android:visibility="invisible" android:layout_width="7dp"/>
        <include layout="@layout/part" android:layout_width="7dp" android:layout_height="8dp" android:layout_margin="1dp"/>
        <include layout="@layout/merged" android:id="@+id/unused"/>
        <ViewStub android:id="@+id/stub" android:layout="@layout/part" {SIZE}/>
        <view class="a.b.Own" {SIZE} android:id="@+id/own"/><EditText {SIZE}><requestFocus/></EditText></A>"#
    );
    let part = format!(
        r#"<FrameLayout {NS} android:id="@+id/part" {SIZE} android:layout_marginTop="5dp"><CheckBox {SIZE}/></FrameLayout>"#
    );
    let merged = format!(
        r#"<merge {NS}><TextView {SIZE} android:text="a"/><TextView {SIZE} android:text="b"/></merge>"#
    );
    let files =
        [("layout/main.xml", main.as_str()), ("layout/part.xml", &part), ("layout/merged.xml", &merged)];
    let Some(data) = build("includes", &files) else { return };
    let layout = one(&data, "main");
    let rows: Vec<(&str, i32)> = layout.views.iter().map(|view| (view.tag.as_str(), view.parent)).collect();
    let expected = [
        ("LinearLayout", -1),
        ("FrameLayout", 0),
        ("CheckBox", 1),
        ("FrameLayout", 0),
        ("CheckBox", 3),
        ("FrameLayout", 0),
        ("CheckBox", 5),
        ("TextView", 0),
        ("TextView", 0),
        ("ViewStub", 0),
        ("FrameLayout", 9),
        ("CheckBox", 10),
        ("a.b.Own", 0),
        ("EditText", 0),
    ];
    assert_eq!(rows, expected);
    let views = &layout.views;
    assert_eq!((views[1].id.as_deref(), views[1].margin_dp[1]), (Some("@id/part"), 5.0));
    // One size is not enough to replace the layout parameters; id and visibility always are replaced.
    assert_eq!((views[3].id.as_deref(), views[3].visibility), (Some("@id/renamed"), "invisible"));
    assert_eq!((views[3].width.as_str(), views[3].margin_dp[1]), ("match", 5.0));
    assert_eq!((views[5].width.as_str(), views[5].height.as_str(), views[5].margin_dp), ("7", "8", [1.0; 4]));
    assert_eq!((views[5].id.as_deref(), views[9].visibility), (Some("@id/part"), "gone"));
}

#[test]
fn rules_name_their_targets() {
    let main = format!(
        r#"<RelativeLayout {NS} {SIZE}><TextView android:id="@+id/a" {SIZE} android:layout_alignParentEnd="true"/>
        <TextView android:id="@+id/b" {SIZE} android:layout_below="@id/a" android:layout_toLeftOf="@android:id/text1"/>
        <TableRow><TextView android:id="@+id/c" android:layout_span="2"/></TableRow></RelativeLayout>"#
    );
    let Some(data) = build("rules", &[("layout/main.xml", main.as_str())]) else { return };
    let layout = one(&data, "res/layout-v17/main.xml");
    assert_eq!(find(&layout, "@id/a").rules["layout_alignParentEnd"], "true");
    let below = &find(&layout, "@id/b").rules;
    assert_eq!(below["layout_below"], "@id/a");
    assert_eq!(below["layout_toLeftOf"], "@android:id/text1");
    assert_eq!(find(&layout, "@id/c").rules["layout_span"], "2");
}

#[test]
fn only_layouts_of_interest_are_handed_over() {
    let layout = |inner: &str| format!("<A {SIZE}>{inner}</A>");
    let plain = layout(&format!("<TextView {SIZE} android:text=\"nothing\"/>"));
    let clickable = format!("<A {SIZE} android:clickable=\"true\"/>");
    let inner_clickable = layout(&format!("<TextView {SIZE} android:clickable=\"true\"/>"));
    let files = [
        ("values/v.xml", "<resources><string name=\"t\">Our PRIVACY Policy</string></resources>".to_owned()),
        ("layout/plain.xml", plain.clone()),
        ("layout/choice.xml", layout(&format!("<RadioButton {SIZE}/>"))),
        ("layout/by_text.xml", layout(&format!("<TextView {SIZE} android:text=\"同意协议\"/>"))),
        ("layout/by_reference.xml", layout(&format!("<TextView {SIZE} android:text=\"@string/t\"/>"))),
        ("layout/by_id.xml", layout(&format!("<TextView {SIZE} android:id=\"@+id/btn_Privacy\"/>"))),
        ("layout/privacy_page.xml", plain.clone()),
        ("layout/handler.xml", layout(&format!("<TextView {SIZE} android:onClick=\"go\"/>"))),
        ("layout/clickable_root.xml", clickable),
        ("layout/clickable_leaf.xml", inner_clickable),
        ("layout/includes.xml", layout("<include layout=\"@layout/includes_too\"/>")),
        ("layout/includes_too.xml", layout("<include layout=\"@layout/choice\"/>")),
        ("layout/includes_plain.xml", layout("<include layout=\"@layout/plain\"/>")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let Some(data) = build("interest", &files) else { return };
    let report = inflate(&data, &["privacy", "同意"], None);
    let mut names: Vec<&str> = report.layouts.iter().map(|l| l.name.trim_start_matches("@layout/")).collect();
    names.sort_unstable();
    let expected = [
        "by_id",
        "by_reference",
        "by_text",
        "choice",
        "clickable_root",
        "handler",
        "includes",
        "includes_too",
        "privacy_page",
    ];
    assert_eq!((names.as_slice(), report.examined, report.broken.len()), (expected.as_slice(), 12, 0));
}

#[test]
fn bombs_and_circles_end() {
    let mut files: Vec<(String, String)> = (0..9)
        .map(|level| {
            let inner = format!("<include layout=\"@layout/l{}\"/>", level + 1).repeat(10);
            (format!("layout/l{level}.xml"), format!("<A {SIZE}>{inner}</A>"))
        })
        .collect();
    files.push(("layout/l9.xml".into(), format!("<A {SIZE}><CheckBox {SIZE}/></A>")));
    files.push((
        "layout/a.xml".into(),
        format!("<A {SIZE}><CheckBox {SIZE}/><include layout=\"@layout/b\"/></A>"),
    ));
    files.push(("layout/b.xml".into(), format!("<A {SIZE}><include layout=\"@layout/a\"/></A>")));
    let views = format!("<CheckBox {SIZE}/>").repeat(5_001);
    files.push(("layout/many.xml".into(), format!("<A {SIZE}>{views}</A>")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let Some(data) = build("bombs", &files) else { return };
    let report = inflate(&data, &[], None);
    let told =
        |entry: &str| report.broken.iter().any(|line| line.starts_with(&format!("res/layout/{entry}.xml: ")));
    assert!(told("l0") && told("a") && told("b") && told("many"), "{:?}", report.broken);
    assert!(!told("l9") && !told("l8"));
    assert!(report.layouts.iter().any(|layout| layout.name == "@layout/l8" && layout.views.len() == 21));
}

/// The samples folder; `None` (skip) where there is none outside of CI.
fn samples() -> Option<Vec<PathBuf>> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("MINGJIAN_SHARED").map_or(default, PathBuf::from);
    let index = std::fs::read_to_string(root.join("data/INDEX.tsv"));
    let Ok(index) = index else {
        assert!(std::env::var_os("CI").is_none(), "no samples at {}", root.display());
        return None;
    };
    let paths = index.lines().filter_map(|line| line.split('\t').next());
    let wanted = paths.filter(|p| p.starts_with("apk/") && p.ends_with(".apk") && !p.contains("DroidBench"));
    Some(wanted.map(|path| root.join("data").join(path)).filter(|path| path.exists()).collect())
}

/// Tag, line, id (as hex) and literal text of every element, as aapt prints them.
fn xmltree(package: &Path, entry: &str) -> Vec<(String, u32, Option<u32>, Option<String>)> {
    let out = Command::new("aapt").args(["dump", "xmltree"]).arg(package).arg(entry).output().unwrap();
    let mut rows: Vec<(String, u32, Option<u32>, Option<String>)> = Vec::new();
    for line in String::from_utf8_lossy(&out.stdout).lines().map(str::trim_start) {
        if let Some(rest) = line.strip_prefix("E: ") {
            let (tag, line) = rest.split_once(" (line=").unwrap();
            rows.push((tag.to_owned(), line.trim_end_matches(')').parse().unwrap(), None, None));
        } else if let (Some(rest), Some(row)) =
            (line.strip_prefix("A: android:id(0x010100d0)=@0x"), rows.last_mut())
        {
            row.2 = u32::from_str_radix(rest.get(..8).unwrap_or(rest), 16).ok();
        } else if let (Some(rest), Some(row)) =
            (line.strip_prefix("A: android:text(0x0101014f)=\""), rows.last_mut())
        {
            row.3 = rest.split_once("\" (Raw: ").map(|(text, _)| text.to_owned());
        }
    }
    rows
}

#[test]
fn trees_agree_with_aapt() {
    let Some(samples) = samples() else { return };
    let (mut compared, mut views) = (0, 0);
    for package in samples {
        let data = std::fs::read(&package).unwrap();
        let limits = Limits::default();
        let Ok(archive) = Archive::open(&data, &limits) else { continue };
        let Some(entry) = archive.find("resources.arsc") else { continue };
        let raw = archive.read(entry, &mut Budget::new(&limits)).unwrap();
        let Ok(table) = Table::parse(&raw, &limits) else { continue };
        // Every layout has one of these letters in its name.
        let all = inflate(&data, &["a", "e", "i", "o", "u", "l", "t", "x"], None);
        for layout in all.layouts.iter().take(10) {
            let rows = xmltree(&package, &layout.entry);
            if rows.is_empty()
                || rows.iter().any(|row| ["include", "ViewStub", "view"].contains(&row.0.as_str()))
            {
                continue;
            }
            let skipped = ["merge", "requestFocus", "tag"];
            let rows: Vec<_> = rows.into_iter().filter(|row| !skipped.contains(&row.0.as_str())).collect();
            assert_eq!(rows.len(), layout.views.len(), "{} {}", package.display(), layout.entry);
            for ((tag, line, id, text), view) in rows.iter().zip(&layout.views) {
                assert_eq!((tag, line), (&view.tag, &view.line));
                assert_eq!(
                    id.map(|id| table.name_or_id(id)),
                    view.id,
                    "{} {}",
                    package.display(),
                    layout.entry
                );
                // aapt escapes what does not print; plain texts must be equal.
                if let Some(text) = text.as_ref().filter(|text| !text.contains('\\')) {
                    assert_eq!(Some(text), view.text.as_ref());
                }
                views += 1;
            }
            compared += 1;
        }
    }
    assert!(compared >= 100 && views >= 300, "only {compared} layouts with {views} views compared");
}

#[test]
fn damaged_packages_end_in_an_answer() {
    let Some(samples) = samples() else { return };
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    for package in samples
        .iter()
        .filter(|p| p.ends_with("dnsfilter.android/base.apk") || p.ends_with("a2dp.Vol_137.apk"))
    {
        let data = std::fs::read(package).unwrap();
        let archive = Archive::open(&data, &Limits::default()).unwrap();
        let wanted =
            archive.entries().iter().filter(|e| e.name == "resources.arsc" || e.name.contains("layout"));
        let ranges: Vec<(usize, usize)> = wanted
            .filter_map(|entry| {
                let raw = archive.raw(entry).ok()?;
                Some((raw.as_ptr() as usize - data.as_ptr() as usize, raw.len()))
            })
            .collect();
        for round in 0..200 {
            let mut damaged = data.clone();
            for _ in 0..1 + round % 8 {
                let (start, length) = ranges[random(ranges.len())];
                damaged[start + random(length)] = random(256) as u8;
            }
            let report = inflate(&damaged, &["e"], None);
            for layout in &report.layouts {
                for (index, view) in layout.views.iter().enumerate() {
                    assert!(view.parent >= -1 && view.parent < index as i32);
                }
            }
        }
    }
}
