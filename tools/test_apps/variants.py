"""Makes mechanical variants of a test app from marks in its Java sources.

Marks are comments, so the sources stay plain Java:
`/*@call Context context*/ … /*@end*/` holds statements that use only the named variables;
`/*@gate Context context = MainActivity.this*/` is where they go when they move behind the consent gate.
"""

from __future__ import annotations

import re

SDK_PACKAGE = "com.umeng.commonsdk.relay"
_CALL = re.compile(r"/\*@call (?P<parameters>[^*]*)\*/(?P<body>.*?)/\*@end\*/", re.DOTALL)
_GATE = re.compile(r"/\*@gate (?P<bindings>[^*]*)\*/")
_IMPORT = re.compile(r"^import .*;$", re.MULTILINE)
_PRIMITIVES = {"int": "I", "boolean": "Z", "long": "J", "float": "F"}


def transform(sources: dict[str, str], variant: str) -> tuple[dict[str, str], dict[str, str]]:
    """Sources (path: text) of the variant, and where the marked call went ("call": method)."""
    path = next(name for name, text in sorted(sources.items()) if _CALL.search(text))
    text = sources[path]
    match = _CALL.search(text)
    if match is None:  # unreachable: `path` was chosen by the same search
        raise ValueError(path)
    body, parameters = match["body"], match["parameters"].strip()
    result = dict(sources)
    if variant == "gated":
        cut = text[: match.start()] + text[match.end() :]
        result[path] = cut
        gate_path = next(name for name, source in sorted(result.items()) if _GATE.search(source))
        gated = _GATE.sub(lambda gate: _bound(gate["bindings"], body), result[gate_path], count=1)
        present = set(_IMPORT.findall(gated))
        extra = "".join(f"\n{line}" for line in _IMPORT.findall(text) if line not in present)
        result[gate_path] = re.sub(
            r"^(package .*;)$", lambda line: line[1] + "\n" + extra, gated, count=1, flags=re.M
        )
        return result, {}
    package = _package(text)
    target = SDK_PACKAGE if variant == "sdk" else package
    names = ", ".join(part.split()[-1] for part in parameters.split(",") if part.strip())
    imports = "\n".join(_IMPORT.findall(text)) + f"\nimport {package}.*;"
    first = "Relay1" if variant == "deep" else "Relay"
    if variant == "reflected":
        kinds = "".join(f", {part.split()[0]}.class" for part in parameters.split(",") if part.strip())
        call = (
            f'try {{ Class.forName("{target}.{first}").getMethod("step"{kinds}).invoke(null, {names}); }}'
            " catch (Exception ignored) { throw new IllegalStateException(ignored); }"
        )
    else:
        call = f"{target}.{first}.step({names});"
    result[path] = text[: match.start()] + call + text[match.end() :]
    chain = ["Relay1", "Relay2", "Relay3"] if variant == "deep" else [first]
    for index, name in enumerate(chain):
        inner = body if index == len(chain) - 1 else f"{chain[index + 1]}.step({names});"
        result[f"{target.replace('.', '/')}/{name}.java"] = (
            f"package {target};\n\n{imports}\n\n"
            f"public final class {name} {{\n"
            f"    public static void step({_final(parameters)}) {{\n{inner}\n    }}\n}}\n"
        )
    owner = f"L{target.replace('.', '/')}/{chain[-1]};"
    return result, {"call": f"{owner}->step({_descriptor(parameters, text)})V"}


def _final(parameters: str) -> str:
    return ", ".join("final " + part.strip() for part in parameters.split(",") if part.strip())


def _bound(bindings: str, body: str) -> str:
    variables = "".join(f"final {binding.strip()}; " for binding in bindings.split(";") if binding.strip())
    return f"{{ {variables}{body} }}"


def _package(text: str) -> str:
    match = re.search(r"^package ([\w.]+);", text, re.MULTILINE)
    if match is None:
        raise ValueError("a marked source needs a package")
    return match[1]


def _descriptor(parameters: str, text: str) -> str:
    types: list[str] = []
    for part in filter(None, (piece.strip() for piece in parameters.split(","))):
        kind = part.split()[0]
        dotted = re.search(rf"^import ([\w.]+\.{kind});", text, re.MULTILINE)
        own = f"{_package(text)}.{kind}"
        types.append(_PRIMITIVES.get(kind) or f"L{(dotted[1] if dotted else own).replace('.', '/')};")
    return "".join(types)
