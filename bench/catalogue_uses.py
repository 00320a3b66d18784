"""Scans and SDK uses of a synthetic shelf, made inside PostgreSQL: too many rows for any wire."""

from __future__ import annotations

from typing import Any

TABLE = "catalogue_sdkuse"
OLDER = """
    INSERT INTO catalogue_artifact (sha256, size_bytes, media_type, created_at)
        SELECT md5(a.id::text || k) || md5(k || a.id::text), 20000000, 'application/zip', a.created_at
        FROM catalogue_app a, generate_series(1, 4) k WHERE k < 4 OR abs(hashtext(a.id::text)) % 10 < 3;
    INSERT INTO catalogue_version
        (id, organisation_id, app_id, artifact_id, version_name, version_code, signers, source, created_at)
        SELECT md5('older' || a.id::text || k)::uuid, a.organisation_id, a.id,
            md5(a.id::text || k) || md5(k || a.id::text), '0.' || k, 0, '[]', 'api', a.created_at
        FROM catalogue_app a, generate_series(1, 4) k WHERE k < 4 OR abs(hashtext(a.id::text)) % 10 < 3;
"""
"""3.3 versions more of an app, before its newest."""
USES = f"""
    INSERT INTO {TABLE}
        (organisation_id, version_id, app_id, sdk, sdk_version, state, confidence, declared)
    SELECT v.organisation_id, v.id, v.app_id,
        'sdk-' || s.first + abs(hashint4extended(s.slot, hashtext((CASE
            WHEN (hashtext(v.id::text) + s.slot) %% 8 = 0 THEN v.id ELSE v.app_id END)::text)) %% s.width),
        '1.0', (ARRAY['embedded', 'reachable', 'called_before_consent'])[
            1 + abs(hashtext(v.app_id::text) + s.slot) %% 3], 1.0, NULL
    FROM catalogue_version v CROSS JOIN unnest(%s::int[], %s::int[], %s::int[]) AS s (slot, first, width)
"""  # noqa: S608 - words of ours
"""One SDK of each stratum: what an app embeds stays, but for one in eight, from version to version."""

SCANS = """
    INSERT INTO scans_scan
        (id, organisation_id, artifact_id, subject, version_id, state, stage, done, total, options,
        file_name, source, requested_by, key, client_key, ruleset_sha256, verdicts, counts, failure, attempts,
        created_at, finished_at)
    SELECT md5('scan' || v.id)::uuid, v.organisation_id, v.artifact_id, 'package', v.id, 'done', '', 0, 0,
        '{}', 'a.apk', 'api', 'system:bench', '', '', '',
        '{"1.1": "passes", "1.2": "undetermined", "1.4": "violates", "1.6": "suspected", "1.9": "violates"}',
        jsonb_build_object('violates', abs(hashtext(v.id::text)) % 3, 'suspected', 1), '{}', 1, v.created_at,
        v.created_at
    FROM catalogue_version v
"""
"""Each version scanned once."""


def strata(sdks: int, uses: int) -> tuple[list[int], list[int], list[int]]:
    """Number, first SDK and width of each: the first SDKs are in half of the versions, the last in few."""
    growth = 1.01
    while sum(_widths(growth * 1.01, uses)) <= sdks:
        growth *= 1.01
    widths = _widths(growth, uses)
    return list(range(uses)), [sum(widths[:place]) for place in range(uses)], widths


def _widths(growth: float, uses: int) -> list[int]:
    return [int(2 * growth**place) for place in range(uses)]


def fill(cursor: Any, sdks: int, uses: int, *, more: bool) -> None:
    """Uses of every version, older versions where `more`; each app's newest is set, figures are not."""
    cursor.execute("SET maintenance_work_mem = '1GB'")
    if more:
        cursor.execute(OLDER)
    for table in (TABLE, "catalogue_app"):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        "UPDATE catalogue_app a SET newest_id = v.id FROM catalogue_version v"
        " WHERE v.app_id = a.id AND v.version_code > 0"
    )
    _all_at_once(cursor, "scans_scan", SCANS)
    _all_at_once(cursor, TABLE, USES, *strata(sdks, uses))
    for table in (TABLE, "catalogue_app"):
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    cursor.execute("RESET maintenance_work_mem")


def _all_at_once(cursor: Any, table: str, statement: str, *values: object) -> None:
    """Fills a table and puts back afterwards what each row would have to pass."""
    later = _without(cursor, table)
    cursor.execute(statement, values or None)
    for each in later:
        cursor.execute(each)


def _without(cursor: Any, table: str) -> list[str]:
    """Drops constraints and indexes; returns what makes them."""
    later: list[str] = []
    cursor.execute(
        "SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('f', 'u')",
        [table],
    )
    for name, kind, made in cursor.fetchall():
        checked = " NOT VALID" if kind == "f" else ""
        later.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}{checked}')
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE contype = 'p')",
        [table],
    )
    for name, made in cursor.fetchall():
        later.append(made)
        cursor.execute(f'DROP INDEX "{name}"')
    return later
