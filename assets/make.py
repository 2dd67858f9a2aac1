"""Make the pictures of the README from the real app, with the year of ``coach demo`` and a fixed clock; and beside them
the sample report and the man page.

Run by ``make assets``; each screen is an SVG, and a PNG for places that show none. They are the same on every machine
with the same versions: typst, which draws the PNG, brings its own fonts.
"""

import asyncio
import os
import re
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst

from assets import man, visit_report
from coach import demo
from coach.session import Session
from coach.store import Journal
from coach.ui.app import CoachApp, Place

HERE = Path(__file__).parent
EVENING = datetime(2026, 11, 22, 20, 50, tzinfo=ZoneInfo("Europe/Berlin"))
FONTS = "Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace"
DRAWN_WITH = "DejaVu Sans Mono"
"""The font of the PNG: the one of typst's own in which every sign is as wide as any other."""
PIXELS_PER_INCH = 96
SHEET = "fill: white, foreground: rect(width: 100%, height: 100%, stroke: 1pt + luma(200))"
"""A sheet of paper that is seen on a white page too."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it shows."""
        return self.now


def diary(folder: Path, clock: Clock, start: Place, look: dict[str, Any]) -> Session:
    """The year of the demo as anybody's diary in ``folder``; an empty one for the first questions."""
    if start != "first_run":
        demo.write(Journal(folder), clock(), begun=False)
    session = Session.at(folder, clock, device="laptop")
    if look:
        session.change_profile(lambda profile: profile.evolve(**look))
    return session


async def shoot(
    name: str,
    keys: Sequence[str],
    size: tuple[int, int],
    start: Place = "tonight",
    *,
    marked: bool = False,
    **look: Any,
) -> None:
    """One picture: ``keys`` pressed one after the other, then the screen; ``marked`` is ``coach demo`` itself."""
    clock = Clock(EVENING)
    with tempfile.TemporaryDirectory() as folder:
        session = demo.session(clock) if marked else diary(Path(folder), clock, start, look)
        app = CoachApp(session, "auto" if start == "first_run" else start)
        async with app.run_test(size=size) as pilot:
            await _read(app, pilot)
            for key in keys:
                if key == "later":
                    clock.now += timedelta(minutes=2, seconds=18)
                    await pilot.pause(1.1)
                else:
                    await pilot.press(key)
                    await _read(app, pilot)
            keep(name, app.export_screenshot(title="coach"))


async def _read(app: CoachApp, pilot: Any) -> None:
    """Wait for what is read behind the first paint."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def keep(name: str, svg: str) -> None:
    """Both pictures of a screen. Neither asks the network for a font, as Textual's own would."""
    svg = re.sub(r"\n *@font-face \{.*?\}(?=\n)", "", svg, flags=re.DOTALL)
    svg = re.sub(
        r'(<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)")', r'\1 width="\2" height="\3"', svg, count=1
    )  # or 0 in a table
    svg = svg.replace("Fira Code, monospace", FONTS).replace("font-family: arial", "font-family: sans-serif")
    (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")
    (HERE / f"{name}.png").write_bytes(drawn(svg))
    print(f"assets/{name}.svg assets/{name}.png")


def drawn(svg: str) -> bytes:
    """``svg`` as a PNG."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if size is None:
        raise ValueError("the picture says no size")
    width, height = size.groups()
    with_font = svg.replace(FONTS, DRAWN_WITH).replace("sans-serif", DRAWN_WITH)
    return as_png(f"{width}pt", f"{height}pt", "p.svg", with_font.encode())


def as_png(width: str, height: str, name: str, body: bytes, look: str = "fill: none") -> bytes:
    """A page of this size and look that is filled by the file ``name``, as a PNG."""
    page = f'#set page(width: {width}, height: {height}, margin: 0pt, {look})\n#image("{name}", width: 100%)'
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(body)
        (Path(folder) / "p.typ").write_text(page, encoding="utf-8")
        made = typst.compile(str(Path(folder) / "p.typ"), format="png", ppi=PIXELS_PER_INCH, ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise ValueError("the picture has more than one page")
    return made


def report() -> None:
    """The report of the demo's last 90 nights in every format, and a picture of it."""
    for path in visit_report.sample(demo.session(Clock(EVENING)), HERE):
        print(f"assets/{path.name}")
    name = f"{visit_report.NAME}.pdf"
    picture = as_png("210mm", "297mm", name, (HERE / name).read_bytes(), SHEET)
    (HERE / f"{visit_report.NAME}.png").write_bytes(picture)
    print(f"assets/{visit_report.NAME}.png")


async def main() -> None:
    """All of the screens."""
    wide, phone = (80, 24), (40, 15)
    bath = ["6", "5", "enter", "enter", "enter", "space", "later"]
    await shoot("tonight", bath, (80, 19))
    await shoot("score", ["6"], wide)
    await shoot("good-night", [*bath, "enter", "m", "s", "t", "enter", "2"], wide)
    await shoot("morning", ["3", "2"], wide, "morning", theme="day")
    await shoot("phone", bath, phone)
    await shoot("calendar", ["down", "down", "3", "up", "up"], wide)
    await shoot("streaks", ["down", "down", "3", "s"], wide)
    await shoot("trends", ["down", "down", "3", "t"], wide)
    await shoot("first-run", [], wide, "first_run")
    await shoot("demo", [], wide, marked=True)


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    asyncio.run(main())
    report()
    man.main()
