"""Files made for the tests: PDF pages drawn by hand, so that no font or writer of PDF is needed."""

from __future__ import annotations

from collections.abc import Sequence

SIZE = (595, 842)


def text(x: float, y: float, words: str, *, size: float = 12, bold: bool = False, grey: float = 0.0) -> str:
    """Operators that draw `words` from (`x`, `y`) points."""
    code = words.encode("utf-16-be").hex()
    return f"BT {grey} g /{'F2' if bold else 'F1'} {size} Tf 1 0 0 1 {x} {y} Tm <{code}> Tj ET"


def ruled(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Operators that rule every line of a grid."""
    lines = [f"{x} {min(ys)} m {x} {max(ys)} l S" for x in xs]
    return "\n".join(lines + [f"{min(xs)} {y} m {max(xs)} {y} l S" for y in ys])


def pdf(pages: Sequence[Sequence[str]], *, trailer: str = "") -> bytes:
    """A PDF file of `pages`, each given as drawing operators. Latin letters are as wide as Chinese ones."""
    fonts = [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /UniGB-UCS2-H /DescendantFonts [<<"
        f" /Type /Font /Subtype /CIDFontType0 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe)"
        " /Ordering (GB1) /Supplement 2 >> /DW 1000 >>] >>"
        for name in ("STSong-Light", "STSong-Bold")
    ]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", *fonts]
    kids: list[int] = []
    for page in pages:
        stream = "\n".join(page)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {SIZE[0]} {SIZE[1]}] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        kids.append(len(objects))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    out = bytearray(b"%PDF-1.5\n")
    offsets: list[int] = []
    for index, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{index} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{at:010} 00000 n \n".encode() for at in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)
