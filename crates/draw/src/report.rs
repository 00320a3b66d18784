//! Which icons a package has, rendered and measured: the shape of `mingjian.facts.icon`.

use base64::Engine;
use mingjian_apk::arsc::{Config, Table, DENSITY_ANY};
use mingjian_apk::axml::{self, Document, Event, Value};
use mingjian_apk::error::Result;
use mingjian_apk::limits::{Budget, Limits};
use mingjian_apk::zip::Archive;
use serde::Serialize;

use crate::drawable;
use crate::metrics;
use crate::package::{dots_per_inch, PackageResources};
use crate::render;
use crate::resources::{Content, Element, Resolved, Resources, Value as Drawn};

/// Most variants rendered for one package.
const MAX_VARIANTS: usize = 8;
/// Hash bits and visible share by which a variant must differ from those before it to be kept as a picture.
const OTHER_HASH_BITS: u32 = 12;
const OTHER_SHARE: f64 = 0.05;
/// Most references from the manifest's icon to a file.
const MAX_STEPS: usize = 16;

const ATTR_NAME: u32 = 0x0101_0003;
const ATTR_ICON: u32 = 0x0101_0002;
const ATTR_ROUND_ICON: u32 = 0x0101_052c;

/// Launcher icons of a package.
#[derive(Debug, Serialize)]
pub struct IconReport {
    pub declared: bool,
    /// The one a recent phone shows first.
    pub variants: Vec<IconVariant>,
}

/// One density or adaptive form of an icon, rendered at 192 x 192 px.
#[derive(Debug, Serialize)]
pub struct IconVariant {
    /// Empty for the application, else the launcher activity or alias.
    pub component: String,
    pub resource: String,
    pub entry: String,
    pub config: String,
    pub kind: &'static str,
    /// None when the icon, or a part of it, could not be rendered.
    pub visible_share: Option<f64>,
    pub colours: Option<u32>,
    pub phash: Option<String>,
    /// A PNG file; empty where nothing was drawn, and where the picture looks like one before it.
    #[serde(serialize_with = "as_base64")]
    pub png: Vec<u8>,
    pub error: Option<String>,
}

fn as_base64<S: serde::Serializer>(bytes: &[u8], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&base64::engine::general_purpose::STANDARD.encode(bytes))
}

/// An icon the manifest names.
#[derive(Debug)]
struct Declared {
    component: String,
    value: Value,
    text: Option<String>,
}

/// Renders the application's icon and those of launcher activities that name their own.
///
/// Of the application's icon: the form a recent phone takes, other forms for any density, the densest and the
/// coarsest; of the others the first. No more than eight, each resource once.
pub fn icons(archive: &Archive<'_>, table: Option<&Table<'_>>, limits: &Limits) -> IconReport {
    let declared = declared(archive, limits).unwrap_or_default();
    let mut resources = PackageResources::new(archive, table, limits);
    let mut seen: Vec<(u32, Config)> = Vec::new();
    let mut variants: Vec<IconVariant> = Vec::new();
    let mut trees: Vec<Element> = Vec::new();
    for icon in &declared {
        let Some(id) = icon.value.reference() else {
            if let (Some(path), true) = (&icon.text, variants.len() < MAX_VARIANTS) {
                let found = Resolved { value: Drawn::Text(path.clone()), density: 160 };
                let drawn =
                    variant(&mut resources, &found, &icon.component, path.clone(), String::new(), &variants);
                variants.push(drawn);
            }
            continue;
        };
        let name = table.map_or_else(|| format!("@{id:#010x}"), |table| table.name_or_id(id));
        let forms = table.map(|table| forms(table, id, resources.want())).unwrap_or_default();
        if forms.is_empty() && variants.len() < MAX_VARIANTS {
            variants.push(missing(&icon.component, name.clone(), id));
        }
        let most = if variants.is_empty() { 4 } else { 1 };
        for (target, config, value) in forms.into_iter().take(most) {
            if variants.len() >= MAX_VARIANTS || seen.contains(&(target, config)) {
                continue;
            }
            seen.push((target, config));
            let Some(value) = resources.value(value) else { continue };
            let found = Resolved { value, density: dots_per_inch(&config) };
            resources.forget();
            // A round icon is most often the same adaptive icon again.
            if let Some(tree) = xml(&mut resources, &found) {
                if trees.contains(&tree) {
                    continue;
                }
                trees.push(tree);
            }
            let qualifiers = config.qualifiers();
            let drawn = variant(&mut resources, &found, &icon.component, name.clone(), qualifiers, &variants);
            variants.push(drawn);
        }
    }
    IconReport { declared: !declared.is_empty(), variants }
}

fn missing(component: &str, resource: String, id: u32) -> IconVariant {
    let error = if id >> 24 == 1 { "belongs to the platform" } else { "has no value in the package" };
    IconVariant {
        component: component.to_owned(),
        error: Some(format!("{resource} {error}")),
        resource,
        entry: String::new(),
        config: String::new(),
        kind: "other",
        visible_share: None,
        colours: None,
        phash: None,
        png: Vec::new(),
    }
}

/// The element tree of a drawable that is one.
fn xml(resources: &mut PackageResources<'_, '_>, found: &Resolved) -> Option<Element> {
    let Drawn::Text(path) = &found.value else { return None };
    match resources.open(path).ok()?.as_ref() {
        Content::Xml(root) => Some(root.clone()),
        Content::Bitmap(_) => None,
    }
}

/// Values of `id` (references followed) worth rendering, most telling first.
fn forms(table: &Table<'_>, id: u32, want: &Config) -> Vec<(u32, Config, Value)> {
    let mut target = id;
    for _ in 0..MAX_STEPS {
        match table.best(target, want).and_then(|(_, entry)| entry.value()?.reference()) {
            Some(next) => target = next,
            None => break,
        }
    }
    let mut all: Vec<(Config, Value)> =
        table.values(target).take(512).filter_map(|(config, entry)| Some((config, entry.value()?))).collect();
    if all.iter().any(|(config, _)| config.is_any_locale()) {
        all.retain(|(config, _)| config.is_any_locale());
    }
    let first = table.best(target, want).map(|(config, _)| config);
    let scalable = |config: &Config| config.density == DENSITY_ANY;
    let densest = all.iter().filter(|(c, _)| !scalable(c)).map(|(c, _)| dots_per_inch(c)).max();
    let coarsest = all.iter().filter(|(c, _)| !scalable(c)).map(|(c, _)| dots_per_inch(c)).min();
    let rank = |config: &Config| {
        if Some(*config) == first {
            0
        } else if scalable(config) {
            1
        } else if Some(dots_per_inch(config)) == densest {
            2
        } else if Some(dots_per_inch(config)) == coarsest {
            3
        } else {
            4
        }
    };
    let mut ranked: Vec<(u8, Config, Value)> = all.iter().map(|(c, v)| (rank(c), *c, *v)).collect();
    ranked.retain(|(rank, ..)| *rank < 4);
    ranked.sort_by_key(|(rank, ..)| *rank);
    ranked.into_iter().map(|(_, config, value)| (target, config, value)).collect()
}

fn variant(
    resources: &mut PackageResources<'_, '_>,
    found: &Resolved,
    component: &str,
    resource: String,
    config: String,
    before: &[IconVariant],
) -> IconVariant {
    let (mut kind, mut entry) = ("color", String::new());
    if let Drawn::Text(path) = &found.value {
        entry.clone_from(path);
        kind = match resources.open(path) {
            Ok(content) => match content.as_ref() {
                Content::Xml(root) => drawable::kind_of(&root.name),
                Content::Bitmap(data) => crate::bitmap::format(data).unwrap_or("other"),
            },
            Err(_) => "other",
        };
    }
    let (picture, failure) = render::render(resources, found);
    let measured = picture.as_ref().map(metrics::measure);
    let png = match (&picture, &measured) {
        // A failed rendering that shows something is still worth seeing; its measures would mislead.
        (Some(picture), Some(measured))
            if (failure.is_none() || measured.visible_share > 0.0) && looks_new(measured, before) =>
        {
            render::png(picture).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let measured = measured.filter(|_| failure.is_none());
    IconVariant {
        component: component.to_owned(),
        resource,
        entry,
        config,
        kind,
        visible_share: measured.as_ref().map(|m| (m.visible_share * 1.0e6).round() / 1.0e6),
        colours: measured.as_ref().map(|m| m.colours),
        phash: measured.as_ref().map(|m| format!("{:016x}", m.phash)),
        png,
        error: failure.map(|error| error.to_string()),
    }
}

fn looks_new(measured: &metrics::Metrics, before: &[IconVariant]) -> bool {
    before.iter().filter(|other| !other.png.is_empty()).all(|other| {
        let hash = other.phash.as_deref().and_then(|hash| u64::from_str_radix(hash, 16).ok());
        match (hash, other.visible_share) {
            (Some(hash), Some(share)) => {
                (hash ^ measured.phash).count_ones() >= OTHER_HASH_BITS
                    || (share - measured.visible_share).abs() > OTHER_SHARE
            }
            _ => true,
        }
    })
}

/// Icon attributes of the application and of activities a launcher lists, as the manifest holds them.
fn declared(archive: &Archive<'_>, limits: &Limits) -> Result<Vec<Declared>> {
    let mut budget = Budget::new(limits);
    let Some(entry) = archive.find("AndroidManifest.xml") else { return Ok(Vec::new()) };
    let data = archive.read(entry, &mut budget)?;
    let document = Document::parse(&data, &mut budget)?;
    let mut reader = document.reader();
    let mut package = String::new();
    let (mut application, mut components) = (Vec::new(), Vec::new());
    let mut activity: Option<Activity> = None;
    // What was read before the document broke still counts.
    while let Ok(event) = reader.next() {
        match event {
            Event::Start(element) => match (element.depth, element.name().as_ref()) {
                (1, _) => {
                    package = element
                        .find_plain("package")
                        .and_then(|a| a.string())
                        .unwrap_or_default()
                        .into_owned();
                }
                (2, "application") => {
                    application.extend(icon_of(&element, ATTR_ICON, String::new()));
                    application.extend(icon_of(&element, ATTR_ROUND_ICON, String::new()));
                }
                (3, "activity" | "activity-alias") => {
                    let name = element.find(ATTR_NAME).and_then(|a| a.string()).unwrap_or_default();
                    activity = Some(Activity {
                        icon: icon_of(&element, ATTR_ICON, qualified(&package, &name)),
                        main: false,
                        launcher: false,
                    });
                }
                (5, "action") => {
                    if let Some(activity) = &mut activity {
                        activity.main |= named(&element, "android.intent.action.MAIN");
                    }
                }
                (5, "category") => {
                    if let Some(activity) = &mut activity {
                        activity.launcher |= named(&element, "android.intent.category.LAUNCHER");
                    }
                }
                _ => {}
            },
            Event::End { depth: 3, .. } => {
                components.extend(activity.take().filter(|a| a.main && a.launcher).and_then(|a| a.icon));
            }
            Event::EndDocument => break,
            _ => {}
        }
    }
    let package_icons: Vec<(u8, u32)> = application.iter().map(key).collect();
    components.retain(|icon| !package_icons.contains(&key(icon)));
    application.extend(components);
    Ok(application)
}

/// A class name as ParsingPackageUtils.buildClassName completes it.
fn qualified(package: &str, name: &str) -> String {
    match name {
        _ if name.starts_with('.') => format!("{package}{name}"),
        _ if name.contains('.') || name.is_empty() => name.to_owned(),
        _ => format!("{package}.{name}"),
    }
}

struct Activity {
    icon: Option<Declared>,
    main: bool,
    launcher: bool,
}

fn key(icon: &Declared) -> (u8, u32) {
    (icon.value.kind, icon.value.data)
}

fn named(element: &axml::Element<'_, '_>, wanted: &str) -> bool {
    element.find(ATTR_NAME).and_then(|a| a.string()).is_some_and(|name| name == wanted)
}

fn icon_of(element: &axml::Element<'_, '_>, attribute: u32, component: String) -> Option<Declared> {
    let attribute = element.find(attribute)?;
    let text = attribute.string().map(std::borrow::Cow::into_owned);
    (attribute.value.reference().is_some() || text.is_some()).then_some(Declared {
        component,
        value: attribute.value,
        text,
    })
}
