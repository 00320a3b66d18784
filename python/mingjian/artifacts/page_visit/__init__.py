"""One visit to a page, as a browser recorded it: a folder that can be judged again without a browser.

`visit.py` has the shapes of `visit.json`, `reading.py` reads and writes it. Beside it lie the screenshots,
`dom.html`, `visit.har` and what was delivered. Nothing here judges.
"""

from mingjian.artifacts.page_visit.reading import DOM, HAR, NAME, picture, place, read, write
from mingjian.artifacts.page_visit.visit import (
    Act,
    ActKind,
    Cause,
    Code,
    Delivery,
    Folded,
    Hop,
    Layer,
    Linked,
    Node,
    Passage,
    Phone,
    Picture,
    Rect,
    Refused,
    Step,
    Unsettled,
    View,
    Visit,
)

__all__ = [
    "DOM",
    "HAR",
    "NAME",
    "Act",
    "ActKind",
    "Cause",
    "Code",
    "Delivery",
    "Folded",
    "Hop",
    "Layer",
    "Linked",
    "Node",
    "Passage",
    "Phone",
    "Picture",
    "Rect",
    "Refused",
    "Step",
    "Unsettled",
    "View",
    "Visit",
    "picture",
    "place",
    "read",
    "write",
]
