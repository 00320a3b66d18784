"""Whatever a reader tells of a source has words in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from mingjian.artifacts import device_log
from mingjian.artifacts.device_log.exchange import Cause
from mingjian.artifacts.device_log.words import BROKE_OFF, TOLD, WHY

_TOLD = re.compile(r'(?:told|tell|Told|ArtifactError)\(\s*(?:code=)?"([a-z_]+)"')


def test_every_code_has_words() -> None:
    sources = sorted(Path(device_log.__path__[0]).glob("*.py"))
    codes = {code for path in sources for code in _TOLD.findall(path.read_text("utf-8"))}
    assert len(codes) > 40  # the pattern still finds them
    codes |= {str(cause) for cause in get_args(Cause)}
    assert sorted(codes - TOLD.keys()) == []
    assert TOLD.keys() >= BROKE_OFF
    for zh, en in (*TOLD.values(), *WHY.values()):
        assert re.search("[\u4e00-\u9fff]", zh) and not re.search("[\u4e00-\u9fff]", en)
