"""What pages show of a run, taken from its facts: trimmed to what is drawn, pictures apart by digest."""

from __future__ import annotations

from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.report.extras import Run

MOST_SCREENS = 200
MOST_REQUESTS = 200
MOST_CONTROLS = 100


def recorded(facts: Facts) -> Run:
    """The run's facts without what a page does not draw; empty where nothing ran."""
    run, screen, network, page = facts.behaviour, facts.screen, facts.network, facts.web_page
    terminal = facts.terminal
    return Run(
        device=terminal.device if terminal else run.device if run else None,
        behaviour=None
        if run is None
        else replace(run, uses=(), starts=(), asked=(), acts=(), answers=(), opened_ns=()),
        screen=None
        if screen is None
        else replace(
            screen,
            screens=tuple(replace(one, nodes=()) for one in screen.screens[:MOST_SCREENS]),
            pictures={},
            dropped=screen.dropped + max(len(screen.screens) - MOST_SCREENS, 0),
        ),
        network=None if network is None else replace(network, requests=network.requests[:MOST_REQUESTS]),
        sensor=facts.sensor,
        web_page=None if page is None else replace(page, media={}, controls=page.controls[:MOST_CONTROLS]),
    )


def screenshots(facts: Facts) -> dict[str, bytes]:
    """Pictures of screens and pages by SHA-256."""
    return {
        **(facts.screen.pictures if facts.screen else {}),
        **(facts.web_page.media if facts.web_page else {}),
    }


def widths(facts: Facts) -> dict[str, int]:
    """How wide the screen or viewport was of each picture: what its boxes are measured on."""
    of_screens = facts.screen.screens if facts.screen else ()
    page = facts.web_page
    return {
        **{one.picture: one.width_px for one in of_screens if one.picture},
        **({one.sha256: page.width_px for one in page.pictures} if page else {}),
    }
