"""Takes docs/report.png: the top of the sample app's report as Chromium shows it, 1440 wide.

    python -m tools.screenshot [REPORT.html] [PICTURE.png]

Without a report the sample app is scanned first. Needs chromium and a Chinese font (`make apt`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "examples/sample-app/sample.apk"
"""From ROOT: the picture shows the name as given, and no machine's folders."""
PICTURE = ROOT / "docs" / "report.png"
WIDTH, HEIGHT = 1440, 1500
LARGEST_BYTES = 400_000
COLOURS = 128


def report(folder: Path) -> Path:
    """The sample's report, written into `folder`."""
    path = folder / "report.html"
    command = ["scan", SAMPLE, "--format", "html", "-o", str(path), "--fail-on", "never"]
    mingjian = [sys.executable, "-m", "mingjian"]
    subprocess.run([*mingjian, *command], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return path


def take(page: Path, picture: Path) -> int:
    """Photographs the top of `page`; returns the bytes of the picture."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--user-data-dir={folder}/profile", f"--window-size={WIDTH},{HEIGHT}"]
        command += [f"--screenshot={raw}", page.resolve().as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        with Image.open(raw) as shot:
            few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(picture, optimize=True)
    return picture.stat().st_size


def main(arguments: list[str]) -> int:
    """Takes the picture; 1 when it is too large for a README."""
    picture = Path(arguments[1]) if len(arguments) > 1 else PICTURE
    with tempfile.TemporaryDirectory() as folder:
        page = Path(arguments[0]) if arguments else report(Path(folder))
        size = take(page, picture)
    print(f"{picture}: {size} bytes")
    return int(size > LARGEST_BYTES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
