"""Many rows in one statement say what Django's own statements say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.catalogue.models import App, Artifact, SdkUse, Version
from mingjian.platform.database import scope
from mingjian.platform.rows import create_each, update_each

ODD = "a\"b\\n\\'%s {} \u2028\t\n测试\U0001f600"
AT = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _inside(organisation: Organisation) -> Iterator[None]:
    with scope(organisation.id):
        yield


def _app(organisation: Organisation, package: str = "", **told: str) -> App:
    return App(organisation=organisation, package=package or f"com.example.{uuid4().hex}", **told)


def _version(organisation: Organisation, **told: object) -> Version:
    app = _app(organisation)
    artifact = Artifact(sha256=uuid4().hex * 2, size_bytes=2**40, media_type="x")
    app.save(force_insert=True)
    artifact.save(force_insert=True)
    return Version(organisation=organisation, app=app, artifact=artifact, **told)


def _said(row: Model) -> dict[str, object]:
    """The row as the database has it, but for when it was written and its id."""
    stored = type(row).objects.get(pk=row.pk)
    dated = ("id", "created_at", "updated_at", "_state")
    return {name: value for name, value in vars(stored).items() if name not in dated}


def _entries(organisation: Organisation, first: int) -> list[Entry]:
    details: list[dict[str, object]] = [
        {}, {ODD: [ODD, None, True, 1.0, 0.1, -1.5e9, 2**60, {"b": {"a": ODD}}]}, {"null": None},
    ]  # fmt: skip
    return [
        Entry(
            organisation_id=organisation.id, number=first + place, at=AT, actor=ODD, action="", target="x",
            detail=detail, before="0" * 64, digest="1" * 64,
        )
        for place, detail in enumerate(details)
    ]  # fmt: skip


def test_rows_are_what_django_writes(organisation: Organisation) -> None:
    ours, theirs = _entries(organisation, 1), _entries(organisation, 1)
    with transaction.atomic():
        create_each(ours)
        of_ours = [_said(row) for row in ours]
        transaction.set_rollback(True)
    Entry.objects.bulk_create(theirs)
    assert of_ours == [_said(row) for row in theirs]
    assert of_ours[1]["detail"] == ours[1].detail
    assert [row.pk for row in ours] == sorted({row.pk for row in ours})


def test_values_of_other_types(organisation: Organisation) -> None:
    version = _version(organisation, version_code=2**63 - 1, signers=["a", ODD], version_name=ODD)
    create_each([version])
    uses = [
        SdkUse(organisation=organisation, version=version, app_id=version.app_id, sdk=name, state="s",
               confidence=confidence, declared=declared)
        for name, confidence, declared in (("a", 0.1, None), ("b", 1.0, True), ("c", 1e-9, False))
    ]  # fmt: skip
    create_each(uses)
    stored = SdkUse.objects.order_by("id").values_list("sdk", "confidence", "declared")
    assert list(stored) == [("a", 0.1, None), ("b", 1.0, True), ("c", 1e-9, False)]
    kept = Version.objects.get(id=version.id)
    assert (kept.version_code, kept.signers, kept.version_name) == (2**63 - 1, ["a", ODD], ODD)
    assert kept.created_at == version.created_at


def test_what_is_there_stays_or_is_refreshed(organisation: Organisation) -> None:
    there = _app(organisation, "com.example.there", name="before")
    create_each([there])
    again = _app(organisation, "com.example.there", name="after", developer="某公司")
    create_each([again, _app(organisation, "com.example.new")], ignore=True)
    assert App.objects.get(package="com.example.there").name == "before"
    assert App.objects.count() == 2
    create_each([again], unique=("organisation", "platform", "package"), refresh=("name",))
    kept = App.objects.get(package="com.example.there")
    assert (kept.id, kept.name, kept.developer) == (there.id, "after", "")
    with pytest.raises(IntegrityError), transaction.atomic():
        create_each([_app(organisation, "com.example.there")])


def test_each_row_takes_its_own_values(organisation: Organisation) -> None:
    apps = [_app(organisation, name=str(number)) for number in range(3)]
    create_each(apps)
    App.objects.update(updated_at=AT)
    apps[0].name, apps[2].name, apps[2].newest = ODD, "", None
    apps[1].developer = "not written"
    update_each(apps, ["name", "newest", "updated_at"])
    stored = {app.id: app for app in App.objects.all()}
    assert [stored[app.id].name for app in apps] == [ODD, "1", ""]
    assert [stored[app.id].developer for app in apps] == ["", "", ""]
    assert all(stored[app.id].updated_at == app.updated_at > AT + timedelta(days=1) for app in apps)


@pytest.mark.parametrize("name", ["x" * 201, "a\0b"])
def test_what_cannot_be_kept_is_refused(organisation: Organisation, name: str) -> None:
    app = _app(organisation, name=name)
    with pytest.raises(DatabaseError), transaction.atomic():
        create_each([app])
    create_each([_app(organisation, package := "com.example.kept", name="kept")])
    kept = App.objects.get(package=package)
    kept.name = name
    with pytest.raises(DatabaseError), transaction.atomic():
        update_each([kept], ["name"])
    assert App.objects.get().name == "kept"


def test_no_row_of_another_organisation_is_written(organisation: Organisation, other: Organisation) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        create_each([_app(other)])


def test_none_is_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        create_each([])
        update_each([], ["name"])
