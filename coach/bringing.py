"""What a file brings to ``coach import``: opened, recognised, and what its habits and columns are asked for."""

import stat
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from coach import intake
from coach.asking import answer, refuse_if, somebody_there
from coach.core.words import one_line
from coach.exchange import harsh, loop, mapping, plain_csv, spreadsheet
from coach.exchange.opened import LARGEST_FILE, LARGEST_IN_ALL, MOST_MEMBERS
from coach.exchange.recognise import Kind, Opened, recognise
from coach.exchange.sheet import Sheet
from coach.exchange.table import header, records
from coach.exchange.targets import Question, Target, questions, read_targets, resolved, says
from coach.intake import Incoming
from coach.newfile import STDOUT
from coach.session import Refused, Session

ORDERS = {order.value: order for order in plain_csv.Order}
ENDED = "Nothing was changed."
LONG = 4 * 1024 * 1024
"""Bytes from which reading is felt."""


def brought(arguments: Namespace, session: Session) -> Incoming:
    """What the file given brings; a person at a terminal is asked what its habits and columns are.

    Raises:
        BadFile: if it is none that can be read.
        Refused: if it cannot be opened, or a question is left unanswered.
        StoreError: if it is JSON that is damaged or a newer coach's.
    """
    given = _given(arguments.file)
    if isinstance(given, bytes) and len(given) > LONG:
        print("Reading; a file this long takes some seconds.", file=sys.stderr)
    opened = recognise(given, arguments.file)
    latest = session.tonight
    match opened.kind:
        case Kind.COACH_JSON:
            return intake.of_json(session, opened.text.encode(), one_line(arguments.file))
        case Kind.COACH_CSV:
            between, _ = header(opened.text)
            rows = ((record.line, record.cells) for record in records(opened.text, between))
            found = spreadsheet.read(rows, latest + intake.AHEAD)
            return Incoming("csv", rows=found.rows, unread=found.unread)
    return _mapped(_sheet(opened, arguments, session), opened.kind, arguments, session)


def _given(file: str) -> bytes | dict[str, bytes]:
    """The bytes of a file or of standard input, or the tables of a folder by their names."""
    if file == STDOUT:
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        path = Path(file).expanduser()
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            return _folder(path)
        refuse_if(not stat.S_ISREG(found.st_mode), f"{one_line(file)} is not a plain file; give a file or a folder.")
        with path.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except (OSError, ValueError, RuntimeError) as error:
        why = one_line(str(getattr(error, "strerror", None) or error))
        raise Refused(f"{one_line(file)} cannot be read: {why.rstrip('.')}.") from None


def _folder(folder: Path) -> dict[str, bytes]:
    """Its tables and those of the folders in it, as Loop exports them; no more than is read of a zip."""
    members: dict[str, bytes] = {}
    room = LARGEST_IN_ALL
    for path in _tables(folder):
        if len(members) > MOST_MEMBERS or room < 0:
            break  # who looks at them says so
        with path.open("rb") as opened:
            members[path.relative_to(folder).as_posix()] = opened.read(room + 1)
        room -= len(members[path.relative_to(folder).as_posix()])
    return members


def _tables(folder: Path) -> Iterator[Path]:
    for pattern in ("*.csv", "*/*.csv", "log"):
        yield from (path for path in sorted(folder.glob(pattern)) if path.is_file() and not path.is_symlink())


def _sheet(opened: Opened, arguments: Namespace, session: Session) -> Sheet:
    if opened.kind is Kind.LOOP:
        return loop.read(opened.members)
    if opened.kind is Kind.HARSH:
        return harsh.read(opened.text)
    order = ORDERS.get(arguments.dates or "")
    turn = session.profile.day_turn
    try:
        return plain_csv.read(opened.text, order, turn)
    except plain_csv.Unclear as unclear:
        if not somebody_there():
            raise Refused(f"{one_line(arguments.file)}: {unclear} Add --dates dmy or --dates mdy.") from None
        return plain_csv.read(opened.text, _asked_order(unclear), turn)


def _asked_order(unclear: plain_csv.Unclear) -> plain_csv.Order:
    told = one_line(unclear.example)[:40]
    while True:
        said = answer(f"In {told}, which comes first: the day (dmy) or the month (mdy)? ")
        if said is None:
            raise Refused(ENDED)
        if said in ORDERS:
            return ORDERS[said]


# What its habits and columns are


def _mapped(sheet: Sheet, kind: Kind, arguments: Namespace, session: Session) -> Incoming:
    profile = session.profile
    try:
        told = read_targets(arguments.targets, sheet, profile)
    except ValueError as error:
        raise Refused(str(error)) from None
    asks = somebody_there() and not arguments.yes
    for question in questions(sheet, profile):
        name = question.column.name
        if name not in told:
            told[name] = _asked(question, sheet, session) if asks else question.guess
            if asks:
                continue
        print(f"{question.said}: {says(told[name], profile)}.")
    try:
        after, targets = resolved(profile, told)
    except ValueError as error:
        raise Refused(str(error)) from None
    found = mapping.rows(sheet, targets, after, session.tonight)
    new = tuple(step for step in after.steps if profile.step(step.id) is None)
    return Incoming(str(kind), rows=found.rows, steps=new, unread=found.unread)


def _asked(question: Question, sheet: Sheet, session: Session) -> Target:
    """What a column is, as the person says; an empty line takes what is offered."""
    guess = question.guess
    print(question.said, file=sys.stderr)
    while True:
        said = answer(f"  What is it here? [{guess.word}: {says(guess, session.profile)}; ? tells the others] ")
        if said is None:
            raise Refused(ENDED)
        if said == "":
            return guess
        if said == "?":
            for choice in question.choices:
                print(f"    {choice.target.word:24} {choice.says}", file=sys.stderr)
            continue
        try:
            return read_targets([f"{question.column.name}={said}"], sheet, session.profile)[question.column.name]
        except ValueError as error:
            print(f"  {error}", file=sys.stderr)
