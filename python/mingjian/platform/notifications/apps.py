"""Django's handle on this app."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mingjian.platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        from mingjian.platform import events
        from mingjian.platform.notifications.outbox import take_each

        if take_each not in events.RECEIVERS:
            events.RECEIVERS.append(take_each)
