"""Test policies: twins made from one lawful policy by small edits, read and judged live.

`cases()` lists them, `judged(case)` reads and judges one; nothing is frozen, since a policy is read in
milliseconds. See tests/policies/README.md.
"""

from __future__ import annotations

from tools.policies.case import BASE, POLICIES, Expected, PolicyCase, cases
from tools.policies.judging import complaints, judged

__all__ = ["BASE", "POLICIES", "Expected", "PolicyCase", "cases", "complaints", "judged"]
