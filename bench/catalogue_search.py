"""The shelf at full size: 600,000 apps and their SDK uses in an embedded database, asked as pages ask.

`python -m bench.catalogue_search [APPS] [--full]` fills a database by COPY and prints the median and 95th
percentile of each question in milliseconds. The bars: a search within 300 ms at p95, the ranking of SDKs
within 5 s. SDK uses are five an app, of one version; with `--full` they are the whole catalogue's, twenty in
each of 2.58 million versions (of 600,000 apps), which takes some 20 GiB and a good part of an hour.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

APPS = 600_000
ASKED = 200
BARS_MS = {"search": 300.0, "ranking of SDKs": 5000.0, "overview": 300.0, "inbox": 300.0}
USES, FULL_USES = 5, 20
"""SDKs of a version."""
SDKS = 560
_SIGNS = [
    "拾光", "记账", "云步", "健身", "慢读", "晴川", "天气", "巷口", "地图", "半日",
    "聊天", "橙子", "商城", "北窗", "阅读", "轻数", "报表", "沿河", "骑行", "青禾",
    "剧场", "食谱", "相册", "购票", "远山", "运动", "听雨", "音乐", "松果", "日历",
    "南窗", "词典", "木兰", "拍照", "星槎", "导航", "朴石", "笔记", "越岭", "翻译",
    "江右", "快递", "海棠", "外卖", "长亭", "直播", "西河", "钱包", "沃野", "农事",
    "衡鉴", "检测", "明德", "课堂", "岭南", "挂号", "蜀山", "旅行", "渤海", "渔情",
]  # fmt: skip
_OPEN = ("catalogue_artifact", "catalogue_appsearch")
"""Tables without row security."""
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


class Row(msgspec.Struct):
    """One question, and what its answer took."""

    asked: str
    median_ms: float
    p95_ms: float
    bar_ms: float | None = None

    def line(self) -> str:
        """As it is printed."""
        bar = f"   (bar {self.bar_ms:.0f})" if self.bar_ms else ""
        return f"{self.asked:32} median {self.median_ms:8.1f} ms   p95 {self.p95_ms:8.1f} ms{bar}"


def main() -> None:
    """Fills, asks, prints; with `--json` the rows alone."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else APPS
    told, full = "--json" in sys.argv[1:], "--full" in sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="mj-bench-") as folder:
        server = database(Path(folder))
        try:
            organisation = uuid.uuid4()
            began = perf_counter()
            _fill(organisation, count, full=full)
            rows: list[Row] = []
            if not told:
                print(f"{count:,} apps filled in {perf_counter() - began:.0f} s")
            for row in _asked(organisation, count):
                rows.append(row)
                if not told:
                    print(row.line())
            if told:
                print(msgspec.json.encode(rows).decode())
        finally:
            from django.db import connection  # noqa: PLC0415

            connection.close()
            server.stop()


def database(folder: Path) -> Any:
    """The embedded database with our tables, as the role the platform uses."""
    from mingjian.platform.runtime.embedded import Embedded  # noqa: PLC0415
    from mingjian.settings import override  # noqa: PLC0415

    server = Embedded(folder / "postgres")
    override("data", str(folder))
    override("database_url", server.url)
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingjian.platform.settings"
    import django  # noqa: PLC0415

    django.setup()
    from mingjian.platform.runtime import schema  # noqa: PLC0415

    schema.migrate()
    return server


def _fill(organisation: uuid.UUID, count: int, *, full: bool) -> None:
    from django.db import connection  # noqa: PLC0415

    from bench import catalogue_uses  # noqa: PLC0415
    from mingjian.platform.accounts.models import Organisation  # noqa: PLC0415
    from mingjian.platform.database import SYSTEM, scope  # noqa: PLC0415

    with scope(SYSTEM):
        Organisation.objects.create(id=organisation, party="distribution_platform", name="澄湖应用市场")
        with connection.cursor() as cursor:
            for table, columns, rows in (
                ("catalogue_artifact", "sha256, size_bytes, media_type, created_at", _artifacts(count)),
                (
                    "catalogue_app",
                    "id, organisation_id, platform, package, name, developer, category, icon_sha256,"
                    " ruleset_sha256, created_at, updated_at",
                    _apps(organisation, count),
                ),
                (
                    "catalogue_version",
                    "id, organisation_id, app_id, artifact_id, version_name, version_code, signers, source,"
                    " created_at",
                    _versions(organisation, count),
                ),
                ("catalogue_appsearch", "app_id, organisation_id, words", _words(organisation, count)),
                (
                    "findings_finding",
                    "id, organisation_id, app_id, fingerprint, rule, measure, verdict, role, severity, party,"
                    " consent, message_zh, message_en, first_version_id, last_version_id, present, state,"
                    " created_at, updated_at",
                    _findings(organisation, count),
                ),
            ):
                # COPY does not go through row security: for that while the owner stands outside it.
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                if table not in _OPEN:
                    cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            catalogue_uses.fill(cursor, SDKS, FULL_USES if full else USES, more=full)
            cursor.execute("ANALYZE")


def _id(kind: str, number: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{kind}{number}")


def _name(number: int) -> str:
    some = random.Random(number)  # noqa: S311 - the same names each time
    return "".join(some.sample(_SIGNS, 2)) + ("" if number % 3 else str(number))


def _at(number: int) -> datetime:
    return _BEGAN + timedelta(seconds=number * 40)


def _artifacts(count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        yield _id("f", number).hex * 2, 20_000_000, "application/zip", _at(number)


def _apps(organisation: uuid.UUID, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        name = _name(number)
        yield (
            _id("a", number), organisation, "android", f"cn.example.p{number}", name, f"{name[:2]}科技", "",
            "", "", _at(number), _at(number),
        )  # fmt: skip


def _versions(organisation: uuid.UUID, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        yield (
            _id("v", number), organisation, _id("a", number), _id("f", number).hex * 2, "1.0", 1, "[]", "api",
            _at(number),
        )  # fmt: skip


def _words(organisation: uuid.UUID, count: int) -> Iterator[tuple[object, ...]]:
    from mingjian.platform.catalogue.models import App  # noqa: PLC0415
    from mingjian.platform.catalogue.search import index  # noqa: PLC0415

    for number in range(count):
        name = _name(number)
        row = index(
            App(
                id=_id("a", number), organisation_id=organisation, name=name, developer=f"{name[:2]}科技",
                package=f"cn.example.p{number}",
            )
        )  # fmt: skip
        yield row.app_id, organisation, row.words


def _findings(organisation: uuid.UUID, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(0, count, 2):
        measure = ("1.9", "1.6", "1.4", "1.10", "2.3")[number % 5]
        yield (
            _id("e", number), organisation, _id("a", number), f"{number}", f"{measure}/x", measure,
            ("violates", "suspected")[number % 4 // 2], "breach", "high",
            "app" if number % 3 else f"sdk-{number % 40}", "before" if number % 6 == 0 else "", "违规", "bad",
            _id("v", number), _id("v", number), True, "open", _at(number), _at(number),
        )  # fmt: skip


def _asked(organisation: uuid.UUID, count: int) -> Iterator[Row]:
    from mingjian.platform.accounts.access import system  # noqa: PLC0415
    from mingjian.platform.catalogue import counting  # noqa: PLC0415
    from mingjian.platform.database import scope  # noqa: PLC0415
    from mingjian.platform.findings import listing  # noqa: PLC0415
    from mingjian.platform.paging import Paging, paged  # noqa: PLC0415
    from mingjian.platform.portfolio import filters, overview, services, shelf  # noqa: PLC0415

    some = random.Random(7)  # noqa: S311
    words = [
        *(_name(some.randrange(count))[:4] for _ in range(ASKED // 4)),
        *(some.choice(_SIGNS) for _ in range(ASKED // 4)),
        *(f"p{some.randrange(count)}" for _ in range(ASKED // 4)),
        *(_id("f", some.randrange(count)).hex[:12] for _ in range(ASKED // 4)),
    ]

    def page(**asked: str) -> Callable[[], object]:
        kept = filters.AppFilter(**asked)
        return lambda: shelf.rows(
            paged(filters.apps(organisation, kept), Paging(cursor="", limit=50), "-updated_at", "-id").items
        )

    def inbox(**asked: str) -> Callable[[], object]:
        wish = listing.Wish.model_validate(asked)
        actor = system(organisation, "bench")
        return lambda: paged(listing.found(actor, wish), Paging(cursor="", limit=50), *listing.ORDER)

    with scope(organisation):
        yield _once("SDKs' figures counted from rows", lambda: counting.rebuild(organisation))
        turn = iter(words * 2)
        yield _timed("search", lambda: services.search(organisation, next(turn)), ASKED)
        yield _timed("apps, newest 50", page(), 20)
        yield _timed("apps with a violation of 1.9", page(verdict="violates", measure="1.9"), 10)
        yield _timed("apps without an open finding", page(verdict="none"), 10)
        yield _timed("apps with a common SDK", page(sdk="sdk-0"), 10)
        yield _timed("apps with a rare SDK", page(sdk=f"sdk-{SDKS - 60}"), 10)
        yield _once("overview, its totals anew", lambda: overview.overview(organisation, anew=True))
        yield _timed("overview", lambda: overview.overview(organisation), 10)
        yield _timed("inbox", inbox(), 10)
        yield _timed(
            "inbox, open violations of 1.9", inbox(verdict="violates", measure="1.9", state="open"), 10
        )
        yield _timed("inbox, of one SDK", inbox(party="sdk-7"), 10)
        yield _timed("inbox, words nothing says", inbox(q="没有这样的话"), 5)
        yield _once("SDKs' figures checked", lambda: _same(counting.differing(organisation)))
        yield _timed("ranking of SDKs", lambda: shelf.sdk_rows(organisation), 5)
        yield _timed("a common SDK's page", lambda: shelf.embeddings(organisation, "sdk-0"), 10)
        yield _timed("a rare SDK's page", lambda: shelf.embeddings(organisation, f"sdk-{SDKS - 60}"), 10)


def _same(differing: list[str]) -> None:
    if differing:
        raise SystemExit(f"kept figures differ from the rows: {', '.join(differing[:5])}")


def _once(what: str, do: Callable[[], object]) -> Row:
    began = perf_counter()
    do()
    took = 1000 * (perf_counter() - began)
    return Row(asked=what, median_ms=took, p95_ms=took)


def _timed(what: str, do: Callable[[], object], times: int) -> Row:
    do()
    took: list[float] = []
    for _ in range(times):
        began = perf_counter()
        do()
        took.append(1000 * (perf_counter() - began))
    took.sort()
    p95 = took[min(len(took) - 1, int(0.95 * len(took)))]
    return Row(asked=what, median_ms=statistics.median(took), p95_ms=p95, bar_ms=BARS_MS.get(what))


if __name__ == "__main__":
    main()
