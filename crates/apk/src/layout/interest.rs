//! Which layouts a rule may want to look at, found without inflating them.

use std::collections::HashMap;

use super::ids;
use super::package::Package;
use crate::axml::{Attribute, Document, Element, Event};
use crate::error::{ParseError, Result};
use crate::limits::BUDGET_EXCEEDED;
use crate::resources::Terms;

/// Endings of classes that hold a choice of the user.
const CHOICES: [&str; 6] =
    ["CheckBox", "Switch", "SwitchCompat", "RadioButton", "ToggleButton", "CheckedTextView"];
/// Endings of other CompoundButton classes found in the wild.
const OTHER_CHOICES: [&str; 4] = ["SwitchMaterial", "MaterialSwitch", "SwitchButton", "CompoundButton"];
/// Most elements of one file that are looked at.
const MAX_ELEMENTS: u32 = 50_000;

/// What one pass over a layout found.
#[derive(Debug, Default)]
pub struct Seen {
    pub interesting: bool,
    /// Layout resources it brings in.
    pub includes: Vec<u32>,
    /// Dotted classes of views and fragments it makes.
    pub classes: Vec<String>,
}

/// Judges layouts; remembers what it learnt about referenced texts and ids.
pub struct Interest<'t> {
    terms: &'t Terms,
    texts: HashMap<u32, bool>,
    names: HashMap<u32, bool>,
}

impl<'t> Interest<'t> {
    pub fn new(terms: &'t Terms) -> Self {
        Self { terms, texts: HashMap::new(), names: HashMap::new() }
    }

    pub fn in_name(&self, name: &str) -> bool {
        self.terms.is_in(name)
    }

    /// Looks over a layout until it is sure.
    ///
    /// # Errors
    /// What reading the XML raised; `budget_exceeded` past the cap on elements.
    pub fn look(&mut self, package: &mut Package<'_, '_>, data: &[u8]) -> Result<Seen> {
        let document = Document::parse(data, &mut package.budget)?;
        let mut reader = document.reader();
        let mut seen = Seen::default();
        let mut count = 0_u32;
        let mut first = true;
        loop {
            match reader.next()? {
                Event::Start(element) => {
                    count += 1;
                    if count > MAX_ELEMENTS {
                        let detail = format!("more than {MAX_ELEMENTS} elements");
                        return Err(ParseError::new(BUDGET_EXCEEDED, None, detail));
                    }
                    let name = element.name();
                    // The first view is the root, also inside a data-binding wrapper.
                    let root = first && !matches!(name.as_ref(), "layout" | "data" | "merge");
                    first &= matches!(name.as_ref(), "layout" | "data");
                    if !seen.interesting {
                        seen.interesting = is_choice(&name) || self.in_attributes(package, &element, root);
                    }
                    seen.classes.extend(made(&element, &name));
                    if let Some(included) = included(&element, &name) {
                        seen.includes.push(included);
                    }
                }
                Event::EndDocument => return Ok(seen),
                _ => {}
            }
        }
    }

    fn in_attributes(&mut self, package: &Package<'_, '_>, element: &Element<'_, '_>, root: bool) -> bool {
        element.attributes().any(|attribute| match attribute.id {
            ids::ON_CLICK => true,
            ids::CLICKABLE => root && attribute.value.bool() == Some(true),
            ids::TEXT | ids::HINT | ids::CONTENT_DESCRIPTION | ids::TAG => self.in_text(package, &attribute),
            ids::ID => self.in_id(package, &attribute),
            // <view class="…"> names its class in an attribute.
            0 if attribute.is("class") => attribute.string().is_some_and(|class| is_choice(&class)),
            _ => false,
        })
    }

    fn in_text(&mut self, package: &Package<'_, '_>, attribute: &Attribute<'_, '_>) -> bool {
        if let Some(text) = attribute.string() {
            return self.terms.is_in(&text);
        }
        let Some(id) = attribute.value.reference() else { return false };
        let terms = self.terms;
        *self.texts.entry(id).or_insert_with(|| {
            let typed = super::package::Typed { value: attribute.value, text: None };
            package.text(&typed).is_some_and(|text| terms.is_in(&text))
        })
    }

    fn in_id(&mut self, package: &Package<'_, '_>, attribute: &Attribute<'_, '_>) -> bool {
        let Some(id) = attribute.value.reference() else { return false };
        let terms = self.terms;
        *self.names.entry(id).or_insert_with(|| {
            let name = package.table.and_then(|table| table.type_and_name(id));
            name.is_some_and(|(_, name)| terms.is_in(&name))
        })
    }
}

/// The class an element makes an object of, where it is not one of the framework's short names.
fn made(element: &Element<'_, '_>, name: &str) -> Option<String> {
    let class = match name {
        "view" => element.find_plain("class")?.string()?.into_owned(),
        "fragment" | "androidx.fragment.app.FragmentContainerView" => {
            let named = element.find(ids::NAME).or_else(|| element.find_plain("class"))?;
            named.string()?.into_owned()
        }
        _ => name.to_owned(),
    };
    class.contains('.').then_some(class)
}

fn is_choice(tag: &str) -> bool {
    CHOICES.iter().chain(&OTHER_CHOICES).any(|ending| tag.ends_with(ending))
}

fn included(element: &Element<'_, '_>, name: &str) -> Option<u32> {
    match name {
        "include" => element.find_plain("layout")?.value.reference(),
        "ViewStub" => element.find(ids::LAYOUT)?.value.reference(),
        _ => None,
    }
}
