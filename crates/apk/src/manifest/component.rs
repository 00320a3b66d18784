//! Components, their filters, and the names the platform completes.

use super::attributes::Attributes;
use super::{Component, ComponentKind, IntentData, IntentFilter, MetaData};

/// The component a tag declares.
pub(super) fn kind(tag: &str) -> Option<ComponentKind> {
    Some(match tag {
        "activity" => ComponentKind::Activity,
        "activity-alias" => ComponentKind::ActivityAlias,
        "service" => ComponentKind::Service,
        "receiver" => ComponentKind::Receiver,
        "provider" => ComponentKind::Provider,
        _ => return None,
    })
}

/// PackageParser.buildClassName: `.Main` and `Main` are completed with the package.
pub(super) fn class_name(package: &str, name: &str) -> String {
    if name.starts_with('.') {
        format!("{package}{name}")
    } else if name.contains('.') {
        name.to_owned()
    } else {
        format!("{package}.{name}")
    }
}

/// PackageParser.buildProcessName: `:remote` is private to the package.
fn process_name(package: &str, name: &str) -> String {
    if name.starts_with(':') {
        format!("{package}{name}")
    } else {
        name.to_owned()
    }
}

/// Reads a component's own attributes; none where it has no name, as the platform refuses it.
pub(super) fn component(
    kind: ComponentKind,
    package: &str,
    attributes: &Attributes<'_, '_, '_, '_, '_>,
    line: u32,
) -> Option<Component> {
    const KNOWN: [&str; 12] = [
        "name",
        "targetActivity",
        "exported",
        "enabled",
        "permission",
        "process",
        "label",
        "icon",
        "theme",
        "authorities",
        "initOrder",
        "",
    ];
    let name = attributes.text("name").filter(|name| !name.is_empty())?;
    let target = match kind {
        ComponentKind::ActivityAlias => {
            attributes.text("targetActivity").map(|name| class_name(package, &name))
        }
        _ => None,
    };
    Some(Component {
        kind,
        name: class_name(package, &name),
        target,
        exported: attributes.bool("exported"),
        enabled: attributes.bool("enabled").unwrap_or(true),
        permission: attributes.text("permission").filter(|name| !name.is_empty()),
        process: attributes.text("process").map(|name| process_name(package, &name)),
        label: attributes.text("label"),
        icon: attributes.file_reference("icon"),
        theme: attributes.reference("theme"),
        authorities: split_authorities(attributes.text("authorities")),
        init_order: attributes.int("initOrder").unwrap_or(0),
        filters: Vec::new(),
        meta: Vec::new(),
        properties: Vec::new(),
        attributes: attributes.others(&KNOWN),
        line,
    })
}

pub(super) fn split_authorities(text: Option<String>) -> Vec<String> {
    text.iter().flat_map(|text| text.split(';')).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

pub(super) fn intent_filter(attributes: &Attributes<'_, '_, '_, '_, '_>, line: u32) -> IntentFilter {
    IntentFilter { priority: attributes.int("priority").unwrap_or(0), line, ..IntentFilter::default() }
}

pub(super) fn intent_data(attributes: &Attributes<'_, '_, '_, '_, '_>) -> IntentData {
    let paths = ["path", "pathPrefix", "pathPattern", "pathAdvancedPattern", "pathSuffix"];
    IntentData {
        scheme: attributes.text("scheme"),
        host: attributes.text("host"),
        path: paths.iter().find_map(|name| attributes.text(name)),
        mime_type: attributes.text("mimeType"),
    }
}

/// A `<meta-data>` or `<property>`; none without a name.
pub(super) fn meta_data(attributes: &Attributes<'_, '_, '_, '_, '_>, line: u32) -> Option<MetaData> {
    Some(MetaData {
        name: attributes.text("name").filter(|name| !name.is_empty())?,
        value: attributes.text("value"),
        resource: attributes.reference("resource"),
        line,
    })
}

/// protectionLevel as sources write it (attrs_manifest.xml).
pub(super) fn protection(level: i32) -> String {
    const FLAGS: [(i32, &str); 12] = [
        (0x10, "privileged"),
        (0x20, "development"),
        (0x40, "appop"),
        (0x80, "pre23"),
        (0x100, "installer"),
        (0x200, "verifier"),
        (0x400, "preinstalled"),
        (0x800, "setup"),
        (0x1000, "instant"),
        (0x2000, "runtime"),
        (0x4000, "oem"),
        (0x8000, "vendorPrivileged"),
    ];
    let mut out = match level & 0xf {
        0 => "normal".to_owned(),
        1 => "dangerous".to_owned(),
        2 => "signature".to_owned(),
        3 => "signatureOrSystem".to_owned(),
        4 => "internal".to_owned(),
        other => format!("{other:#x}"),
    };
    let mut rest = level & !0xf;
    for (bit, name) in FLAGS {
        if rest & bit != 0 {
            out.push('|');
            out.push_str(name);
            rest &= !bit;
        }
    }
    if rest != 0 {
        out.push_str(&format!("|{rest:#x}"));
    }
    out
}
