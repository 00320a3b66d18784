"""The report page of what ran: drawings, pictures by address, what to hand in for what is missing."""

from __future__ import annotations

import re

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.database import scope
from mingjian.platform.scans.models import Scan
from mingjian.storage import blob_store
from tests.platform.kept import keep
from tests.platform.reports.conftest import Open
from tests.report.run_sample import SHOT, device_run, page_visit


def test_the_page_shows_the_run_and_asks_for_its_pictures(organisation: Organisation, opened: Open) -> None:
    with scope(organisation.id):
        scan = keep(organisation, *device_run())
    client = opened(organisation, "member")
    html = client.get(f"/scans/{scan.id}/report").content.decode()
    main = html[html.index("<main") :]
    for part in (
        "同意前 3 次，拒绝后 86 次",
        "用户拒绝 6 s",
        "reg.youxun.example",
        "另有 1 屏没有截图",
        "应用跳转 1 次",
    ):
        assert part in main, part
    assert "data:image" not in html
    assert 'style="' not in html
    address = f"/scans/{scan.id}/media/{SHOT}"
    assert address in html
    picture = client.get(address)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    ids = re.findall(r' id="([^"]+)"', html)
    assert len([name for name in ids if name.startswith("hatch")]) == len(
        {name for name in ids if name.startswith("hatch")}
    )


def test_only_a_picture_is_ever_served_as_one(organisation: Organisation, opened: Open) -> None:
    with scope(organisation.id):
        scan = keep(organisation, *device_run())
        assert scan.result is not None
        page = blob_store().put_bytes(b"<script>alert(1)</script>").sha256
        scan.result.media = {**scan.result.media, "pictures": [page]}
        scan.result.save()
    assert opened(organisation, "member").get(f"/scans/{scan.id}/media/{page}").status_code == 404


def test_what_is_missing_leads_to_where_it_is_handed_in(
    scan: Scan, organisation: Organisation, opened: Open
) -> None:
    html = opened(organisation, "member").get(f"/scans/{scan.id}/report").content.decode()
    assert f'href="/scans/{scan.id}/evidence#f-evidence"' in html
    assert 'href="/scans/page"' in html
    assert "--evidence" not in html
    assert "--listing" not in html
    reader = opened(organisation, "auditor").get(f"/scans/{scan.id}/report").content.decode()
    assert "/evidence#" not in reader


def test_a_page_s_report_shows_the_visit_and_offers_another(organisation: Organisation, opened: Open) -> None:
    with scope(organisation.id):
        scan = keep(organisation, *page_visit())
        visit = blob_store().put_bytes(b"PK").sha256
        Scan.objects.filter(id=scan.id).update(
            subject="page", file_name="https://m.ledger.example/get", version=None, options={"visit": visit}
        )
    kept = opened(organisation, "auditor").get(f"/scans/{scan.id}/records/{visit}")
    assert (kept.status_code, kept["Content-Type"]) == (200, "application/zip")
    html = opened(organisation, "member").get(f"/scans/{scan.id}/report").content.decode()
    for part in ("页面访问", "开始下载", "无用户手势", "这次访问没有走完"):
        assert part in html, part
    assert f'href="/scans/{scan.id}/records/{visit}"' in html
    assert "下载访问记录" in html
    assert "/scans/page?url=https%3A%2F%2Fm.ledger.example%2Fget" in html
    assert "补充证据" in html
