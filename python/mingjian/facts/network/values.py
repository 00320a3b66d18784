"""Values that are personal information by their form: check digits, prefixes, plausible dates, masks.

Pure functions of a string. Form alone convinces nobody: how sure a form is, by itself or with the name of
its field, stands in `recognise.py`.
"""

from __future__ import annotations

import re
from datetime import date

from mingjian.facts.network.names import words

PHONE = re.compile(
    r"(?<![0-9A-Za-z.\-])(?:(?:\+|00)?86[ -]?)?(1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])"
    r"([ -]?)\d{4}\2\d{4})(?![0-9A-Za-z]|\.\d)"
)
"""Mobile numbers of the Chinese mainland by their segments (MIIT's numbering plan; 140–144, 146-148 and 17/19
segments of data cards left in as far as they are issued to people)."""
ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[0-9Xx](?![0-9A-Za-z])")
DIGITS_15 = re.compile(r"(?<![0-9A-Za-z.])\d{15}(?![0-9A-Za-z]|\.\d)")
ICCID = re.compile(r"(?<![0-9A-Za-z])8986[01]\d(?:[0-9A-Fa-f]{13,14})(?![0-9A-Za-z])")
CARD = re.compile(r"(?<![0-9A-Za-z.])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?(?![0-9A-Za-z]|\.\d)")
MAC = re.compile(
    r"(?<![0-9A-Fa-f:\-])[0-9A-Fa-f]{2}(?:([:\-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![0-9A-Za-z:\-])"
)
EMAIL = re.compile(
    r"(?<![\w.+%/@-])([A-Za-z0-9][A-Za-z0-9._%+-]{0,63})@((?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12})(?![\w@-])"
)
UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
HEX = re.compile(r"[0-9A-Fa-f]+")
DIGEST = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})(?![0-9A-Za-z])")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Z][ ·]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
PACKAGE = re.compile(
    r"(?:com|cn|net|org|tv|me|io|cc|app|co|de|fm|im|jp|kr|uk|us)(?:\.[a-z0-9_]{1,60}){1,6}(?:\.[A-Za-z0-9_]{1,60})?"
)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = words("""
    11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81
    82 83
""")
_REPORTING_BODIES = words("01 10 30 33 35 44 45 49 50 51 52 53 54 86 91 97 98 99")
_NETWORKS_460 = words("00 01 02 03 04 05 06 07 08 09 11 13 15 20")
_NOBODY = words("""
    support service services kefu info admin webmaster noreply no-reply contact help sales postmaster hr
    bd test user example someone name email mailto abuse security privacy dpo git
""")
_FILES = words("""
    png jpg jpeg gif webp svg css js json mp4 html htm php so apk dex
""")


def luhn(digits: str) -> bool:
    """The last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = ord(digit) - 48
        if place % 2:
            number = number * 2 - 9 * (number > 4)
        total += number
    return total % 10 == 0


def id_card(text: str, *, today: date) -> bool:
    """A resident's number: region, a birthday that was, check character (GB 11643, ISO 7064 MOD 11-2)."""
    if len(text) != 18 or text[:2] not in _PROVINCES:
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    if not date(1900, 1, 1) <= born <= today:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def _varied(text: str) -> bool:
    return len(set(text)) > 3


def imei(text: str) -> bool:
    """15 digits of a known reporting body with a right check digit (3GPP TS 23.003, GSMA TS.06)."""
    return len(text) == 15 and text[:2] in _REPORTING_BODIES and _varied(text) and luhn(text)


def imei_short(text: str) -> bool:
    """An IMEI without its check digit, or with its software version: 14 or 16 digits."""
    return len(text) in (14, 16) and text.isdigit() and text[:2] in _REPORTING_BODIES and _varied(text)


def meid(text: str) -> bool:
    """14 hexadecimal digits from A0… on (TIA-1082)."""
    return len(text) == 14 and text[0] in "ABCDEFabcdef" and HEX.fullmatch(text) is not None and _varied(text)


def imsi(text: str) -> bool:
    """15 digits of a Chinese network: 460 and a network code that was given out (ITU-T E.212)."""
    return len(text) == 15 and text[:3] == "460" and text[3:5] in _NETWORKS_460 and _varied(text[5:])


def iccid(text: str) -> bool:
    """A Chinese card's serial: 8986, 19 digits, or 20 with the right check digit (ITU-T E.118, YD/T 1168)."""
    if not ICCID.fullmatch(text):
        return False
    return len(text) == 19 or not text.isdigit() or luhn(text)


def bank_card(text: str) -> bool:
    """16 to 19 digits with a right check digit and the beginning of a card's issuer (ISO/IEC 7812-1)."""
    if not 16 <= len(text) <= 19 or not luhn(text) or not _varied(text):
        return False
    if text.startswith("62"):
        return True
    head = int(text[:4])
    return len(text) == 16 and (
        text[0] == "4" or 5100 <= head < 5600 or 2221 <= head < 2721 or 3528 <= head < 3590
    )


def mac(text: str) -> str:
    """A hardware address in one writing, `a4:50:46:12:34:56`; empty for what is nobody's: groups, zeros, the
    constant 02:00:00:00:00:00 that Android gives instead (since 6.0), and addresses made up for privacy."""
    digits = re.sub(r"[:\-]", "", text).lower()
    if len(digits) != 12 or not HEX.fullmatch(digits) or not _varied(digits):
        return ""
    if digits == "020000000000" or int(digits[1], 16) & 1:
        return ""
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))


def made_up(address: str) -> bool:
    """A locally administered address: Android 10 and later give each network another (IEEE 802)."""
    return bool(int(address[1], 16) & 2)


def email(match: re.Match[str]) -> bool:
    """The address may be a person's: no company's desk, no file name with an @ in it."""
    return match[1].lower() not in _NOBODY and match[2].rpartition(".")[2].lower() not in _FILES


def identifier(text: str) -> bool:
    """A made identifier: a UUID, or 16 to 64 hexadecimal digits, that is not mostly one digit."""
    plain = text.replace("-", "")
    return (
        UUID.fullmatch(text) is not None or (16 <= len(text) <= 64 and HEX.fullmatch(text) is not None)
    ) and len(set(plain.lower())) > 5


def android_id(text: str) -> bool:
    """16 hexadecimal digits, not the constant of an old fault (Android issue 10603)."""
    return (
        13 <= len(text) <= 16
        and HEX.fullmatch(text) is not None
        and len(set(text)) > 4
        and not text.isdigit()
        and text.lower() != "9774d56d682e549c"
    )


def masked(kind: str, text: str) -> str:
    """The value as reports may show it: enough to find it again, never whole."""
    if kind == "email":
        name, _, host = text.partition("@")
        return f"{name[:1]}***@{host}"
    if kind in ("precise_location", "coarse_location"):
        return re.sub(r"(\.\d)\d*", r"\1***", text)
    if kind in ("password", "clipboard"):
        return "******"
    if kind == "ssid_bssid" and not MAC.fullmatch(text):
        return f"{text[:1]}***"
    if kind in ("mac_address", "bluetooth_mac", "ssid_bssid"):
        return f"{text[:5]}:**:**:**:{text[-2:]}"
    if kind == "phone_number":
        return f"{text[:3]}****{text[-4:]}"
    size = len(text)
    kept = 4 if size >= 18 else 3 if size >= 12 else 1
    return text[:kept] + "*" * max(size - 2 * kept, 3) + (text[-kept:] if size > 2 * kept else "")
