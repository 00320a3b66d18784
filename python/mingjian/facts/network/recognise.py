"""Personal information among the fields of one request, and how sure that is.

A value is sure where its field's name and its form agree, or where its form alone leaves next to no luck (an
identity number with region, birthday and check character). A form that one random number in ten has is not
sure, and not even told where the field's name says that it is something else.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts.network import values
from mingjian.facts.network.fields import Field, Where
from mingjian.facts.network.names import (
    ACCOUNT_NAMES,
    DEVICE_NAMES,
    LATITUDE,
    LONGITUDE,
    NOT_ONES_OWN,
    OF_DEVICE,
    PLACES,
    SERIAL,
    confirms,
    contradicts,
    parts,
)

LEAST_APPS = 8
"""Packages in one list that show which apps are installed (project choice: an SDK names a few of its own)."""
LEAST_VENDORS = 5
LEAST_PEOPLE = 5
"""Different telephone numbers in one list that are an address book (project choice)."""
LEAST_NETWORKS = 3
MAX_LISTED = 5_000


_DIGEST_BYTES = frozenset({16, 20, 32})
_PACKED_DIGEST = re.compile(r"(?:[A-Za-z0-9+/_-]{22}|[A-Za-z0-9+/_-]{27}|[A-Za-z0-9+/_-]{43})={0,2}")


class Recognised(Struct, frozen=True, gc=False):
    """One value: its type, itself (never kept in facts), where it stood."""

    kind: str
    raw: str
    field: Field
    sure: bool
    shown: str = ""
    """What to show instead of the masked value: `12 packages`."""


def recognised(fields: Sequence[Field], *, today: date, known: Iterable[Recognised] = ()) -> list[Recognised]:
    """Personal information in the fields of one request, beside what is `known`; each type and value once."""
    found: dict[tuple[str, str, str], Recognised] = {}
    for one in [*known, *_single(fields, today), *_pairs(fields), *_lists(fields)]:
        key = (one.kind, one.raw.lower(), one.field.where)
        held = found.get(key)
        if held is None or (one.sure and not held.sure):
            found[key] = one
    listed = {one.kind for one in found.values()}
    if "contacts" in listed:  # the numbers of an address book are the address book
        return [one for one in found.values() if one.kind != "phone_number"]
    return list(found.values())


def digests(fields: Iterable[Field]) -> Iterator[tuple[str, Field]]:
    """What may be the digest of a value, as lower-case hexadecimal digits: so written, or in base64."""
    for field in fields:
        if len(field.value) <= 2000:
            for found in values.DIGEST.finditer(field.value):
                yield found.group().lower(), field
            if _PACKED_DIGEST.fullmatch(field.value):
                raw = base64.b64decode(field.value.rstrip("=").replace("-", "+").replace("_", "/") + "==")
                if len(raw) in _DIGEST_BYTES:
                    yield raw.hex(), field


def _single(fields: Sequence[Field], today: date) -> Iterator[Recognised]:
    for field in fields:
        yield from _by_form(field, today)
        if len(field.value) <= 400:
            yield from _by_name(field)


def _by_form(field: Field, today: date) -> Iterator[Recognised]:
    text, name = field.value, field.name
    digit = any(char.isdigit() for char in text[:4096]) if len(text) < 4096 else True
    if digit:
        yield from _numbers(field, today)
    if "@" in text:
        for found in values.EMAIL.finditer(text):
            if values.email(found):
                known = confirms("email", name) or bool(parts(name) & ACCOUNT_NAMES)
                if known or _free(field, found.group()):
                    yield Recognised("email", found.group(), field, known)
    if (":" in text or "-" in text) and digit:
        yield from _addresses(field)


def _numbers(field: Field, today: date) -> Iterator[Recognised]:
    text, name = field.value, field.name
    for found in values.ID_CARD.finditer(text):
        if values.id_card(found.group(), today=today):
            sure = not contradicts(name) or confirms("id_document_number", name)
            yield Recognised("id_document_number", found.group().upper(), field, sure)
    for found in values.PHONE.finditer(text):
        known = confirms("phone_number", name)
        account = bool(parts(name) & ACCOUNT_NAMES) and found.group() == text
        if known or account or _free(field, found.group()):
            yield Recognised("phone_number", re.sub(r"\D", "", found[1]), field, known)
    for found in values.DIGITS_15.finditer(text):
        number = found.group()
        device = bool(parts(name) & DEVICE_NAMES)
        if values.imei(number):
            known = confirms("imei", name)
            if known or device or _free(field, number):
                yield Recognised("imei", number, field, known or device)
        elif values.imsi(number):
            known = confirms("imsi", name)
            if known or _free(field, number):
                yield Recognised("imsi", number, field, known)
    for found in values.ICCID.finditer(text):
        if values.iccid(found.group()):
            known = confirms("iccid", name)
            if known or _free(field, found.group()):
                yield Recognised("iccid", found.group(), field, known)
    for found in values.CARD.finditer(text):
        number = re.sub(r"\D", "", found.group())
        if values.bank_card(number):
            known = confirms("bank_card_number", name)
            if known or _free(field, found.group()):
                yield Recognised("bank_card_number", number, field, known)
    for found in values.PLATE.finditer(text):
        yield Recognised("vehicle_plate", found.group(), field, confirms("vehicle_plate", name))


def _free(field: Field, part: str) -> bool:
    """A value that only its form speaks for is told where nothing speaks against it: no name of another
    thing, no step of a path, no piece of a longer code."""
    if field.where == "path" or contradicts(field.name):
        return False
    if field.where in ("header", "cookie"):
        return bool(field.name) and field.value == part
    return field.value == part or any("\u4e00" <= char <= "\u9fff" for char in field.value[:400])


def _addresses(field: Field) -> Iterator[Recognised]:
    for found in values.MAC.finditer(field.value):
        address = values.mac(found.group())
        if not address:
            continue
        name = field.name
        if confirms("ssid_bssid", name):
            yield Recognised("ssid_bssid", address, field, True)
        elif confirms("bluetooth_mac", name):
            yield Recognised("bluetooth_mac", address, field, True)
        elif confirms("mac_address", name):
            yield Recognised("mac_address", address, field, True)
        elif not values.made_up(address) and field.where != "path" and field.value == found.group():
            yield Recognised("mac_address", address, field, bool(parts(name) & DEVICE_NAMES))


def _by_name(field: Field) -> Iterator[Recognised]:
    """Values whose form says little: the name must tell what they are."""
    text, name = field.value, field.name
    if not name:
        return
    for kind, form in _FORMS:
        if confirms(kind, name) and form(text):
            yield Recognised(kind, text, field, True)
    if values.android_id(text) and len(text) == 16 and parts(name) & DEVICE_NAMES:
        yield Recognised("android_id", text.lower(), field, False)
    if confirms("mac_address", name) and len(text) == 12:
        address = values.mac(text)
        if address:
            yield Recognised("mac_address", address, field, True)
    if (
        field.where in ("query", "body", "header")
        and confirms("password", name)
        and 4 <= len(text) <= 128
        and text.lower() not in _NOTHING
        and text[0] != "/"
    ):
        yield Recognised("password", text, field, True)


_NOTHING = frozenset({"true", "false", "null", "none", "undefined", "yes", "no", "on", "off", "[]", "{}"})


def _serial(text: str) -> bool:
    return (
        re.fullmatch(r"[A-Za-z0-9]{6,24}", text) is not None
        and any(char.isdigit() for char in text)
        and text.lower() not in ("unknown", "0123456789abcdef")
        and len(set(text)) > 3
    )


_FORMS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("imei", values.imei_short),
    ("imei", values.meid),
    ("android_id", values.android_id),
    ("oaid", values.identifier),
    ("gaid", lambda text: values.UUID.fullmatch(text) is not None and values.identifier(text)),
    ("idfa_idfv", lambda text: values.UUID.fullmatch(text) is not None and values.identifier(text)),
    ("serial_number", _serial),
    ("clipboard", lambda text: len(text) >= 2 and text.lower() not in _NOTHING),
)


def _pairs(fields: Sequence[Field]) -> Iterator[Recognised]:
    """Places (a latitude beside a longitude), Wi-Fi names beside addresses, cells."""
    groups: dict[tuple[str, str], dict[str, Field]] = {}
    for field in fields:
        found = parts(field.name)
        if found & LATITUDE:
            groups.setdefault((field.where, field.group), {}).setdefault("lat", field)
        elif found & LONGITUDE:
            groups.setdefault((field.where, field.group), {}).setdefault("lng", field)
        elif found & PLACES:
            yield from _one_place(field)
        if found & SERIAL and "sim" not in found and _serial(field.value):
            groups.setdefault((field.where, field.group), {}).setdefault("serial", field)
        if found & OF_DEVICE:
            groups.setdefault((field.where, field.group), {}).setdefault("device", field)
        if "ssid" in found or {"wifi", "name"} <= found:
            groups.setdefault((field.where, field.group), {}).setdefault("ssid", field)
        if found & {"bssid", "mac", "wifimac", "apmac"}:
            groups.setdefault((field.where, field.group), {}).setdefault("bssid", field)
        for key, names in _CELL.items():
            if found & names:
                groups.setdefault((field.where, field.group), {}).setdefault(key, field)
    for group in groups.values():
        if "lat" in group and "lng" in group:
            yield from _place(group["lat"].value, group["lng"].value, group["lat"])
        if {"serial", "device"} <= group.keys():
            yield Recognised("serial_number", group["serial"].value, group["serial"], True)
        if "ssid" in group:
            yield from _ssid(group["ssid"], group.get("bssid"))
        if {"lac", "cell"} <= group.keys():
            yield from _cell(group)


_CELL = {
    "lac": frozenset({"lac", "tac"}),
    "cell": frozenset({"cid", "ci", "cellid", "eci", "nci"}),
    "mcc": frozenset({"mcc", "mnc", "mccmnc", "plmn"}),
}


def _cell(group: dict[str, Field]) -> Iterator[Recognised]:
    lac, cell, network = group["lac"], group["cell"], group.get("mcc")
    if network is None or not (lac.value.isdigit() and cell.value.isdigit()):
        return
    if 0 < int(lac.value[:12]) < 1 << 24 and 0 < int(cell.value[:14]) < 1 << 36:
        yield Recognised("cell_info", f"{lac.value},{cell.value}", cell, True, shown="LAC/CID")


def _ssid(ssid: Field, bssid: Field | None) -> Iterator[Recognised]:
    text = ssid.value.strip('"')
    if not text or len(text.encode()) > 32 or "unknown" in text.lower() or text == "0x":
        return
    if (bssid is not None and values.mac(bssid.value)) or (
        "wifi" in parts(ssid.name) and not text.isdigit() and text.lower() not in ("wifi", "true", "false")
    ):
        yield Recognised("ssid_bssid", text, ssid, True)


_NO_NETWORK = frozenset({"wifi", "true", "false"})
_NUMBER = r"-?\d{1,3}\.\d{1,18}"
_COUPLE = re.compile(rf"\s*\(?\s*({_NUMBER})\s*[,;| ]\s*({_NUMBER})\s*\)?\s*")


def _one_place(field: Field) -> Iterator[Recognised]:
    found = _COUPLE.fullmatch(field.value[:120])
    if found is None:
        return
    first, second = found.groups()
    if abs(float(first)) > 90:
        first, second = second, first
    yield from _place(first, second, field)


def _place(latitude: str, longitude: str, field: Field) -> Iterator[Recognised]:
    try:
        lat, lng = float(latitude), float(longitude)
    except ValueError:
        return
    if not (abs(lat) <= 90 and abs(lng) <= 180) or (abs(lat) < 0.01 and abs(lng) < 0.01):
        return
    places = min(_decimals(latitude), _decimals(longitude))
    if places < 2:
        return
    kind = "precise_location" if places >= 3 else "coarse_location"
    raw = f"{latitude},{longitude}"
    whole = parts(field.name) | {step.lower() for step in re.split(r"[^A-Za-z]+", field.name)}
    yield Recognised(kind, raw, field, not whole & NOT_ONES_OWN)


def _decimals(text: str) -> int:
    return len(text.partition(".")[2].rstrip("0"))


_Key = tuple[Where, str]


def _lists(fields: Sequence[Field]) -> Iterator[Recognised]:
    """Lists: of apps, of people's numbers, of networks around, of messages and calls."""
    apps: dict[_Key, list[tuple[str, Field]]] = {}
    phones: dict[_Key, dict[str, Field]] = {}
    networks: dict[_Key, set[str]] = {}
    groups: dict[_Key, set[str]] = {}
    for field in fields[:MAX_LISTED]:
        shape = re.sub(r"\[\d+\]", "[]", field.name)
        key = (field.where, shape)
        for item in re.split(r"[,;|\s]+", field.value[:20_000])[:2_000]:
            if values.PACKAGE.fullmatch(item):
                apps.setdefault(key, []).append((item, field))
        found = values.PHONE.fullmatch(field.value)
        if found is not None and "[]" in shape:
            phones.setdefault(key, {})[re.sub(r"\D", "", found[1])] = field
        if confirms("ssid_bssid", field.name) and values.mac(field.value):
            networks.setdefault(key, set()).add(values.mac(field.value))
        if "[]" in shape:
            group = (field.where, re.sub(r"\[\d+\]", "[]", field.group))
            groups.setdefault(group, set()).update(parts(field.name))
    for (_, shape), listed in apps.items():
        yield from _apps(shape, listed)
    for key, numbers in phones.items():
        if len(numbers) >= LEAST_PEOPLE:
            kind = _kind_of_list(groups.get((key[0], key[1].rpartition(".")[0]), set()))
            first = next(iter(numbers.values()))
            yield Recognised(kind, "|".join(sorted(numbers)), first, True, shown=f"{len(numbers)} × phone")
    for key, seen in networks.items():
        if len(seen) >= LEAST_NETWORKS:
            field = next(f for f in fields if re.sub(r"\[\d+\]", "[]", f.name) == key[1])
            yield Recognised("wifi_scan", "|".join(sorted(seen)), field, True, shown=f"{len(seen)} × BSSID")


def _kind_of_list(words: set[str]) -> str:
    if words & {"body", "content", "smsbody", "message", "msg"} and words & {
        "date",
        "time",
        "sms",
        "type",
        "read",
    }:
        return "sms"
    if words & {"duration", "calltype", "calltime", "callduration"}:
        return "call_log"
    return "contacts"


def _apps(shape: str, listed: list[tuple[str, Field]]) -> Iterator[Recognised]:
    names = {name for name, _ in listed}
    if len(names) < LEAST_APPS:
        return
    vendors = {".".join(name.split(".")[:2]) for name in names}
    if len(vendors) < LEAST_VENDORS:
        return
    known = {app.package for app in knowledge.known_apps()}
    lower = sum(name == name.lower() for name in names)
    if lower * 10 < len(names) * 8:  # class names of a stack trace end in capitals
        return
    sure = len(names & known) >= 2 or confirms("installed_apps", shape)
    yield Recognised(
        "installed_apps", "|".join(sorted(names)[:50]), listed[0][1], sure, shown=f"{len(names)} × package"
    )
