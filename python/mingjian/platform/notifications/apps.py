"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mingjian.platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        from mingjian.platform import events
        from mingjian.platform.notifications.outbox import take

        if take not in events.RECEIVERS:
            events.RECEIVERS.append(take)
