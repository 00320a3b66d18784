//! Layout files to view trees: include, merge, ViewStub and data-binding wrappers expanded.
//! Source of behaviour: android.view.LayoutInflater (rInflate, parseInclude), android.view.ViewStub.

use super::attributes::Attributes;
use super::package::{Package, Typed};
use super::view::View;
use super::{ids, MAX_VIEWS};
use crate::axml::{Document, Element, Event};
use crate::error::{ParseError, Result};
use crate::limits::BUDGET_EXCEEDED;

/// Deepest chain of includes, and most includes of one layout.
const MAX_INCLUDE_DEPTH: u32 = 16;
const MAX_INCLUDES: u32 = 500;

/// Inflates one layout; on failure `views` holds what came before it.
pub struct Inflater<'i, 'p, 'a> {
    pub package: &'i mut Package<'p, 'a>,
    pub views: Vec<View>,
    pub max_depth: usize,
    includes: u32,
    /// Entries being inflated, outermost first: an include of one of them would never end.
    open: Vec<String>,
}

/// What an `<include>` says about the root it brings in.
struct Overlay {
    attributes: Attributes,
}

/// An open element: the view its children belong to, or a part that is left out.
#[derive(Clone, Copy)]
enum Open {
    Under(i32),
    LeftOut,
}

impl<'i, 'p, 'a> Inflater<'i, 'p, 'a> {
    pub fn new(package: &'i mut Package<'p, 'a>, max_depth: usize) -> Self {
        Self { package, views: Vec::new(), max_depth, includes: 0, open: Vec::new() }
    }

    /// Inflates the file `path` under the view `parent` (-1 for none).
    ///
    /// # Errors
    /// What reading raised; `layout_cycle`; `budget_exceeded` past the caps on views, includes and depth.
    pub fn inflate(&mut self, path: &str, parent: i32) -> Result<()> {
        self.file(path, parent, None)
    }

    fn file(&mut self, path: &str, parent: i32, mut overlay: Option<Overlay>) -> Result<()> {
        if self.open.iter().any(|open| open == path) {
            return Err(ParseError::new("layout_cycle", None, "the layout includes itself").in_entry(path));
        }
        if self.open.len() >= MAX_INCLUDE_DEPTH as usize {
            return Err(too_much(format!("includes nest deeper than {MAX_INCLUDE_DEPTH}")));
        }
        let data = self.package.file(path).map_err(|error| error.in_entry(path))?;
        self.open.push(path.to_owned());
        let done = self.document(&data, parent, &mut overlay).map_err(|error| error.in_entry(path));
        self.open.pop();
        done
    }

    fn document(&mut self, data: &[u8], parent: i32, overlay: &mut Option<Overlay>) -> Result<()> {
        let document = Document::parse(data, &mut self.package.budget)?;
        let mut reader = document.reader();
        let mut open: Vec<Open> = Vec::new();
        loop {
            match reader.next()? {
                Event::Start(element) => {
                    if open.len() >= self.max_depth {
                        return Err(too_much(format!("views nest deeper than {}", self.max_depth)));
                    }
                    let under = match open.last() {
                        None => parent,
                        Some(Open::Under(index)) => *index,
                        Some(Open::LeftOut) => {
                            open.push(Open::LeftOut);
                            continue;
                        }
                    };
                    let root = open.is_empty();
                    let next = self.element(&element, under, root, overlay)?;
                    open.push(next);
                }
                Event::End { .. } => {
                    open.pop();
                    if open.is_empty() {
                        return Ok(());
                    }
                }
                Event::Text { .. } => {}
                Event::EndDocument => {
                    return Err(ParseError::new(
                        "layout_unfinished",
                        None,
                        "XML ends inside its root element",
                    ))
                }
            }
        }
    }

    fn element(
        &mut self,
        element: &Element<'_, '_>,
        under: i32,
        root: bool,
        overlay: &mut Option<Overlay>,
    ) -> Result<Open> {
        let name = element.name();
        match name.as_ref() {
            // A data-binding wrapper; compiled layouts seldom keep it.
            "layout" | "merge" if root => return Ok(Open::Under(under)),
            "data" | "requestFocus" | "tag" => return Ok(Open::LeftOut),
            _ => {}
        }
        let attributes = Attributes::read(self.package, element);
        if name == "include" {
            self.include(attributes, under, element.line)?;
            return Ok(Open::LeftOut);
        }
        let tag = match (&attributes.class, name.as_ref()) {
            (Some(class), "view") => class.clone(),
            _ => name.into_owned(),
        };
        let mut view = attributes.view(self.package, tag, under, element.line);
        if let Some(overlay) = overlay.take() {
            self.lay_over(&mut view, &overlay.attributes);
        }
        let stub = view.tag == "ViewStub" || view.tag.ends_with(".ViewStub");
        if stub {
            // Not there until code inflates it.
            view.visibility = "gone";
        }
        let index = self.push(view)?;
        if let (true, Some(target)) = (stub, attributes.android.get(&ids::LAYOUT)) {
            self.bring_in(target, index, None)?;
        }
        Ok(Open::Under(index))
    }

    fn push(&mut self, view: View) -> Result<i32> {
        if self.views.len() >= MAX_VIEWS {
            return Err(too_much(format!("more than {MAX_VIEWS} views")));
        }
        let index = i32::try_from(self.views.len()).unwrap_or(i32::MAX);
        self.views.push(view);
        Ok(index)
    }

    fn include(&mut self, attributes: Attributes, under: i32, line: u32) -> Result<()> {
        let Some(target) = attributes.layout.clone() else {
            return Err(ParseError::new(
                "layout_include",
                None,
                format!("include without a layout on line {line}"),
            ));
        };
        self.bring_in(&target, under, Some(Overlay { attributes }))
    }

    /// Inflates the layout `target` refers to; one given by a theme, or outside the package, stays out.
    fn bring_in(&mut self, target: &Typed, under: i32, overlay: Option<Overlay>) -> Result<()> {
        self.includes += 1;
        if self.includes > MAX_INCLUDES {
            return Err(too_much(format!("more than {MAX_INCLUDES} includes")));
        }
        match self.package.resolve(target.clone()).text {
            Some(path) => self.file(&path, under, overlay),
            None => Ok(()),
        }
    }

    /// Id and visibility replace the root's own; layout parameters do when the include gives both sizes.
    fn lay_over(&mut self, view: &mut View, attributes: &Attributes) {
        if let Some(id) = attributes.android.get(&ids::ID).and_then(|typed| self.package.name(typed)) {
            view.id = Some(id);
            view.number = attributes.number();
        }
        if let Some(visibility) = attributes.visibility(self.package) {
            view.visibility = visibility;
        }
        if attributes.has_size() {
            attributes.layout_parameters(self.package, view);
        }
    }
}

fn too_much(detail: String) -> ParseError {
    ParseError::new(BUDGET_EXCEEDED, None, detail)
}
