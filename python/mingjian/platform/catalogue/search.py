"""Search over an organisation's apps: Chinese segmented by rjieba, lexemes in PostgreSQL, no extension.

The organisation is a lexeme too, so that one index answers both what and whose.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from mingjian.platform.catalogue.models import App, AppSearch

if TYPE_CHECKING:
    from rjieba import Jieba

_WORD = re.compile(r"[0-9a-z\u3400-\u9fff\uf900-\ufaff]+")
_LONGEST = 60
_MOST = 200
_ASKED = 12


@cache
def _jieba() -> Jieba:
    from rjieba import Jieba

    return Jieba()


def segmented(*texts: str) -> list[str]:
    """The words of some texts, each once, lower case, full width folded; at most 200 of 60 characters."""
    found: dict[str, None] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKC", text[:2000]).casefold()
        for run in _WORD.findall(plain):
            pieces = _jieba().cut_for_search(run) if not run.isascii() else [run]
            for piece in pieces:
                found.setdefault(piece[:_LONGEST])
    return list(found)[:_MOST]


def index(app: App) -> AppSearch:
    """The search row of an app, unsaved: its name, package and developer as words, and whose it is."""
    words = dict.fromkeys([*segmented(app.name, app.package, app.developer), *_characters(app.name)])
    return AppSearch(
        app_id=app.id,
        organisation_id=app.organisation_id,
        words=" ".join([_whose(app.organisation_id), *words]),
    )


def matching(organisation_id: UUID, asked: str, limit: int) -> list[UUID]:
    """Ids of at most `limit` apps of the organisation that hold every word asked, the last as a beginning.

    Where the words as we segment them are not found, the characters are: 光记 finds 拾光记账.
    """
    words = segmented(asked)[:_ASKED]
    found = _holding(organisation_id, words, limit)
    characters = _characters(asked)[:_ASKED]
    if not found and characters:
        found = _holding(organisation_id, [*(word for word in words if word.isascii()), *characters], limit)
    return found


def _holding(organisation_id: UUID, words: list[str], limit: int) -> list[UUID]:
    if not words:
        return []
    # Words hold letters and digits only: nothing in them can end the quotation.
    terms = [f"'{_whose(organisation_id)}'", *(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app_id FROM catalogue_appsearch WHERE vector @@ %s::tsquery LIMIT %s",
            [" & ".join(terms), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _characters(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:200]).casefold()
    return list(dict.fromkeys(letter for letter in plain if _WORD.fullmatch(letter) and not letter.isascii()))


def _whose(organisation_id: UUID) -> str:
    # No word begins so: `o` alone must not find every app.
    return f"#{organisation_id.hex}"
