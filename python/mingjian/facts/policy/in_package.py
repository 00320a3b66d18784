"""The policy inside a package: a page among its assets or raw resources, or a long text among its strings.

Also the addresses that stand beside the words, which nobody visits here. Candidates
are told by their names, or by code that opens them; what they are is told by what
they say. A text kept as a constant of code is not seen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts import policy as policy_file
from mingjian.artifacts.apk import Apk
from mingjian.artifacts.policy import Document
from mingjian.artifacts.policy.caps import MAX_BYTES
from mingjian.errors import ArtifactError
from mingjian.facts import Facts
from mingjian.facts.network_hosts import address
from mingjian.facts.policy.collect import beside
from mingjian.facts.policy.types import PolicyUrl
from mingjian.patterns import late

NAMES = tuple(
    f"{folder}*{word}*"
    for folder in ("assets/", "res/raw/")
    for word in ("rivacy", "RIVACY", "olicy", "yinsi", "ysxy", "yszc", "隐私")
)
"""Entry names the core is asked for."""
MAX_CANDIDATES = 12
"""Entries that are opened and read."""
MAX_READ = 3
"""Documents that are read into statements to find one that is a policy."""
LEAST = 400
"""Chinese characters, or a third of the letters, below which a text is a notice rather than a policy."""
_READ = (".html", ".htm", ".txt", ".md", ".docx", ".pdf", ".mht", ".mhtml", ".xhtml", "")
_ASSET = "file:///android_asset/"
_URL = late(r"""https?://[^\s"'<>《》（）\\，。；、]{4,500}""")
_WORDS = late(r"隐私|privacy", re.IGNORECASE)
_URL_MARKS = ("privacy", "yinsi", "ysxy", "yszc", "yszz")
_IN_URL = late("|".join(_URL_MARKS), re.IGNORECASE)
_SAYS = late(
    r"个人信息|個人資料|個人資訊|隐私|隱私|收集|共享|第三方|SDK|未成年"
    r"|personal (?:data|information)|privacy|collect"
)


@cache
def _may_be() -> re.Pattern[bytes]:
    """What the bytes of every policy hold, whatever they are in; made where there is a text to look at."""
    return re.compile(b"|".join(
        [*(re.escape(w.encode(e)) for w in ("隐私",) for e in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")),
         re.escape("隱私".encode()), re.escape("隱私".encode("big5")), rb"[Pp]rivacy", b"&#(?:38544|x9690);"]
    ))  # fmt: skip


class InPackage(Struct, frozen=True):
    documents: tuple[Document, ...] = ()
    """Texts that speak of personal information at length, the best first."""
    urls: tuple[PolicyUrl, ...] = ()


def policies_in(apk: Apk, facts: Facts, files: Sequence[str] = ()) -> InPackage:
    """The policies inside `apk`; `files` are its entries that match NAMES.

    Entries that cannot be read or are none are passed over: nobody gave them as a policy.
    """
    opened = list(_opened(facts))
    return InPackage(_documents(apk, facts, files, opened), tuple(_urls(facts, opened)))


def _documents(
    apk: Apk, facts: Facts, files: Sequence[str], opened: Sequence[tuple[str, str]]
) -> tuple[Document, ...]:
    found = [d for name in _entries(opened, files) if (d := _read(apk, name)) is not None]
    found += _strings(facts)
    ranked = sorted(((_score(d), d) for d in found), key=lambda pair: -pair[0])
    seen: set[str] = set()
    best: list[Document] = []
    for score, document in ranked:
        if score > 0 and document.sha256 not in seen:
            seen.add(document.sha256)
            best.append(document)
    return tuple(best)


def with_own(apk: Apk, facts: Facts, files: Sequence[str]) -> Facts:
    """`facts` with the best policy inside the package; where none is found, with the addresses of one."""
    opened = list(_opened(facts))
    without = replace(facts, policy_urls=tuple(_urls(facts, opened)))
    found = _documents(apk, facts, files, opened)[:MAX_READ]
    if not found:
        return without
    from mingjian.facts.policy.read import from_document  # noqa: PLC0415 - loads every reader

    for document in found:
        policy = from_document(document)
        if policy.is_policy:
            return beside(facts, replace(policy, found="package"))
    return without


def _entries(opened: Sequence[tuple[str, str]], files: Sequence[str]) -> list[str]:
    """Entries worth opening: those that code shows as a page first."""
    shown = [text.removeprefix(_ASSET) for _, text in opened if text.startswith(_ASSET)]
    names = [f"assets/{name.partition('?')[0].partition('#')[0]}" for name in shown]
    names += [name for name in files if name.startswith(("assets/", "res/raw/"))]
    kept = [
        n for n in dict.fromkeys(names) if n.lower().endswith(_READ[:-1]) or "." not in n.rpartition("/")[2]
    ]
    return sorted(kept, key=lambda n: not _NAMED.search(n))[:MAX_CANDIDATES]


_NAMED = late(r"privacy|yinsi|ysxy|yszc|隐私|policy", re.IGNORECASE)


def _read(apk: Apk, name: str) -> Document | None:
    try:
        data = apk.read(name)
        if len(data) > MAX_BYTES or not (_may_be().search(data) or data.startswith((b"%PDF", b"PK"))):
            return None
        return policy_file.read_bytes(data, source=name)
    except ArtifactError:
        return None


def _strings(facts: Facts) -> Iterator[Document]:
    """Long texts among the string resources."""
    for text in facts.resources.texts if facts.resources else ():
        if len(text.value) >= LEAST and _WORDS.search(text.value):
            data = text.value.encode("utf-8", "replace")
            try:
                document = policy_file.read_bytes(data, source=text.entry)
            except ArtifactError:
                continue
            yield Document(
                source=text.entry,
                format="strings",
                sha256=hashlib.sha256(data).hexdigest(),
                size_bytes=len(data),
                encoding="utf-8",
                title=text.name,
                passages=tuple(_at(p, text.name) for p in document.passages),
                notes=document.notes,
            )


def _at(passage: policy_file.Passage, name: str) -> policy_file.Passage:
    return replace(passage, place=f"{name} {passage.place}")


def _score(document: Document) -> float:
    """How much of a policy it is; 0 for what is none."""
    text = " ".join(p.text for p in document.passages[:400])[:60_000]
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if chinese < LEAST and len(text) < LEAST * 6:
        return 0.0
    said = len(set(_SAYS.findall(text)))
    if said < 3:
        return 0.0
    head = " ".join(p.text for p in document.passages[:4]) + document.title + document.source
    titled = 2.0 if re.search(r"隐私|隱私|privacy", head, re.IGNORECASE) else 0.0
    if re.search(r"用户协议|服务协议|服务条款|许可协议|license", head, re.IGNORECASE):
        titled -= 1.5
    if re.search(r"儿童|未成年人|SDK|第三方.{0,6}清单", head[:40]):
        titled -= 1.0
    return said + titled + min(chinese, 20_000) / 20_000


def _opened(facts: Facts) -> Iterator[tuple[str, str]]:
    """What code opens: the method, and the constant that names it."""
    calls = facts.calls
    if calls is None:
        return
    for use in calls.strings:
        if use.value.startswith(("http", _ASSET)):
            yield use.method, use.value
    for host in calls.hosts:
        if host.scheme == "https":
            yield host.method, address(host)
    for hit in calls.hits:
        if "loadUrl" in hit.callee:
            for arg in (*hit.args, *(a for several in hit.choices.values() for a in several)):
                if isinstance(arg, str):
                    yield hit.caller, arg


def _urls(facts: Facts, opened: Sequence[tuple[str, str]]) -> list[PolicyUrl]:
    found: dict[str, PolicyUrl] = {}

    def add(urls: Iterable[str], place: str) -> None:
        for url in urls:
            if len(found) < 64:
                found.setdefault(url.rstrip(".,;)"), PolicyUrl(url.rstrip(".,;)"), place))

    for text in facts.resources.texts if facts.resources else ():
        if len(text.value) < LEAST * 2 and "://" in text.value and _WORDS.search(text.value):
            add(_near(text.value), text.name)
    addresses = [(method, value) for method, value in opened if value.startswith("http")]
    marks = _marks("\n".join([value for _, value in addresses]))
    for method, value in addresses:
        may = marks is None or any(mark in value.lower() for mark in marks)
        if may and _IN_URL.search(value):
            add(_URL.findall(value)[:1], method)
    return list(found.values())


def _marks(addresses: str) -> list[str] | None:
    """Which words of `_IN_URL` stand in ASCII text: thousands of addresses have none, and the pattern is slow
    to say so. None: the text is not ASCII, where letters have other forms."""
    if not addresses.isascii():
        return None
    low = addresses.lower()
    return [mark for mark in _URL_MARKS if mark in low]


def _near(text: str) -> Iterator[str]:
    """Addresses with the words in them or within 80 characters of them."""
    for match in _URL.finditer(text):
        around = text[max(match.start() - 80, 0) : match.end() + 80]
        if _WORDS.search(around):
            yield match[0]
