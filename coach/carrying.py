"""The commands that carry a diary: ``coach export`` and ``coach import``. They print what they did, or would do."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath

from coach import intake
from coach.asking import confirmed, refuse_if, somebody_there
from coach.bringing import brought
from coach.core.cells import QUESTIONS
from coach.core.intake import Taken
from coach.core.profile import Kind, Profile
from coach.core.retold import nights_said
from coach.core.words import clean, one_line, step_name
from coach.exchange import spreadsheet
from coach.exchange.found import BadFile, Unread
from coach.intake import Import, Incoming, Intake
from coach.newfile import STDOUT, hand_over
from coach.session import Refused, Session

FORMATS = ("json", "csv")
SHOWN = 20
"""Nights that are named where something is changed or left; of more it is told how many."""
BOM = b"\xef\xbb\xbf"
"""Tells a spreadsheet that a file is UTF-8; a pipe needs none."""


def export(arguments: Namespace, session: Session) -> int:
    """The diary as JSON, or as a table with a second one that says what stands in each column."""
    first, last, file = arguments.first, arguments.last, arguments.file
    refuse_if(first and last and first > last, f"--from {first} comes after --to {last}; give the earlier date first.")
    kind = arguments.format or _by_ending(file)
    refuse_if(arguments.columns and kind != "csv", "--columns tells of a table; add --format csv.")
    if kind == "json":
        made = hand_over(intake.as_json(session, first, last).encode(), file, session.where().folder)
        _tell_made(made, "All of it is in it, notes too; keep it as you keep the diary.")
        return 0
    nights = intake.told_nights(session, first, last)
    names = {step.id: one_line(step.name) for step in session.profile.steps}
    if arguments.columns:
        _table(spreadsheet.dictionary(nights, names), file, session)
        return 0
    _refuse_half(file)
    made = _table(spreadsheet.written(nights, names), file, session)
    if made is not None and made.is_file():  # beside a device there is no place for another
        beside = _beside(made)
        _table(spreadsheet.dictionary(nights, names), str(beside), session)
        _tell_made(made, f"{nights_said(len(nights))}. {beside.name} says what stands in each column.")
    return 0


def _beside(table: PurePath) -> Path:
    return Path(table.with_name(f"{table.stem}-columns.csv"))


def _refuse_half(file: str | None) -> None:
    """Of two files both or none: where nobody can say yes to the second, the first is not written either."""
    if file and file != STDOUT and not somebody_there():
        beside = _beside(Path(file).expanduser()) if PurePath(file).name else Path(file)
        told = f"{one_line(str(beside))} is there already and was left as it is; give another name."
        refuse_if(beside.is_file(), told)


def _by_ending(file: str | None) -> str:
    """The format that a file's name asks for; where it has no ending at all, JSON."""
    ending = PurePath(file).suffix.lower() if file and file != STDOUT else ""
    wrong = f"An export can be .json or .csv; for a name that ends in {one_line(ending)} add --format."
    refuse_if(ending not in ("", *(f".{kind}" for kind in FORMATS)), wrong)
    return ending.removeprefix(".") or FORMATS[0]


def _table(text: str, file: str | None, session: Session) -> Path | None:
    """A table into ``file``; on a terminal without what would steer it."""
    folder = session.where().folder
    if file is None or file == STDOUT:
        return hand_over(clean(text) if sys.stdout.isatty() else text.encode("utf-8", "replace"), None, folder)
    return hand_over(BOM + text.encode("utf-8", "replace"), file, folder)


def _tell_made(made: Path | None, told: str) -> None:
    if made is not None:
        print(f"Written to {one_line(str(made))}. {told}", file=sys.stderr)


def take(arguments: Namespace, session: Session) -> int:
    """Take a file in: what that does is shown first, and asked; or take the last import back."""
    if arguments.undo:
        refuse_if(arguments.file, "--undo takes the last import back; it goes without a file.")
        return _take_back(arguments, session)
    refuse_if(not arguments.file, "Give the file to take in, or --undo to take the last import back.")
    name = one_line(arguments.file)
    try:
        incoming = brought(arguments, session)
    except BadFile as error:
        raise Refused(f"{name} cannot be taken in. {error}") from None
    foreseen = intake.foreseen(session, incoming, replace=arguments.replace)
    print("\n".join(_told(name, incoming, foreseen, session.profile)))
    if not foreseen.any:
        print("Nothing to add.")
        return 0
    if arguments.dry_run:
        print("Nothing was changed: this was a dry run.")
        return 0
    if not arguments.yes:
        refuse_if(not confirmed("Take this in? [y/N] "), "Nothing was changed; add --yes to go ahead.")
    intake.take_in(session, incoming, replace=arguments.replace)
    _settle(session)
    print("Taken in. coach import --undo takes it back.", file=sys.stderr)
    return 0


def _take_back(arguments: Namespace, session: Session) -> int:
    last = intake.last_import(session)
    if last is None:
        raise Refused("There is no import to take back.")
    print(_import_said(last))
    if arguments.dry_run:
        return 0
    if not arguments.yes:
        refuse_if(not confirmed("Take it back? [y/N] "), "Nothing was changed; add --yes to go ahead.")
    nights = intake.take_back(session)
    _settle(session)
    print(f"Taken back from {nights_said(nights)}; what was logged since stays.", file=sys.stderr)
    return 0


def _import_said(last: Import) -> str:
    return f"The last import: {last.at:%Y-%m-%d %H:%M}, {last.source}, {nights_said(last.nights)}."


def _settle(session: Session) -> None:
    """What came from elsewhere may take magnesium out of the evening; if it does, that is told."""
    if session.profile.step_on(Kind.DOSE):
        from coach.core.advice import off_now
        from coach.magnesium import Magnesium

        if why := Magnesium(session).settle_what_came():
            print(off_now(why), file=sys.stderr)


# What is told of it


def _told(name: str, incoming: Incoming, foreseen: Intake, profile: Profile) -> Iterator[str]:
    """What is in the file, and what taking it in adds, changes and leaves; and what could not be read."""
    nights = foreseen.nights
    grow = [taken for taken in nights if taken.added or taken.changed]
    new = sum(_was_empty(taken) for taken in grow)
    yield f"{name}: {nights_said(len(nights))}."
    yield f"New here: {new}. Get something: {len(grow) - new}. Stay as they are: {len(nights) - len(grow)}."
    kinds = {what: sum(len(getattr(taken, what)) for taken in nights) for what in ("added", "changed", "left")}
    yield f"Entries: {kinds['added']:,} added, {kinds['changed']:,} changed, {kinds['left']:,} left as they are here."
    yield from _named("Changed", "changed", nights, profile)
    yield from _named("Left", "left", nights, profile)
    yield from _settings_said(incoming, foreseen)
    yield from unread_said(incoming.unread)


def _was_empty(taken: Taken) -> bool:
    return all(cell in taken.added or cell == "plan" for cell in taken.night.cells)


def _named(title: str, what: str, nights: Iterable[Taken], profile: Profile) -> Iterator[str]:
    some = [(taken.night.night, getattr(taken, what)) for taken in nights if getattr(taken, what)]
    for night, cells in some[:SHOWN]:
        yield f"  {title} on {night}: {', '.join(dict.fromkeys(cell_name(cell, profile) for cell in cells))}"
    if len(some) > SHOWN:
        yield f"  and on {nights_said(len(some) - SHOWN)} more"


def _settings_said(incoming: Incoming, foreseen: Intake) -> Iterator[str]:
    if foreseen.first and incoming.profile:
        yield "Settings: those of the file, for there are none here."
        return
    if foreseen.added and foreseen.profile:
        yield f"Settings: {_parts(foreseen.added, foreseen.profile)} added."
    if foreseen.changed and foreseen.profile:
        yield f"Settings changed to those of the file: {_parts(foreseen.changed, foreseen.profile)}."
    if foreseen.left and foreseen.profile:
        yield f"Settings left as they are here: {_parts(foreseen.left, foreseen.profile)}."
    if incoming.steps:
        yield "Steps that are new here are off; Setup puts them into the evening."


def _parts(parts: Sequence[str], profile: Profile) -> str:
    return ", ".join(dict.fromkeys(_part(part, profile) for part in parts))


def _part(part: str, profile: Profile) -> str:
    """What a person calls a part of the settings."""
    kind, _, name = part.replace(":", ".", 1).partition(".")
    if kind == "step":
        return step_name(profile, name)
    if kind == "gate":
        return f"the question before magnesium on {one_line(name).replace('_', ' ')}"
    said = kind.replace("_", " ")
    return f"{said} {one_line(name)}" if name else said


def unread_said(unread: Sequence[Unread]) -> Iterator[str]:
    """Every line that could not be read, with why."""
    if unread:
        yield f"Not read ({len(unread)}):"
    for one in unread:
        place = ", ".join(filter(None, (one_line(one.where), f"line {one.line}" if one.line else "")))
        yield f"  {place}: {one_line(one.reason)}" if place else f"  {one_line(one.reason)}"


def cell_name(cell: str, profile: Profile) -> str:
    """What a person calls a cell of a night."""
    kind, _, name = cell.partition(".")
    if kind == "score" and name in QUESTIONS:
        return QUESTIONS[name].label
    if kind in ("step", "timer"):
        return step_name(profile, name)
    return "magnesium" if kind == "dose" else kind.replace("_", " ")
