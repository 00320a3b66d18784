//! The shapes handed over: `mingjian.facts.layout` as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

/// One inflated view.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// Class as written.
    pub tag: String,
    /// Index into the layout's views, -1 for a root.
    pub parent: i32,
    pub id: Option<String>,
    /// The id as code names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    pub text: Option<String>,
    pub hint: Option<String>,
    pub description: Option<String>,
    pub checked: Option<bool>,
    pub clickable: Option<bool>,
    pub enabled: Option<bool>,
    pub on_click: Option<String>,
    pub visibility: &'static str,
    /// `match`, `wrap`, or a number of dp.
    pub width: String,
    pub height: String,
    pub min_width_dp: Option<f32>,
    pub min_height_dp: Option<f32>,
    /// Left, top, right, bottom.
    pub padding_dp: [f32; 4],
    pub margin_dp: [f32; 4],
    pub text_size_sp: Option<f32>,
    /// `#aarrggbb`.
    pub text_color: Option<String>,
    /// `#aarrggbb`, `@type/name` or `?attr/name`.
    pub background: Option<String>,
    /// `#aarrggbb`: the one colour the background paints, where it comes down to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill: Option<String>,
    pub src: Option<String>,
    pub alpha: f32,
    pub gravity: Option<String>,
    pub layout_gravity: Option<String>,
    pub orientation: Option<&'static str>,
    pub weight: f32,
    /// Other layout parameters by local name.
    pub rules: BTreeMap<String, String>,
    pub line: u32,
}

impl View {
    pub fn new(tag: String, parent: i32, line: u32) -> Self {
        Self {
            tag,
            parent,
            id: None,
            number: None,
            text: None,
            hint: None,
            description: None,
            checked: None,
            clickable: None,
            enabled: None,
            on_click: None,
            visibility: "visible",
            width: "wrap".to_owned(),
            height: "wrap".to_owned(),
            min_width_dp: None,
            min_height_dp: None,
            padding_dp: [0.0; 4],
            margin_dp: [0.0; 4],
            text_size_sp: None,
            text_color: None,
            background: None,
            fill: None,
            src: None,
            alpha: 1.0,
            gravity: None,
            layout_gravity: None,
            orientation: None,
            weight: 0.0,
            rules: BTreeMap::new(),
            line,
        }
    }
}

/// One layout in the configuration a phone would take.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layout {
    /// `@layout/activity_splash`.
    pub name: String,
    /// The resource as code names it; 0 without a table.
    pub number: u32,
    pub entry: String,
    /// Resource qualifiers, empty for the default.
    pub config: String,
    pub views: Vec<View>,
}

/// What was looked at and what a rule may want to see.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LayoutReport {
    /// Layout resources of the package.
    pub examined: usize,
    pub layouts: Vec<Layout>,
    /// Dotted classes of views and fragments that each layout makes, by resource number.
    #[serde(skip)]
    pub classes: Vec<(u32, Vec<String>)>,
    /// `entry: why` of layouts that could not be read, or not to their end.
    pub broken: Vec<String>,
}
