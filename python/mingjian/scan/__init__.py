"""Scan: facts × rules → outcomes → one report.

A policy by itself is in `scan.policy`, which is loaded only when one is read.
"""

from mingjian.scan.assemble import Examined, examine, judge_again
from mingjian.scan.judge import gravest, judge, run
from mingjian.scan.measures import add_up

__all__ = ["Examined", "add_up", "examine", "gravest", "judge", "judge_again", "run"]
