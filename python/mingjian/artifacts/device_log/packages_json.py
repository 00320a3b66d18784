"""`packages.json` of androidqf: installed packages with the digests and certificates of their files."""

from __future__ import annotations

import json
from typing import cast

from mingjian.artifacts.device_log.event import Installed
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.errors import ArtifactError

MAX_PACKAGES = 20_000

Json = dict[str, object]


def read(source: Input, out: Reading) -> None:
    """Each package as a thing kept.

    Raises:
        ArtifactError: it is no JSON array.
    """
    try:
        rows: object = json.loads(source.data())
    except (ValueError, RecursionError) as error:
        raise ArtifactError("half_file", f"not JSON: {error}"[:200], path=source.path) from None
    if not isinstance(rows, list):
        raise ArtifactError("half_file", "not a list of packages", path=source.path)
    for number, row in enumerate(cast("list[object]", rows)[:MAX_PACKAGES], 1):
        value = cast("Json", row) if isinstance(row, dict) else {}
        name, uid = value.get("name"), value.get("uid")
        if not isinstance(name, str) or not name:
            out.told("line_unreadable", number)
            continue
        number_of_user = uid if isinstance(uid, int) and not isinstance(uid, bool) else None
        if number_of_user is not None:
            out.uid(number_of_user, name)
        installer, system = value.get("installer"), value.get("system")
        out.keep(
            Installed(
                package=name[:255],
                uid=number_of_user,
                installer=installer[:255] if isinstance(installer, str) and installer != "null" else "",
                system=system if isinstance(system, bool) else None,
                signatures=_signatures(value.get("files")),
                source=out.path,
            )
        )


def _signatures(files: object) -> tuple[str, ...]:
    """SHA-256 of the certificates of a package's files."""
    found: dict[str, None] = {}
    for file in cast("list[object]", files)[:100] if isinstance(files, list) else []:
        certificate = cast("Json", file).get("certificate") if isinstance(file, dict) else None
        digest = cast("Json", certificate).get("Sha256") if isinstance(certificate, dict) else None
        if isinstance(digest, str) and digest:
            found[digest[:64].lower()] = None
    return tuple(found)


def sniff(head: Head) -> int:
    """Whether it is a list of objects with a name, a uid and an installer."""
    text = head.text.lstrip()
    keys = all(f'"{key}"' in text for key in ("name", "installer", "uid"))
    return 80 if text.startswith("[") and keys else 0


FORMAT = Format(name="packages_json", sniff=sniff, read=read, early=True)
