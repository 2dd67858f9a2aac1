"""Settings: everything a person can set, in its parts, each row with its value and its default."""

import os
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len

from coach import settings
from coach.core import advice, retold
from coach.core.nights import Night
from coach.core.profile import NOTICES, Step
from coach.core.settable import GROUPS, SETTINGS, STEPS, Setting, planned_said, step_default_told, step_told
from coach.session import StoreError
from coach.ui.base import Choice, Field
from coach.ui.notices import TEST, WAYS, shown_by
from coach.ui.steps import StepsScreen
from coach.ui.widgets import Line, Span, fit, glyphs, spread, wrap

ROOMY = 60
"""Columns from which a row has room for whole sentences."""
LEAST_ROWS = 6
"""Lines that the rows have at least, however much there is to say below them."""
CHANGED = " *"
"""Behind a value that is not its default, where there is no room to name that."""
OPENS = {"medicines": "magnesium", "products": "magnesium", "ask": "visit", "clinic": "visit"}
ABOVE = {"goal": advice.GOAL_ASKED, "iron": advice.IRON, "grace": retold.GRACE_ASKED}
"""What stands above the line of a form, where its label does not say it all."""


class Row(NamedTuple):
    """One line to go to: a setting, or a step of the evening."""

    id: str
    group: str
    name: str
    setting: Setting | None = None
    step: Step | None = None


class SetupScreen(StepsScreen):
    """Everything a person can set, one row each."""

    title_text = "Setup"

    def __init__(self, night: Night) -> None:
        super().__init__()
        self.at = 0
        self.night = night
        self._only_told: dict[str, str] = {}
        """What no profile knows, by the setting, as it was read from the disk."""
        self._keys_wrong: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """All of them, in their order."""
        found: list[Row] = []
        for group in GROUPS:
            if group == STEPS:
                found += [Row(f"step.{step.id}", group, step.name, step=step) for step in self.shown]
            found += [Row(each.id, group, each.name, each) for each in SETTINGS if each.group == group]
        return found

    @property
    def row(self) -> Row:
        """The row at hand."""
        rows = self.rows
        return rows[min(self.at, len(rows) - 1)]

    @property
    def step(self) -> Step | None:
        """The step at hand, if it is one."""
        return self.row.step

    @property
    def situations(self) -> Sequence[str]:
        """The keys of a setting or of a step."""
        step = self.step
        own = ["setup_own"] if step and step.own else []
        other = ["setup_changed"] if self._default(self.row) else []
        first = (*own, *(["setup_step"] if step else []))
        return (*first, "setup", *other, "groups", "list", "screens", "everywhere")

    def go_to(self, row: str) -> None:
        """Let the setting or step with this id be at hand."""
        ids = [r.id for r in self.rows]
        for name in (f"step.{row}", row):
            if name in ids:
                self.at = ids.index(name)
                return

    def header(self, width: int) -> Line:
        """The name of the screen, and which part is at hand."""
        return spread(" Setup", "", f"{self.row.group} ", width)

    def body(self, width: int, height: int) -> list[Line]:
        """The rows below the names of their parts, what there is to say of the one at hand, and its keys."""
        keys = self.keys_help(width - 2)
        about = self._about(self.row, width - 2)[: max(height - len(keys) - LEAST_ROWS - 1, 1)]
        foot = [(Span(" "), *line) for line in (*about, *keys)]
        room = max(height - len(foot) - 1, 1)
        lines, place = self._lines(width, airy=height >= 18)
        top = max(0, min(place - room // 2, len(lines) - room))
        shown = lines[top : top + room]
        return [*shown, *([()] * (room - len(shown) + 1)), *foot]

    def _lines(self, width: int, *, airy: bool) -> tuple[list[Line], int]:
        """The rows with the names of their parts between them, and which line is at hand."""
        lines: list[Line] = []
        group, place = "", 0
        for n, row in enumerate(self.rows):
            if row.group != group:
                group = row.group
                lines += [()] if airy and lines else []
                lines.append((Span(f" {group}", "accent"),))
            place = len(lines) if n == self.at else place
            lines.append(self._row(n, row, width))
        return lines, place

    def _row(self, n: int, row: Row, width: int) -> Line:
        here = n == self.at
        left = 24 if width >= ROOMY else 17
        return (
            Span(f" {glyphs().here} ", "here") if here else Span("   ", "accent"),
            Span(fit(row.name, left), "strong" if here else ""),
            Span(" "),
            Span(self._told(row, width - left - 4), "" if here else "dim"),
        )

    def _told(self, row: Row, width: int) -> str:
        """Its value in ``width`` cells; where it is not the default, that too, or a sign where there is no room."""
        told, when = self._value(row), row.setting.when if row.setting else ""
        if when and width >= 40 and told != "off":
            told = f"{told}, {when}"
        if row.step:
            told = (", " if width >= 40 else " ").join(step_told(row.step))
        default = self._default(row)
        if not default:
            return fit(told, width)
        whole = f"{told} (default {default})"
        return fit(whole, width) if cell_len(whole) <= width else fit(told, width - len(CHANGED)).rstrip() + CHANGED

    def _value(self, row: Row) -> str:
        if row.setting is None or row.setting.told is None:
            return self._only_told.get(row.id, "")
        return settings.told(self.session, row.setting)

    def _default(self, row: Row) -> str:
        """Its default in words; "" where it stands so, or has none."""
        if row.setting:
            changed = not row.setting.is_default(self.profile)
            return row.setting.default_told(self.profile, self.session.now()) if changed else ""
        return step_default_told(row.step) if row.step else ""

    def _about(self, row: Row, width: int) -> list[Line]:
        """What there is to say of a row, as far as it is short."""
        if row.id == "iron" and (asked := _iron_asked()):
            return wrap(asked, width, "dim")
        default = self._default(row)
        told = row.setting.about if row.setting else planned_said(row.step) if row.step else ""
        more = settings.more_about(self.session, row.setting) if row.setting else ""
        said = " ".join(filter(None, [f"Default: {default}." if default and width < ROOMY else "", told, more]))
        return wrap(said, width, "dim") if said else []

    def changed(self) -> None:
        """The settings are others now: the look, and perhaps one row less."""
        self.coach.use_theme()
        self.at = min(self.at, len(self.rows) - 1)

    async def on_mount(self) -> None:
        """Go where another screen was opened from; look at the file of keys behind the first paint."""
        self.go_to(self.coach.setup_at)
        self.coach.setup_at = ""
        await self._look()
        self.paint()

    async def refreshed(self) -> None:
        """Tonight's record, where drafts are kept; a step may be gone since."""
        self.night = await self.kept(self.session.night) or self.night
        await self._look()
        self.changed()

    async def _look(self) -> None:
        """Read what stands beside the settings, in the diary's thread."""
        self._only_told = await self.coach.keeper.run(self._looked) or self._only_told

    def _looked(self) -> dict[str, str]:
        told = {each.id: settings.told(self.session, each) for each in SETTINGS if each.told is None}
        told["keys"], self._keys_wrong = self._keys_said()
        return told

    def _keys_said(self) -> tuple[str, tuple[str, ...]]:
        """Which keys are in force, and what is wrong in the person's own."""
        from coach.ui import keyfile

        try:
            text = self.session.keys_file()
        except StoreError as error:
            return "not read; built-in", (str(error),)
        if text is None:
            return "built-in", ()
        wrong = keyfile.read(text).problems
        return "wrong; built-in" if wrong else f"your {keyfile.NAME}", wrong

    # Moving

    async def do_up(self) -> None:
        """The row above."""
        self.at = max(self.at - 1, 0)

    async def do_down(self) -> None:
        """The row below."""
        self.at = min(self.at + 1, len(self.rows) - 1)

    async def do_left(self) -> None:
        """The first row of the part above."""
        self._to_part(-1)

    async def do_right(self) -> None:
        """The first row of the part below."""
        self._to_part(1)

    def _to_part(self, by: int) -> None:
        groups = [row.group for row in self.rows]
        place = min(max(GROUPS.index(self.row.group) + by, 0), len(GROUPS) - 1)
        self.at = groups.index(GROUPS[place])

    # What is done

    async def do_undo(self) -> None:
        """The settings before the last change."""
        if (said := await self.kept(partial(settings.take_back, self.session))) is not None:
            self.said = said
            self.changed()

    async def do_default(self) -> None:
        """The row at hand back to its default."""
        row = self.row
        what = row.setting or row.step
        if what is not None:
            said = f"{row.name}: the default again; {self.undo_key} takes that back."
            await self.done(partial(settings.to_default, self.session, what), said)

    async def do_edit(self) -> None:
        """Change the row at hand, or open where it is changed."""
        row = self.row
        if row.step:
            await self.edit_step(row.step)
        elif row.id in OPENS:
            self.coach.setup_at = row.id
            await self._open("visit" if OPENS[row.id] == "visit" else "magnesium")
        elif row.setting:
            await self._edit(row.setting)

    async def open_magnesium(self) -> None:
        """To the screen of magnesium, and back to its row."""
        self.coach.setup_at = self.row.id
        await self._open("magnesium")

    async def _edit(self, setting: Setting) -> None:
        match setting.id:
            case "look":
                await self._choose_look(setting)
            case "bell":
                await self._set(setting, "off" if self.profile.bell else "on")
            case "notice":
                await self._next_notice(setting)
            case "country":
                await self._ask_country(setting)
            case "excused":
                from coach.ui.pauses import PauseFlow

                await PauseFlow(self, self.night, self._excused).begin()
            case _ if setting.change:
                await self._ask(setting)
            case _:
                await self._read(setting)

    async def _set(self, setting: Setting, text: str, *drafts: str) -> bool:
        return await self.done(partial(settings.change, self.session, setting, text), "", *drafts)

    async def _ask(self, setting: Setting) -> None:
        """A line to type; what would not do is said there."""
        change = setting.change
        if change is None:
            return
        text = [ABOVE[setting.id]] if setting.id in ABOVE else []
        field = Field(change.asked, change.draft, change.value(self.profile), self._check(setting))

        async def told(answer: tuple[str, ...]) -> None:
            await self._set(setting, answer[0], change.draft)

        await self.form(setting.name, [field], told, self.night, text)

    def _check(self, setting: Setting) -> "partial[str | None]":
        return partial(settings.problem_with, self.session, setting)

    async def _choose_look(self, setting: Setting) -> None:
        from coach.ui.look import LookDialog

        async def chosen(theme: str) -> None:
            if not await self._set(setting, theme):
                self.coach.use_theme()

        await self.ask(LookDialog(self.profile.theme), chosen)

    async def _ask_country(self, setting: Setting) -> None:
        """Whose help lines are shown; each is shown with the wish to check it."""
        from coach.core.triage import CHECK_PLACE

        places = settings.places()
        keys = dict(zip("123456789", places, strict=False))
        choices = [Choice(key, places[code]) for key, code in keys.items()]

        async def chosen(key: str) -> None:
            await self._set(setting, keys.get(key, ""))

        await self.choose("Help lines of", [*choices, Choice("n", "all of them")], chosen, [CHECK_PLACE])

    async def _next_notice(self, setting: Setting) -> None:
        """The next way to send a notice, tried at once: only the person can see whether their terminal knows it."""
        place = WAYS.index(self.profile.notice) if self.profile.notice in WAYS else -1
        way = WAYS[(place + 1) % len(WAYS)]
        if not await self._set(setting, way) or way == "off":
            return
        self.coach.notify_terminal(TEST)
        sent = (
            f"A test notice was sent as {NOTICES[way]}; where none is seen, {self.keys.key('setup', 'edit')} goes on."
        )
        self.said = sent if shown_by(os.environ) else "This terminal shows no notices; another one may."

    async def _excused(self, said: str, *drafts: str) -> None:
        await self.done(lambda: said, "", *drafts)

    async def _read(self, setting: Setting) -> None:
        """What is only told, whole."""
        from coach.ui.pages import PagesDialog, sentence

        told = [setting.about, settings.more_about(self.session, setting)]
        if setting.id == "keys":
            told = [setting.about, *self._about_keys()]
        value = self._value(self.row)
        entries = [sentence(value, "strong"), *(sentence(text) for text in told if text)]
        await self.app.push_screen(PagesDialog(setting.name, entries))

    def _about_keys(self) -> list[str]:
        """Where the file is, how it is made, and everything that is wrong in it."""
        where = settings.keys_where(self.session)
        wrong = [f"Until that is right, the built-in keys are used: {'; '.join(self._keys_wrong)}"]
        return [where, *(wrong if self._keys_wrong else [])]


def _iron_asked() -> str:
    """The question about iron with its source; without one it is not asked."""
    from coach.content.facts import ContentError, named

    try:
        (iron,) = named(["F52"])
    except ContentError:
        return ""
    return f"{advice.IRON} ({iron.source})"
