"""Writes crates/apk/src/arsc/framework_names.txt: the framework's public resource ids and names.

Reads `aapt dump resources` of Debian's framework-res.apk (package android-framework-res).

    python3 tools/framework_names.py > crates/apk/src/arsc/framework_names.txt
"""

from __future__ import annotations

import re
import subprocess
import sys

FRAMEWORK = "/usr/share/android-framework-res/framework-res.apk"
SPEC = re.compile(r"spec resource 0x([0-9a-f]{8}) android:(\w+)/([^:]+): flags=0x([0-9a-f]{8})")
SPEC_PUBLIC = 0x4000_0000


def main() -> None:
    """Prints one `> type first-id` line per run of ids, then a name a line."""
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "android-framework-res"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    dump = subprocess.run(
        ["aapt", "dump", "resources", FRAMEWORK], check=True, capture_output=True, text=True
    )
    public: dict[int, tuple[str, str]] = {}
    for match in SPEC.finditer(dump.stdout):
        if int(match[4], 16) & SPEC_PUBLIC:
            public[int(match[1], 16)] = (match[2], match[3])
    out = sys.stdout
    out.write(
        f"# Public framework resources; source: Debian android-framework-res {version} (AOSP, Apache-2.0).\n"
    )
    out.write("# Made by tools/framework_names.py. `> type id` starts a run of consecutive ids.\n")
    previous = None
    for resource_id, (kind, name) in sorted(public.items()):
        if previous is None or resource_id != previous + 1:
            out.write(f"> {kind} {resource_id:08x}\n")
        out.write(name + "\n")
        previous = resource_id


if __name__ == "__main__":
    main()
