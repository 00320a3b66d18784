"""`mingjian scan-policy`, and a policy beside a package: exit codes, one report each, what is fetched."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import mingjian
from tools.policies import BASE
from tools.policies.edits import text_of
from tools.test_apps import BuiltApp

LOCAL = ("--allow-host", "127.0.0.1")
APP = ("m1_09_processing_rules/collect_before_consent/violates", "")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """The lawful policy as plain text."""
    path = tmp_path / "policy.txt"
    path.write_text(text_of(BASE.read_text(encoding="utf-8")), encoding="utf-8")
    return path


@pytest.fixture
def site(policy: Path) -> Iterator[str]:
    """A server on loopback: the policy at /policy.txt, an error everywhere else."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(policy.parent))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_lawful_policy_alone(policy: Path) -> None:
    ran = mingjian("scan-policy", policy, "--format", "json", "--fail-on", "suspected")
    assert ran.code == 0, ran.stdout
    report = json.loads(ran.stdout)
    assert report["subject"]["kind"] == "policy"
    assert report["subject"]["path"] == str(policy)
    assert "清河手账" in report["subject"]["label"]
    assert len(report["measures"]) == 30
    assert report["timings_ms"]["total"] > 0
    verdicts = {row["id"]: row["verdict"] for row in report["measures"]}
    assert verdicts["2.7"] == "not_applicable"
    assert not any(row["findings"] for row in report["outcomes"])


def test_policy_of_an_sdk_answers_for_its_provider(policy: Path) -> None:
    report = json.loads(mingjian("scan-policy", policy, "--of", "sdk", "--format", "json").stdout)
    verdicts = {row["id"]: row["verdict"] for row in report["measures"]}
    assert verdicts["2.7"] != "not_applicable"
    assert verdicts["1.12"] == "not_applicable"


def test_address_is_fetched(site: str) -> None:
    ran = mingjian("scan-policy", f"{site}/policy.txt", "--format", "json")
    assert ran.code == 3, "a private address is only asked when allowed"
    assert "url_refused" in ran.stderr
    ran = mingjian("scan-policy", f"{site}/policy.txt", *LOCAL, "--format", "json")
    assert ran.code == 0, ran.stderr
    assert json.loads(ran.stdout)["subject"]["path"] == f"{site}/policy.txt"


def test_every_input_is_reported_and_the_gravest_wins(site: str, policy: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    ran = mingjian("scan-policy", empty, policy, tmp_path / "absent.html", "--format", "jsonl")
    assert ran.code == 3
    assert len(ran.stdout.splitlines()) == 1
    told = [line for line in ran.stderr.splitlines() if line.startswith("mingjian: ")]
    assert len(told) == 2
    assert "policy_empty" in told[0]
    ran = mingjian("scan-policy", f"{site}/absent.html", *LOCAL, "--format", "json")
    assert ran.code == 3
    assert "http_status" in ran.stderr
    ran = mingjian("scan-policy", "http://127.0.0.1:9/policy.html", policy, *LOCAL, "--format", "json")
    assert ran.code == 5
    assert json.loads(ran.stdout)["subject"]["path"] == str(policy)


def test_text_that_was_not_read_whole_is_incomplete(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><div id=app></div><script src=a.js></script></body></html>")
    ran = mingjian("scan-policy", path, "--format", "json")
    assert ran.code == 4, ran.stderr
    report = json.loads(ran.stdout)
    assert report["subject"]["blind_spots"]
    assert not any(row["verdict"] == "passes" for row in report["outcomes"])


def test_policy_beside_a_package(policy: Path, built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    apk = built_apps[APP].apk
    ran = mingjian("scan", apk, "--policy", policy, "--category", "other", "--format", "json")
    assert ran.code == 1
    report = json.loads(ran.stdout)
    assert report["subject"]["kind"] == "apk"
    ran = mingjian("scan", apk, apk, "--policy", policy)
    assert ran.code == 2
    assert "--policy needs exactly one PATH" in ran.stderr
    ran = mingjian("scan", apk, "--policy", policy.with_name("absent.txt"))
    assert ran.code == 3
