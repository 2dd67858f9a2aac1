"""A person's text is shown letter by letter, in the style of any other: nothing missing, styled or acting.

Each text is walked through every place it can stand in, and so is a harmless one of as many cells; written back, letter
for letter, the second has to be the first. And no widget that reads markup is ever given a text at all.
"""

import ast
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len, split_graphemes
from rich.style import Style
from rich.text import Text
from textual.content import Content
from textual.widgets import Input, Static

import coach.ui
from coach.core.cells import Reason
from coach.core.nights import Night
from coach.core.person import Basis, ClinicianWord, ClinicScore, Medicine, Product
from coach.core.profile import SHIPPED, Kind, Pause, Step
from coach.core.routine import Done, Draft, Excuse, Tell, Took, WriteNote
from coach.core.words import STEERING, clean
from coach.session import Session, StoreError
from coach.ui.widgets import Line, Painted
from tests.conftest import Clock
from tests.ui.conftest import Opened, Person
from tests.ui.test_sizes import MORNING

STEPS_PART, VISIT_PART = ["right"] * 2, ["right"] * 4
"""The keys from the top of Setup to the first row of a part."""
MAGNESIUM_ROW = [*STEPS_PART, *["down"] * [step.id for step in SHIPPED].index("magnesium")]
TEXTS = {
    "steering": "Go\x1b]52;c;ZXZpbA==\x07 \x1b]2;PWNED\x1b\\ \x1b[31mRed\x1b[2J\x1b[1;1Hand O\x00n\x08e\x7f\x0e\x0fTwo",
    "eight bits": "\x9b31mOne\x9d2;t\x9c \x90q Gnp.\u202ejpg\u2066In\u2069\u200f\u061c\u200e",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f9b5\U0001f3fd\u2764\ufe0f Moon",
    "action": "[@click=app.screenshot('x','/tmp')]Great[/][/nope]",
    "markup": '[x] Brush [ ] floss [TODO] {"a": [true, false]} B',
    "link": "[link=file:///etc]Z[/link][red]R[/red] [/",
    "long": "Wo" * 70,
    "accents": "E\u0301" * 30 + " u\u0308",
    "han": "漢字" * 9 + " ok",
}
EVENING = [
    *([key] for key in ["down"] * 9),
    *(["up"], ["up"], ["s"], ["o"], ["Z"], ["escape"], ["s", "o"], ["escape"], ["w"], ["escape"]),
    *(["space"], ["m"], ["m"], ["backspace"], ["s", "t"], ["u"], ["n"], ["escape"], ["n", "Z"], ["escape"]),
    *(["5"], [*STEPS_PART, *["down"] * len(SHIPPED)], ["enter"], ["escape"], ["down"], ["right"], ["down"], ["enter"]),
    *(["escape"], ["up"] * 40, VISIT_PART, ["enter"], ["Z"], ["escape"]),  # no further: there is the folder
    *(["up"] * 40, ["right", "enter"], ["down"], ["escape"], ["a", "p"], ["Z"], ["escape"], ["?"], ["escape"], ["1"]),
    *(["!"], ["y"], ["escape"], ["3"], ["up"], ["l"], ["l"], ["f"], ["enter"], ["n"], ["escape"], ["g"], ["escape"]),
    *(["enter"], *[["down"]] * 9, ["e"], ["down"], ["escape"], ["d"], ["escape"], ["n"], ["escape"], ["escape"]),
    *(["s"], ["w"], ["down"], ["escape"], ["down"] * 5, ["w"], ["escape"], ["p"], ["n"], ["escape"], ["t"], ["b"]),
    *(["escape"], ["d"], ["i"], ["escape"], ["down"], ["v"], ["down"], ["down"], ["down"], ["enter"], ["escape"]),
    *(["d"], ["u"], ["b"], ["r", "o", "n"], ["down"], ["down"], ["right"], ["w"], ["h"], ["escape"]),
    *(["4"], ["enter"], ["escape"]),
    *(["f"], ["f1"], ["escape"], ["escape"], ["5"], MAGNESIUM_ROW, ["enter"], ["down"] * 2),
    *(["down"] * 3, ["enter"], ["escape"], ["down"], ["enter"], ["escape"], ["1"]),
]
DAWN = [
    *(["n"], ["escape"], ["1"], ["2"], ["3"], ["up"], ["enter"], ["o"], ["Z"], ["escape"], ["escape"], ["u"], ["down"])
]

Cell = tuple[str, object]


def graphemes(text: str) -> list[str]:
    """What each takes a place of its own; without what takes none by itself."""
    spans, _ = split_graphemes(text.replace("\u200b", ""))
    return [text.replace("\u200b", "")[start:end] for start, end, _ in spans]


def harmless(text: str) -> tuple[str, dict[str, str]]:
    """A text of as many cells, blanks at the same places, and what each of its letters stands for."""
    narrow, wide = map(chr, range(0xA500, 0xA60C)), map(chr, range(0xA000, 0xA400))  # Vai and Yi: no capitals
    stands_for: dict[str, str] = {}
    letters: dict[str, str] = {}
    for sign in graphemes(clean(text)):
        if sign != " " and sign not in letters:
            letter = letters[sign] = next(wide if cell_len(sign) == 2 else narrow)
            stands_for[letter] = sign
    return "".join(letters.get(sign, sign) for sign in graphemes(clean(text))), stands_for


def fill(text: str, mine: Session, other: Session) -> None:
    """A diary with ``text`` in every place a person, a file or another machine can put it."""
    mine.change_profile(lambda p: p.evolve(first_run=3).step_changed("magnesium", on=True))
    own = Step(id="own", name=text, kind=Kind.TIMED, minutes=10, own=True)
    avoided = Step(id="without", name=text, kind=Kind.AVOIDED, own=True)
    mine.change_profile(lambda p: p.with_step(own).with_step(avoided).evolve(name=text))
    mine.change_profile(
        lambda p: p.evolve(
            medicines=(Medicine(name=text),),
            products=(Product(name=text, mg=100, basis=Basis.ELEMENTAL), Product(name=f"{text}!", mg=100)),
            pauses={f"{mine.last_night}": Pause(first=mine.last_night, last=mine.last_night, reason=text[:200])},
            questions=(text[:300], f"{text[:290]}?"),
            clinic={f"{mine.last_night}": ClinicScore(total=24, on=mine.last_night, note=text[:200])},
            clinician=ClinicianWord(on=mine.tonight, mg=100, reason=text, about=""),
        )
    )
    for night in {mine.tonight, mine.last_night}:
        steps = (Excuse("bath", Reason.OTHER, text), Excuse("massage", Reason.OTHER, text), Done("meditation"))
        other.dispatch(*steps, WriteNote(text), Tell("side_effects", (text,)), night=night)
    mine.merge(str(other.where().folder))
    for night in {mine.tonight, mine.last_night}:
        mine.dispatch(Excuse("massage", Reason.OTHER, text), WriteNote(f"Mine: {text}"), Took(100), night=night)
        mine.dispatch(Tell("side_effects", (f"{text}!",)), night=night)
        mine.dispatch(Draft("learn.find", text), Draft("review.iron", text), Draft("review.find", text), night=night)
        mine.dispatch(Draft("visit.question", text), Draft("visit.note", text), night=night)


def look(style: Style | None) -> object:
    if style is None:
        return None
    acting = sorted(name for name in style.meta if name != "offset")
    attributes = (style.bold, style.dim, style.italic, style.underline, style.blink, style.reverse, style.strike)
    return style.color, style.bgcolor, attributes, style.link, acting


def seen(person: Person) -> list[list[Cell]]:
    """Every cell of the screen, as it goes to the terminal."""
    rows = []
    for strip in person.app.screen._compositor.render_strips():
        rows.append([(sign, look(style)) for text, style, _ in strip for sign in graphemes(text)])
    return rows


def text_of(row: list[Cell]) -> str:
    return "".join(sign for sign, _ in row)


async def walked(person: Person, steps: list[list[str]]) -> list[list[list[Cell]]]:
    return [seen(await person.press(*keys)) for keys in steps]


async def refusing(person: Person, text: str) -> list[list[Cell]]:
    """What is seen when a sentence that names ``text``, such as a file, is told."""

    def no(*_: object, **__: object) -> Night:
        raise StoreError(f"{text} cannot be written.")

    person.session.dispatch = no  # type: ignore[method-assign]
    return seen(await person.press("u"))


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / str(number) for number in itertools.count())


@pytest.mark.parametrize("name", TEXTS)
async def test_a_text_is_shown_as_a_harmless_one_is_letter_by_letter(
    open_session: Callable[..., Session], opened: Opened, clock: Clock, folders: Iterator[Path], name: str
) -> None:
    plain, stands_for = harmless(TEXTS[name])
    evening, screens = clock.now, []
    for text in (TEXTS[name], plain):
        told = []
        for start, moment, steps in (("tonight", evening, EVENING), ("morning", MORNING, DAWN)):
            clock.now = moment
            folder = next(folders)
            mine = open_session(folder=folder)
            mine.change_profile(lambda p: p.evolve(first_run=3).step_changed("magnesium", on=True))
            fill(text, open_session(folder=folder), open_session(folder=next(folders), device=text))
            async with opened(start=start, folder=folder) as person:
                told += await walked(person, steps)
                told.append(await refusing(person, text))
                assert person.app.fault is None
                assert person.app.is_running
        screens.append(told)
    assert len(screens[0]) > 50
    for hostile, calm in zip(*screens, strict=True):
        for row, expected in zip(hostile, calm, strict=True):
            assert text_of(row) == "".join(stands_for.get(sign, sign) for sign, _ in expected)
            assert [look for _, look in row] == [look for _, look in expected]


async def test_brackets_in_a_note_look_as_the_rest(opened: Opened) -> None:
    async with opened() as person:
        await person.press("n", *"a[b]", "left")
        (row,) = (row for row in seen(person) if "a[b]" in text_of(row))
        letter, opening, inside, closing = (look for sign, look in row if sign in "a[b]")

        assert letter == opening == inside != closing  # the cursor


# No text reaches a widget of Textual's that reads markup

READS_MARKUP = {
    *("from_markup", "render_markup", "notify", "border_title", "border_subtitle", "sub_title", "tooltip"),
    *("placeholder", "suggester", "Static", "Label", "open_url", "deliver_text", "deliver_binary", "save_screenshot"),
}


def names_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.ImportFrom) and node.module == "textual.widgets":
            yield from (f"widgets.{name.name}" for name in node.names)


def test_no_screen_uses_what_reads_markup() -> None:
    used: dict[str, set[str]] = {}
    for file in Path(coach.ui.__path__[0]).glob("*.py"):
        for name in names_in(ast.parse(file.read_text())):
            used.setdefault(name, set()).add(file.name)
    widgets = {name for name in used if name.startswith("widgets.")}

    assert widgets == {"widgets.Input", "widgets.TextArea"}  # they take text as it is
    assert {name: used[name] for name in READS_MARKUP & used.keys()} == {}


class Texts:
    """What Textual and Rich were asked to read as markup, and what our own widgets were given to show."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.shown: list[str] = []
        show, begin = Painted.show, Input.__init__

        def showing(widget: Painted, lines: Sequence[Line]) -> None:
            self.shown += [span.text for line in lines for span in line]
            show(widget, lines)

        def beginning(widget: Input, value: str | None = None, *more: Any, **named: Any) -> None:
            self.shown.append(value or "")
            begin(widget, value, *more, **named)

        monkeypatch.setattr(Painted, "show", showing)
        monkeypatch.setattr(Input, "__init__", beginning)
        for owner in (Content, Text):
            monkeypatch.setattr(owner, "from_markup", self._reading(owner.from_markup))

    def _reading(self, stock: Callable[..., object]) -> object:
        def from_markup(markup: str, *more: Any, **named: Any) -> object:
            self.read.append(str(markup))
            return stock(markup, *more, **named)

        return staticmethod(from_markup)


async def test_no_text_of_a_person_reaches_a_widget_but_cleaned_and_none_is_read_as_markup(
    open_session: Callable[..., Session],
    clock: Clock,
    opened: Opened,
    folders: Iterator[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = f"Hers {''.join(map(chr, STEERING - {*range(0xD800, 0xE000)}))}\n\t[b]x[/]"
    folder, texts = next(folders), Texts(monkeypatch)
    for start, moment, steps in (("tonight", clock.now, EVENING), ("morning", MORNING, DAWN)):
        clock.now = moment
        fill(text, open_session(folder=folder), open_session(folder=next(folders), device=text))
        async with opened(start=start, folder=folder) as person:
            await walked(person, steps)
            await refusing(person, text)

    assert [shown for shown in texts.shown if "Hers" in shown] != []
    assert [shown for shown in texts.shown if clean(shown) != shown or not shown.isprintable()] == []
    assert [read for read in texts.read if "Hers" in read] == []


async def test_a_widget_of_textuals_with_a_plain_text_would_be_noticed(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = Texts(monkeypatch)
    async with opened() as person:
        await person.app.screen.mount(Static("Hers"))
        await person.pilot.pause()

    assert "Hers" in texts.read
