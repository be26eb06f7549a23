"""Our numbering beside the school's; where a style of the school's is numbered, in its place.

A school that numbers its `Question` as 'Task 1:' has its own way everywhere, as long as that counts as
the pack does: question 7 is question 7.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from studypack.backends.docx.ordered import made
from studypack.backends.docx.restyling import Restyled
from studypack.backends.docx.visible import W

Uses = frozenset[tuple[str, str, str]]
"""Style, instance and level of the numbered paragraphs of ours."""


def uses(trees: Iterable[Any]) -> Uses:
    """Return by what the paragraphs of some trees are numbered."""
    found = set()
    for tree in trees:
        for number in tree.iter(f"{W}numPr"):
            style = number.getparent().find(f"{W}pStyle")
            instance, level = number.find(f"{W}numId"), number.find(f"{W}ilvl")
            name = "" if style is None else style.get(f"{W}val")
            found.add((name, instance.get(f"{W}val"), level.get(f"{W}val")))
    return frozenset(found)


def renumbered(school: Any, ours: Any, styles: Restyled, used: Uses) -> Any:
    """Return the school's numbering with ours in it; school: its part as a tree, or None."""
    own = _linked(ours, styles, used)
    if school is None:
        return ours
    schemes = {scheme.get(f"{W}abstractNumId"): scheme for scheme in _all(ours, "abstractNum")}
    instead = {}
    for id, levels in own.items():
        theirs = _theirs(school, schemes[id], levels, _levels_used(ours, id, used), styles)
        if theirs:
            instead[id] = theirs
    _put_in(school, [scheme for id, scheme in schemes.items() if id not in instead], "abstractNum")
    nums = _all(ours, "num")
    for num in nums:
        scheme = num.find(f"{W}abstractNumId")
        if scheme.get(f"{W}val") in instead:
            _adopt(num, instead[scheme.get(f"{W}val")])
    _put_in(school, nums, "num")
    return school


def _linked(ours: Any, styles: Restyled, used: Uses) -> dict[str, list[tuple[str, str]]]:
    """Link the levels of our schemes to the styles that we add; return which want the school's.

    Of each such scheme: level and id of the style in the document. A style whose paragraphs are
    numbered by several schemes has none: question 7 must not look otherwise than question 8.
    """
    wanted: dict[str, list[tuple[str, str]]] = {}
    for scheme in _all(ours, "abstractNum"):
        for level in _all(scheme, "lvl"):
            style = level.find(f"{W}pStyle")
            if style is None:
                continue
            name, number = style.get(f"{W}val"), scheme.get(f"{W}abstractNumId")
            id = styles.id(name)
            style.set(f"{W}val", id)
            if id not in styles.added:
                level.remove(style)
            if id not in styles.added and _schemes_of(ours, name, used) <= {number}:
                wanted.setdefault(number, []).append((level.get(f"{W}ilvl"), id))
    return wanted


def _schemes_of(ours: Any, style: str, used: Uses) -> set[str]:
    """Return the schemes by which the paragraphs in a style are numbered."""
    nums = {num for name, num, _ in used if name == style}
    return {
        num.find(f"{W}abstractNumId").get(f"{W}val")
        for num in _all(ours, "num")
        if num.get(f"{W}numId") in nums
    }


def _levels_used(ours: Any, scheme: str, used: Uses) -> set[str]:
    nums = {
        num.get(f"{W}numId")
        for num in _all(ours, "num")
        if num.find(f"{W}abstractNumId").get(f"{W}val") == scheme
    }
    return {level for _, num, level in used if num in nums}


def _theirs(
    school: Any, scheme: Any, levels: list[tuple[str, str]], used: set[str], styles: Restyled
) -> str:
    """Return the school's scheme that does the work of one of ours, '' if none does."""
    level, style = levels[0]
    number = styles.number(style)
    num = None if number is None else _by(school, "num", "numId", number[0])
    if number is None or num is None or number[1] != level or _all(num, "lvlOverride"):
        return ""
    id = str(num.find(f"{W}abstractNumId").get(f"{W}val"))
    theirs = _by(school, "abstractNum", "abstractNumId", id)
    if theirs is None:
        return ""
    formats, wanted = _formats(theirs), _formats(scheme)
    return id if all(formats.get(one) == wanted.get(one) for one in used | {level}) else ""


def _formats(scheme: Any) -> dict[str, str]:
    """Return the format of each level, as far as it says one."""
    found = {}
    for level in _all(scheme, "lvl"):
        format = level.find(f"{W}numFmt")
        if format is not None:
            found[level.get(f"{W}ilvl")] = format.get(f"{W}val")
    return found


def _adopt(num: Any, scheme: str) -> None:
    """Have an instance of ours count by a scheme of the school's, from 1 unless it says otherwise."""
    num.find(f"{W}abstractNumId").set(f"{W}val", scheme)
    if not _all(num, "lvlOverride"):
        override = made("lvlOverride", ilvl="0")
        override.append(made("startOverride", val="1"))
        num.append(override)


def _put_in(school: Any, new: list[Any], name: str) -> None:
    """Put elements behind those of their name: all schemes stand before all instances (§17.9.15)."""
    before = {"abstractNum": ("numPicBullet", "abstractNum")}.get(
        name, ("numPicBullet", "abstractNum", "num")
    )
    place = sum(one.tag in {f"{W}{other}" for other in before} for one in school)
    for offset, one in enumerate(new):
        school.insert(place + offset, one)


def _by(tree: Any, name: str, attribute: str, value: str) -> Any:
    return next((one for one in _all(tree, name) if one.get(f"{W}{attribute}") == value), None)


def _all(tree: Any, name: str) -> list[Any]:
    found: list[Any] = tree.findall(f"{W}{name}")
    return found
