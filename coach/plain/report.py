"""The visit report in lines: said sentence by sentence, or put into a file."""

from pathlib import Path

from coach import __version__
from coach.core.page import left_out_said, page
from coach.plain.talk import Talk
from coach.session import KIOSK, Refused, StoreError
from coach.visit import FORMATS, USUAL, rendered, visit

FILED = {ending: form for form, ending in FORMATS.items()}
HOW = "report, a number of nights such as report 90, or a new file such as report visit.pdf, .html, .md or .txt."


def say_report(talk: Talk, asked: str) -> None:
    """The report of the last nights; ``asked`` is how many, or the file it is put into."""
    form = FILED.get(Path(asked).suffix.lower())
    many = asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 and int(asked) > 0
    if asked and not (many or form):
        talk.say(HOW)
        return
    try:
        seen = visit(talk.session, nights=int(asked) if many else USUAL)
        told = page(seen, __version__)
        if form:
            body, problem = rendered(told, form)
            talk.say(_filed(talk, asked, body), problem)
        else:
            from coach.exchange.report_text import told as sentences

            talk.say(*sentences(told))
        talk.say(left_out_said(seen, "coach report --mood"))
    except (Refused, StoreError) as refused:
        talk.say(str(refused))


def _filed(talk: Talk, file: str, body: bytes) -> str:
    from coach.newfile import write_new

    if talk.session.limits is KIOSK or talk.session.demo:
        raise Refused("No file can be made here; report says the page.")
    made = write_new(file, body, talk.session.where().folder, lambda _: False)
    return f"It is in {made}. Read it before you hand it on."
