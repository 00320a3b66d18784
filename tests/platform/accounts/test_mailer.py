"""Mail meets servers as they are: with STARTTLS, without, and not there at all."""

from __future__ import annotations

import datetime
import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from mingjian.platform.accounts.access import Role
from mingjian.platform.accounts.mailer import Backend
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.database import SYSTEM, scope
from mingjian.settings import override

Join = Callable[[Organisation, Role], Membership]


class Server(socketserver.ThreadingTCPServer):
    """An SMTP server of few words; what it was told is in `heard`, with how the line was protected."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what some tests are about."""

    def __init__(self, certificate: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.certificate = certificate
        self.heard: list[tuple[bool, str]] = []


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        secret, body = False, False
        self._say("220 here")
        while line := self.rfile.readline():
            words = line.decode().strip()
            self.server.heard.append((secret, words))
            verb = words[:4].upper()
            if body:
                body = words != "."
                if not body:
                    self._say("250 kept")
            elif verb == "EHLO":
                more = "250-STARTTLS" if self.server.certificate and not secret else "250-8BITMIME"
                self._say(f"250-localhost\r\n{more}\r\n250 AUTH PLAIN")
            elif verb == "STAR":
                self._say("220 go on")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(str(self.server.certificate))
                self.connection = context.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
                secret = True
            elif verb == "AUTH":
                self._say("235 welcome")
            elif verb == "DATA":
                body = True
                self._say("354 speak")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 yes")

    def finish(self) -> None:
        self.rfile.close()
        self.wfile.close()
        self.connection.close()

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
        self.wfile.flush()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def serve() -> Iterator[Callable[[Path | None], Server]]:
    running: list[Server] = []

    def begin(certificate: Path | None) -> Server:
        server = Server(certificate)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        running.append(server)
        return server

    yield begin
    for server in running:
        server.shutdown()
        server.server_close()


def _send(server: Server, name: str = "", trusted: Path | None = None) -> None:
    backend = Backend(
        host="localhost", port=server.server_address[1], username=name, password=name and "secret", timeout=5
    )
    if trusted:
        backend.__dict__["ssl_context"] = ssl.create_default_context(cafile=str(trusted))
    EmailMessage("题", "文", "a@example.org", ["b@example.org"], connection=backend).send()


def test_it_is_encrypted_where_the_server_can(
    serve: Callable[[Path | None], Server], certificate: Path
) -> None:
    server = serve(certificate)
    _send(server, "ours", trusted=certificate)
    plain = [words for secret, words in server.heard if not secret]
    assert [words[:4] for words in plain] == ["ehlo", "STAR"]
    assert any(words.startswith("AUTH") for secret, words in server.heard if secret)
    assert (True, "RCPT TO:<b@example.org>") in [(s, w.replace("rcpt", "RCPT")) for s, w in server.heard]


def test_a_certificate_nobody_vouches_for_is_refused(
    serve: Callable[[Path | None], Server], certificate: Path
) -> None:
    server = serve(certificate)
    with pytest.raises(ssl.SSLCertVerificationError):
        _send(server)
    assert not any("example.org" in words for _, words in server.heard)


def test_no_password_goes_in_the_clear(serve: Callable[[Path | None], Server]) -> None:
    server = serve(None)
    with pytest.raises(OSError, match="no STARTTLS"):
        _send(server, "ours")
    assert not any(words.startswith(("AUTH", "mail")) for _, words in server.heard)
    _send(server)  # without a password a server of the house may stay as it is
    assert any(words.startswith("mail") for _, words in server.heard)


def test_a_server_that_is_away_does_not_betray_who_has_an_account(
    client: Client, organisation: Organisation, join: Join, settings: object
) -> None:
    admin = join(organisation, "admin")
    settings.EMAIL_BACKEND = "mingjian.platform.accounts.mailer.Backend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1  # type: ignore[attr-defined]
    answers = [
        client.post("/accounts/password/reset/", {"email": email})
        for email in (admin.user.email, "no@example.org")
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/accounts/password/reset/done/")
    ] * 2


def test_a_reset_is_told_in_both_languages_and_leads_to_us(
    client: Client, organisation: Organisation, join: Join, settings: object
) -> None:
    admin = join(organisation, "admin")
    override("public_url", "https://mingjian.example")
    try:
        for email in (admin.user.email, "no@example.org"):
            client.post("/accounts/password/reset/", {"email": email})
    finally:
        override("public_url", "")
    assert [one.to for one in mail.outbox] == [[admin.user.email]]
    said = str(mail.outbox[0].body)
    assert "申请重设口令" in said and "asked to reset" in said
    link = re.search(r"https://mingjian\.example(/accounts/password/reset/key/\S+)", said)
    assert link
    form = client.get(link[1], follow=True)
    new = {"password1": "another horse battery 7", "password2": "another horse battery 7"}
    assert client.post(form.redirect_chain[-1][0], new).status_code == 302
    with scope(SYSTEM):
        row = Entry.objects.get(organisation_id=organisation.id, action="password.reset")
    assert row.actor == f"user:{admin.user_id}" and "battery" not in str(row.detail)
