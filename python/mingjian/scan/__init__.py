"""Scan: facts × rules → outcomes → one report."""

from mingjian.scan.assemble import Examined, examine
from mingjian.scan.judge import gravest, judge, run
from mingjian.scan.measures import add_up
from mingjian.scan.policy import examine_policy

__all__ = ["Examined", "add_up", "examine", "examine_policy", "gravest", "judge", "run"]
