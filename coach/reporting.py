"""``coach report``: one page for a visit, printed or in a file of its own."""

import sys
from argparse import Namespace
from pathlib import PurePath

from coach import __version__
from coach.asking import refuse_if
from coach.core.page import left_out_said, page
from coach.core.visit import Asked
from coach.core.words import one_line
from coach.newfile import STDOUT, hand_over
from coach.session import Session
from coach.visit import FORMATS, USUAL, rendered, visit

ENDINGS = {ending: form for form, ending in FORMATS.items()} | {".htm": "html", ".markdown": "md"}


def report(arguments: Namespace, session: Session) -> int:
    """The visit report, of the last nights or from one date to another."""
    chosen = arguments.first or arguments.last
    refuse_if(arguments.nights and chosen, "--last goes without --from and --to; give one or the other.")
    form = arguments.format or _by_ending(arguments.output)
    printed = arguments.output in (None, STDOUT)
    refuse_if(
        form == "pdf" and printed and sys.stdout.isatty(),
        "A PDF is no text for a terminal; put it in a file with -o report.pdf.",
    )
    asked = Asked(mood=arguments.mood, notes=arguments.notes)
    told = visit(session, arguments.first, arguments.last, asked, nights=arguments.nights or USUAL)
    body, problem = rendered(page(told, __version__), form)
    text = form != "pdf" and printed  # printed in the terminal's own encoding
    path = hand_over(body.decode() if text else body, arguments.output, session.where().folder)
    if path:
        print(one_line(str(path)))
    for sentence in filter(None, (left_out_said(told, "--mood"), problem)):
        print(sentence, file=sys.stderr)
    return 0


def _by_ending(output: str | None) -> str:
    """The format that a file's name asks for; where it has no ending at all, text."""
    ending = PurePath(output).suffix.lower() if output and output != STDOUT else ""
    known = f"A report can be {', '.join(FORMATS.values())}"
    refuse_if(ending and ending not in ENDINGS, f"{known}; for a name that ends in {one_line(ending)} add --format.")
    return ENDINGS.get(ending, "text")
