"""Pictures of every screen in every kind of terminal, to be looked at: ``make matrix`` writes them to build/matrix.

One sheet for each terminal, size and look, as text and, where Pillow and a font are there, as PNG; the colours are
those of a plain xterm.
"""

import sys
import tempfile
from pathlib import Path

import pyte

from tests.journeys.every_screen import TERMINALS, Kindred, walk, with_latin

TARGET = Path("build/matrix")
FONTS = Path("/usr/share/fonts/truetype/dejavu")
SIZES = [(80, 24), (40, 15)]
LOOKS = ["night", "day", "contrast", "terminal"]
LOOKED_AT_IN_EACH = {"truecolor", "xterm-256color", "screen"}
NAMES = ["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"]
DARK = ["000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5"]
CODES = dict(zip(NAMES, DARK, strict=True))
Cells = list[list[pyte.screens.Char]]


def cells(screen: pyte.Screen) -> Cells:
    """What ``screen`` shows, kept."""
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def sheet(shown: dict[str, Cells], across: int, path: Path) -> None:
    """All screens of one terminal in one picture."""
    from PIL import Image, ImageDraw, ImageFont

    plain, bold = (ImageFont.truetype(FONTS / f"DejaVuSansMono{kind}.ttf", 13) for kind in ("", "-Bold"))
    width, height, gap = round(plain.getlength("M")), 16, 20
    columns, rows = len(next(iter(shown.values()))[0]), len(next(iter(shown.values())))
    tile = columns * width + gap, rows * height + gap
    image = Image.new("RGB", (tile[0] * across, tile[1] * -(-len(shown) // across)), "#505050")
    draw = ImageDraw.Draw(image)
    for number, (name, lines) in enumerate(shown.items()):
        left, top = number % across * tile[0], number // across * tile[1]
        draw.text((left, top), name, font=plain, fill="#ffffff")
        for y, line in enumerate(lines):
            for x, cell in enumerate(line):
                front, ground = _colours(cell)
                at = left + x * width, top + gap + y * height
                draw.rectangle([*at, at[0] + width - 1, at[1] + height - 1], fill=ground)
                draw.text(at, cell.data, font=bold if cell.bold else plain, fill=front)
    image.save(path)


def _colours(cell: pyte.screens.Char) -> tuple[str, str]:
    front, ground = (
        f"#{CODES.get(name, name if name != 'default' else default)}"
        for name, default in ((cell.fg, "cccccc"), (cell.bg, "0c0c0c"))
    )
    return (ground, front) if cell.reverse else (front, ground)


def run(kind: Kindred, size: tuple[int, int], look: str) -> None:
    """One sheet."""
    name = f"{kind.name}-{size[0]}x{size[1]}-{look}"
    with tempfile.TemporaryDirectory() as folder:
        locales = with_latin(Path(folder)) if kind.encoding == "latin-1" else {}
        if locales is None:
            print(f"{name}: no latin-1 locale here")
            return
        shown = {
            screen: (cells(coach._screen), coach.text)
            for screen, coach in walk(Path(folder), kind, size, look, locales)
        }
    text = "\n".join(f"== {screen}\n{seen}" for screen, (_, seen) in shown.items())
    (TARGET / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    if FONTS.is_dir():
        sheet({screen: seen for screen, (seen, _) in shown.items()}, 2 if size[0] > 40 else 4, TARGET / f"{name}.png")
    print(TARGET / name)


def main(wanted: list[str]) -> None:
    """All of them, or those whose terminal is ``wanted``."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for kind in TERMINALS:
        if not wanted or kind.name in wanted:
            for size in SIZES:
                for look in LOOKS if kind.name in LOOKED_AT_IN_EACH else LOOKS[:1]:
                    run(kind, size, look)


if __name__ == "__main__":
    main(sys.argv[1:])
