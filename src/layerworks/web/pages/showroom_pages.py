"""The pages of the showroom: values in, HTML out."""

from layerworks.app.showroom import PIECES, Exhibit
from layerworks.app.showroom.guide import shelves
from layerworks.catalogue import Material, machine, material
from layerworks.pictures.palette import ROLE_COLOURS, LegendEntry
from layerworks.slicing.role import Role
from layerworks.web.pages.islands import REMEDY
from layerworks.web.pages.rendering import page
from layerworks.web.pages.visitor import Visitor
from layerworks.words import Text

_TOLD = (Role.OUTER_WALL, Role.INNER_WALL, Role.SPARSE_FILL, Role.SOLID_FILL, Role.TOP_SKIN, Role.BOTTOM_SKIN)
_LEGEND = tuple(LegendEntry(role, role.label, ROLE_COLOURS[role]) for role in _TOLD)
STATES = ("idle", "preparing", "printing", "attention", "paused", "error", "maintenance", "offline")
_PALETTE = " ".join(ROLE_COLOURS[role] for role in Role)


def gallery_page(visitor: Visitor) -> str:
    """Return the gallery of all pieces."""
    return page(
        "showroom.html.j2", visitor, pieces=PIECES, materials={p.material: material(p.material) for p in PIECES}
    )


def part_page(visitor: Visitor, exhibit: Exhibit, price: str | None) -> str:
    """Return the page of one piece. price: address of the price page, None where there is none."""
    piece = exhibit.piece
    at = PIECES.index(piece)
    return page(
        "part.html.j2",
        visitor,
        piece=piece,
        figures=exhibit.figures,
        material=material(piece.material),
        machine=machine(piece.machine),
        others=(PIECES[at + 1 :] + PIECES[:at])[:3],
        legend=_LEGEND,
        palette=_PALETTE,
        price=price,
        remedy=REMEDY,
    )


def materials_page(visitor: Visitor, materials: tuple[Material, ...]) -> str:
    """Return the materials guide."""
    return page("materials.html.j2", visitor, shelves=shelves(materials))


def missing_page(visitor: Visitor, title: Text, text: Text | None) -> str:
    """Return the page for what is not there."""
    return page("missing.html.j2", visitor, title=title, text=text)


def look_page(visitor: Visitor, uploads: str | None = None) -> str:
    """Return every component on one page. uploads: address that takes files, None to leave that component out."""
    return page("look.html.j2", visitor, states=STATES, uploads=uploads)
