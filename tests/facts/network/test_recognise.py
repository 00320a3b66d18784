"""What counts as personal information on the wire, in every wrapping; and thousands of values that do not."""

from __future__ import annotations

import base64
import gzip
import json
import random
import uuid
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from mingjian.artifacts.device_log.exchange import Exchange, Message
from mingjian.facts.network import values
from mingjian.facts.network.fields import MAX_FIELDS, fields
from mingjian.facts.network.recognise import Recognised, recognised

TODAY = date(2026, 11, 22)
# Made for the tests: right by form, nobody's.
PHONE = "13800138000"
ID_CARD = "11010519491231002X"  # the example of GB 11643-1999
IMEI = "490154203237518"  # the example of 3GPP TS 23.003
IMSI = "460001234567891"
ICCID = "89860012345678901239"
CARD = "6222020200112233449"
MAC = "a4:50:46:1f:2e:3d"


def checked(number: str) -> str:
    """With its last digit made right."""
    return next(number[:-1] + str(digit) for digit in range(10) if values.luhn(number[:-1] + str(digit)))


ICCID, CARD = checked(ICCID), checked(CARD)


def post(body: bytes, kind: str = "application/json", **more: Any) -> Exchange:
    return Exchange(
        at_ns=0, method="POST", url="https://a.example/u", body=body, body_type=kind, entry=1, **more
    )


def get(url: str, **more: Any) -> Exchange:
    return Exchange(at_ns=0, method="GET", url=url, entry=1, **more)


def seen(one: Exchange) -> list[Recognised]:
    return recognised(list(fields(one)), today=TODAY)


def sure(one: Exchange) -> set[tuple[str, str]]:
    return {(found.kind, found.raw) for found in seen(one) if found.sure}


def unsure(one: Exchange) -> set[str]:
    return {found.kind for found in seen(one) if not found.sure}


NAMED = [
    ("phone_number", "mobile", PHONE),
    ("phone_number", "userPhone", "+8613800138000"),
    ("phone_number", "手机号", "138 0013 8000"),
    ("id_document_number", "idCardNo", ID_CARD),
    ("id_document_number", "q", ID_CARD),
    ("imei", "imei", IMEI),
    ("imei", "IMEI1", IMEI),
    ("imei", "device_id", IMEI),
    ("imei", "imei", IMEI[:14]),
    ("imei", "meid", "A0000012345678"),
    ("imsi", "imsi", IMSI),
    ("iccid", "sim_serial_number", ICCID),
    ("mac_address", "wifiMac", MAC),
    ("mac_address", "mac", "A450461F2E3D"),
    ("bluetooth_mac", "bt_mac", MAC),
    ("ssid_bssid", "bssid", MAC),
    ("android_id", "android_id", "9f3c2b1a7d5e4f60"),
    ("oaid", "oaid", "1fe9a970-efbb-29e0-0bdf-f5dbbf751ab5"),
    ("gaid", "gaid", "38400000-8cf0-11bd-b23e-10b96e40000d"),
    ("serial_number", "deviceSerial", "RF8M33ABCDE"),
    ("bank_card_number", "bankCardNo", CARD),
    ("email", "email", "li.ming@qinghe.example.cn"),
    ("clipboard", "clipboardText", "今晚八点见"),
    ("password", "password", "hunter2!"),
    ("vehicle_plate", "plateNo", "京A12345"),
    ("precise_location", "location", "116.397428,39.909230"),
]


def plain(kind: str, value: str) -> str:
    forms: dict[str, Callable[[str], str]] = {
        "phone_number": lambda v: "".join(c for c in v if c.isdigit())[-11:],
        "mac_address": values.mac,
        "precise_location": lambda v: ",".join(reversed(v.split(","))),
    }
    return forms.get(kind, str)(value)


@pytest.mark.parametrize(("kind", "name", "value"), NAMED, ids=[f"{k}-{n}" for k, n, _ in NAMED])
def test_a_value_whose_name_and_form_agree_is_sure_wherever_it_stands(
    kind: str, name: str, value: str
) -> None:
    wanted = (kind, plain(kind, value))
    document = {"a": [{"device": {name: value}}]}
    packed = json.dumps(document, ensure_ascii=False).encode()
    form = urlencode({name: value}).encode()
    multipart = f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n--b--\r\n'.encode()
    b64 = base64.b64encode(packed).decode()
    ways = {
        "query": get(f"https://a.example/p?{form.decode()}"),
        "json": post(packed),
        "lines": post(packed + b"\n" + packed, "text/plain"),
        "form": post(form, "application/x-www-form-urlencoded"),
        "multipart": post(multipart, "multipart/form-data; boundary=b"),
        "gzip": post(gzip.compress(packed), "application/octet-stream"),
        "zlib": post(zlib.compress(packed), ""),
        "base64": post(b64.encode(), "text/plain"),
        "base64 of gzip in a field": post(
            urlencode({"d": base64.b64encode(gzip.compress(packed))}).encode(),
            "application/x-www-form-urlencoded",
        ),
        "json in json": post(json.dumps({"data": packed.decode()}).encode()),
        "url twice": get(f"https://a.example/p?d={quote(quote(packed.decode()))}"),
        "jwt": get(
            "https://a.example/p",
            headers=(
                (
                    "Authorization",
                    f"Bearer eyJhbGciOiJub25lIn0.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}.x",
                ),
            ),
        ),
        "websocket": get("wss://a.example/s", messages=(Message(at_ns=0, data=packed),)),
    }
    if name.isascii() and value.isascii():
        ways["header"] = get("https://a.example/p", headers=((f"x-{name}", value),))
        ways["cookie"] = get("https://a.example/p", headers=(("Cookie", f"a=1; {name}={quote(value)}"),))
    if kind == "password":
        del ways["websocket"], ways["cookie"]
    for way, one in ways.items():
        assert wanted in sure(one), way


@pytest.mark.parametrize(
    ("kind", "name", "value"), [row for row in NAMED if row[0] not in ("password", "clipboard")]
)
def test_what_facts_show_never_holds_the_value(kind: str, name: str, value: str) -> None:
    raw = plain(kind, value)
    shown = values.masked(kind, raw)
    assert "*" in shown
    assert raw not in shown
    assert sum(c != "*" for c in shown.partition("@")[0]) <= max(len(raw) * 0.7, 4)


def test_a_place_is_a_latitude_beside_a_longitude() -> None:
    def place(**pair: object) -> set[tuple[str, str]]:
        return sure(post(json.dumps({"gps": pair}).encode()))

    assert place(lat=39.90923, lng=116.39743) == {("precise_location", "39.90923,116.39743")}
    assert place(latitude="39.91", longitude="116.40") == set()
    assert place(latitude="39.91", longitude="116.42") == {("coarse_location", "39.91,116.42")}
    assert place(lat=39, lng=116) == place(lat=0.0, lng=0.0) == place(lat=139.90923, lng=216.39743) == set()
    assert place(lat=39.90923) == set()
    assert place(x=39.90923, y=116.39743) == set()
    split = json.dumps({"a": {"lat": 39.90923}, "b": {"lng": 116.39743}}).encode()
    assert sure(post(split)) == set()
    shop = json.dumps({"poi": [{"dest": {"x": 1}, "target.lat": 39.90923, "target.lng": 116.39743}]}).encode()
    assert sure(post(shop)) == set()


def test_a_serial_number_is_the_devices_beside_its_model() -> None:
    assert sure(post(b'{"d":{"serialNo":"RF8M33ABCDE","model":"SM-G9750"}}')) == {
        ("serial_number", "RF8M33ABCDE")
    }
    assert sure(post(b'{"d":{"serialNo":"RF8M33ABCDE"},"e":{"model":"SM-G9750"}}')) == set()


def test_lists_of_apps_people_networks_and_messages() -> None:
    apps = [
        "com.tencent.mm",
        "com.taobao.taobao",
        "com.eg.android.AlipayGphone",
        "com.sina.weibo",
        "cn.wps.moffice_eng",
        "com.jingdong.app.mall",
        "com.zhihu.android",
        "tv.danmaku.bili",
    ]
    (found,) = seen(post(json.dumps({"list": [{"n": name} for name in apps]}).encode()))
    assert (found.kind, found.sure, found.shown) == ("installed_apps", True, "8 × package")
    assert seen(post(json.dumps({"list": apps[:7]}).encode())) == []
    assert ("installed_apps", "|".join(sorted(apps))) in sure(
        post(urlencode({"applist": ",".join(apps)}).encode(), "application/x-www-form-urlencoded")
    )
    stack = [f"com.qinghe.Screen{n}.Builder{n}" for n in range(30)]
    assert seen(post(json.dumps({"stack": stack}).encode())) == []
    own = [f"com.qinghe.module{n}" for n in range(30)]
    assert seen(post(json.dumps({"apps": own}).encode())) == []

    people = [{"name": f"人{n}", "phone": f"1380013{n:04d}"} for n in range(5)]
    assert {kind for kind, _ in sure(post(json.dumps({"c": people}).encode()))} == {"contacts"}
    assert {kind for kind, _ in sure(post(json.dumps({"c": people[:4]}).encode()))} == {"phone_number"}
    messages = [{"address": f"1380013{n:04d}", "body": "x", "date": n} for n in range(5)]
    assert "sms" in {kind for kind, _ in sure(post(json.dumps({"s": messages}).encode()))}
    calls = [{"number": f"1380013{n:04d}", "duration": n, "date": n} for n in range(5)]
    assert "call_log" in {kind for kind, _ in sure(post(json.dumps({"s": calls}).encode()))}
    networks = [{"ssid": f"net{n}", "bssid": f"a4:50:46:1f:2e:3{n}"} for n in range(3)]
    assert "wifi_scan" in {kind for kind, _ in sure(post(json.dumps({"w": networks}).encode()))}
    cell = {"mcc": "460", "mnc": "00", "lac": 4301, "cid": 20986}
    assert {kind for kind, _ in sure(post(json.dumps(cell).encode()))} == {"cell_info"}


def test_text_in_a_binary_body_is_seen_and_its_form_alone_is_not_sure() -> None:
    body = (
        b"\x0a\x0f"
        + IMEI.encode()
        + b"\x12\x0b"
        + PHONE.encode()
        + b"\x1a\x12"
        + ID_CARD.encode()
        + b"\x80\x01"
    )
    assert sure(post(body, "application/x-protobuf")) == {("id_document_number", ID_CARD)}
    assert unsure(post(body, "application/x-protobuf")) == {"imei", "phone_number"}


def test_a_path_step_is_named_by_the_step_before() -> None:
    assert sure(get(f"https://a.example/phone/{PHONE}/x")) == {("phone_number", PHONE)}
    assert seen(get(f"https://a.example/video/{PHONE}.mp4")) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("orderId", PHONE),
        ("ts", "1767294245678"),
        ("t", "1767294245"),
        ("traceId", "490154203237518"),
        ("imei", "000000000000000"),
        ("imei", "111111111111111"),
        ("imei", "490154203237519"),
        ("idCard", "110105194912310021"),
        ("idCard", "11010519491331002X"),
        ("idCard", "99010519491231002X"),
        ("mac", "02:00:00:00:00:00"),
        ("mac", "ff:ff:ff:ff:ff:ff"),
        ("mac", "00:00:00:00:00:00"),
        ("mac", "01:00:5e:12:34:56"),
        ("hmac", "a450461f2e3d"),
        ("android_id", "9774d56d682e549c"),
        ("aid", "1234567890123456"),
        ("oaid", "00000000-0000-0000-0000-000000000000"),
        ("oaid", "NO"),
        ("request_id", "1fe9a970-efbb-29e0-0bdf-f5dbbf751ab5"),
        ("ssid", "sess-0a1b2c3d"),
        ("wifi_ssid", "<unknown ssid>"),
        ("email", "logo@2x.png"),
        ("email", "support@qinghe.example.cn"),
        ("password_type", "numeric"),
        ("phone_model", "13800138000"),
        ("version", "13.800.13.8000"),
        ("loc", "zh_CN"),
        ("location", "12,34"),
        ("url", "https://cdn.example/i/13800138000.jpg"),
        ("sign", "d41d8cd98f00b204e9800998ecf8427e"),
        ("time", "14:50:46"),
        ("serialNo", "LS20260301000123"),
        ("adId", "38400000-8cf0-11bd-b23e-10b96e40000d"),
        ("clipboard", "true"),
        ("PWD", "/data/user/0/x"),
    ],
)
def test_what_only_looks_like_it(name: str, value: str) -> None:
    for one in (
        get(f"https://a.example/p?{urlencode({name: value})}"),
        post(json.dumps({"d": {name: value}}).encode()),
        get("https://a.example/p", headers=(("Cookie", f"{name}={quote(value)}"),)),
    ):
        assert seen(one) == []


NEUTRAL = ["d", "data", "content", "k1", "param", "info", "extra", "field7", "q", "label"]
OTHER = ["order_no", "ts", "requestId", "traceId", "seq", "goodsId", "token", "uid", "version", "cursor"]


@pytest.mark.parametrize("digits", [8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 24])
def test_random_numbers_have_no_more_luck_than_their_check_digit_gives(digits: int) -> None:
    chance = random.Random(digits)  # noqa: S311
    times = 4000
    certain = likely = named = 0
    for _ in range(times):
        number = str(chance.randrange(10 ** (digits - 1), 10**digits))
        found = seen(post(json.dumps({chance.choice(NEUTRAL): number}).encode()))
        certain += any(one.sure for one in found)
        likely += bool(found)
        named += bool(seen(post(json.dumps({chance.choice(OTHER): number}).encode())))
    # one in eleven of the check characters, one in 250 of the birthdays, one in three of the regions
    assert certain <= (2 if digits == 18 else 0)
    luck = {11: 0.11, 13: 0.002, 15: 0.04, 16: 0.05, 17: 0.005, 18: 0.005, 19: 0.005, 20: 0.001}.get(
        digits, 0
    )
    assert likely <= times * luck
    assert named <= (2 if digits == 18 else 0)


def test_hashes_tokens_times_and_versions_are_nobody() -> None:
    chance = random.Random(7)  # noqa: S311
    for _ in range(2000):
        raw = chance.randbytes(24)
        made = [
            raw.hex(),
            raw.hex()[:32],
            raw.hex()[:16],
            base64.b64encode(raw).decode(),
            base64.urlsafe_b64encode(raw).decode(),
            str(uuid.UUID(bytes=raw[:16], version=4)),
            str(1_600_000_000_000 + chance.randrange(10**11)),
            str(1_600_000_000 + chance.randrange(10**8)),
            f"{chance.randrange(20)}.{chance.randrange(100)}.{chance.randrange(10000)}",
            f"{chance.uniform(0, 1080):.3f},{chance.uniform(0, 1920):.3f}",
        ]
        document = {f"{name}{at}": value for at, (name, value) in enumerate(zip(NEUTRAL, made, strict=True))}
        assert seen(post(json.dumps(document).encode())) == []
        touch = {"x": chance.uniform(0, 90), "y": chance.uniform(0, 180), "w": 39.90923, "h": 116.39743}
        assert seen(post(json.dumps(touch).encode())) == []


def test_a_request_built_to_blow_up_costs_no_more_than_its_bounds() -> None:
    bomb = gzip.compress(gzip.compress(b'{"imei":"490154203237518"}' + b" " * (200 << 20)))
    assert len(list(fields(post(bomb)))) <= MAX_FIELDS
    wide = json.dumps([{"a": n} for n in range(100_000)]).encode()
    assert len(list(fields(post(wide)))) <= MAX_FIELDS
    nested: object = "x"
    for _ in range(60):
        nested = json.dumps({"a": nested})[:100_000]
    assert len(list(fields(post(str(nested).encode())))) >= 1
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    list(fields(post(deep)))
    list(fields(post(b"&".join(b"a=%d" % n for n in range(50_000)), "application/x-www-form-urlencoded")))
    list(fields(get("https://[::1/?a=1", headers=(("Referer", "http://[x/?imei=1"),))))
