"""Jumps at everyday motion or a light shake of the phone: seen in a sensor trace.

Clause: 26号-1.4.7 高灵敏度“摇一摇”
Needs: sensor.
Violates: the app jumps while the phone is carried on foot, rides, is picked up or put down (TH-32),
    whatever is reached; or it jumps at a movement that reaches none of 15 m/s² (linear acceleration,
    gravity taken off), 35° and 3 s, each missed by more than the measurement's error. One of the three is
    enough (TH-08). Suspected: a value short by no more than the error; acceleration and turn both at half
    their reference or more, which may have been asked for together; a trace without a gyroscope, which
    shows no turn about the vertical; and, where no scene is noted, a jump amid motion that had gone on for
    twice the reference duration. The numbers are reference values in a note of T/TAF 078.7-2022, chapter 8
    d); that everyday motion must not jump is its result. Nothing is wrong only where walking, riding and
    picking up, and movements just below each reference, were tried.
Limits: jumps are those that the trace's event column or the run's log notes; a movement and its jump are
    told together when no more than 1.5 s lie between. Turns of the phone by themselves are 1.4/seen-turn's.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._shaken import findings, uncovered

RULE = Rule(requirements=("26号-1.4.7",), severity="medium", needs=("sensor",), prove_any=("sensor_trace",))


def check(facts: Facts) -> Judgement:
    return list(findings(facts, turning=False)) or uncovered(facts) or ()
