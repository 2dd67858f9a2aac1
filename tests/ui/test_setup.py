"""Settings, by keys alone."""

from datetime import time

import pytest

from coach.core.profile import SHIPPED, Kind
from coach.core.settable import GROUPS
from coach.session import KIOSK
from coach.ui.notices import TEST
from tests.ui.conftest import Opened, Person
from tests.ui.rows import ROWS, row
from tests.ui.test_nothing_is_lost import no_disk


async def at(person: Person, name: str) -> Person:
    """Open Setup from a step, and go to a row."""
    return await person.press("down", "down", "5", *row(name))


async def test_bedtime_is_typed_over_what_is_offered(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bedtime")).press("enter", *"22:15", "enter")

        assert person.session.profile.bedtime == time(22, 15)
        await person.press("1")
        assert "bed 22:15" in person.sees


async def test_a_cutoff_of_ones_own_and_back_to_counted(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "cutoff")).press("enter", *"16", "enter")
        assert person.session.profile.caffeine_cutoff == time(16)

        await person.press("enter", "backspace", "enter")
        assert person.session.profile.caffeine_cutoff is None


async def test_a_day_turn_in_the_middle_of_the_night_is_refused_in_words(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "turn")).press("enter", *"1:00", "enter")
        assert "A new evening begins" in person.sees
        await person.press(*["backspace"] * 5, *"13:30", "enter")

        assert person.session.profile.day_turn == time(13, 30)


async def test_the_look_changes_at_once_and_undo_brings_it_back(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "look")).press("enter", "down")
        assert (person.session.profile.theme, person.app.theme) == ("night", "day")
        await person.press("enter")
        assert (person.session.profile.theme, person.app.theme) == ("day", "day")

        await person.press("u")
        assert (person.session.profile.theme, person.app.theme) == ("night", "night")


async def test_each_way_of_a_notice_is_tried_at_once_and_told_in_words(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    async with opened() as person:
        sent: list[tuple[str, str]] = []
        monkeypatch.setattr(
            person.app, "notify_terminal", lambda text: sent.append((person.session.profile.notice, text))
        )
        await at(person, "notice")
        assert "Desktop notice off" in " ".join(person.sees.split())
        await person.press("enter")
        assert "OSC 9, at the end of a timer" in person.sees
        assert "A test notice was sent as OSC 9;" in person.sees
        await person.press("enter")
        assert "OSC 777, at the end of a timer" in person.sees
        await person.press("enter")
        assert "Desktop notice off" in " ".join(person.sees.split())

        assert sent == [("osc9", TEST), ("osc777", TEST)]


async def test_a_terminal_that_shows_no_notices_is_said_so(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with opened() as person:
        await (await at(person, "notice")).press("enter")

        assert "This terminal shows no notices; another one may." in person.sees


async def test_the_bell_can_be_off(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bell")).press("enter")

        assert person.session.profile.bell is False


async def test_a_step_is_off_optional_longer_and_elsewhere(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bath")).press("+", "r", "k")
        bath = person.session.profile.step("bath")
        assert bath is not None
        assert (bath.minutes, bath.needed) == (20, False)
        assert [step.id for step in person.session.profile.steps].index("bath") == 2

        await person.press("space", "1")
        assert "Warm bath" not in person.sees


async def test_magnesium_has_its_own_screen_with_the_questions_that_come_first(opened: Opened) -> None:
    async with opened(steps=SHIPPED) as person:
        await (await at(person, "magnesium")).press("r")
        assert "stays optional" in person.sees
        await person.press("space")
        assert "off; questions open" in person.sees
        assert "call emergency services" in " ".join(person.sees.split())
        await person.press("b")
        assert "▸ Magnesium" in person.sees
        assert "magnesium" not in {step.id for step in person.session.profile.active}


@pytest.mark.parametrize(("key", "kind"), [("t", Kind.TIMED), ("p", Kind.TICK), ("a", Kind.AVOIDED)])
async def test_a_step_of_ones_own_joins_the_evening_and_can_be_put_away(opened: Opened, key: str, kind: Kind) -> None:
    async with opened() as person:
        await person.press("down", "down", "5", "a", key, *"Fußbad 2", "enter")
        step = person.session.profile.steps[-1]
        assert (step.name, step.kind, step.needed, step.own) == ("Fußbad 2", kind, False, True)
        assert step.minutes == (10 if kind is Kind.TIMED else None)
        await person.press("1")
        assert "Fußbad 2" in person.sees

        await person.press("5", *row("own"), "d", "1")
        assert "Fußbad 2" not in person.sees
        assert person.session.profile.steps[-1].on is False


async def test_a_step_needs_a_name(opened: Opened) -> None:
    async with opened() as person:
        await person.press("down", "down", "5", "a", "p", "enter")

        assert "A step needs a name." in person.sees


async def test_the_iron_question_is_asked_with_its_source(opened: Opened) -> None:
    async with opened() as person:
        await at(person, "iron")

        assert "iron blood test" in person.sees
        assert "AASM" in person.sees


# Defaults


async def test_what_is_not_its_default_says_so_and_one_key_puts_it_back(opened: Opened) -> None:
    async with opened(bedtime=time(23, 30)) as person:
        await at(person, "bedtime")
        assert "23:30 (default 23:00)" in person.sees
        assert "x to the default" in person.sees
        await person.press("x")
        assert person.session.profile.bedtime == time(23)
        assert "Bedtime: the default again; u takes that back." in person.sees
        assert "x to the default" not in person.sees
        await person.press("x", "u")

        assert person.session.profile.bedtime == time(23, 30)
        assert "Taken back: Bedtime." in person.sees


async def test_on_a_phone_a_sign_stands_for_it_and_the_line_below_names_the_default(opened: Opened) -> None:
    async with opened(size=(40, 15), theme="day") as person:
        await at(person, "look")
        (line,) = (line for line in person.sees.splitlines() if "▸ Look" in line)
        assert line.endswith(" *")
        assert "Default: Night: dim and warm." in person.sees


async def test_a_step_goes_back_to_what_ships(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bath")).press("+", "r")
        assert "on, optional, 20 min (default needed, 15 min)" in person.sees
        await person.press("x")

        assert person.session.profile.step("bath") == next(step for step in SHIPPED if step.id == "bath")


async def test_the_day_turn_says_why_its_default_does_not_fit(opened: Opened) -> None:
    async with opened(start="tonight", bedtime=time(8), day_turn=time(21)) as person:
        await (await at(person, "turn")).press("x")

        assert "A new evening begins 6 hours after bedtime" in person.sees
        assert person.session.profile.day_turn == time(21)


# Parts


async def test_the_arrows_pass_over_the_names_of_the_parts_and_go_from_part_to_part(opened: Opened) -> None:
    async with opened() as person:
        await person.press("down", "down", "5")
        seen = []
        for _ in GROUPS:
            seen.append(person.sees.splitlines()[0].removeprefix(" Setup").strip())
            await person.press("right")
        assert seen == list(GROUPS)
        await person.press(*["left"] * 9)
        for name in ROWS[:-1]:
            if name != "own":
                assert sum("▸" in line for line in person.sees.splitlines()) == 1
                await person.press("down")


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_row_at_hand_and_the_name_of_its_part_are_seen_wherever_one_goes(
    opened: Opened, size: tuple[int, int]
) -> None:
    async with opened(size=size) as person:
        await person.press("down", "down", "5")
        for _ in ROWS:
            lines = person.sees.splitlines()
            assert any(group in lines[0] for group in GROUPS)
            assert sum("▸" in line for line in lines) == 1
            await person.press("down")


@pytest.mark.parametrize("name", ["medicines", "products", "ask", "clinic", "magnesium"])
async def test_a_row_that_opens_a_screen_is_come_back_to(opened: Opened, name: str) -> None:
    async with opened() as person:
        await (await at(person, name)).press("enter")
        assert person.coach_screen.title_text in ("Magnesium", "For a visit")
        await person.press("b")
        assert person.coach_screen.title_text == "Setup"
        assert person.coach_screen.row.id in (name, f"step.{name}")  # type: ignore[attr-defined]
        await person.press("1", "5")
        assert person.coach_screen.row.id == "bedtime"  # type: ignore[attr-defined]


# The look


async def test_a_look_is_seen_before_it_is_kept_and_esc_leaves_it_as_it_was(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "look")).press("enter", "down", "down")
        assert (person.app.theme, person.session.profile.theme) == ("contrast", "night")
        assert "Night: dim and warm     as it is now" in person.sees
        await person.press("escape")

        assert (person.app.theme, person.session.profile.theme) == ("night", "night")
        assert "shows no colours" not in person.sees


async def test_a_look_that_could_not_be_saved_is_not_left_on(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as person:
        await (await at(person, "look")).press("enter", "down")
        monkeypatch.setattr("coach.store.files.replace", no_disk)
        await person.press("enter")

        assert "NOT SAVED" in person.sees
        assert (person.app.theme, person.session.profile.theme) == ("night", "night")


async def test_where_there_are_no_colours_that_is_said_and_the_look_is_kept_all_the_same(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as person:
        await (await at(person, "look")).press("enter", "down")
        assert "this terminal shows no colours" in person.sees
        assert person.app.theme == "terminal"
        await person.press("enter")

        assert (person.session.profile.theme, person.app.theme) == ("day", "terminal")


# On the spot


async def test_a_line_that_will_not_do_is_said_at_enter_and_until_it_does(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bedtime")).press("enter", *"22:7")
        assert "is not a time" not in person.sees
        await person.press("5", "enter")
        assert "'22:75' is not a time: type it as 20:51." in person.sees
        await person.press("backspace")
        assert "is not a time" not in person.sees
        await person.press("x")
        assert person.session.profile.bedtime == time(23)


async def test_a_line_that_will_not_do_is_said_when_it_is_left(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "bath")).press("enter", *"1x", "down")
        assert "'1x' is not minutes: type 0 to 1440." in person.sees
        await person.press(*"60", "enter")
        assert "'1x' is not minutes" in person.sees  # and there the cursor is
        await person.press("1", "enter")

        bath = person.session.profile.step("bath")
        assert bath is not None
        assert (bath.minutes, bath.lead) == (1, 60)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("cutoff", "25", "is not a time"),
        ("grace", "11", "is not a whole number from 0 to 9"),
        ("goal", "0.1", "type 0.5 to 10"),
        ("iron", "2026-11-30", "has not come yet"),
    ],
)
async def test_every_line_says_what_would_be_right(opened: Opened, name: str, typed: str, said: str) -> None:
    async with opened() as person:
        before = person.session.profile
        await (await at(person, name)).press("enter", *["backspace"] * 12, *typed, "enter")
        assert said in " ".join(person.sees.split())
        await person.press("escape", "enter")
        assert "What you typed before is still here." in person.sees
        assert person.session.profile == before


async def test_a_clinics_total_the_name_and_the_goal_are_set_in_place(opened: Opened) -> None:
    async with opened() as person:
        for name, typed in (("name", "Ann"), ("goal", "2"), ("grace", "3"), ("iron", "2026-10-01")):
            await person.press(*(["down", "down", "5"] if name == "name" else []), *row(name), "enter")
            await person.press(*typed, "enter")

        profile = person.session.profile
        assert profile.goal is not None
        assert (profile.name, profile.goal.points, profile.grace) == ("Ann", 2, 3)
        assert f"{profile.iron_tested}" == "2026-10-01"
        assert person.night.drafts == {}


async def test_nights_are_excused_from_setup(opened: Opened) -> None:
    async with opened() as person:
        await (await at(person, "excused")).press("enter", "tab", "tab", *"flu", "enter")
        assert "Excused: Sun 22 Nov on (flu)." in person.sees
        await person.press("u")

        assert person.session.profile.pauses_held == ()


# Only told


async def test_the_file_of_keys_is_told_with_what_is_wrong_in_it(opened: Opened) -> None:
    async with opened() as person:
        await at(person, "keys")
        assert "built-in" in person.sees
        (person.session.where().folder / "keys.toml").write_text("[score]\nten = ['5']\n")
        await person.press("1", "5", *row("keys"))
        assert "wrong; built-in" in person.sees
        await person.press("enter")
        flat = " ".join(person.sees.split())
        assert "keys.toml" in flat
        assert 'ten: "5" is score of [score] there' in flat


async def test_the_folder_and_the_reminders_are_told(opened: Opened) -> None:
    async with opened(size=(200, 60)) as person:
        await (await at(person, "folder")).press("enter")
        assert str(person.session.where().folder) in person.sees
        await person.press("escape")
        assert "coach remind --help" in person.sees


async def test_over_a_login_the_folder_is_not_named(opened: Opened) -> None:
    async with opened(size=(200, 60)) as person:
        person.session.limits = KIOSK
        await at(person, "folder")
        assert str(person.session.where().folder) not in person.sees
        assert "not over this login" in person.sees
        for name in ("folder", "keys", "reminders"):
            await person.press(*row(name), "enter")
            assert str(person.session.where().folder) not in person.sees
            await person.press("escape")
