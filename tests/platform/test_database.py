"""The second wall: without the scope a row is not there, whatever the query says."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from mingjian.errors import UsageError
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import SYSTEM, address, scope


def test_rows_of_another_organisation_are_not_there(organisation: Organisation, other: Organisation) -> None:
    with scope(SYSTEM):
        App.objects.create(organisation=organisation, package="a.b")
        App.objects.create(organisation=other, package="c.d")
    assert not App.objects.exists()
    with scope(organisation.id):
        assert [app.package for app in App.objects.all()] == ["a.b"]
        assert App.objects.update(name="x") == 1
    with scope(SYSTEM):
        assert App.objects.count() == 2
        assert App.objects.get(package="c.d").name == ""


def test_a_row_cannot_be_written_for_another(organisation: Organisation, other: Organisation) -> None:
    with (
        scope(organisation.id),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        App.objects.create(organisation=other, package="c.d")


def test_the_application_is_no_superuser(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_the_scope_comes_back_after_a_failure(organisation: Organisation) -> None:
    with scope(organisation.id):
        with pytest.raises(DatabaseError), transaction.atomic(), scope(SYSTEM), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('mingjian.scope')")
            assert cursor.fetchone() == (str(organisation.id),)


def test_an_address_that_is_none() -> None:
    with pytest.raises(UsageError, match="MINGJIAN_DATABASE_URL"):
        address("postgresql://[broken")
