"""Encrypts with a broken cipher or with a key that stands in the code.

Clause: 26号-2.2.2 技术加密
Needs: calls.
Violates: never from code alone; reachable code asks for DES, RC2, RC4, or AES or DES block by block (ECB), or
    makes its key or start value from a constant: suspected. What is encrypted with it is not in the code.
Limits: ciphers named at run time, and keys put together in ways the constants do not show, are not seen. A
    digest such as MD5 is no encryption and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, is_library, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, hits
from mingjian.rules._evidence import code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.2.2",), severity="medium", needs=("calls",), proves=False)
BROKEN = frozenset({"DES", "RC2", "RC4", "ARCFOUR"})
"""Key lengths or streams that can be searched or predicted (NIST SP 800-131A, RFC 7465)."""


def check(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "weak_crypto", "getInstance"):
        name = arg(hit, 0)
        if hit.callee.startswith("Ljavax/crypto/Cipher;") and isinstance(name, str) and not _library(hit):
            said = _weakness(name)
            if said is not None:
                yield _told(facts, hit, f"{said[0]}：{name}", f"{said[1]}: {name}", name)
    for hit in hits(facts, "weak_crypto", "<init>"):
        made = hit.callee.partition(";->")[0].rpartition("/")[2]
        if not isinstance(arg(hit, 0), str | list) or _library(hit):
            continue
        if made == "SecretKeySpec":
            yield _told(facts, hit, "密钥写在代码中", "The key stands in the code", "key")
        elif made == "IvParameterSpec":
            yield _told(
                facts,
                hit,
                "初始向量写在代码中，每次相同",
                "The start value stands in the code, always the same",
                "iv",
            )


def _weakness(name: str) -> tuple[str, str] | None:
    algorithm, _, rest = name.upper().partition("/")
    mode = rest.partition("/")[0]
    if algorithm in BROKEN:
        return "使用已被攻破的加密算法", "A broken cipher"
    if mode == "ECB" and algorithm in ("AES", "DESEDE"):
        return "分组独立加密（ECB），相同内容得到相同密文", "Encrypts block by block (ECB)"
    return None


def _library(hit: Hit) -> bool:
    """A general library offers every cipher; who asks it to is another matter."""
    return is_library(class_of(hit.caller))


def _told(facts: Facts, hit: Hit, zh: str, en: str, kind: str) -> Finding:
    return finding(
        zh,
        en,
        key=(kind, class_of(hit.caller)),
        party=owner(facts, [hit.caller]),
        verdict="suspected",
        evidence=[code(hit)],
    )
