"""Mail over SMTP as operators expect it: encrypted where the server can, no password in the clear."""

from __future__ import annotations

from smtplib import SMTP, SMTPNotSupportedError
from typing import cast

from django.core.mail.backends.smtp import EmailBackend


class Backend(EmailBackend):
    """Django's backend, with STARTTLS wherever `smtp://` meets a server that offers it (RFC 3207)."""

    def open(self) -> bool | None:
        """Connects. Raises: OSError, SMTPException; a password is not sent without encryption."""
        if self.connection is not None or self.use_ssl:
            return super().open()
        name, password = self.username, self.password
        self.username = self.password = ""  # greeted first, signed in once the line is encrypted
        try:
            opened = super().open()
            self._encrypt(cast("SMTP | None", self.connection), name, password)
        finally:
            self.username, self.password = name, password
        return opened

    def _encrypt(self, connection: SMTP | None, name: str, password: str) -> None:
        if connection is None:
            return
        try:
            connection.ehlo_or_helo_if_needed()
            if connection.has_extn("starttls"):
                connection.starttls(context=self.ssl_context)
                connection.ehlo()
            elif name:
                raise SMTPNotSupportedError("the mail server offers no STARTTLS; no password is sent to it")  # noqa: TRY301
            if name:
                connection.login(name, password)
        except BaseException:
            connection.close()
            self.connection = None
            raise
