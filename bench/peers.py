"""Peers as whole processes: CPU seconds and peak memory, by the system's own accounting."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bench.samples import CACHE, ROOT

VENV = CACHE / "venv"
ANDROGUARD = (
    "import sys, loguru; loguru.logger.remove()\n"
    "from androguard.misc import AnalyzeAPK\n"
    "a, d, x = AnalyzeAPK(sys.argv[1]); print(sum(1 for _ in x.get_methods()))"
)
APK_INFO = "import sys; from apk_info import APK; a = APK(sys.argv[1]); print(a.get_package_name())"
DEXLLM = (
    "import sys, dexllm\n"
    "kit = dexllm.DexKit(sys.argv[1]); print(dexllm.dangerous_permission_api_callers(kit) is not None)"
)


@dataclass(frozen=True)
class Used:
    """One finished process."""

    cpu_s: float
    wall_s: float
    peak_mib: float
    code: int


RUNNER = """
import json, os, sys, time
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as a user runs it: modules compiled once
null = os.open(os.devnull, os.O_WRONLY)
started = time.perf_counter()
actions = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
_, status, usage = os.wait4(pid, 0)
spent = time.perf_counter() - started
told = [usage.ru_utime + usage.ru_stime, spent, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)]
print(json.dumps(told))
"""
"""A small process between: a child's peak counts its parent's pages until it becomes the command."""


def run(command: list[str]) -> Used:
    """Runs to the end, output thrown away."""
    runner = [sys.executable, "-S", "-E", "-c", RUNNER, *command]
    told = subprocess.run(runner, check=True, capture_output=True, text=True).stdout
    cpu_s, wall_s, peak_mib, code = json.loads(told)
    return Used(cpu_s=cpu_s, wall_s=wall_s, peak_mib=peak_mib, code=code)


def install() -> Path:
    """The peers' own environment; returns its Python."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(ROOT / "bench" / "requirements.txt")], check=True)
    return python


def unpack_dex(path: Path) -> list[Path]:
    """The package's loaded dex files beside each other, for tools that read only dex."""
    folder = CACHE / "dex" / path.stem
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Path] = []
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.filename.startswith("classes") and info.filename.endswith(".dex"):
                place = folder / info.filename
                if not place.is_file() or place.stat().st_size != info.file_size:
                    place.write_bytes(archive.read(info))
                found.append(place)
    return sorted(found)
