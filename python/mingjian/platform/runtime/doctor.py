"""`mingjian doctor`: looks at everything the platform needs, changes nothing, says what to mend."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import psycopg
from msgspec import Struct

import mingjian
from mingjian.capture.page import browser
from mingjian.errors import MingjianError
from mingjian.platform.runtime import embedded, reach, schema
from mingjian.settings import data_folder, settings
from mingjian.storage import blob_store
from mingjian.storage.files import free_bytes

Level = Literal["ok", "warn", "fail"]
OLDEST_POSTGRES = 14
_GIB = 1 << 30


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was looked at. `fail` means that the platform cannot work as it is."""

    what: str
    level: Level
    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""


def examine(port: int) -> list[Finding]:
    """Every finding, in the order in which one would mend them."""
    parts: tuple[Callable[[], Iterator[Finding]], ...] = (
        _program, _folder, _database, _blobs, _fonts, _browser, _adb, _walls, lambda: _port(port),
    )  # fmt: skip
    return [finding for part in parts for finding in part()]


def _program() -> Iterator[Finding]:
    version = f"Mingjian {mingjian.__version__}, Python {sys.version.split()[0]}"
    yield Finding(what="program", level="ok", zh=version, en=version)


def _folder() -> Iterator[Finding]:
    folder = data_folder()
    at = folder
    while not at.exists() and at != at.parent:
        at = at.parent
    try:
        with tempfile.TemporaryFile(dir=at):
            pass
    except OSError as error:
        yield Finding(
            what="data", level="fail", zh=f"数据文件夹 {folder} 不能写入：{error.strerror}",
            en=f"the data folder {folder} cannot be written: {error.strerror}",
            remedy_zh="用 --data 换一个", remedy_en="choose another with --data",
        )  # fmt: skip
        return
    if folder.exists() and folder.stat().st_mode & 0o077:
        yield Finding(
            what="data", level="warn", zh=f"他人可以读数据文件夹 {folder}", en=f"others can read {folder}",
            remedy_zh=f"chmod 700 {folder}", remedy_en=f"chmod 700 {folder}",
        )  # fmt: skip
    else:
        yield Finding(what="data", level="ok", zh=f"数据文件夹 {folder}", en=f"data folder {folder}")
    free = free_bytes(folder)
    level: Level = "fail" if free < _GIB // 4 else "warn" if free < 5 * _GIB else "ok"
    room = f"{free / _GIB:.1f} GiB"
    yield Finding(
        what="disk", level=level, zh=f"剩余空间 {room}", en=f"{room} free",
        remedy_zh="" if level == "ok" else "清出空间：一个包占用约其大小的一倍半",
        remedy_en="" if level == "ok" else "make room: a package takes about one and a half times its size",
    )  # fmt: skip


def _database() -> Iterator[Finding]:
    folder = data_folder() / "postgres"
    if not settings().database_url and not (folder / "PG_VERSION").exists():
        try:
            embedded.wheel_binaries()
        except MingjianError as error:
            yield _failed("database", error)
            return
        yield Finding(
            what="database", level="ok", zh="内置 PostgreSQL 将在首次启动时建立",
            en="the embedded PostgreSQL will be made at the first start",
        )  # fmt: skip
        return
    try:
        with reach.database(), reach.connected() as link:
            yield from _server(link)
            yield from _tables(link)
    except psycopg.Error as error:
        yield Finding(
            what="database", level="fail", zh=f"数据库连不上：{reach.reason(error)}",
            en=f"the database cannot be reached: {reach.reason(error)}",
        )  # fmt: skip
    except MingjianError as error:
        yield _failed("database", error)


def _server(link: psycopg.Connection[tuple[Any, ...]]) -> Iterator[Finding]:
    number = link.info.server_version
    name = f"PostgreSQL {number // 10000}.{number % 10000}"
    if number // 10000 < OLDEST_POSTGRES:
        yield Finding(
            what="database", level="fail", zh=f"{name} 太旧", en=f"{name} is too old",
            remedy_zh=f"需要 {OLDEST_POSTGRES} 或更新", remedy_en=f"{OLDEST_POSTGRES} or later is needed",
        )  # fmt: skip
    else:
        where = ("自备", "yours") if settings().database_url else ("内置", "embedded")
        yield Finding(what="database", level="ok", zh=f"{name}（{where[0]}）", en=f"{name} ({where[1]})")
    above = link.execute(reach.STANDS_ABOVE).fetchone()
    if above and above[0]:
        yield Finding(
            what="role", level="warn", zh="连接的角色不受行级安全约束，单位之间少一道墙",
            en="the role stands above row security: one wall between organisations is missing",
            remedy_zh="为明鉴另建一个普通角色", remedy_en="make an ordinary role for Mingjian",
        )  # fmt: skip
    skew = reach.clock_skew_s(link)
    level: Level = (
        "fail" if abs(skew) > reach.SKEW_REFUSED_S else "warn" if abs(skew) > reach.SKEW_WARNED_S else "ok"
    )
    yield Finding(
        what="clock", level=level, zh=f"与数据库的时钟相差 {abs(skew):.1f} 秒",
        en=f"{abs(skew):.1f} s between this clock and the database's",
        remedy_zh="" if level == "ok" else "两边都与 NTP 对时",
        remedy_en="" if level == "ok" else "let NTP set both",
    )  # fmt: skip


def _tables(link: psycopg.Connection[tuple[Any, ...]]) -> Iterator[Finding]:
    ahead = schema.newer()
    behind = schema.missing()
    if ahead:
        yield Finding(
            what="schema", level="fail", zh=f"数据库由更新的明鉴建立（{ahead[-1]}）",
            en=f"a newer Mingjian made the database ({ahead[-1]})",
            remedy_zh="安装那个版本或更新的", remedy_en="install that version or a later one",
        )  # fmt: skip
    elif behind:
        yield Finding(
            what="schema", level="warn", zh=f"有 {len(behind)} 步结构更新未做",
            en=f"{len(behind)} steps of the schema are to be done",
            remedy_zh="mingjian up 会做", remedy_en="mingjian up does them",
        )  # fmt: skip
        return
    else:
        yield Finding(
            what="schema", level="ok", zh="数据库结构与本版本一致", en="the tables are this version's"
        )
    walled = link.execute(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c"
        " JOIN pg_policy p ON p.polrelid = c.oid WHERE p.polname = 'scope'"
    ).fetchall()
    down = sorted(name for name, stands in walled if not stands)
    if down or not walled:
        yield Finding(
            what="walls", level="fail", zh=f"行级安全没有生效：{'、'.join(down) or '全部'}",
            en=f"row security does not hold: {', '.join(down) or 'everywhere'}",
            remedy_zh="ALTER TABLE … FORCE ROW LEVEL SECURITY",
            remedy_en="ALTER TABLE … FORCE ROW LEVEL SECURITY",
        )  # fmt: skip
    else:
        yield Finding(
            what="walls", level="ok", zh=f"{len(walled)} 张表受行级安全保护",
            en=f"row security holds on {len(walled)} tables",
        )  # fmt: skip


def _blobs() -> Iterator[Finding]:
    where = settings().blob_url or str(data_folder() / "blobs")
    if not settings().blob_url and not data_folder().exists():
        zh, en = "存储将在首次启动时建立", "the store will be made at the first start"
        yield Finding(what="blobs", level="ok", zh=zh, en=en)
        return
    try:
        store = blob_store()
        probe = store.put_bytes(b"mingjian doctor\n")
        same = store.read(probe.sha256) == b"mingjian doctor\n"
        if probe.new:
            store.delete(probe.sha256)
    except MingjianError as error:
        yield _failed("blobs", error)
        return
    if same:
        yield Finding(what="blobs", level="ok", zh=f"存储可读可写：{where}", en=f"store {where}")
    else:
        yield _failed("blobs", MingjianError(f"{where} gives back other bytes than were written"))


def _fonts() -> Iterator[Finding]:
    from mingjian.report.fonts import SANS, faces

    try:
        faces()
    except MingjianError as error:
        yield Finding(
            what="fonts", level="warn", zh="没有中文字体，不能出 PDF", en=str(error),
            remedy_zh="安装 fonts-noto-cjk，或设 MINGJIAN_FONTS",
            remedy_en="install fonts-noto-cjk, or set MINGJIAN_FONTS",
        )  # fmt: skip
        return
    yield Finding(what="fonts", level="ok", zh=f"PDF 的中文字体 {SANS}", en=f"fonts for PDF: {SANS}")


def _browser() -> Iterator[Finding]:
    found = browser.find()
    if found:
        yield Finding(what="browser", level="ok", zh=f"浏览器 {found}", en=f"browser {found}")
    else:
        yield Finding(
            what="browser", level="warn", zh="没有 Chromium，不能检查网页",
            en="no Chromium: pages cannot be examined",
            remedy_zh="安装 chromium", remedy_en="install chromium",
        )  # fmt: skip


def _adb() -> Iterator[Finding]:
    """The program, and whether a server answers; neither is started or asked for devices."""
    from mingjian.capture.device.server import address, listening

    host, port = address()
    found = shutil.which("adb")
    if listening(host, port):
        yield Finding(
            what="adb", level="ok", zh=f"adb 服务在 {host}:{port}", en=f"an adb server at {host}:{port}"
        )
    elif found:
        yield Finding(what="adb", level="ok", zh=f"adb {found}", en=f"adb {found}")
    else:
        yield Finding(
            what="adb", level="warn", zh="没有 adb，不能连接手机", en="no adb: phones cannot be reached",
            remedy_zh="Debian：apt install adb", remedy_en="on Debian: apt install adb",
        )  # fmt: skip


def _walls() -> Iterator[Finding]:
    """The scan host's own trial, with a host of its own."""
    import asyncio

    from mingjian.platform.scans.host.client import ScanHost
    from mingjian.platform.scans.host.outcomes import walls_told

    async def tried() -> list[tuple[str, str]]:
        with tempfile.TemporaryDirectory(prefix="mingjian-") as work:
            async with ScanHost(Path(work), slots=1) as host:
                walls = host.walls
                stands.extend(
                    wall.stands for wall in (walls.network, walls.filesystem, walls.memory, walls.cpu)
                )
                return walls_told(walls)

    stands: list[str] = []
    try:
        lines = asyncio.run(tried())
    except (MingjianError, OSError) as error:
        yield _failed("scan host", error)
        return
    for state, (zh, en) in zip(stands, lines, strict=True):
        weak = state != "whole"
        yield Finding(
            what="scan host", level="warn" if weak else "ok", zh=zh, en=en,
            remedy_zh="安装 bubblewrap，并允许用户命名空间" if weak else "",
            remedy_en="install bubblewrap and allow user namespaces" if weak else "",
        )  # fmt: skip


def _port(port: int) -> Iterator[Finding]:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings().listen, port))
        except OSError as error:
            ours = (data_folder() / "lock").exists() and f":{port}" in (data_folder() / "lock").read_text()
            if ours:
                zh, en = f"端口 {port} 由明鉴使用", f"port {port} is Mingjian's"
                yield Finding(what="port", level="ok", zh=zh, en=en)
                return
            why = error.strerror or os.strerror(error.errno or 0)
            yield Finding(
                what="port", level="warn", zh=f"端口 {port} 不能用：{why}",
                en=f"port {port} cannot be had: {why}",
                remedy_zh="mingjian up --port 另选一个", remedy_en="choose another: mingjian up --port",
            )  # fmt: skip
            return
    yield Finding(what="port", level="ok", zh=f"端口 {port} 空闲", en=f"port {port} is free")


def _failed(what: str, error: Exception) -> Finding:
    return Finding(what=what, level="fail", zh=str(error), en=str(error))
