"""Of which pack a worksheet is, and how it was asked for."""

from __future__ import annotations

import re
from pathlib import Path

from studypack.composing import PRODUCTS, WORKSHEET, Product, Request, asked_again
from studypack.diagnostics import did_you_mean
from studypack.packs import find_packs
from studypack.pulling.opening import Worksheet


class NoOrigin(Exception):
    """The pack of a worksheet is not known or not here; the text says so, `help` what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


def origin_of(worksheet: Worksheet, name: str, workspace: Path, wanted: str) -> tuple[str, Request]:
    """Return the slug of a worksheet's pack and the request that it was made for.

    name    of the file, which tells where the worksheet itself no longer does
    wanted  the pack as the command names it, or ''
    raises  NoOrigin
    """
    packs = [folder.name for folder in find_packs(workspace)]
    recipe = worksheet.carried.recipe if worksheet.carried else {}
    slug = wanted or recipe.get("pack", "") or _slug_in(name, packs)
    if not slug:
        raise NoOrigin(
            "it does not say of which pack it is", "name it: studypack pull FILE.docx --pack PACK"
        )
    if slug not in packs:
        help = did_you_mean(slug, packs) or "go to its workspace, or name that with --workspace"
        raise NoOrigin(f"it is of the pack '{slug}', which is not in this workspace", help)
    try:
        return slug, asked_again(recipe) if recipe else Request.of(_product_in(name), "docx")
    except (LookupError, ValueError) as error:
        help = "build it anew and edit that one"
        raise NoOrigin("it was made by another version of studypack", help) from error


def _slug_in(name: str, packs: list[str]) -> str:
    """Return the pack that a file's name begins with, the longest one."""
    fitting = [pack for pack in packs if re.match(re.escape(pack) + r"(?![\w])", name)]
    return max(fitting, key=len, default="")


def _product_in(name: str) -> Product:
    found = [product for key, product in PRODUCTS.items() if f"-{key}" in name]
    return found[0] if found else WORKSHEET
