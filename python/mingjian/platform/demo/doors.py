"""The file that says how to sign in to the demonstration, and the mark that it is being filled."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from mingjian.platform.demo.organisations import places

FILE = "demo-accounts"
_BEGINS = "password "


def password(data: Path) -> str:
    """The one password of every invented person, in `DIR/demo-accounts` (mode 600), made the first time."""
    path = data / FILE
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(_BEGINS):
                return line.removeprefix(_BEGINS).strip()
    except OSError:
        pass
    made = secrets.token_urlsafe(12)
    lines = [f"{_BEGINS}{made}", "", "address  role  name  organisation"]
    for place in places():
        lines += [f"{one.address}  {one.role}  {one.name}  {place.name}" for one in place.people]
    new = path.with_name(f".{FILE}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    new.replace(path)
    return made
