"""What an operator says of personal information: a policy read into statements, each with its quotation.

`types.py` has the shapes, `text.py` the prepared text every reader shares, `read.py` puts them together; the
other modules read one subject each (dates, contacts, SDK tables, rights …) and know nothing of one another.
"""

from mingjian.facts.policy.types import PolicyFacts, PolicyUrl

__all__ = ["PolicyFacts", "PolicyUrl"]
