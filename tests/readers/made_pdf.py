"""PDF files written by hand, so that tests need no font and no further library.

The font is a Chinese one that the file doesn't hold: its codes are UCS-2, which every reader can map (UniGB-UCS2-H).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842


class Words(NamedTuple):
    """A piece of text, its left end and its base line from the top in points, and the size of its letters."""

    left: float
    top: float
    text: str
    size: float = 10


def pdf(pages: Sequence[Sequence[Words]], rotate: int = 0) -> bytes:
    """A PDF with these pages; turned ones (`rotate` degrees) are drawn turned too, so that they look the same."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>")
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R >>"
    )
    objects.append(
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    kids = []
    for page in pages:
        drawn = b"".join(_drawn(words, rotate) for words in page)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> >>"
            % (*((WIDTH, HEIGHT) if rotate % 180 == 0 else (HEIGHT, WIDTH)), rotate, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return assembled(objects)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Numbered objects (from 1; the first is the catalogue) as a file with its table of places."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def column(lines: Sequence[str], left: float, top: float, size: float = 10, pitch: float = 16) -> list[Words]:
    """Lines below each other."""
    return [Words(left, top + at * pitch, line, size) for at, line in enumerate(lines)]


def _drawn(words: Words, rotate: int) -> bytes:
    across, down = words.left, words.top
    matrix = {
        0: (1, 0, 0, 1, across, HEIGHT - down),
        90: (0, 1, -1, 0, down, across),
        180: (-1, 0, 0, -1, WIDTH - across, down),
        270: (0, -1, 1, 0, HEIGHT - down, WIDTH - across),
    }[rotate]
    code = words.text.encode("utf-16-be").hex().encode()
    return b"BT /F %f Tf %f %f %f %f %f %f Tm <%s> Tj ET\n" % (words.size, *matrix, code)
