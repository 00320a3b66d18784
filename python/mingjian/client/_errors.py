"""What the client raises."""

from __future__ import annotations


class ClientError(Exception):
    """Root of the tree."""


class Refused(ClientError):  # noqa: N818 - what happened, in a word
    """The platform said no, as an RFC 9457 problem."""

    def __init__(self, status: int, code: str, zh: str, en: str) -> None:
        self.status = status
        self.code = code
        self.zh = zh
        self.en = en
        super().__init__(f"{status} {code}: {en}")


class Unreachable(ClientError):  # noqa: N818
    """No answer, or one that is none of the API's."""
