"""A line chart as SVG, drawn without a library; called by `run`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 360, 70, 50, 40
_COLOURS = ("#2f5d62", "#b3541e", "#5b4b8a", "#7a7a7a")

Points = Sequence[tuple[float, float]]


def chart(title: str, across: str, up: str, lines: Mapping[str, Points]) -> str:
    """Return a chart of `lines`, each by its name; both axes begin at 0."""
    points = [point for line in lines.values() for point in line]
    most_x, most_y = (max(p[i] for p in points) or 1 for i in (0, 1))

    def place(x: float, y: float) -> tuple[float, float]:
        wide, high = _WIDTH - _LEFT - 150, _HEIGHT - _BOTTOM - _TOP
        return _LEFT + wide * x / most_x, _HEIGHT - _BOTTOM - high * y / most_y

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<title>{title}</title><rect width="100%" height="100%" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">{title}</text>',
        f'<text x="{_LEFT}" y="{_HEIGHT - 10}">{across}</text>',
        f'<text x="14" y="{_HEIGHT / 2}" transform="rotate(-90 14 {_HEIGHT / 2})">{up}</text>',
    ]
    for quarter in range(5):
        x, y = place(most_x * quarter / 4, most_y * quarter / 4)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - 150}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
                     f"{most_y * quarter / 4:.3g}</text>")  # fmt: skip
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - 30}" text-anchor="middle">'
                     f"{most_x * quarter / 4:.3g}</text>")  # fmt: skip
    for (name, line), colour in zip(lines.items(), _COLOURS, strict=False):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in line))
        x, y = place(*line[-1])
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])
