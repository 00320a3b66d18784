"""Two versions of one package side by side: findings by fingerprint, the rest by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from mingjian.errors import UsageError
from mingjian.facts import Facts
from mingjian.model import Diff, Finding, Report, SdkSeen
from mingjian.rules._collection import TRIGGERS_EN, TRIGGERS_ZH, collected
from mingjian.rules._personal_info import name_en, name_zh

Sets = tuple[Set[str], Set[str]]
"""Names in the old version and in the new one."""
_NONE: Sets = (frozenset(), frozenset())


def check_pair(old: Facts, new: Facts) -> None:
    """Two packages that are versions of one app.

    Raises:
        UsageError: their package names differ.
    """
    before, after = old.manifest, new.manifest
    if before is not None and after is not None and before.package != after.package:
        raise UsageError(
            f"{new.subject.path} is {after.package}, {old.subject.path} is {before.package}: "
            "not versions of one app"
        )


def compare(
    old: Report,
    new: Report,
    *,
    entry_points: Sets = _NONE,
    hidden_code: Sets = _NONE,
    collection: Sets = _NONE,
) -> Diff:
    """What `new` changed since `old`; findings keep reading order of the report they stand in."""
    before, after = findings(old), findings(new)
    return Diff(
        against=old.subject.sha256,
        new=tuple(mark for mark in after if mark not in before),
        fixed=tuple(mark for mark in before if mark not in after),
        unchanged=tuple(mark for mark in after if mark in before),
        permissions=_change((row.name for row in old.permissions), (row.name for row in new.permissions)),
        sdks=_change(map(_sdk, old.sdks), map(_sdk, new.sdks)),
        entry_points=_change(*entry_points),
        hidden_code=_change(*hidden_code),
        collection=_change(*collection),
        notes=tuple(notes(old, new)),
    )


def notes(old: Report, new: Report) -> Iterator[str]:
    """What a reader must know before reading the change."""
    before, after = old.subject, new.subject
    if before.sha256 == after.sha256:
        yield "两个文件相同 · both files are the same"
    elif before.version_code is not None and after.version_code is not None:
        said = f"{after.version_code} {{}} {before.version_code}"
        if after.version_code < before.version_code:
            yield (
                f"“新”版本的版本号更低（{said.format('<')}），请确认先后 · "
                f"the “new” version has the lower version code ({said.format('<')}); check the order"
            )
        elif after.version_code == before.version_code:
            yield (
                f"版本号未变（{after.version_code}），但文件不同 · "
                f"the version code is unchanged ({after.version_code}) but the files differ"
            )
    signed = {signer.sha256 for signer in before.signers}, {signer.sha256 for signer in after.signers}
    if all(signed) and not signed[0] & signed[1]:
        yield "签名证书已更换 · the signing certificate was replaced"


def findings(report: Report) -> dict[str, Finding]:
    """Findings by fingerprint, in the report's order."""
    return {finding.fingerprint: finding for outcome in report.outcomes for finding in outcome.findings}


def entry_points(facts: Facts) -> Set[str]:
    """`receiver com.a.Boot` for each way in."""
    return {f"{entry.kind} {entry.component}" for entry in facts.calls.entry_points} if facts.calls else set()


def hidden_code(facts: Facts) -> Set[str]:
    """Entries with code that the platform does not load."""
    return {part.entry for part in facts.hidden_code.hidden} if facts.hidden_code else set()


def collection(facts: Facts) -> Set[str]:
    """`IMEI imei · com.a · 应用启动时 when the app starts`: type, who takes it, what sets it off."""
    return {
        f"{name_zh(kind)} {name_en(kind)} · {party} · {TRIGGERS_ZH[trigger]} {TRIGGERS_EN[trigger]}"
        for kind, party, trigger in collected(facts)
    }


def _sdk(sdk: SdkSeen) -> str:
    return f"{sdk.id} {sdk.version}" if sdk.version else sdk.id


def _change(old: Iterable[str], new: Iterable[str]) -> dict[str, tuple[str, ...]]:
    before, after = frozenset(old), frozenset(new)
    return {"added": tuple(sorted(after - before)), "removed": tuple(sorted(before - after))}
