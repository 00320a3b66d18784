"""Which calls count as taking personal information before agreement."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.facts.calls import CallFacts, EntryPoint, Hit, Path, Step
from mingjian.facts.manifest import ManifestFacts, UsesPermission
from mingjian.facts.subject import SubjectFacts
from mingjian.rules._personal_info import of_support_library, readings

OWN = "Lcn/a/Main;->onCreate()V"
LOCATION = UsesPermission(name="android.permission.ACCESS_FINE_LOCATION")
NIGHT = "Landroid/support/v7/app/TwilightManager;->b()V"
SCREEN = "Landroid/support/v7/app/AppCompatActivity;->onCreate()V"
COMPAT = "Landroidx/core/location/LocationManagerCompat;->a()V"
COMPAT_INNER = "Landroidx/core/location/LocationManagerCompat$Api30Impl;->a()V"
LIST = "Landroid/content/pm/PackageManager;->queryIntentActivities(Landroid/content/Intent;I)Ljava/util/List;"


def hit(api: str, callee: str, kind: str, caller: str = OWN) -> Hit:
    return Hit(api=api, tags=(f"pi:{kind}",), caller=caller, callee=callee, dex="", offset=0, reachable=True)


def facts(*hits: Hit, permissions: tuple[UsesPermission, ...] = ()) -> Facts:
    entry = EntryPoint(kind="launcher", component="cn.a.Main", method=OWN)
    return Facts(
        subject=SubjectFacts(kind="apk", path="a.apk", sha256="", size_bytes=0),
        manifest=ManifestFacts(package="cn.a", permissions=permissions),
        calls=CallFacts(entry_points=(entry,), hits=hits),
    )


LAST_KNOWN = hit(
    "precise_location.LocationManager.getLastKnownLocation.String",
    "Landroid/location/LocationManager;->getLastKnownLocation(Ljava/lang/String;)Landroid/location/Location;",
    "precise_location",
)


def test_a_call_without_its_permission_takes_nothing() -> None:
    assert list(readings(facts(LAST_KNOWN))) == []
    assert list(readings(facts(LAST_KNOWN, permissions=(LOCATION,)))) == [("precise_location", LAST_KNOWN)]


@pytest.mark.parametrize("changed", [{"reachable": False}, {"args_resolved": False}, {"confidence": "low"}])
def test_unsure_hits_are_left_out(changed: dict[str, object]) -> None:
    unsure = replace(LAST_KNOWN, **changed)
    assert list(readings(facts(unsure, permissions=(LOCATION,)))) == []


def test_asking_a_value_takes_nothing_more() -> None:
    asked = hit(
        "precise_location.Location.getLatitude",
        "Landroid/location/Location;->getLatitude()D",
        "precise_location",
    )
    assert list(readings(facts(asked, permissions=(LOCATION,)))) == []


def test_resolving_an_intent_lists_no_apps_but_asking_for_all_icons_does() -> None:
    resolves = hit("installed_apps.PackageManager.queryIntentActivities.Intent_I", LIST, "installed_apps")
    icons = hit(
        "installed_apps.intent.android.intent.category.LAUNCHER",
        "android.intent.category.LAUNCHER",
        "installed_apps",
    )
    elsewhere = replace(icons, caller="Lcn/a/Other;->b()V")
    assert list(readings(facts(resolves))) == []
    assert list(readings(facts(resolves, elsewhere))) == []
    assert list(readings(facts(resolves, icons))) == [("installed_apps", resolves)]


@pytest.mark.parametrize(
    ("frames", "own"), [((NIGHT, SCREEN, OWN), True), ((COMPAT_INNER, COMPAT, OWN), False), ((OWN,), False)]
)
def test_the_support_library_s_own_use_is_told_from_the_app_s(frames: tuple[str, ...], own: bool) -> None:
    nearest, *back = frames
    steps = tuple(
        Step(caller=caller, callee=callee, edge="direct", offset=0)
        for caller, callee in zip(reversed(back), reversed(frames[:-1]), strict=True)
    )
    held = replace(LAST_KNOWN, caller=nearest)
    path = Path(entry=0, steps=steps)
    assert of_support_library(held, path) is own
