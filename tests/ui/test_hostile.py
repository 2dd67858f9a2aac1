"""Nothing of a person's text styles, acts, vanishes or steers the terminal, whichever widget shows it."""

from collections.abc import Callable, Iterator

import pytest
from rich.text import Text
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label, OptionList, Static, TextArea

from coach.core.cells import Reason
from coach.core.profile import Kind, Step
from coach.core.routine import Done, Excuse, Tell, Took, WriteNote
from coach.ui.app import CoachApp
from tests.conftest import Clock
from tests.ui.conftest import Opened, Person
from tests.ui.test_sizes import SCREENS, go, prepare

STEERING = "a\x1b]52;c;ZXZpbA==\x07\x1b[31mb\x9b2Jc\u202ed\u2066e\x00f\x7fg"
WIDGETS: dict[str, Callable[[], Widget]] = {
    "static": lambda: Static(Text(STEERING)),
    "markup": lambda: Static(STEERING),
    "label": lambda: Label(STEERING),
    "button": lambda: Button(STEERING),
    "checkbox": lambda: Checkbox(STEERING),
    "options": lambda: OptionList(STEERING),
    "input": lambda: Input(STEERING),
    "area": lambda: TextArea(STEERING),
    "link": lambda: Static("[@click=app.bell]act[/] [link='https://x.example']follow[/]"),
}


class Showing(Screen[None]):
    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def compose(self) -> ComposeResult:
        yield self._widget


def painted(app: CoachApp) -> Iterator[tuple[str, object]]:
    """The text and the style of everything that is sent to the terminal."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            yield segment.text, segment.style


def steering(text: str) -> list[str]:
    return [c for c in text if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"]


@pytest.mark.parametrize("name", WIDGETS)
async def test_no_widget_of_textual_gets_past_the_gate(opened: Opened, name: str) -> None:
    async with opened() as person:
        await person.app.push_screen(Showing(WIDGETS[name]()))
        await person.pilot.pause()

        for text, style in painted(person.app):
            assert steering(text) == []
            assert not getattr(style, "link", None)
            assert not any(key.startswith("@") for key in getattr(style, "meta", {}))


async def hostile(person: Person, text: str) -> None:
    """A diary with ``text`` in every place a person can type."""
    own = Step(id="own", name=text[:200] or "x", kind=Kind.TIMED, minutes=10, own=True)
    person.session.change_profile(lambda p: p.with_step(own).evolve(name=text[:200]))
    session = person.session
    for night in {session.tonight, session.last_night}:
        steps = (Excuse("bath", Reason.OTHER, text), Done("own"), Took(100))
        session.dispatch(*steps, WriteNote(text), night=night)
    if session.tonight != session.last_night:
        session.dispatch(Tell("side_effects", (text,)))
    await person.coach_screen.refreshed()
    person.coach_screen.paint()


@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_sends_a_hostile_diary_as_plain_text(opened: Opened, clock: Clock, name: str) -> None:
    keys, _ = SCREENS[name]
    start = prepare(clock, keys)
    async with opened(start=start) as person:
        await hostile(person, f"{STEERING} [red]x[/] [@click=app.quit]y[/] [/nope] [link=file:///etc]z[/link]")
        await go(person, keys)
        shown = "".join(text for text, _ in painted(person.app))

        assert steering(shown) == []
        assert all(not getattr(style, "link", None) for _, style in painted(person.app))
        assert person.app.is_running


async def test_a_name_with_markup_is_on_the_screen_letter_by_letter(opened: Opened) -> None:
    async with opened(size=(120, 40)) as person:
        await hostile(person, "[b]x[/] [TODO] [/nope]")
        shown = "".join(text for text, _ in painted(person.app))

        assert "[b]x[/] [TODO] [/nope]" in shown
