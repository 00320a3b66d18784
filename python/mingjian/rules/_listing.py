"""A store listing held against the package it stands for, field by field.

What the measures 1.1, 2.4 and 2.5 ask of the same page is observed here once; each rule picks the fields its
requirement names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from mingjian.facts import Facts
from mingjian.model import Evidence
from mingjian.patterns import late
from mingjian.rules._evidence import line_of, manifest_line
from mingjian.rules._finding import cite
from mingjian.rules._launcher import labels
from mingjian.rules._listing_page import PLACEHOLDER, Difference, of_page, page
from mingjian.rules._listing_permissions import guarded
from mingjian.rules._names import same, skeleton
from mingjian.rules._policy import quoted, whole
from mingjian.rules._texts import visible

SIZE_TOLERANCE = 0.05
"""Pages round to a tenth of a megabyte, some count 1000 to the kilobyte (project choice)."""
LEAST_FUNCTION = 8
"""Fewer visible characters name no function (project choice)."""
NAME_LENGTH = "TH-78"
_SIGNS = late(r"[@#￥%…*&★☆♥❤]")
"""Characters T/TAF 069.1-2020 5.1.1 keeps out of names, and the like."""
_DAY = late(r"(?P<y>\d{4})\D{1,2}(?P<m>\d{1,2})\D{1,2}(?P<d>\d{1,2})")
_LEGAL_FORM = late(
    r"(公司|集团|银行|医院|学校|大学|学院|研究[院所]|中心|协会|学会|基金会|委员会|管理局|局|厅|部|署|政府|出版社|报社|通讯社"
    r"|电视台|广播台|台|厂|店|商行|经营部|工作室|事务所|合伙企业|合作社|馆|所|院|站|个体工商户"
    r"|\b(inc|ltd|llc|llp|limited|corp|corporation|co|company|gmbh|plc|s\.?a|ag|bv|oy|ab|pte|foundation|university)\b)",
    re.IGNORECASE,
)
_PERSON = late(r"[\u4e00-\u9fff·]{2,4}|[A-Z][a-z]+ [A-Z][a-z]+")


def empty(facts: Facts, *fields: str) -> Iterator[Difference]:
    """Elements that were looked for and are not shown; a package without guarded permissions owes no list."""
    listing = page(facts)
    for field in fields:
        zh, en = ELEMENTS[field]
        value = getattr(listing, field)
        if value is None:
            continue
        nothing = not value and bool(guarded(facts)) if field == "permissions" else not visible(value)
        if nothing:
            yield Difference(
                field=field,
                key="empty",
                zh=f"上架页面未展示{zh}",
                en=f"The listing does not show {en}",
                verdict=SURE[listing.form],
                evidence=(of_page(listing, field, f"{field}: {value if value else '“”'}"),),
            )


SURE: dict[str, Literal["violates", "suspected"]] = {
    "json": "violates",
    "csv": "violates",
    "html": "suspected",
}
"""In a saved page it was this program that looked; whoever writes a record looked as a person does."""


def misplaced(facts: Facts, *fields: str) -> Iterator[Difference]:
    """Elements that must stand on the page itself and are only behind a link, or hidden on it."""
    listing = page(facts)
    for field in fields:
        place = listing.placement.get(field, "shown")
        if place == "shown" or (field == "permissions" and not guarded(facts)):
            continue
        zh, en = ELEMENTS[field]
        where_zh, where_en = WHERE[place]
        yield Difference(
            field=field,
            key="placement",
            zh=f"上架页面的{zh}{where_zh}",
            en=f"On the listing, {en} {where_en}",
            verdict="suspected",
            evidence=(of_page(listing, f"placement/{field}", place),),
        )


WHERE = {
    "linked": ("只在二级链接里", "stand only behind a link"),
    "hidden": ("在页面上被隐藏", "are hidden on the page"),
}
ELEMENTS = {
    "name": ("应用名称", "the app's name"),
    "developer": ("开发运营者", "the developer or operator"),
    "function": ("产品功能", "what the app does"),
    "version": ("版本号", "the version"),
    "updated": ("版本更新时间", "when the version was published"),
    "permissions": ("权限列表", "the permissions"),
    "privacy_policy_url": ("隐私政策", "the privacy policy"),
    "personal_info": ("个人信息处理规则", "the rules for processing personal information"),
}


def name(facts: Facts) -> Iterator[Difference]:
    """The name on the page is not that on the home screen."""
    listing, manifest = page(facts), facts.manifest
    if manifest is None or not listing.name or not visible(listing.name):
        return
    own = labels(manifest)
    if own and not any(same(listing.name, label) for label in own):
        yield Difference(
            field="name",
            key="differs",
            zh=f"页面名称“{listing.name}”与安装后名称“{own[0]}”不一致",
            en=f"The page calls the app “{listing.name}”, the package “{own[0]}”",
            evidence=(
                of_page(listing, "name", listing.name),
                manifest_line(facts, line_of(facts, "android:label")),
            ),
        )


def name_form(facts: Facts) -> Iterator[Difference]:
    """The name is longer than a page's name may be, has signs in it, or claims to be 官方."""
    listing, manifest = page(facts), facts.manifest
    shown = (listing.name or "").strip()
    wide = sum(1 if char.isascii() else 2 for char in shown)
    if wide > 2 * int(cite(NAME_LENGTH).value):
        yield Difference(
            field="name",
            key="long",
            zh=f"页面名称长 {wide / 2:g} 个汉字",
            en=f"The name is {wide} columns long, two to a Chinese character",
            threshold=NAME_LENGTH,
            evidence=(of_page(listing, "name", shown),),
        )
    signs = sorted(set(_SIGNS.findall(shown)))
    claims = "官方" in shown and manifest is not None and not any("官方" in one for one in labels(manifest))
    if signs or claims:
        yield Difference(
            field="name",
            key="signs",
            zh=f"页面名称含{'特殊字符 ' + ' '.join(signs) if signs else '安装后名称所没有的“官方”字样'}",
            en=f"The name contains {'signs: ' + ' '.join(signs) if signs else '官方, unlike the app itself'}",
            verdict="suspected",
            evidence=(of_page(listing, "name", shown),),
        )


def version(facts: Facts) -> Iterator[Difference]:
    """The version on the page is not the package's."""
    listing, manifest = page(facts), facts.manifest
    if manifest is None:
        return
    shown, own = listing.version, manifest.version_name
    if shown and own and visible(shown) and _version(shown) != _version(own):
        yield Difference(
            field="version",
            key="differs",
            zh=f"页面版本 {shown} 与包内版本 {own} 不一致",
            en=f"The page shows version {shown}, the package is {own}",
            evidence=(
                of_page(listing, "version", shown),
                manifest_line(facts, line_of(facts, "android:versionName")),
            ),
        )
    code = listing.version_code
    if code is not None and manifest.version_code is not None and code != manifest.version_code:
        yield Difference(
            field="version_code",
            key="differs",
            zh=f"页面版本序号 {code} 与包内 {manifest.version_code} 不一致",
            en=f"The page has version code {code}, the package {manifest.version_code}",
            evidence=(
                of_page(listing, "version_code", str(code)),
                manifest_line(facts, line_of(facts, "android:versionCode")),
            ),
        )


def _version(text: str) -> str:
    return (
        re.sub(r"^\s*(版本号?|version|ver\.?|v)?[\s:：]*", "", text, flags=re.IGNORECASE).strip().casefold()
    )


def package(facts: Facts) -> Iterator[Difference]:
    """The package is not the one the page names."""
    listing, manifest = page(facts), facts.manifest
    if manifest is not None and listing.package and listing.package.strip() != manifest.package:
        yield Difference(
            field="package",
            key="differs",
            zh=f"页面所示包名 {listing.package}，实际安装包为 {manifest.package}",
            en=f"The page names package {listing.package}, delivered is {manifest.package}",
            evidence=(
                of_page(listing, "package", listing.package),
                manifest_line(facts, line_of(facts, "package=")),
            ),
        )


def signer(facts: Facts) -> Iterator[Difference]:
    """The package is not signed by the signer the page or the store's registration names."""
    listing, signature = page(facts), facts.signature
    if signature is None or listing.signer_sha256 is None:
        return
    wanted = listing.signer_sha256.replace(":", "").lower()
    own = [one.sha256 for one in signature.signers]
    if wanted in own or (signature.verified and wanted in [node.sha256 for node in signature.lineage]):
        return
    shown = own[0] if own else None
    yield Difference(
        field="signer_sha256",
        key="differs",
        zh=f"登记的签名证书 {wanted[:16]}… 与安装包的 {f'{shown[:16]}…' if shown else '（无签名）'} 不一致",
        en=f"Registered signer {wanted[:16]}…, the package's is {f'{shown[:16]}…' if shown else 'none'}",
        evidence=(
            of_page(listing, "signer_sha256", wanted),
            Evidence(
                kind="signature",
                location="APK Signing Block",
                excerpt="\n".join(f"{s.sha256} {s.subject}" for s in signature.signers) or "unsigned",
            ),
        ),
    )


def size(facts: Facts) -> Iterator[Difference]:
    """The page gives another size than the package has."""
    listing, own = page(facts), facts.subject.size_bytes
    shown = listing.size_bytes
    if not shown or not own or abs(shown - own) <= max(SIZE_TOLERANCE * own, 100_000):
        return
    yield Difference(
        field="size_bytes",
        key="differs",
        zh=f"页面所示大小 {shown / 1e6:.1f} MB，安装包为 {own / 1e6:.1f} MB",
        en=f"The page says {shown / 1e6:.1f} MB, the package has {own / 1e6:.1f} MB",
        verdict="suspected",
        evidence=(of_page(listing, "size_bytes", str(shown)),),
    )


def developer_form(facts: Facts) -> Iterator[Difference]:
    """The developer's name is short or a brand, no registered name."""
    listing = page(facts)
    shown = (listing.developer or "").strip()
    if not visible(shown) or _LEGAL_FORM.search(shown) or _PERSON.fullmatch(shown):
        return
    yield Difference(
        field="developer",
        key="short",
        zh=f"页面所示开发运营者“{shown}”不像完整的注册名称",
        en=f"The developer “{shown}” does not read like a full registered name",
        verdict="suspected",
        evidence=(of_page(listing, "developer", shown),),
    )


def developer_of_policy(facts: Facts) -> Iterator[Difference]:
    """The developer on the page is not who the app's own policy says processes (T/TAF 078.9-2021 4 c)."""
    listing, policy = page(facts), whole(facts)
    shown = (listing.developer or "").strip()
    if policy is None or not policy.operators or not _LEGAL_FORM.search(shown):
        return
    if any(same(shown, said.value) for said in policy.operators):
        return
    said = policy.operators[0]
    yield Difference(
        field="developer",
        key="policy",
        zh=f"页面所示开发运营者“{shown}”与隐私政策所称“{said.value}”不一致",
        en=f"The page names “{shown}”, the privacy policy “{said.value}”",
        verdict="suspected",
        evidence=(of_page(listing, "developer", shown), quoted(facts, said.quote)),
    )


def function_empty(facts: Facts) -> Iterator[Difference]:
    """The description says nothing: a placeholder, the bare name, or a word or two."""
    listing = page(facts)
    text = listing.function
    if text is None or not visible(text):
        return
    said = visible(text)
    if (
        PLACEHOLDER.fullmatch(text.strip())
        or len(said) < LEAST_FUNCTION
        or (listing.name and skeleton(text) == skeleton(listing.name))
    ):
        yield Difference(
            field="function",
            key="placeholder",
            zh=f"页面的功能说明只有“{text.strip()[:40]}”，未说明产品功能",
            en=f"The description, “{text.strip()[:40]}”, states no function",
            evidence=(of_page(listing, "function", text.strip()[:200]),),
        )


def update_day(facts: Facts) -> Iterator[Difference]:
    """The date of the version is not told to the day."""
    listing = page(facts)
    shown = listing.updated
    if shown is None or not visible(shown):
        return
    found = _DAY.search(shown)
    try:
        if found and date(int(found["y"]), int(found["m"]), int(found["d"])):
            return
    except ValueError:
        pass
    yield Difference(
        field="updated",
        key="day",
        zh=f"页面所示版本更新时间“{shown}”未精确到天",
        en=f"The version's date, “{shown}”, is not given to the day",
        threshold="TH-84",
        evidence=(of_page(listing, "updated", shown),),
    )


def rules_empty(facts: Facts) -> Iterator[Difference]:
    """Neither the page's own words nor a policy link tell how personal information is processed."""
    listing = page(facts)
    shown = (listing.personal_info, listing.privacy_policy_url)
    if None not in shown and not any(visible(text) for text in shown if text):
        yield from empty(facts, "personal_info")
    elif listing.personal_info is None:
        yield from empty(facts, "privacy_policy_url")


def policy_address(facts: Facts) -> Iterator[Difference]:
    """The policy's link is no web address."""
    listing = page(facts)
    shown = (listing.privacy_policy_url or "").strip()
    if visible(shown) and not re.match(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?$|https?://\S+:\d+", shown):
        yield Difference(
            field="privacy_policy_url",
            key="address",
            zh=f"页面的隐私政策链接“{shown[:80]}”不是网址",
            en=f"The privacy policy's link, “{shown[:80]}”, is no web address",
            evidence=(of_page(listing, "privacy_policy_url", shown[:200]),),
        )
