//! A view from its attributes: its own, then its style's, then those of its text appearance.

use std::collections::BTreeMap;

use super::framework::framework_text_size;
use super::ids;
use super::package::{Package, Typed};
use super::view::View;
use crate::arsc::framework as names;
use crate::axml::{Element, ANDROID_NS};

/// Attributes of one element by resource id; those of libraries by local name.
#[derive(Debug, Default)]
pub struct Attributes {
    pub android: BTreeMap<u32, Typed>,
    pub app: BTreeMap<String, Typed>,
    /// `style="@style/x"`.
    pub style: Option<u32>,
    /// `class="…"` of `<view>`, and `layout="@layout/x"` of `<include>`.
    pub class: Option<String>,
    pub layout: Option<Typed>,
}

impl Attributes {
    /// Reads an element's attributes and fills in those its style sets.
    pub fn read(package: &mut Package<'_, '_>, element: &Element<'_, '_>) -> Self {
        let mut read = Self::default();
        for attribute in element.attributes() {
            let text = attribute.string().map(std::borrow::Cow::into_owned);
            let typed = Typed { value: attribute.value, text };
            if attribute.id >> 24 == 1 {
                read.android.entry(attribute.id).or_insert(typed);
                continue;
            }
            let Some(name) = attribute.name() else { continue };
            match attribute.namespace().as_deref() {
                None => match name.as_ref() {
                    "style" => read.style = typed.value.reference(),
                    "class" => read.class = typed.text,
                    "layout" => read.layout = Some(typed),
                    _ => {}
                },
                Some(ANDROID_NS) => {
                    if let Some(id) = names::find("attr", &name) {
                        read.android.entry(id).or_insert(typed);
                    }
                }
                Some(namespace) if namespace.ends_with("/tools") => {}
                Some(_) => {
                    read.app.entry(name.into_owned()).or_insert(typed);
                }
            }
        }
        if let Some(style) = read.style {
            read.fill_from(package, style, |_| true);
        }
        if let Some(appearance) = read.android.get(&ids::TEXT_APPEARANCE).and_then(|t| t.value.reference()) {
            read.fill_from(package, appearance, |id| id == ids::TEXT_SIZE || id == ids::TEXT_COLOR);
        }
        read
    }

    fn fill_from(&mut self, package: &mut Package<'_, '_>, id: u32, takes: impl Fn(u32) -> bool) {
        let style = package.style(id);
        for (attribute, value) in style.items.iter().filter(|(attribute, _)| takes(**attribute)) {
            let typed = package.item(*value);
            if *attribute >> 24 == 1 {
                self.android.entry(*attribute).or_insert(typed);
            } else if let Some((_, name)) = package.table.and_then(|table| table.type_and_name(*attribute)) {
                self.app.entry(name).or_insert(typed);
            }
        }
        let outside = if id >> 24 == 1 { Some(id) } else { style.outside_parent };
        if let Some(size) = outside.and_then(framework_text_size) {
            let value = crate::axml::Value { kind: crate::axml::Value::FLOAT, data: size.to_bits() };
            self.android.entry(ids::TEXT_SIZE).or_insert(Typed { value, text: None });
        }
    }

    fn get(&self, id: u32) -> Option<&Typed> {
        self.android.get(&id)
    }

    /// The view these attributes make.
    pub fn view(&self, package: &mut Package<'_, '_>, tag: String, parent: i32, line: u32) -> View {
        let mut view = View::new(tag, parent, line);
        view.id = self.get(ids::ID).and_then(|typed| package.name(typed));
        view.number = self.number();
        view.text = self.get(ids::TEXT).and_then(|typed| package.text(typed));
        view.hint = self.get(ids::HINT).and_then(|typed| package.text(typed));
        view.description = self.get(ids::CONTENT_DESCRIPTION).and_then(|typed| package.text(typed));
        view.checked = self.get(ids::CHECKED).and_then(|typed| package.bool(typed));
        view.clickable = self.get(ids::CLICKABLE).and_then(|typed| package.bool(typed));
        view.enabled = self.get(ids::ENABLED).and_then(|typed| package.bool(typed));
        view.on_click = self.get(ids::ON_CLICK).and_then(|typed| package.text(typed));
        view.min_width_dp = self.get(ids::MIN_WIDTH).and_then(|typed| package.dp(typed));
        view.min_height_dp = self.get(ids::MIN_HEIGHT).and_then(|typed| package.dp(typed));
        view.text_size_sp = self.get(ids::TEXT_SIZE).and_then(|typed| package.dp(typed));
        let colour = self.get(ids::TEXT_COLOR).and_then(|typed| package.colour(typed));
        view.text_color = colour.map(|argb| format!("#{argb:08x}"));
        view.background = self.get(ids::BACKGROUND).and_then(|typed| package.colour_or_name(typed));
        let painted = self.get(ids::BACKGROUND).and_then(|typed| package.fill(typed));
        view.fill = painted.map(|argb| format!("#{argb:08x}"));
        let source = self.get(ids::SRC).or_else(|| self.app.get("srcCompat"));
        view.src = source.and_then(|typed| package.colour_or_name(typed));
        view.alpha = self.get(ids::ALPHA).and_then(|t| package.number(t)).unwrap_or(1.0).clamp(0.0, 1.0);
        let gravity = self.get(ids::GRAVITY).and_then(|typed| package.int(typed));
        view.gravity = gravity.and_then(gravity_name);
        view.orientation = match self.get(ids::ORIENTATION).and_then(|typed| package.int(typed)) {
            Some(0) => Some("horizontal"),
            Some(1) => Some("vertical"),
            _ => None,
        };
        view.padding_dp = self.sides(package, &ids::PADDING);
        if let Some(visibility) = self.visibility(package) {
            view.visibility = visibility;
        }
        self.layout_parameters(package, &mut view);
        view
    }

    /// The id as code names it.
    pub fn number(&self) -> Option<u32> {
        self.get(ids::ID).and_then(|typed| typed.value.reference()).filter(|id| *id != 0)
    }

    pub fn visibility(&self, package: &Package<'_, '_>) -> Option<&'static str> {
        match package.int(self.get(ids::VISIBILITY)?)? {
            0 => Some("visible"),
            1 => Some("invisible"),
            2 => Some("gone"),
            _ => None,
        }
    }

    /// Whether both sizes are given, which is when an `<include>` replaces the layout parameters.
    pub fn has_size(&self) -> bool {
        self.android.contains_key(&ids::LAYOUT_WIDTH) && self.android.contains_key(&ids::LAYOUT_HEIGHT)
    }

    /// Sets what the view asks of its parent.
    pub fn layout_parameters(&self, package: &Package<'_, '_>, view: &mut View) {
        view.width = self.size(package, ids::LAYOUT_WIDTH);
        view.height = self.size(package, ids::LAYOUT_HEIGHT);
        view.margin_dp = self.sides(package, &ids::MARGIN);
        view.weight = self.get(ids::LAYOUT_WEIGHT).and_then(|typed| package.number(typed)).unwrap_or(0.0);
        let gravity = self.get(ids::LAYOUT_GRAVITY).and_then(|typed| package.int(typed));
        view.layout_gravity = gravity.and_then(gravity_name);
        view.rules.clear();
        let known = [ids::LAYOUT_WIDTH, ids::LAYOUT_HEIGHT, ids::LAYOUT_WEIGHT, ids::LAYOUT_GRAVITY];
        for (id, typed) in
            self.android.iter().filter(|(id, _)| !known.contains(*id) && !ids::MARGIN.contains(*id))
        {
            if let Some(name) = names::attribute(*id).filter(|name| name.starts_with("layout_")) {
                view.rules.extend(rule(package, typed, name).map(|value| (name.to_owned(), value)));
            }
        }
        for (name, typed) in self.app.iter().filter(|(name, _)| name.starts_with("layout_")) {
            view.rules.extend(rule(package, typed, name).map(|value| (name.clone(), value)));
        }
    }

    fn size(&self, package: &Package<'_, '_>, id: u32) -> String {
        let Some(typed) = self.get(id) else { return "wrap".to_owned() };
        let value = package.resolve(typed.clone()).value;
        match value.int() {
            Some(-1) => "match".to_owned(),
            Some(-2) => "wrap".to_owned(),
            _ => package.dp(typed).map_or_else(|| "wrap".to_owned(), |dp| dp.to_string()),
        }
    }

    /// Left, top, right, bottom; `all` wins over the axes, they over the sides, start and end over left and right.
    /// Source: android.view.View (padding) and ViewGroup.MarginLayoutParams, left to right.
    fn sides(&self, package: &Package<'_, '_>, ids: &[u32; 9]) -> [f32; 4] {
        let [all, horizontal, vertical, left, top, right, bottom, start, end] =
            ids.map(|id| self.get(id).and_then(|typed| package.dp(typed)));
        let side = |axis: Option<f32>, own: Option<f32>| all.or(axis).or(own).unwrap_or(0.0);
        [
            side(horizontal, start.or(left)),
            side(vertical, top),
            side(horizontal, end.or(right)),
            side(vertical, bottom),
        ]
    }
}

/// A layout parameter as text: `@id/x`, `true`, `parent`, a number of dp.
fn rule(package: &Package<'_, '_>, typed: &Typed, name: &str) -> Option<String> {
    if let Some(id) =
        package.name(typed).filter(|name| name.starts_with("@id/") || name.starts_with("@android:id/"))
    {
        return Some(id);
    }
    let found = package.resolve(typed.clone());
    if name.starts_with("layout_constraint") && name.contains("_to") && found.value.int() == Some(0) {
        return Some("parent".to_owned());
    }
    if found.value.dimension().is_some() {
        return package.dp(typed).map(|dp| dp.to_string());
    }
    found.text.or_else(|| found.value.literal())
}

/// `center`, `end|bottom`, …; nothing for no gravity. Source: android.view.Gravity.
fn gravity_name(bits: i32) -> Option<String> {
    let relative = bits & 0x0080_0000 != 0;
    let horizontal = match bits & 0x7 {
        0x1 => Some("center_horizontal"),
        0x3 if relative => Some("start"),
        0x5 if relative => Some("end"),
        0x3 => Some("left"),
        0x5 => Some("right"),
        0x7 => Some("fill_horizontal"),
        _ => None,
    };
    let vertical = match (bits >> 4) & 0x7 {
        0x1 => Some("center_vertical"),
        0x3 => Some("top"),
        0x5 => Some("bottom"),
        0x7 => Some("fill_vertical"),
        _ => None,
    };
    match (horizontal, vertical) {
        (Some("center_horizontal"), Some("center_vertical")) => Some("center".to_owned()),
        (Some("fill_horizontal"), Some("fill_vertical")) => Some("fill".to_owned()),
        (Some(horizontal), Some(vertical)) => Some(format!("{horizontal}|{vertical}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}
