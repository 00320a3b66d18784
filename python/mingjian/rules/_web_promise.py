"""What a page promises of an app against the packages it delivers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.web_page import Delivered
from mingjian.model import Evidence, Finding
from mingjian.rules._finding import finding
from mingjian.rules._listing_permissions import GUARDED, meant
from mingjian.rules._names import same
from mingjian.rules._web_page import at, of_control, page, publisher

SHOWN_DIGITS = 16


def chosen(facts: Facts) -> list[Delivered]:
    """Packages that were read and that a control brought; with none of those, packages that came by
    themselves."""
    read = [one for one in page(facts).delivered if one.readable and not one.cut_short and one.package]
    return [one for one in read if one.control is not None] or read


def unread(facts: Facts) -> bool:
    """The page delivers packages and not one could be read whole."""
    return not chosen(facts)


def _guarded(package: Delivered, wanted: Sequence[str] = GUARDED) -> list[str]:
    known = [(name, knowledge.permission(name)) for name in package.permissions]
    return [name for name, one in known if one is not None and one.kind in wanted]


def owes_no_permissions(facts: Facts) -> bool:
    """Every package was read, and none asks for a permission that a user grants."""
    packages = page(facts).delivered
    return bool(packages) and all(
        one.readable and not one.cut_short and one.package and not _guarded(one) for one in packages
    )


def names(facts: Facts, package: Delivered) -> Iterator[Finding]:
    """The page calls the app otherwise than `package` calls itself."""
    promise = page(facts).promise
    name = (promise.name or "") if promise else ""
    if name and package.label and not same(name, package.label):
        yield finding(
            f"页面名称“{name[:40]}”与安装包的名称“{package.label[:40]}”不一致",
            f"The page calls the app “{name[:40]}”, the package “{package.label[:40]}”",
            key=("name", package.package),
            party=publisher(facts),
            evidence=[at(facts, "name", name), _of_package(facts, package)],
        )


def versions(facts: Facts, package: Delivered) -> Iterator[Finding]:
    """The page shows another version than `package` has."""
    promise = page(facts).promise
    version = (promise.version or "").strip().lstrip("vV版本号：: ") if promise else ""
    if version and package.version_name and version != package.version_name.strip().lstrip("vV"):
        yield finding(
            f"页面版本“{version[:40]}”与安装包的版本“{package.version_name[:40]}”不一致",
            f"The page shows version “{version[:40]}”, the package is “{package.version_name[:40]}”",
            key=("version", package.package),
            party=publisher(facts),
            evidence=[at(facts, "version", version), _of_package(facts, package)],
        )


def unlisted(facts: Facts, package: Delivered) -> Iterator[Finding]:
    """Dangerous permissions of `package` that the page's list lacks."""
    promise = page(facts).promise
    rows = promise.permissions if promise else None
    if not rows:
        return
    listed = [meant(row) for row in rows]
    told = {one for meanings in listed for one in meanings}
    for permission in _guarded(package, ("dangerous",)):
        if permission not in told:
            known = knowledge.permission(permission)
            name_zh = known.name_zh if known else permission
            yield finding(
                f"安装包申请的权限“{name_zh}”未在页面列出",
                f"The package asks for {permission.rpartition('.')[2]}, which the page does not list",
                key=("permission", permission),
                party=publisher(facts),
                verdict="violates" if all(listed) else "suspected",
                evidence=[
                    at(facts, "permissions", "、".join(row.name for row in rows)[:300]),
                    _of_package(facts, package),
                ],
            )


def swaps(facts: Facts, package: Delivered) -> Iterator[Finding]:
    """Package name and signer of `package` that are not those the page states."""
    promise = page(facts).promise
    if promise is None:
        return
    shown = _of_package(facts, package)
    label = package.label or package.package
    if promise.package and promise.package != package.package:
        yield finding(
            f"页面所示包名为 {promise.package[:60]}，下载到的是 {package.package[:60]}（{label[:30]}）",
            f"The page names {promise.package[:60]}, what comes is {package.package[:60]} ({label[:30]})",
            key=("package", package.package),
            party=publisher(facts),
            evidence=[at(facts, "package", promise.package), shown],
        )
    elif not promise.package and promise.name and package.label and not same(promise.name, package.label):
        yield finding(
            f"页面推荐“{promise.name[:30]}”，下载到的是“{package.label[:30]}”",
            f"The page offers “{promise.name[:30]}”, what comes is “{package.label[:30]}”",
            key=("label", package.package),
            party=publisher(facts),
            verdict="suspected",
            evidence=[at(facts, "name", promise.name), shown],
        )
    signer = (promise.signer_sha256 or "").replace(":", "").lower()
    if signer and package.signer_sha256 and signer not in package.signer_sha256:
        yield finding(
            f"页面所示签名 {signer[:SHOWN_DIGITS]}… 与安装包的不一致",
            f"The page states signer {signer[:SHOWN_DIGITS]}…, the package's is "
            f"{package.signer_sha256[0][:SHOWN_DIGITS]}…",
            key=("signer", package.package),
            party=publisher(facts),
            evidence=[at(facts, "signer", signer), shown],
        )


def replaced(facts: Facts) -> Iterator[Finding]:
    """A 高速下载 control that brings another package than an ordinary one on the same page."""
    packages = chosen(facts)
    ordinary = {one.package for one in packages if one.control and "fast" not in one.control.says}
    for one in packages:
        if one.control and "fast" in one.control.says and ordinary and one.package not in ordinary:
            yield finding(
                f"“{one.control.text[:20]}”换成了 {one.package[:60]}（{one.label[:30]}）",
                f"“{one.control.text[:20]}” brings {one.package[:60]} ({one.label[:30]}) instead",
                key=("fast", one.package),
                party=publisher(facts),
                evidence=[_of_package(facts, one)],
            )


def _of_package(facts: Facts, package: Delivered) -> Evidence:
    said = f"{package.package} “{package.label}” {package.version_name} {package.sha256[:SHOWN_DIGITS]}"
    if package.control is not None:
        return of_control(facts, package.control, said)
    return at(facts, package.url[:200], said)
