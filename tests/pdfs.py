"""What the tests read out of a PDF: its structure and its words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf


def elements(tree: pikepdf.Object) -> Iterator[str]:
    """The types of all structure elements, in reading order."""
    kids = tree.get("/K")
    if isinstance(kids, pikepdf.Dictionary):
        kids = [kids]
    if not isinstance(kids, (list, pikepdf.Array)):
        return
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S)
            yield from elements(kid)


def words(pdf: bytes) -> str:
    """All text of the file, decoded with each font's own table."""
    document = pikepdf.open(io.BytesIO(pdf))
    return " ".join(_words(page) for page in document.pages)


def _words(page: pikepdf.Page) -> str:
    tables = {name: letters(font) for name, font in page.Resources.Font.items()}
    found, table = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    codes = (raw[i : i + 2] for i in range(0, len(raw), 2))
                    found.append("".join(table.get(code.hex(), "?") for code in codes))
        elif str(operator) == "EMC":
            found.append(" ")
    return re.sub(r"\s+", " ", "".join(found))


def letters(font: pikepdf.Object) -> dict[str, str]:
    """Glyph code to letters, read from a font's ToUnicode table."""
    table = font.ToUnicode.read_bytes().decode("ascii", "ignore")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", table)
    return {code.lower(): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def embedded(pdf: bytes) -> dict[str, bool]:
    """Every font of the file, and whether its letters are in the file."""
    found = {}
    for page in pikepdf.open(io.BytesIO(pdf)).pages:
        for font in page.Resources.get("/Font", {}).values():
            for part in font.DescendantFonts:
                descriptor = part.FontDescriptor
                found[str(part.BaseFont)] = any(
                    name in descriptor for name in ("/FontFile2", "/FontFile3")
                )
    return found


def bookmarks(pdf: bytes) -> list[str]:
    """The titles of the first level of a file's outline."""
    with pikepdf.open(io.BytesIO(pdf)).open_outline() as outline:
        return [item.title for item in outline.root]


def spoken(pdf: bytes) -> str:
    """All text in the order of the structure tree: as a screen reader says it. Figures say their words."""
    document = pikepdf.open(io.BytesIO(pdf))
    pages = {page.objgen: _marked(page) for page in document.pages}
    return " ".join(" ".join(_said(document.Root.StructTreeRoot, pages, None)).split())


def printed(pdf: bytes) -> str:
    """All text that is tagged as content, in the order of the file; what only decorates is left out."""
    document = pikepdf.open(io.BytesIO(pdf))
    return " ".join(" ".join(" ".join(_marked(page).values()) for page in document.pages).split())


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The text of each piece of marked content, by its number."""
    tables = {name: letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    inside: list[int | None] = []
    table: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BDC":
            properties = operands[1]
            number = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
            inside.append(None if number is None else int(number))
        elif name == "BMC":
            inside.append(None)
        elif name == "EMC":
            inside.pop()
        elif name == "Tf":
            table = tables[str(operands[0])]
        elif name in ("Tj", "TJ"):
            number = next((one for one in reversed(inside) if one is not None), None)
            if number is None:
                continue
            for part in operands[0] if name == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    codes = (raw[i : i + 2] for i in range(0, len(raw), 2))
                    text = "".join(table.get(code.hex(), "\ufffd") for code in codes)
                    found[number] = found.get(number, "") + text
    return found


def _said(
    element: pikepdf.Object,
    pages: dict[tuple[int, int], dict[int, str]],
    page: pikepdf.Object | None,
) -> Iterator[str]:
    page = element.get("/Pg", page)
    if "/Alt" in element:
        yield f"[{element.Alt}]"
    kids = element.get("/K")
    if not isinstance(kids, (list, pikepdf.Array)):
        kids = [] if kids is None else [kids]
    for kid in kids:
        if isinstance(kid, int):
            yield pages[page.objgen].get(kid, "") if page is not None else ""
        elif "/MCID" in kid:
            on = kid.get("/Pg", page)
            yield pages[on.objgen].get(int(kid.MCID), "")
        elif "/S" in kid:
            yield from _said(kid, pages, page)


def tagged(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    """Every structure element of a type, in reading order."""

    def below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
        kids = element.get("/K")
        if isinstance(kids, pikepdf.Dictionary):
            kids = [kids]
        if isinstance(kids, (list, pikepdf.Array)):
            for kid in kids:
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    yield kid
                    yield from below(kid)

    return [one for one in below(pdf.Root.StructTreeRoot) if str(one.S) == kind]
