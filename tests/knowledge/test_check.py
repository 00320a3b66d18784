"""`mingjian knowledge check`: each rule catches the fault it stands for, and leaves its twin alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mingjian.errors import UsageError
from mingjian.knowledge.check import check

GOOD = """\
id = "{id}"
name_zh = "某"
name_en = "X"
vendor_zh = "某公司"
vendor_en = "X"
category = "ads"
chinese = true
processor = true

prefixes = ["com.vendor.{id}"]
{more}
[confidence]
identity = "seen"
prefixes = "seen"
{end}
"""


def put(folder: Path, name: str = "one", more: str = "", end: str = "", **swap: str) -> None:
    text = GOOD.format(id=name, more=more, end=end)
    for old, new in swap.items():
        line = next(line for line in text.splitlines() if line.startswith(f"{old} = "))
        text = text.replace(line, f"{old} = {new}", 1)
    (folder / f"{name}.toml").write_text(text, "utf-8")


def test_a_good_file_has_no_problem(tmp_path: Path) -> None:
    put(tmp_path)
    assert check(tmp_path) == []


def test_a_folder_that_holds_sdks_is_found(tmp_path: Path) -> None:
    (tmp_path / "sdks").mkdir()
    put(tmp_path / "sdks")
    assert check(tmp_path) == []


@pytest.mark.parametrize(
    ("more", "end", "says"),
    [
        ('personal_info = ["imei", "shoe_size"]', "", "shoe_size"),
        ('strings = ["x5"]', "", "one word"),
        ('strings = ["tencentbrowserkernel"]', "", "one word"),
        ('weak_prefixes = ["com.a.*"]', "", "malformed"),
        ('init_calls = ["com.a.B.init(Context)"]', "", "malformed"),
        ('version_hints = ["native:libx.so"]', "", "malformed"),
        ('version_hints = ["class:"]', "", "malformed"),
        ('maven = ["com.a:b:1.0"]', "", "malformed"),
        ('native_libs = ["*.so"]', "", "native_libs"),
        ('native_libs = ["lib*.so"]', "", "native_libs"),
        ('native_libs = ["x5.so"]', "", "native_libs"),
        ('components = ["a.B"]\nmaven = ["a:b", "a:b"]', "", "twice"),
        ("", '[leads]\nprefixes = ["com.other"]', "not among"),
        ("", '[leads]\nprefixes = ["com.vendor.one"]', "all are leads"),
        ("unheard_of = 1", "", "unheard_of"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, more: str, end: str, says: str) -> None:
    put(tmp_path, more=more, end=end)
    problems = check(tmp_path)
    assert len(problems) == 1, problems
    assert says in problems[0]
    assert "one.toml" in problems[0]


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ('personal_info = ["imei"]', ""),
        ('strings = ["https://log.vendor.example/collect"]', ""),
        ('weak_prefixes = ["com.a"]', ""),
        ('init_calls = ["com.a.B.init", "com.a.B.<init>"]', ""),
        ('version_hints = ["native:libx_{version}.so", "class:com.a.B#V", "meta-data:v"]', ""),
        ('native_libs = ["libx_v*.so", "liblbs.so"]', ""),
        ('maven = ["com.a:b"]', "[leads]\nprefixes = []"),
    ],
)
def test_the_lawful_twin_is_left_alone(tmp_path: Path, more: str, end: str) -> None:
    put(tmp_path, more=more, end=end)
    assert check(tmp_path) == []


@pytest.mark.parametrize(
    ("swap", "says"),
    [
        ({"category": '"shoes"'}, "category"),
        ({"category": '"library"'}, "not a processor"),
        ({"id": '"two"'}, "file's name"),
        ({"id": '"One"'}, "lower-case"),
        ({"prefixes": '["com.tencent"]'}, "umbrella"),
        ({"prefixes": '["mtt"]'}, "one word"),
        ({"prefixes": '["com"]'}, "umbrella"),
        ({"prefixes": '["a.b"]'}, "too short"),
        ({"name_zh": '" "'}, "blank"),
        ({"prefixes": "[]"}, "no prefix"),
        ({"prefixes": '["com.vendor."]'}, "malformed"),
        ({"chinese": '"yes"'}, "bool"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, swap: dict[str, str], says: str) -> None:
    put(tmp_path, **swap)
    assert any(says in problem for problem in check(tmp_path))


def test_the_same_prefix_twice(tmp_path: Path) -> None:
    put(tmp_path, "one")
    put(tmp_path, "two", prefixes='["com.vendor.one"]')
    assert any("also one's" in problem for problem in check(tmp_path))


def test_a_prefix_inside_anothers_must_be_excluded(tmp_path: Path) -> None:
    put(tmp_path, "one", prefixes='["com.vendor"]')
    put(tmp_path, "two")
    assert [problem for problem in check(tmp_path) if "name it in excludes" in problem]
    put(tmp_path, "one", more='excludes = ["com.vendor.two"]', prefixes='["com.vendor"]')
    assert check(tmp_path) == []


def test_a_like_beginning_is_not_inside(tmp_path: Path) -> None:
    put(tmp_path, "one", prefixes='["com.vendor.tw"]')
    put(tmp_path, "two")
    assert check(tmp_path) == []


def test_broken_toml_is_one_problem(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "bad.toml").write_bytes(b"id = \xff")
    (problem,) = check(tmp_path)
    assert problem.startswith("bad.toml:1: byte 5 is no UTF-8")


@pytest.mark.parametrize(
    ("more", "end", "line"),
    [
        ('personal_info = [\n    "imei",\n    "shoe_size",\n]', "", 13),
        ('init_calls = ["com.a.B.go", "com.a.B.init(Context)"]', "", 11),
        ('strings = ["x5"] # short', "", 11),
        ("unheard_of = 1", "", 11),
        ("chinese = true", "", 11),
        ("a = [", "", 12),
        ("", '[leads]\nprefixes = ["com.other"]', 16),
        ("", "[leads]\nshoes = 1", 16),
        ("", "[heads]", 15),
        ("", 'prefixes = ["x"', 15),
        ("", 'policy_url = "x"', 15),
    ],
)
def test_a_fault_has_its_line(tmp_path: Path, more: str, end: str, line: int) -> None:
    put(tmp_path, more=more, end=end)
    (problem,) = check(tmp_path)
    assert problem.startswith(f"one.toml:{line}: "), problem


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    put(tmp_path)
    path = tmp_path / "one.toml"
    path.write_text(path.read_text("utf-8").replace("chinese = true\n", ""), "utf-8")
    assert check(tmp_path) == ["one.toml:1: Object missing required field `chinese`"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "missing required field"),
        (b"\x00" * 64, "not TOML"),
        (b"\x7fELF" + bytes(range(256)), "no UTF-8"),
        (b"a = " + b"[" * 50_000, "nested too deep"),
        (b"a" * 50_000, "not TOML"),
        (b"a." * 30_000 + b"a = 1", "more than 32 parts"),
        (b"[" + b" 'a' ." * 5_000 + b"a]", "more than 32 parts"),
        (b"#" * (1 << 20) + b"\n", "more than 65536"),
        (b"prefixes = [" + b'"a",' * 10_000 + b"]", "missing required field"),
    ],
)
def test_hostile_files_are_one_problem(tmp_path: Path, data: bytes, says: str) -> None:
    put(tmp_path)
    (tmp_path / "bad.toml").write_bytes(data)
    (problem,) = check(tmp_path)
    assert problem.startswith("bad.toml:")
    assert says in problem
    assert len(problem) < 1000


def test_what_is_no_file_is_one_problem(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nothing")
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    assert [problem.partition(":")[0] for problem in check(tmp_path)] == [
        "folder.toml", "gone.toml", "loop.toml", "pipe.toml",
    ]  # fmt: skip


def test_a_looped_table_of_apps_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "known_apps.yaml").symlink_to(tmp_path / "known_apps.yaml")
    (problem,) = check(tmp_path)
    assert problem.startswith("known_apps.yaml:1: ")


def test_thousands_of_faults_are_told_shortly(tmp_path: Path) -> None:
    put(tmp_path, more=f"native_libs = [{', '.join(f'{chr(34)}{n}.so{chr(34)}' for n in range(2000))}]")
    problems = check(tmp_path)
    assert len(problems) == 51
    assert "more than 50" in problems[-1]


def test_the_same_id_twice(tmp_path: Path) -> None:
    put(tmp_path, "one")
    put(tmp_path, "two", id='"one"', prefixes='["com.vendor.two"]')
    assert any("two.toml:1: id 'one' is also that of one.toml" in problem for problem in check(tmp_path))


def test_what_is_ours_is_taken(tmp_path: Path) -> None:
    put(tmp_path, "bugly", prefixes='["com.tencent.bugly"]')
    assert [problem.partition(":")[0] for problem in check(tmp_path)] == ["bugly.toml"] * 2
    assert "choose another" in check(tmp_path)[0]
    assert "bugly.toml:10: prefix 'com.tencent.bugly' is bugly's" in check(tmp_path)[1]


def test_a_row_without_prefix_may_name_a_library(tmp_path: Path) -> None:
    put(tmp_path, prefixes="[]", more='native_libs = ["libsome.so"]')
    assert check(tmp_path) == []


def test_an_empty_folder_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        check(tmp_path)


def test_a_call_of_another_names_two(tmp_path: Path) -> None:
    put(tmp_path, "base", more='init_calls = ["com.vendor.base.Sdk.init"]')
    assert not check(tmp_path)
    put(tmp_path, "part", more='consent_calls = ["com.vendor.base.Sdk.agree"]')
    (problem,) = check(tmp_path)
    assert problem.startswith("part.toml:11: 'com.vendor.base.Sdk.agree' is base's: it would name both")


APP = "- package: cn.qinghe.bank\n  names: [清河银行]\n  source: its own page\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (APP, None),
        (APP + APP, "known_apps.yaml:4: cn.qinghe.bank stands there twice"),
        (
            APP + f"  signers: [{'ab' * 32}]\n",
            "known_apps.yaml:1: cn.qinghe.bank: signers and signer_source go together",
        ),
        (APP.replace("its own page", "''"), "known_apps.yaml:1: cn.qinghe.bank: no source"),
        (APP.replace("清河银行", "' '"), "known_apps.yaml:1: cn.qinghe.bank: a blank name"),
        (APP + "  signers: [abcd]\n", "known_apps.yaml:4: "),
        (APP + "  colour: red\n", "known_apps.yaml:4: Object contains unknown field `colour`"),
        ("- [", "known_apps.yaml:2: not YAML"),
        (APP + "\x00", "known_apps.yaml:1: not YAML"),
        (APP + "  names: 2026-13-45\n", "known_apps.yaml:1: "),
        ("- &a [x]\n- *a\n", "known_apps.yaml:2: an alias"),
        ("[" * 500_000, "known_apps.yaml:1: nested more than 8 deep"),
    ],
)
def test_a_table_of_known_apps_is_checked(tmp_path: Path, text: str, problem: str | None) -> None:
    (tmp_path / "known_apps.yaml").write_text(text, "utf-8")
    found = check(tmp_path)
    assert (found == []) if problem is None else (len(found) == 1 and problem in found[0])
