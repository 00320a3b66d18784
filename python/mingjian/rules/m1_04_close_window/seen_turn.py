"""Jumps when the phone is turned, tilted or slid a little: seen in a sensor trace.

Clause: 26号-1.4.8 等易造成误触发的方式诱导用户操作
Needs: sensor.
Violates: the app jumps at a turn, tilt or slide (less than 4 m/s² with 10° or more, or a scene of that
    name) that reaches none of 35°, 15 m/s² and 3 s, each missed by more than the measurement's error; or at
    such a turn in everyday motion (TH-32). Suspected within the error, without a gyroscope, and as in
    1.4/seen-shake, whose reference values (T/TAF 078.7-2022, chapter 8 d), note) are held to count for
    every movement that jumps.
Limits: swiping on the screen is no motion of the phone and is not seen here. A run without a finding
    settles nothing by itself: buttons and arrows that mislead are seen on screens.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._shaken import findings, uncovered

RULE = Rule(requirements=("26号-1.4.8",), severity="medium", needs=("sensor",))


def check(facts: Facts) -> Judgement:
    return list(findings(facts, turning=True)) or uncovered(facts) or ()
