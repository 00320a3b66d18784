"""Writes python/mingjian/knowledge/framework_hierarchy.txt from the Android framework and java.base.

Usage: framework_hierarchy.py android-all-<release>.jar java.base.jmod java.xml.jmod > framework_hierarchy.txt
Source: org.robolectric:android-all (Maven Central), AOSP compiled for the JVM; it leaves out java.*, which
any JDK's java.base has (Android's libcore is OpenJDK's). Only names and relations are taken: one line a
class, `name superclass interface,interface`, sorted, `-` for none.
"""

from __future__ import annotations

import pathlib
import re
import struct
import sys
import zipfile

KEPT = (
    "android/",
    "java/",
    "javax/",
    "dalvik/",
    "org/apache/http/",
    "org/json/",
    "org/xml/",
    "org/w3c/",
    "org/xmlpull/",
)
DROPPED = (
    "android/icu/", "android/car/", "android/adservices/", "android/federatedcompute/", "android/filterfw/",
    "android/filterpacks/", "android/ondevicepersonalization/", "android/safetycenter/", "android/uwb/",
    "android/sysprop/", "android/system/", "android/automotive/", "android/internal/", "android/nearby/",
    "android/health/", "android/annotation/", "android/hardware/automotive/", "android/renderscript/",
    "java/lang/invoke/", "java/lang/module/", "java/lang/constant/", "android/security/",
)  # fmt: skip
"""System-side packages and those no app of the market extends."""
DULL = {
    "android/os/Parcelable",
    "java/io/Serializable",
    "java/lang/Cloneable",
    "java/lang/annotation/Annotation",
}


def relations(data: bytes) -> tuple[str, str, list[str]] | None:
    """(class, superclass, interfaces) of one class file; None for what an app cannot name (JVMS §4.1)."""
    strings: dict[int, str] = {}
    classes: dict[int, int] = {}
    (count,) = struct.unpack_from(">H", data, 8)
    at, index = 10, 1
    while index < count:
        tag = data[at]
        if tag == 1:
            (length,) = struct.unpack_from(">H", data, at + 1)
            strings[index] = data[at + 3 : at + 3 + length].decode("utf-8", "replace")
            at += 3 + length
        else:
            if tag == 7:
                (classes[index],) = struct.unpack_from(">H", data, at + 1)
            at += {7: 3, 8: 3, 16: 3, 19: 3, 20: 3, 15: 4, 5: 9, 6: 9}.get(tag, 5)
            index += tag in (5, 6)
        index += 1
    access, this, parent, interfaces = struct.unpack_from(">HHHH", data, at)
    if not access & 0x0001 or access & 0x3000:  # not public; synthetic or annotation
        return None
    names = [strings[classes[i]] for i in struct.unpack_from(f">{interfaces}H", data, at + 8)]
    return strings[classes[this]], strings[classes[parent]] if parent else "", names


def main(*archives: str) -> None:
    rows: dict[str, tuple[str, list[str]]] = {}
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                name = member.removeprefix("classes/")
                if not name.endswith(".class") or not name.startswith(KEPT) or name.startswith(DROPPED):
                    continue
                found = relations(archive.read(member))
                if found is None or "$Stub" in found[0] or "$Proxy" in found[0]:
                    continue
                this, parent, interfaces = found
                if re.search(r"\$\d+$|/V\d+_\d+/", this):
                    continue  # anonymous classes cannot be extended; HAL interfaces are not for apps
                rows.setdefault(this, (parent, [name for name in interfaces if name not in DULL]))
    # Only what relates something: a class that is a plain child of Object and nobody's parent says nothing.
    used = {name for parent, interfaces in rows.values() for name in (parent, *interfaces)}
    print(f"# Relations between framework classes, from {', '.join(pathlib.Path(a).name for a in archives)}.")
    print("# class superclass interfaces; classes that only extend Object and have no children are left out.")
    for this in sorted(rows):
        parent, interfaces = rows[this]
        if interfaces or (parent not in ("", "java/lang/Object") or this in used):
            print(this, parent or "-", ",".join(interfaces) or "-")


if __name__ == "__main__":
    main(*sys.argv[1:])
