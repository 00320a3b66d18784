//! What other parsers found that the graph needs: layouts' handlers, classes and buttons, texts.

use std::collections::{HashMap, HashSet};

use crate::arsc::Table;
use crate::knowledge::ConsentWords;
use crate::layout::{LayoutReport, View};

/// Most buttons that agree or refuse; a package has a few.
const MAX_BUTTONS: usize = 2000;

/// One `android:onClick` of a layout.
#[derive(Debug, Clone, Default)]
pub struct LayoutHandler {
    /// Entry or resource name of the layout, as shown in `@layout/…`.
    pub layout: String,
    /// Resource name of the view, without `@id/`; empty when it has none.
    pub view: String,
    /// Method name.
    pub method: String,
}

/// Classes a layout names.
#[derive(Debug, Clone, Default)]
pub struct LayoutClasses {
    /// Resource number (`0x7f0b0001`), where known.
    pub resource: Option<u32>,
    /// Dotted names of views and fragments.
    pub classes: Vec<String>,
}

/// A view that says by text or id that one agrees or refuses with it, on a layout that asks for agreement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentButton {
    /// Number of the layout among those that ask.
    pub screen: usize,
    /// Resource number of its id.
    pub number: Option<u32>,
    /// Id without `@id/`; empty when it has none.
    pub id: String,
    pub agrees: bool,
    /// `android:onClick`.
    pub handler: Option<String>,
}

/// What other parsers found that the graph needs.
#[derive(Debug, Clone, Default)]
pub struct Inputs<'t> {
    /// SHA-256 of each dex file, hexadecimal, in order; missing ones stay empty.
    pub dex_sha256: Vec<String>,
    pub handlers: Vec<LayoutHandler>,
    pub layouts: Vec<LayoutClasses>,
    pub buttons: Vec<ConsentButton>,
    /// Numbers of views and layouts whose treatment by code matters.
    pub screens: HashSet<u32>,
    /// Texts by resource number, for those that speak of agreement.
    pub texts: HashMap<u32, String>,
    /// Resources that constants in code name.
    pub table: Option<&'t Table<'t>>,
}

impl Inputs<'_> {
    /// What a package's layouts tell.
    pub fn of_layouts(report: &LayoutReport, words: &ConsentWords) -> Self {
        let mut inputs = Self::default();
        for (screen, layout) in report.layouts.iter().enumerate() {
            inputs.screens.extend(Some(layout.number).filter(|number| *number != 0));
            for view in &layout.views {
                inputs.screens.extend(view.number);
                let Some(method) = &view.on_click else { continue };
                inputs.handlers.push(LayoutHandler {
                    layout: layout.name.clone(),
                    view: view.id.clone().unwrap_or_default(),
                    method: method.clone(),
                });
            }
            let buttons: Vec<ConsentButton> =
                layout.views.iter().filter_map(|view| button(view, screen, words)).collect();
            let agrees = buttons.iter().any(|button| button.agrees);
            let refuses = buttons.iter().any(|button| !button.agrees);
            let texts = || layout.views.iter().filter_map(|view| view.text.as_deref());
            // A layout with one button must say what is agreed to; one with both need not.
            if agrees && (refuses || texts().any(|text| words.is_dialog_text(text))) {
                let room = MAX_BUTTONS.saturating_sub(inputs.buttons.len());
                inputs.buttons.extend(buttons.into_iter().take(room));
            }
        }
        for (resource, classes) in &report.classes {
            inputs.layouts.push(LayoutClasses { resource: Some(*resource), classes: classes.clone() });
        }
        inputs
    }
}

fn button(view: &View, screen: usize, words: &ConsentWords) -> Option<ConsentButton> {
    let id = view.id.as_deref().map(|id| id.rsplit('/').next().unwrap_or(id)).unwrap_or_default();
    // A box to tick is no answer, and its words are often those of a button.
    if ["CheckBox", "RadioButton", "Switch", "EditText"].iter().any(|kind| view.tag.ends_with(kind)) {
        return None;
    }
    let says = |text: &str| match (words.is_agree_text(text), words.is_refuse_text(text)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let named = || match (words.is_agree_name(id), words.is_refuse_name(id)) {
        (_, true) => Some(false),
        (true, _) => Some(true),
        _ => None,
    };
    let agrees = match view.text.as_deref().filter(|text| !text.trim().is_empty()) {
        Some(text) => says(text)?,
        None => named()?,
    };
    let handler = view.on_click.clone();
    (view.number.is_some() || handler.is_some()).then(|| ConsentButton {
        screen,
        number: view.number,
        id: id.to_owned(),
        agrees,
        handler,
    })
}
