"""From sources to signed packages: aapt, javac, dexer, a ZIP with fixed times, zipalign, signature."""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

from tools.test_apps import icon, variants
from tools.test_apps.case import BASE, KEYS, ROOT, Case, Expectation, cases, kept_classes
from tools.test_apps.toolchain import FRAMEWORK, ToolError, Worker, kotlin, missing, run

CACHE = ROOT / "build" / "test-apps"
JOBS = 2
_TIME = (1981, 1, 1, 1, 1, 2)
"""What Android's own build writes as the time of every entry."""


SDK_MEASURES = ("2.3/", "2.7/", "2.8/", "2.9/")
"""What a marked call may also break once it stands in an SDK."""


class BuildError(Exception):
    """An app could not be built; says which and why."""


@dataclass(frozen=True, kw_only=True)
class BuiltApp:
    """A built package and what the scan must say about it."""

    case: Case
    variant: str
    """Empty for the app as written."""
    apk: Path
    expect: tuple[Expectation, ...]
    """As in the case, with the method where the variant put it."""
    may: tuple[str, ...] = ()
    """Rules or measures that may also fire."""

    @property
    def name(self) -> str:
        """`m1_06_launch/boot_receiver/violates` or `….minified`."""
        return f"{self.case.name}.{self.variant}" if self.variant else self.case.name


def sampled(name: str, variant: str) -> bool:
    """Whether tests take this variant: one in three, always the same; `make quality` takes all."""
    return zlib.crc32(f"{name}.{variant}".encode()) % 3 == 0


def build(
    selected: list[str] | None = None,
    *,
    with_variants: bool = False,
    sample: bool = False,
    cache: Path = CACHE,
    chosen: list[Case] | None = None,
) -> list[BuiltApp]:
    """Builds what changed, two at a time, and returns all selected apps by name.

    `selected` are parts of names; `chosen` are cases themselves, answered in their order; with `sample` only
    the variants that tests take.
    Raises BuildError, ToolError (a tool or pinned jar is missing).
    """
    absent = missing()
    if absent:
        raise ToolError("install these Debian packages: " + " ".join(absent))
    wanted = [
        (case, variant)
        for case in (cases(selected) if chosen is None else chosen)
        for variant in ("", *(case.variants if with_variants else ()))
        if not variant or not sample or sampled(case.name, variant)
    ]
    with (_folder(cache) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may ask at once
        _build_stale(wanted, cache)
    return [_built(case, variant, cache) for case, variant in wanted]


def _build_stale(wanted: list[tuple[Case, str]], cache: Path) -> None:
    shared = _shared_hash()
    keys = {(case.name, variant): _key(case, variant, shared) for case, variant in wanted}
    stale = [pair for pair in wanted if not _fresh(*pair, cache=cache, key=keys[pair[0].name, pair[1]])]
    if not stale:
        return
    if any(case.kotlin for case, _ in stale):
        kotlin(cache)  # fetched before two workers ask for the same jar
    workers: SimpleQueue[Worker] = SimpleQueue()
    count = min(JOBS, len(stale))
    for _ in range(count):
        workers.put(Worker(cache))

    def one(pair: tuple[Case, str]) -> str:
        worker = workers.get()
        try:
            _make(*pair, worker=worker, cache=cache, key=keys[pair[0].name, pair[1]])
        except (ToolError, OSError, ValueError) as problem:
            return f"{pair[0].name} {pair[1]}: {problem}"
        finally:
            workers.put(worker)
        return ""

    try:
        with ThreadPoolExecutor(count) as pool:
            problems = [text for text in pool.map(one, stale) if text]
    finally:
        for _ in range(count):
            workers.get().close()
    if problems:
        raise BuildError("\n".join(problems))


def _stem(case: Case, variant: str, cache: Path) -> Path:
    return cache / "apk" / (case.name + (f".{variant}" if variant else ""))


def _fresh(case: Case, variant: str, *, cache: Path, key: str) -> bool:
    stem = _stem(case, variant, cache)
    note = stem.with_name(stem.name + ".json")
    if not note.exists() or not stem.with_name(stem.name + ".apk").exists():
        return False
    return bool(json.loads(note.read_text(encoding="utf-8"))["key"] == key)


def _built(case: Case, variant: str, cache: Path) -> BuiltApp:
    stem = _stem(case, variant, cache)
    moved: dict[str, str] = json.loads(stem.with_name(stem.name + ".json").read_text(encoding="utf-8"))[
        "moved"
    ]
    expect = tuple(_moved(row, variant, case, moved) for row in case.expect)
    may = (*case.may, *SDK_MEASURES) if variant == "sdk" else case.may
    return BuiltApp(
        case=case, variant=variant, apk=stem.with_name(stem.name + ".apk"), expect=expect, may=may
    )


def _moved(row: Expectation, variant: str, case: Case, moved: dict[str, str]) -> Expectation:
    if variant == "gated":
        return replace(row, verdict=case.gated, method=None)
    if row.method is None or ("call" in moved and not row.moves):
        return row
    if "call" in moved:
        party = "sdk_provider" if variant == "sdk" else row.party
        return replace(row, method=moved["call"], party=party)
    owner, _, rest = row.method.partition("->")
    name, _, descriptor = rest.partition("(")
    types = re.sub(r"L[^;]+;", lambda match: moved.get(match[0], match[0]), descriptor)
    return replace(row, method=f"{moved.get(owner, owner)}->{moved.get(row.method, name)}({types}")


def _shared_hash() -> str:
    files = [*sorted(Path(__file__).parent.glob("*.*")), *_files(BASE), *_files(KEYS)]
    digest = hashlib.sha256()
    for path in files:
        if path.suffix in (".pyc",):
            continue
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _key(case: Case, variant: str, shared: str) -> str:
    digest = hashlib.sha256(f"{shared}\0{variant}".encode())
    for path in _files(case.folder):
        if path.suffix == ".apk":
            continue
        relative = path.relative_to(case.folder).as_posix()
        digest.update(relative.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _make(case: Case, variant: str, *, worker: Worker, cache: Path, key: str) -> None:
    stem = _stem(case, variant, cache)
    stem.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_folder(cache / "work")) as name:
        work = Path(name)
        resources = _package_resources(case, work)
        moved = _compile(case, variant, work, worker, cache)
        plain, aligned, signed = work / "plain.apk", work / "aligned.apk", work / "signed.apk"
        _zip(case, resources, work / "classes.dex", plain)
        run(["zipalign", "-f", "4", str(plain), str(aligned)])
        names = [case.signing.certificate, *([case.signing.beside] if case.signing.beside else [])]
        keys = [",".join(str(KEYS / f"{name}.{part}.pem") for name in names) for part in ("key", "cert")]
        schemes = ",".join(str(scheme) for scheme in case.signing.schemes)
        worker.ask("sign", str(aligned), str(signed), *keys, schemes, str(case.min_sdk))
        if case.signing.tamper is not None:
            _tamper(signed, case.signing.tamper)
        shutil.move(signed, stem.with_name(stem.name + ".apk"))
    note = json.dumps({"key": key, "moved": moved}, ensure_ascii=False, indent=1, sort_keys=True)
    stem.with_name(stem.name + ".json").write_text(note, encoding="utf-8")


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _package_resources(case: Case, work: Path) -> Path:
    """Runs aapt: compiled resources in an archive, R.java under work/gen."""
    folders = [case.folder / "res"] if (case.folder / "res").is_dir() else []
    if case.icon.kind != "own":
        drawn = _folder(work / "icon" / "mipmap-xhdpi") / "ic_launcher.png"
        drawn.write_bytes(icon.draw(case.icon.kind, case.icon.colour))
        folders.append(work / "icon")
    if case.base:
        folders.append(BASE / "res")
    archive, generated = work / "resources.zip", _folder(work / "gen")
    command = ["aapt", "package", "-f", "-m", "--auto-add-overlay", "--no-version-vectors"]
    command += ["-M", str(case.folder / "AndroidManifest.xml"), "-I", str(FRAMEWORK), "-F", str(archive)]
    command += ["-J", str(generated), "--min-sdk-version", str(case.min_sdk)]
    command += [
        "--target-sdk-version",
        str(case.target_sdk),
        "--version-code",
        "1",
        "--version-name",
        "1.0.0",
    ]
    for folder in folders:
        command += ["-S", str(folder)]
    if (case.folder / "assets").is_dir():
        command += ["-A", str(case.folder / "assets")]
    run(command)
    return archive


def _compile(case: Case, variant: str, work: Path, worker: Worker, cache: Path) -> dict[str, str]:
    """Java and Kotlin sources to classes.dex; tells where classes and methods went."""
    sources: dict[str, str] = {}
    folders = [case.folder / "src", work / "gen", *([BASE / "src"] if case.base else [])]
    for folder in folders:
        for path in sorted(folder.rglob("*.java")):
            sources[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
    moved: dict[str, str] = {}
    if variant in ("deep", "reflected", "sdk", "gated"):
        sources, moved = variants.transform(sources, variant)
    for relative, text in sources.items():
        target = work / "java" / relative
        _folder(target.parent)
        target.write_text(text, encoding="utf-8")
    keep = ",".join(sorted(kept_classes(case))) if variant == "minified" else ""
    mapping = work / "mapping.txt"
    classes = _folder(work / "classes")
    dex = str(work / "classes.dex")
    library = ""
    if case.kotlin:
        for path in sorted((case.folder / "src").rglob("*.kt")):
            shutil.copyfile(path, _folder(work / "java") / path.name)
        compiler, library = kotlin(cache)
        worker.ask("kotlin", str(work / "java"), str(classes), compiler, library)
    worker.ask(
        "compile", str(work / "java"), str(classes), dex, str(case.min_sdk), keep, str(mapping), library
    )
    if variant == "minified":
        pairs = (line.split(" ") for line in mapping.read_text(encoding="utf-8").splitlines())
        moved = {pair[0]: pair[1] for pair in pairs}
    return moved


def _zip(case: Case, resources: Path, dex: Path, out: Path) -> None:
    with zipfile.ZipFile(resources) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    entries["classes.dex"] = dex.read_bytes()
    for path in _files(case.folder / "root") if (case.folder / "root").is_dir() else ():
        entries[path.relative_to(case.folder / "root").as_posix()] = path.read_bytes()
    first = ("AndroidManifest.xml", "classes.dex", "resources.arsc")
    order = [name for name in first if name in entries] + sorted(
        name for name in entries if name not in first
    )
    with zipfile.ZipFile(out, "w") as target:
        for name in order:
            info = zipfile.ZipInfo(name, _TIME)
            stored = name.endswith((".arsc", ".png", ".txt"))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, entries[name], compresslevel=9)


def _tamper(apk: Path, entry: str) -> None:
    """Changes the last byte of a stored entry and its CRC, as someone who repacks without the key would."""
    data = bytearray(apk.read_bytes())
    with zipfile.ZipFile(apk) as archive:
        info = archive.getinfo(entry)
        start = archive.start_dir
    if info.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{entry} is not stored")
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    begin = info.header_offset + 30 + name_length + extra_length
    data[begin + info.file_size - 1] ^= 0x01
    crc = struct.pack("<I", zlib.crc32(bytes(data[begin : begin + info.file_size])))
    data[info.header_offset + 14 : info.header_offset + 18] = crc
    central = data.index(entry.encode(), start) - 46
    data[central + 16 : central + 20] = crc
    apk.write_bytes(bytes(data))
