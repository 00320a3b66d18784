"""The tools test apps are built with: Debian's packages and jars pinned by hash, and a warm Java worker.

Jars come through the Maven client into its own repository; a jar whose hash differs is refused.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from tools.test_apps.case import ROOT

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")
APKSIGNER = Path("/usr/share/java/apksigner.jar")
PLATFORM = "org.robolectric:android-all:10-robolectric-5803371"
PINS = {
    PLATFORM: "a0ad701eedd47bdaefbac1c2cc80dd400c0adea3cccd8a3ad286f79da1ca294c",
    "com.jakewharton.android.repackaged:dalvik-dx:11.0.0_r3": (
        "37581a56fded15ec6f88b46d3c7704cc700a3371f9e75f41b2121e3287769ba9"
    ),
    "org.ow2.asm:asm:9.7": "adf46d5e34940bdf148ecdd26a9ee8eea94496a72034ff7141066b3eea5c4e9d",
    "org.ow2.asm:asm-commons:9.7": "389bc247958e049fc9a0408d398c92c6d370c18035120395d4cba1d9d9304b7a",
}
KOTLIN_COMPILER = {
    "org.jetbrains.kotlin:kotlin-compiler-embeddable:2.2.20": (
        "1c6c3f810bfe6a41abcbc34b3a2ef639f1e3f4aeed3a953a4b0974eea4f41889"
    ),
    "org.jetbrains.kotlin:kotlin-script-runtime:2.2.20": (
        "5c8bd5dd7ae1ea2eeb2778fdbeaa19a562184975f6cab8a0bb6779e4190731ae"
    ),
    "org.jetbrains.kotlin:kotlin-reflect:1.6.10": (
        "3277ac102ae17aad10a55abec75ff5696c8d109790396434b496e75087854203"
    ),
    "org.jetbrains.kotlin:kotlin-daemon-embeddable:2.2.20": (
        "7c5c8cd2f8beadd3283239bb9ca219a0cafa1af02682b407b181e1179718f2f7"
    ),
    "org.jetbrains:annotations:13.0": "ace2a10dc8e2d5fd34925ecac03e4988b2c0f851650c94b8cef49ba1bd111478",
}
KOTLIN_LIBRARY = {
    "org.jetbrains.kotlin:kotlin-stdlib:2.2.20": (
        "8836ccffd3585fadda9901244b20d42901d2f3cd581058d8434e2ffabcf3a3e7"
    ),
    "org.jetbrains.kotlinx:kotlinx-coroutines-core-jvm:1.10.2": (
        "5ca175b38df331fd64155b35cd8cae1251fa9ee369709b36d42e0a288ccce3fd"
    ),
    "org.jetbrains.kotlinx:kotlinx-coroutines-android:1.10.2": (
        "e713f1f874244115a07571065cffa0f24f5e78300e9720fea16de3af1d75fd41"
    ),
}
"""What a Kotlin app carries inside; the compiler needs it too."""
DEBIAN = {
    "aapt": "aapt",
    "zipalign": "zipalign",
    "javac": "openjdk-17-jdk-headless",
    "mvn": "maven",
    "apksigner": "apksigner",
}


class ToolError(Exception):
    """A tool is missing, refused its input, or a download is not the pinned one."""


def missing() -> list[str]:
    """Debian packages to install before anything can be built."""
    absent = [package for tool, package in DEBIAN.items() if shutil.which(tool) is None]
    return absent + ([] if FRAMEWORK.exists() else ["android-framework-res"])


def jar(coordinate: str, cache: Path) -> Path:
    """The pinned jar in the cache, fetched when absent. Raises ToolError."""
    pinned = {**PINS, **KOTLIN_COMPILER, **KOTLIN_LIBRARY}[coordinate]
    group, artifact, version = coordinate.split(":")
    path = cache / "jars" / f"{artifact}-{version}.jar"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.parent / (path.name + ".part")
        part.unlink(missing_ok=True)
        local = Path.home() / ".m2" / "repository" / group.replace(".", "/") / artifact / version / path.name
        if not local.exists():
            run(["mvn", "-q", "-B", "dependency:get", f"-Dartifact={coordinate}", "-Dtransitive=false"])
        shutil.copyfile(local, part)
        with part.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if digest != pinned:
            part.unlink()
            raise ToolError(f"{coordinate}: sha256 is {digest}, pinned is {pinned}")
        part.rename(path)
    return path


def kotlin(cache: Path) -> tuple[str, str]:
    """The Kotlin compiler and the library an app carries, each as a class path. Raises ToolError."""
    library = [str(jar(pin, cache)) for pin in KOTLIN_LIBRARY]
    compiler = [*(str(jar(pin, cache)) for pin in KOTLIN_COMPILER), *library]
    return ":".join(compiler), ":".join(library)


def run(command: list[str], cwd: Path = ROOT) -> str:
    """Standard output of a tool. Raises ToolError with its words when it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolError(
            f"{command[0]} failed ({done.returncode}): {done.stderr.strip() or done.stdout.strip()}"
        )
    return done.stdout


class Worker:
    """One Java process that compiles, dexes and signs; not shared between threads."""

    def __init__(self, cache: Path) -> None:
        source = Path(__file__).with_name("Worker.java")
        jars = [jar(pin, cache) for pin in PINS]
        path = ":".join([*(str(one) for one in jars if one.name[:11] != "android-all"), str(APKSIGNER)])
        classes = cache / "worker" / hashlib.sha256(source.read_bytes()).hexdigest()[:16]
        if not (classes / "Worker.class").exists():
            run(["javac", "-Xlint:-options", "-cp", path, "-d", str(classes), str(source)])
        self._process = subprocess.Popen(
            [
                "java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",  # half the processor time: a worker lives for minutes
                "-Xmx1g",
                "-cp",
                f"{classes}:{path}",
                "Worker",
                str(jar(PLATFORM, cache)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ask(self, *words: str) -> str:
        """Sends one request and waits for what the worker has to tell. Raises ToolError."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise ToolError("the Java worker has no pipes")
        stdin.write("\t".join(words) + "\n")
        stdin.flush()
        answer = stdout.readline().rstrip("\n")
        if not answer.startswith("ok"):
            raise ToolError(answer.replace("\x01", "\n").removeprefix("error ") or "the Java worker died")
        return answer.removeprefix("ok").strip()

    def close(self) -> None:
        """Ends the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=30)
        if self._process.stdout is not None:
            self._process.stdout.close()
