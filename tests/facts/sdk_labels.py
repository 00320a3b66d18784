"""What the labelled SDK binaries hold, by their file names: an oracle nobody here wrote.

Each row: a pattern of the file name, the SDKs that must be found, and SDKs that may be found beside them
because the binary really carries them (read in its class list).
"""

from __future__ import annotations

import re

LABELS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (r"ShareSDK-SinaWeibo-", frozenset({"sharesdk"}), frozenset({"weibo"})),
    (r"ShareSDK-", frozenset({"sharesdk"}), frozenset()),
    (r"Mob(Commons|Tools)-", frozenset({"mob-common"}), frozenset()),
    (r"jpush-android-", frozenset({"jpush"}), frozenset()),
    (r"jcore-android-", frozenset({"jiguang-core"}), frozenset()),
    (
        r"jverification-android-",
        frozenset({"jverification"}),
        frozenset({"cmcc-auth", "cucc-auth", "ctcc-auth"}),
    ),
    (r"debug/classes\.jar", frozenset({"jverification"}), frozenset()),
    (r"MiPush_SDK_Client", frozenset({"xiaomi-push"}), frozenset()),
    (r"libammsdk", frozenset({"wechat-open"}), frozenset()),
    (r"adjust-android", frozenset({"adjust"}), frozenset()),
    (r"smali-", frozenset(), frozenset({"guava", "apache", "aspectj", "jsoup"})),
    (r"patch\.jar", frozenset(), frozenset({"robust"})),  # a patch: classes com.meituan.robust.patch.*
    (r"gradle-wrapper", frozenset(), frozenset()),
)


def label(path: str) -> tuple[frozenset[str], frozenset[str]]:
    """(expected, allowed beside) for a file, by its name and its folder's.

    Raises:
        LookupError: nobody has said what this file holds.
    """
    for pattern, expected, beside in LABELS:
        if re.search(pattern, "/".join(path.split("/")[-2:])):
            return expected, beside
    raise LookupError(path)
