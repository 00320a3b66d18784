"""Screens of the running app: their controls with bounds, texts and states, and what the picture adds.

`build.from_log` makes them of what a run recorded, `answers.marks` finds agreement and refusal among touches.
"""

from __future__ import annotations

from mingjian.facts.screen.shapes import Node, Screen, ScreenFacts

__all__ = ("Node", "Screen", "ScreenFacts")
