"""Where the number of a label stands on a picture."""

from __future__ import annotations

from enum import Enum

from studypack.model.base import Node, node

Point = tuple[float, float]
"""A place on a picture in per cent of it, from its left edge and from its top."""


class Side(Enum):
    """The margin of a picture in which a number may stand."""

    LEFT = "left"
    RIGHT = "right"


@node
class Spot(Node):
    """What a label names, and where its number stands if not right there: a line joins the two."""

    at: Point
    number: Point | Side | None = None
