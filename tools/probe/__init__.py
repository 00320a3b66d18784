"""Builds the probe of the terminal kit, its twin and the packages a terminal should warn of.

`app/` is the probe; the twin is the same sources under another package. `python -m tools.probe build` writes
build/probe/*.apk with the tool chain of the test apps. None of them is shipped (docs/devices.md).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.test_apps.build import build
from tools.test_apps.case import ROOT, Case, load

APP = Path(__file__).with_name("app")
OUT = ROOT / "build" / "probe"
PACKAGE = "cn.mingjian.probe"
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE", "!$H+H*")
"""The anti-virus test file (eicar.org), in parts: this source is no test file."""
_TOML = 'title = "{title}"\nmin_sdk = 24\ntarget_sdk = 29\nbase = false\nexpect = []\n'
_TAMPER = '\n[signing]\ntamper = "assets/notice.txt"\n'


def built(out: Path = OUT) -> dict[str, Path]:
    """Every package of the kit by its name, built where something changed.

    Raises:
        BuildError, ToolError: a tool is missing or refused its input.
    """
    folders = {
        name: _sources(name, out / "sources" / name)
        for name in ("twin", "tampered", "counterfeit", "harmful")
    }
    cases = {"probe": load(APP), **{name: load(folder) for name, folder in folders.items()}}
    return {name: _placed(name, case, out) for name, case in cases.items()}


def _placed(name: str, case: Case, out: Path) -> Path:
    (app,) = build(chosen=[case], cache=out / "cache")
    target = out / f"{name}.apk"
    shutil.copyfile(app.apk, target)
    return target


def _sources(name: str, folder: Path) -> Path:
    """The probe's sources under another package and label; `twin` is what the probe reaches for."""
    package = f"{PACKAGE}.{name}"
    label = {"counterfeit": "微信", "twin": "明鉴探针·乙"}.get(name, f"明鉴探针·{name}")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(APP, folder)
    for path in [folder / "AndroidManifest.xml", *folder.glob("src/**/*.java")]:
        text = path.read_text(encoding="utf-8")
        text = text.replace(f"package {PACKAGE};", f"package {package};").replace(
            f'"{PACKAGE}', f'"{package}'
        )
        path.write_text(
            text.replace('android:label="明鉴探针"', f'android:label="{label}"'), encoding="utf-8"
        )
    (folder / "assets").mkdir()
    (folder / "assets" / "notice.txt").write_text(f"Mingjian terminal kit: {name}\n", encoding="utf-8")
    if name == "harmful":
        (folder / "assets" / "eicar.txt").write_text(
            "".join((EICAR[0], EICAR[1], EICAR[2])), encoding="ascii"
        )
    toml = _TOML.format(title=f"终端测试：{name}") + (_TAMPER if name == "tampered" else "")
    (folder / "app.toml").write_text(toml, encoding="utf-8")
    return folder
