"""The work behind exports and seals: reports read from the store, written in a format, kept by digest."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import cast
from uuid import UUID

from msgspec.structs import replace

from mingjian.platform.exports import services
from mingjian.platform.exports.models import Export, Seal
from mingjian.platform.reports import kept
from mingjian.platform.reports.forms import FORMS, ZIP, file_name
from mingjian.platform.scans.models import Scan
from mingjian.report.pdf import Seal as SealPage
from mingjian.report.pdf import to_pdf
from mingjian.report.render import Rendered, extras, render
from mingjian.report.words import Lang
from mingjian.storage import blob_store

_WIDTH = 100
_DAY_ONE = (1980, 1, 1, 0, 0, 0)
"""Files in an archive carry no time: the same reports make the same archive."""


def make(export_id: UUID) -> None:
    """Makes an export's file; what was made before is left as it is."""
    export = services.began(export_id)
    if export is None:
        return
    scans = _scans(export)
    lang = cast("Lang", export.language)
    if len(export.scans) == 1 and scans:
        data = rendered(scans[0], export.form, lang)
        stored = blob_store().put_bytes(data)
        services.made(export_id, stored, _name(scans[0], export.form), FORMS[export.form].media_type)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, scan in enumerate(scans, 1):
                entry = zipfile.ZipInfo(_name(scan, export.form), _DAY_ONE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, rendered(scan, export.form, lang))
                services.written(export_id, number)
        stored = blob_store().put_file(path)
    services.made(export_id, stored, f"mingjian-{len(scans)}-{export.form}.zip", ZIP)


def rendered(scan: Scan, form: str, lang: Lang) -> bytes:
    """One report in one format; as JSON the very bytes that were kept."""
    assert scan.result is not None  # noqa: S101 - only finished scans are exported
    if form == "json":
        return blob_store().read(scan.result.report_sha256)
    return render(form, [_rendered(scan)], lang=lang, width=_WIDTH, colour=False)


def print_seal(seal_id: UUID) -> None:
    """Sets the PDF of a seal, with the page that leads to its verifier."""
    seal = Seal.objects.select_related("scan__result", "scan__organisation").filter(id=seal_id).first()
    if seal is None or seal.pdf_sha256:
        return
    page = SealPage(
        verify_url=seal.address,
        statement_sha256=seal.statement_sha256,
        sealed_by=seal.scan.organisation.name,
        sealed_at=seal.sealed_at.isoformat(timespec="seconds"),
    )
    item = _rendered(seal.scan)
    data = to_pdf([(item.report, extras(item))], lang=cast("Lang", seal.language), seal=page)
    services.sealed(seal_id, blob_store().put_bytes(data).sha256)


def _scans(export: Export) -> list[Scan]:
    rows = Scan.objects.select_related("result", "version__app").filter(
        organisation_id=export.organisation_id, id__in=[UUID(number) for number in export.scans]
    )
    found = {str(scan.id): scan for scan in rows}
    return [found[number] for number in export.scans if number in found]


def _rendered(scan: Scan) -> Rendered:
    assert scan.result is not None  # noqa: S101 - only finished scans are exported
    report = kept.report(scan.result.report_sha256)
    named = replace(report, subject=replace(report.subject, path=scan.file_name))
    return Rendered(report=named, facts=kept.facts(scan.result), against=kept.extras(scan.result).against)


def _name(scan: Scan, form: str) -> str:
    version = scan.version
    package, name = (version.app.package, version.version_name) if version else ("", "")
    return file_name(package, name, scan.artifact_id, form)
