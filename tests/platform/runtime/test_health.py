"""Readiness: not before the token lies in the data folder, so that who waits for it can read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian.platform.runtime import health


def test_it_is_not_ready_before_the_token_is_written(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_seen", [])
    monkeypatch.setattr(health, "data_folder", lambda: tmp_path)
    assert health.unready() == "token"
    (tmp_path / "admin-token").write_text("mj_x")
    assert health.unready() == ""
