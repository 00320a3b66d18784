"""What was examined, as the report's head names it, and what could not be seen of it."""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.model import Signer, Subject
from mingjian.scan.parties import package_of


def subject_of(facts: Facts) -> Subject:
    """The subject of a report: a package by its manifest, a policy by its title."""
    manifest, signature, packer = facts.manifest, facts.signature, facts.packer
    return Subject(
        kind=facts.subject.kind,
        path=facts.subject.path,
        sha256=facts.subject.sha256,
        size_bytes=facts.subject.size_bytes,
        package=package_of(facts),
        version_name=manifest.version_name if manifest else None,
        version_code=manifest.version_code if manifest else None,
        label=manifest.label if manifest else _title(facts),
        min_sdk=manifest.min_sdk if manifest else None,
        target_sdk=manifest.target_sdk if manifest else None,
        signers=tuple(
            Signer(sha256=s.sha256, subject=s.subject, schemes=s.schemes) for s in signature.signers
        )
        if signature
        else (),
        packer=packer.name if packer else None,
        blind_spots=blind_spots(facts),
    )


MOST_URLS = 3
"""Addresses of a policy that are told."""
BLIND = {
    "reflection": "{n} 处反射调用的目标不是常量 · {n} reflective calls have no constant target",
    "native": "{n} 个原生方法的内部未检视 · {n} native methods were not looked into",
    "dynamic_code": "{n} 处加载包外代码 · {n} places load code from outside the package",
    "hits_cut": "{n} 处次要调用点从略 · {n} lesser call sites were left out",
    "hidden_code": "{n} 个不由系统加载的代码文件未检视 · {n} code files that the platform does not load",
    "native_libraries": "{n} 个原生库未检视 · {n} native libraries were not looked into",
}


def blind_spots(facts: Facts) -> tuple[str, ...]:
    """What this scan could not see, one sentence in both languages each; broken parts in the core's words."""
    spots = [f"{part.entry or facts.subject.path}: {part.detail} [{part.code}]" for part in facts.broken]
    counts = dict(facts.calls.blind_spots) if facts.calls is not None else {}
    if facts.hidden_code is not None:
        counts["hidden_code"] = len(facts.hidden_code.hidden)
        counts["native_libraries"] = len({lib.name for lib in facts.hidden_code.native})
    spots += [*_unvisited(facts), *_ran(facts)]
    return (*spots, *(told.format(n=counts[name]) for name, told in BLIND.items() if counts.get(name)))


def _ran(facts: Facts) -> list[str]:
    """What a reader must know of the run: its version, and records that were not kept."""
    behaviour, manifest = facts.behaviour, facts.manifest
    if behaviour is None:
        return []
    told: list[str] = []
    ran = behaviour.version_code
    if manifest is not None and None not in (ran, manifest.version_code) and ran != manifest.version_code:
        told.append(
            f"运行记录的是版本 {ran}，安装包是版本 {manifest.version_code}，两者的问题未合并 · the run is of "
            f"version {ran}, the package of version {manifest.version_code}: what they show was not joined"
        )
    if behaviour.dropped:
        told.append(
            f"{behaviour.dropped} 条运行记录只计数 · {behaviour.dropped} records of the run were only counted"
        )
    return told


def _unvisited(facts: Facts) -> list[str]:
    """The policy's addresses that the package names, where there is no policy to read."""
    urls = list(dict.fromkeys(one.url for one in facts.policy_urls))
    if facts.policy is not None or not urls:
        return []
    zh, en = "、".join(urls[:MOST_URLS]), ", ".join(urls[:MOST_URLS])
    more = "" if len(urls) <= MOST_URLS else f" … ({len(urls)})"
    return [
        f"包内写明的隐私政策地址未访问：{zh}{more}；请将其文本与安装包一并提交 · the policy "
        f"addresses the package names were not visited: {en}{more}; hand the text in with the package"
    ]


def _title(facts: Facts) -> str | None:
    """What a policy that stands alone is called (its title, else its app), and a terminal (its model)."""
    if facts.terminal is not None:
        device = facts.terminal.device
        android = f"Android {device.android}" if device.android else ""
        return " ".join(part for part in (device.maker, device.model, android) if part) or None
    policy = facts.policy
    if policy is None or facts.subject.kind != "policy":
        return None
    if policy.titles:
        return policy.titles[0].value
    first = next((p.text for p in policy.document.passages if p.kind == "heading"), "")
    return policy.document.title or first or (policy.apps[0].value if policy.apps else None)
