"""The kept figures of SDKs: always what the rows give, whoever writes, whatever is taken back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from msgspec.structs import replace

from mingjian.model import Report, SdkSeen
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue import counting
from mingjian.platform.catalogue.counting import Figures, figures, ranked
from mingjian.platform.catalogue.models import App, Artifact, SdkCount, SdkUse, Version
from mingjian.platform.catalogue.services import Seen, ingest_each
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.runtime.embedded import Embedded
from mingjian.scan import examine

SAMPLE = Path(__file__).parents[3] / "examples" / "sample-app" / "sample.apk"
EARLY = "called_before_consent"


@pytest.fixture(scope="module")
def report() -> Report:
    return examine(str(SAMPLE)).report


@pytest.fixture
def inside(organisation: Organisation) -> Iterator[UUID]:
    with scope(organisation.id):
        yield organisation.id


def _seen(report: Report, app: str, code: int, **sdks: str) -> Seen:
    """What a scan of this version of this app says of its SDKs, by their state."""
    sha256 = f"{app}{code}".encode().hex().ljust(64, "0")
    Artifact.objects.get_or_create(sha256=sha256, size_bytes=1, media_type="application/zip")
    inside = tuple(
        SdkSeen(
            id=sdk, name_zh=sdk, vendor="", version=None, categories=(), matched_by=(), confidence=1.0,
            state=state,  # type: ignore[arg-type]
        )
        for sdk, state in sdks.items()
    )  # fmt: skip
    subject = replace(report.subject, package=f"com.example.{app}", version_code=code)
    return Seen(artifact=sha256, report=replace(report, subject=subject, sdks=inside), source="upload")


def test_now_before_and_versions(report: Report, inside: UUID) -> None:
    ingest_each(
        inside, [_seen(report, "a", 1, push=EARLY, map="embedded"), _seen(report, "b", 1, push=EARLY)]
    )
    assert ranked(inside, 9) == [Figures("push", 2, 2, 2, 2), Figures("map", 1, 0, 1, 1)]
    ingest_each(inside, [_seen(report, "a", 2, push="reachable")])
    assert ranked(inside, 9) == [Figures("push", 2, 1, 2, 3)], "an SDK of an earlier version alone is no more"
    assert figures(inside, "map") == Figures("map", 0, 0, 1, 1)
    assert figures(inside, "map").before == 1
    ingest_each(inside, [_seen(report, "a", 2)])
    assert figures(inside, "push") == Figures("push", 1, 1, 2, 2), "a scan again with other rules"
    ingest_each(inside, [_seen(report, "a", 1, map="embedded")])
    assert figures(inside, "push") == Figures("push", 1, 1, 1, 1), "of a version that is not the newest"
    assert figures(inside, "none") == Figures("none")
    assert ranked(inside, 9)[1:] == []
    assert counting.differing(inside) == []


def test_whatever_comes_the_figures_are_what_the_rows_give(report: Report, inside: UUID) -> None:
    some = random.Random(5)  # noqa: S311
    states = ("embedded", "reachable", EARLY)
    for step in range(40):
        apps = some.sample("abcd", some.randrange(1, 4))
        sdks = [
            {
                sdk: some.choice(states)
                for sdk in some.sample(("push", "map", "pay", "log"), some.randrange(4))
            }
            for _ in apps
        ]
        ingest_each(
            inside,
            [_seen(report, app, some.randrange(1, 4), **each) for app, each in zip(apps, sdks, strict=True)],
        )
        if step % 7 == 3:
            SdkUse.objects.filter(version=Version.objects.order_by("created_at").last()).delete()
        if step % 11 == 5:
            use, app = SdkUse.objects.order_by("id").last(), App.objects.order_by("-package").first()
            if use and app:
                SdkUse.objects.filter(id=use.id).update(app=app)
        if step % 13 == 7:
            App.objects.order_by("package")[0].delete()
        if step % 17 == 9:
            counting.fold(inside)
        assert counting.differing(inside) == [], step
    told = ranked(inside, 9)
    rows = SdkCount.objects.count()
    assert told and rows > 4
    assert counting.fold_all() == 1
    assert ranked(inside, 9) == told and SdkCount.objects.count() <= 4 < rows
    assert counting.fold_all() == 0
    App.objects.all().delete()
    counting.fold(inside)
    assert not SdkCount.objects.exists(), "nothing is left of what is gone"


def test_what_is_rolled_back_was_never_counted(report: Report, inside: UUID) -> None:
    with transaction.atomic():
        ingest_each(inside, [_seen(report, "a", 1, push=EARLY)])
        assert figures(inside, "push").apps == 1
        transaction.set_rollback(True)
    assert ranked(inside, 9) == []
    assert not SdkCount.objects.exists()


def test_nobody_sees_anothers(report: Report, organisation: Organisation, other: Organisation) -> None:
    for each, apps in ((organisation, "ab"), (other, "c")):
        with scope(each.id):
            ingest_each(each.id, [_seen(report, app + each.party[0], 1, push=EARLY) for app in apps])
    with scope(organisation.id):
        assert ranked(organisation.id, 9) == [Figures("push", 2, 2, 2, 2)]
        assert ranked(other.id, 9) == [], "behind the second wall"
    with scope(SYSTEM):
        assert ranked(other.id, 9) == [Figures("push", 1, 1, 1, 1)]


def test_what_was_written_past_the_triggers_is_found_and_mended(report: Report, inside: UUID) -> None:
    ingest_each(inside, [_seen(report, "a", 1, push=EARLY, map="embedded")])
    SdkCount.objects.filter(sdk="push").update(apps=7)
    SdkCount.objects.filter(sdk="map").delete()
    assert counting.differing(inside) == ["map", "push"]
    assert counting.mend_all() == 1
    assert counting.differing(inside) == []
    assert ranked(inside, 9) == [Figures("map", 1, 0, 1, 1), Figures("push", 1, 1, 1, 1)]
    assert counting.mend_all() == 0


def test_what_was_there_before_the_figures_is_counted(report: Report, inside: UUID) -> None:
    ingest_each(inside, [_seen(report, "a", 1, push=EARLY), _seen(report, "b", 1, push="embedded")])
    told = ranked(inside, 9)
    SdkCount.objects.all().delete()
    step = import_module("mingjian.platform.catalogue.migrations.0005_sdk_count").Migration.operations[-1]
    with connection.cursor() as cursor:
        cursor.execute(step.sql)
    with scope(SYSTEM):
        assert ranked(inside, 9) == told == [Figures("push", 2, 1, 2, 2)]


@pytest.mark.django_db(transaction=True)
def test_two_write_at_once_and_neither_waits(
    report: Report, organisation: Organisation, postgres: Embedded
) -> None:
    """While one transaction is open another ends, and the sums are folded and counted anew."""
    of = organisation.id
    with scope(of):
        with transaction.atomic():
            ingest_each(of, [_seen(report, "a", 1, push=EARLY), _seen(report, "b", 1)])
        uses = SdkUse.objects.get(), Version.objects.get(app__package="com.example.b")
        copied = (
            "INSERT INTO catalogue_sdkuse (organisation_id, version_id, app_id, sdk, sdk_version, state,"
            " confidence) VALUES (%s, %s, %s, 'push', '', 'embedded', 1)"
        )
        with psycopg.connect(postgres.url, dbname=connection.settings_dict["NAME"]) as elsewhere:
            elsewhere.execute("SELECT set_config('mingjian.scope', %s, false)", [str(of)])
            elsewhere.execute(copied, [of, uses[1].id, uses[1].app_id])
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
                with transaction.atomic():
                    ingest_each(of, [_seen(report, "a", 1, push="reachable", map=EARLY)])
                counting.fold(of)
                assert figures(of, "push") == Figures("push", 1, 0, 1, 1), "the other is not yet there"
                counting.rebuild(of)
                cursor.execute("SET lock_timeout = 0")
            elsewhere.commit()
        assert figures(of, "push") == Figures("push", 2, 0, 2, 2)
        assert counting.differing(of) == []
