"""What a scan leaves is removed, whatever a child made of it."""

from __future__ import annotations

from pathlib import Path

from mingjian.platform.scans.host.folders import remove


def test_each_is_removed_and_nothing_behind_a_link(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "blob").write_bytes(b"kept")
    folder, file, link, last = (tmp_path / name for name in ("folder", "file", "link", "last"))
    (folder / "in").mkdir(parents=True)
    file.write_bytes(b"x")
    link.symlink_to(kept)
    last.mkdir()
    gone = [folder, file / "below a file", file, link, tmp_path / "never there", last]
    remove(gone)
    assert [place for place in gone if place.is_symlink() or place.exists()] == []
    assert (kept / "blob").read_bytes() == b"kept"
