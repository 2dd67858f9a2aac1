"""Textual's ways to a file, a browser, a shell or another screen: open in a plain app, closed in the coach."""

import os
import signal
import webbrowser
from collections.abc import Awaitable, Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.driver import Driver

from tests.ui.conftest import Opened

Way = Callable[[App[Any], Path], Awaitable[object]]


async def suspended(app: App[Any], _: Path) -> None:
    with app.suspend():
        Path.cwd().joinpath("shell").touch()


async def through(call: object) -> None:
    """A way that is no coroutine."""


def act(action: str) -> Way:
    return lambda app, folder: app.run_action(action.format(folder=folder))


def do(work: Callable[[App[Any], Path], object]) -> Way:
    return lambda app, folder: through(work(app, folder))


WAYS: dict[str, Way] = {
    "save a screenshot": do(lambda app, folder: app.save_screenshot("x.svg", str(folder))),
    "deliver a screenshot": do(lambda app, folder: app.deliver_screenshot("x.svg", str(folder))),
    "deliver a text": do(lambda app, f: app.deliver_text(StringIO("x"), save_directory=f, save_filename="x")),
    "deliver bytes": do(lambda app, f: app.deliver_binary(BytesIO(b"x"), save_directory=f, save_filename="x")),
    "open a page": do(lambda app, _: app.open_url("https://x.example")),
    "lend the terminal": suspended,
    "stop": do(lambda app, _: app.action_suspend_process()),
    "act: screenshot": act("app.screenshot('x.svg', '{folder}')"),
    "act: stop": act("app.suspend_process"),
    "act: a key": act("app.simulate_key('6')"),
    "act: the palette": act("app.change_theme"),
    "act: the keys panel": act("app.show_help_panel"),
    "act: quit": act("app.quit"),
    "act: notify": act("app.notify('x')"),
    "act: a look": act("app.toggle_dark"),
    "act: the bell": act("app.bell"),
    "act: screen's notify": act("screen.notify('x')"),
}


class Seen:
    """Everything that a way out could bring about."""

    def __init__(self, app: App[Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._app = app
        self._folder = folder
        self._calls: list[str] = []
        self._say(monkeypatch, webbrowser, "open")
        self._say(monkeypatch, app, "bell", "simulate_key", "exit")
        real = os.kill
        kill = lambda pid, number: self._calls.append("stop") if number == signal.SIGTSTP else real(pid, number)  # noqa: E731
        monkeypatch.setattr(os, "kill", kill)
        monkeypatch.setattr(Driver, "can_suspend", True)
        monkeypatch.chdir(folder)
        self._theme = app.theme

    def _say(self, monkeypatch: pytest.MonkeyPatch, owner: object, *names: str) -> None:
        for name in names:
            monkeypatch.setattr(owner, name, lambda *_, name=name, **__: self._calls.append(name))

    def __call__(self) -> list[object]:
        app = self._app
        changes = [app.theme] if app.theme != self._theme else []
        panels = list(app.screen.query("HelpPanel"))
        more = [*app._notifications, *app.screen_stack[self._depth :]]
        return [*self._calls, *changes, *panels, *more, *self._folder.iterdir()]

    def start(self) -> "Seen":
        self._depth = len(self._app.screen_stack)
        return self


async def tried(app: App[Any], way: Way, folder: Path, monkeypatch: pytest.MonkeyPatch, pilot: Any) -> list[object]:
    with monkeypatch.context() as patched:
        seen = Seen(app, folder, patched).start()
        try:
            await way(app, folder)
        except Exception as refusal:  # noqa: BLE001  # what a way out says does not matter, only what comes of it
            assert type(refusal).__name__ in ("SuspendNotSupported", "ScreenStackError")
        await pilot.pause(0.1)
        return seen()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


@pytest.mark.parametrize("name", WAYS)
async def test_a_plain_app_has_this_way_out(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        assert await tried(app, WAYS[name], folder, monkeypatch, pilot)


@pytest.mark.parametrize("name", WAYS)
async def test_the_coach_has_not(name: str, folder: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as person:
        assert await tried(person.app, WAYS[name], folder, monkeypatch, person.pilot) == []
        await person.press("6")
        assert person.night.scores == {"tired": 6}


async def test_every_action_of_textuals_app_is_closed_but_moving_between_fields(opened: Opened) -> None:
    actions = [name.removeprefix("action_") for name in dir(App) if name.startswith("action_")]
    assert len(actions) >= 20
    async with opened() as person:
        app = person.app
        assert [a for a in actions if app.check_action(a, ())] == ["focus_next", "focus_previous"]
        assert not any(app.screen.check_action(a, ()) for a in (*actions, "dismiss", "maximize", "copy_text"))
        assert not app.ENABLE_COMMAND_PALETTE


async def test_in_a_form_tab_still_goes_to_the_next_field(opened: Opened) -> None:
    async with opened(start="setup") as person:
        await person.press(*["down"] * 10, "enter")
        first = person.app.focused
        await person.press("tab")
        assert person.app.focused not in (None, first)
