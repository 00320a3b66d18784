"""Django's handle on this app; it takes over what each scan found."""

from __future__ import annotations

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "mingjian.platform.findings"
    label = "findings"

    def ready(self) -> None:
        """What a scan found comes in with its end."""
        from mingjian.platform.findings.services import take_in_each
        from mingjian.platform.scans.services.runs import WHEN_DONE

        if take_in_each not in WHEN_DONE:
            WHEN_DONE.append(take_in_each)
