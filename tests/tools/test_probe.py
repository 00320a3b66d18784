"""The terminal kit's packages: the probe knows every act the plan orders; what is built is what is said."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from mingjian.artifacts.apk import Apk
from mingjian.capture.device import plan
from mingjian.facts.collect import from_apk
from mingjian.facts.terminal.signs import KINDS
from mingjian.rules._terminal import MANDATORY
from tools.probe import APP, EICAR, PACKAGE, built
from tools.test_apps.toolchain import ToolError

SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in APP.glob("src/**/*.java")}


@pytest.fixture(scope="module")
def packages() -> dict[str, Path]:
    try:
        return built()
    except ToolError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


def test_the_probe_knows_every_act_of_the_plan() -> None:
    known = set(re.findall(r'case "(\w+)":', SOURCES["Doer"] + SOURCES["Uses"])) | {"all_uses"}
    assert {step.act for step in plan.load("terminal").steps if step.act} <= known


def test_the_probe_makes_the_mandatory_uses_by_the_names_the_rules_ask_for() -> None:
    listed = re.search(r"ALL = \{(.*?)\}", SOURCES["Uses"], re.DOTALL)
    assert listed is not None
    assert tuple(re.findall(r'"(\w+)"', listed[1])) == MANDATORY
    assert set(MANDATORY) <= KINDS.keys()


def test_the_components_adb_orders_are_there(packages: dict[str, Path]) -> None:
    for name, package in (("probe", PACKAGE), ("twin", f"{PACKAGE}.twin")):
        manifest = from_apk(Apk(packages[name]))[0].manifest
        assert manifest is not None
        assert manifest.package == package
        exported = {one.name for one in manifest.components if one.exported}
        assert {
            f"{package}.{one}" for one in ("ActActivity", "ActReceiver", "LinkService", "LinkProvider")
        } <= exported
        assert manifest.debuggable  # run-as fetches the journal


def test_what_should_be_warned_of_deserves_it(packages: dict[str, Path]) -> None:
    facts = {name: from_apk(Apk(path))[0] for name, path in packages.items()}
    verified = {name: one.signature.verified for name, one in facts.items() if one.signature is not None}
    assert verified == {name: name != "tampered" for name in packages}
    counterfeit = facts["counterfeit"].manifest
    assert counterfeit is not None
    assert counterfeit.label == "微信"
    assert Apk(packages["harmful"]).read("assets/eicar.txt") == "".join(EICAR).encode()
