"""A person's own keys: what they change, what is refused and in which words, and that no screen lies about them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.core.cells import Status
from coach.core.words import clean
from coach.ui.commands import COMMANDS, TOGETHER, Command, Table, called
from coach.ui.keyfile import NAMED, SITUATIONS, read, written
from tests.conftest import Shell
from tests.ui.conftest import Opened, Person

CHANGEABLE = [command for command in COMMANDS if command.keys]
PLAIN = st.sampled_from([*NAMED, *map(chr, range(33, 127))])

WRONG = {
    "done = ": "keys.toml cannot be read: Invalid value (at",
    "x = " + "[" * 60_000: "keys.toml cannot be read:",
    "x = " + "9" * 5_000: "keys.toml cannot be read:",
    'done = ["y"]': "keys.toml: done stands in no situation; put it below one, such as [step].",
    "[stepp]": "keys.toml: there is no situation [stepp]; the nearest is step.",
    "[qqqqqqqq]": "keys.toml: there is no situation [qqqqqqqq]; there are score, step, next,",
    "step = 1": "keys.toml: step is a situation; write it as [step], its commands below.",
    '[step]\ndoen = ["y"]': "keys.toml, [step] doen: there is no such command; the nearest is done.",
    '[step]\ndone = "y"': 'keys.toml, [step] done: keys are a list of names, such as ["enter"].',
    "[step]\ndone = [1]": 'keys.toml, [step] done: keys are a list of names, such as ["enter"].',
    "[everywhere]\nquit = []": 'keys.toml, [everywhere] quit: one key at least, such as ["q"].',
    '[step]\ndone = ["entr"]': 'keys.toml, [step] done: "entr" is not a key; the nearest is enter.',
    '[step]\ndone = [" "]': 'keys.toml, [step] done: the blank is written as "space".',
    '[step]\ndone = [""]': 'keys.toml, [step] done: "" is not a key; take a character',
    '[step]\ndone = ["é"]': 'keys.toml, [step] done: "é" is not a key; take a character',
    '[step]\ndone = ["f1"]': 'keys.toml, [step] done: "f1" does not come through every phone and line;',
    '[step]\ndone = ["Alt-y"]': 'keys.toml, [step] done: "Alt-y" does not come through',
    '[step]\ndone = ["ctrl+d"]': 'keys.toml, [step] done: "ctrl+d" does not come through',
    '[score]\nscore = ["a"]': "keys.toml, [score] score: 0-9 stays as it is; take this line out.",
    '[score]\nten = ["5"]': 'keys.toml, [score] ten: "5" is score of [score] there; give one of them another key.',
    '[step]\ndone = ["s"]': 'keys.toml, [step] done: "s" is excuse of [each_step] there;',
    '[everywhere]\nundo = ["q"]': 'keys.toml, [everywhere] undo: "q" is quit of [everywhere] there;',
    '[everywhere]\nhelp = ["7"]': 'keys.toml, [everywhere] help: "7" is score of [score] there;',
    '[first]\naccept = [":"]': 'keys.toml, [first] accept: ":" is type of [first_time] there;',
    '[each_step]\nwhy = ["\x1b"]': "keys.toml cannot be read: Illegal character",
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_in_one_sentence_and_the_built_in_keys_hold(text: str) -> None:
    table, problems = read(text)

    assert table == Table()
    assert len(problems) == 1
    assert problems[0].startswith(WRONG[text])
    assert problems[0].endswith(".")
    assert problems[0] == clean(problems[0])
    assert len(problems[0]) < 200


def test_everything_that_is_wrong_is_said() -> None:
    _, problems = read('[stepp]\n[step]\ndone = ["f1", "entr"]\ndoen = ["y"]')

    assert len(problems) == 4


def test_what_is_named_changes_and_all_else_stays() -> None:
    table, problems = read('[step]\ndone = ["y", "enter", "y"]\n[screens]\ntonight = ["7"]\n')
    changed = {c.id: c.keys for c, was in zip(table.commands, COMMANDS, strict=True) if c != was}

    assert problems == ()
    assert changed == {"done": ("y", "enter"), "tonight": ("7",)}


def test_every_situation_with_keys_to_change_is_told_in_words() -> None:
    assert set(SITUATIONS) == {command.where for command in CHANGEABLE}


def test_the_file_that_is_printed_is_the_table() -> None:
    assert read(written(Table())) == (Table(), ())


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(CHANGEABLE), st.lists(PLAIN, min_size=1, max_size=3), max_size=8))
def test_keys_that_are_taken_do_one_thing_each_and_leave_nothing_out_of_reach(
    changes: dict[Command, list[str]],
) -> None:
    text = "\n".join(f"{c.where}.{c.id} = {json.dumps(keys)}" for c, keys in changes.items())
    table, problems = read(text)

    if problems:
        assert table == Table()
        return
    assert read(written(table)) == (table, ())
    for situations in TOGETHER:
        assert {c.id for c in table.available(situations)} >= {c.id for c in Table().available(situations)}
        for command in table.available(situations):
            assert called(command.all_keys[0]) == command.key or command.key == "0-9"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    table, problems = read(text)

    assert table == Table() or not problems
    assert all(problem == clean(problem) for problem in problems)


async def told(person: Person, words: str) -> None:
    """Wait until the diary's thread has answered and ``words`` are on the screen."""
    for _ in range(100):
        if words in " ".join(person.sees.split()):
            return
        await person.pilot.pause(0.02)
    pytest.fail(f"never on the screen: {words!r}\n{person.sees}")


MINE = """
[score]
ten = ["t"]
blank = ["."]
[step]
done = ["y"]
[short]
minimum = ["tab"]
[night]
note = ["space", "N"]
[stopped]
pause = ["p"]
[running]
pause = ["p"]
[everywhere]
undo = ["~"]
"""


async def test_changed_keys_act_and_every_hint_and_the_help_show_them(opened: Opened, home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "keys.toml").write_text(MINE)
    async with opened() as person:
        assert "0-9 t one key answers" in person.pane
        assert ". leaves it blank" in person.pane
        await person.press("x", "-", "u")
        assert person.night.scores == {}
        await person.press("enter")
        assert "t for 10, or . to leave it blank" in person.sees
        await person.press("t", ".")
        assert person.night.scores == {"tired": 10, "legs_before": "blank"}
        assert "~  ?  ! help now" in person.sees
        await person.press("enter")
        assert person.night.status("caffeine") is Status.PENDING
        await person.press("y", "down", "tab")
        assert person.night.status("caffeine") is Status.DONE
        assert person.night.status("bath") is Status.MINIMUM
        assert "p start" in person.pane
        await person.press("p", "?")
        assert "p           pause the timer" in person.sees
        assert "tab         done in its short version" in person.sees
        await person.press("escape", "N")
        assert "Note" in person.sees


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize(
    ("text", "said"), [('[step]\ndone = ["f1"]', "[step] done"), ("\xff", "UTF-8")], ids=["f1", "ff"]
)
async def test_with_a_wrong_file_one_gets_in_and_is_told(
    opened: Opened, home: Path, size: tuple[int, int], text: str, said: str
) -> None:
    home.mkdir(exist_ok=True)
    (home / "keys.toml").write_text(text, encoding="latin-1")
    async with opened(size=size) as person:
        await told(person, "built-in keys are used")
        assert said in " ".join(person.sees.split())
        await person.press("6")

        assert person.night.scores == {"tired": 6}


@pytest.mark.parametrize("make", ["link", "folder", "huge"])
async def test_what_is_no_file_of_ones_own_is_not_read(opened: Opened, home: Path, tmp_path: Path, make: str) -> None:
    home.mkdir(exist_ok=True)
    path = home / "keys.toml"
    if make == "link":
        (tmp_path / "elsewhere").write_text(MINE)
        path.symlink_to(tmp_path / "elsewhere")
    elif make == "folder":
        path.mkdir()
    else:
        path.write_text("#" * 100_000)
    async with opened() as person:
        await told(person, "built-in keys")
        assert person.app.keys == Table()


def test_the_command_prints_the_keys_in_force(coach: Shell, home: Path) -> None:
    assert coach("keys", "--check") == (0, "No keys.toml; the built-in keys are used.\n", "")
    code, printed, err = coach("keys")
    assert (code, err) == (0, "")
    (home / "keys.toml").write_text(printed.replace('done = ["enter"]', 'done = ["y"]'))

    assert coach("keys", "--check") == (0, "keys.toml is fine.\n", "")
    assert 'done = ["y"]  # done' in coach("keys")[1]


def test_the_command_says_what_is_wrong(coach: Shell, home: Path) -> None:
    (home / "keys.toml").write_text('[step]\ndoen = ["y"]\n[nihgt]\n')
    code, said, err = coach("keys", "--check")
    assert (code, err) == (1, "")
    assert said.splitlines() == [
        "keys.toml, [step] doen: there is no such command; the nearest is done.",
        "keys.toml: there is no situation [nihgt]; the nearest is night.",
    ]
    code, printed, err = coach("keys")
    assert code == 1
    assert read(printed) == (Table(), ())
    assert err.startswith("coach: The built-in keys are used. keys.toml, [step] doen: ")
