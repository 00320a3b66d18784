"""The same page written otherwise, by machine: other names, late scripts, inside a shadow root.

A page of tests/pages keeps to three customs that make this safe: every class begins with `k-`, scripts reach
elements by `$` (which knows the shadow root), and run at once, not on load events.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

DELAY_MS = 1_500
"""How late scripts and what they write come in the delayed variant."""
_NAME = re.compile(r"\bk-[a-z][a-z0-9-]*")
_BODY = re.compile(r"<body>\n?(?P<body>.*?)</body>", re.S)
_SCRIPT = re.compile(r"<script>\n?(?P<code>.*?)</script>", re.S)


def renamed(html: str) -> str:
    """Every class has a name without meaning."""
    return _NAME.sub(lambda found: "x" + hashlib.sha256(found[0].encode()).hexdigest()[:7], html)


def delayed(html: str) -> str:
    """The whole body is written by a script, later; its scripts run after it."""
    return _written(html, "document.body", DELAY_MS)


def shadow_open(html: str) -> str:
    """The body stands in an open shadow root."""
    return _written(html, "shade('open')", 0)


def shadow_closed(html: str) -> str:
    """The body stands in a shadow root that scripts of the page alone can reach."""
    return _written(html, "shade('closed')", 0)


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda html: html,
    "renamed": renamed,
    "delayed": delayed,
    "shadow_open": shadow_open,
    "shadow_closed": shadow_closed,
}


def variant(name: str, html: str) -> str:
    """The page `html` in the variant `name`; text that is no page stays as it is."""
    return VARIANTS[name](html) if "<body>" in html else html


def _written(html: str, where: str, after_ms: int) -> str:
    found = _BODY.search(html)
    if found is None:
        return html
    codes = [script["code"] for script in _SCRIPT.finditer(found["body"])]
    markup = _SCRIPT.sub("", found["body"])
    run = "\n".join(
        f"{{ const late = document.createElement('script'); late.textContent = {_quoted(code)};"
        " document.body.append(late); }"
        for code in codes
    )
    made = f"""<body>
<script>
const shade = mode => {{
  const host = document.createElement('div');
  document.body.append(host);
  const root = host.attachShadow({{ mode }});
  window.__root = root;
  for (const style of document.querySelectorAll('style')) root.append(style.cloneNode(true));
  return root;
}};
setTimeout(() => {{
  const place = {where};
  const held = document.createElement('template');
  held.innerHTML = {_quoted(markup)};
  place.append(held.content);
  {run}
}}, {after_ms});
</script>
</body>"""
    return html[: found.start()] + made + html[found.end() :]


def _quoted(text: str) -> str:
    """`text` as a template literal of JavaScript, safe inside a script element."""
    inside = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("</", "<\\/")
    return f"`{inside}`"
