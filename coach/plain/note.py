"""The note in lines: each line is on disk before the next is read, and none is longer than a note keeps."""

from datetime import date

from coach.core import words
from coach.core.nights import Night
from coach.core.routine import AddNote, Event, WriteNote, dropped
from coach.plain.lines import TERMINAL_LIMIT, Ended
from coach.plain.talk import CUT, Leave, Talk

END_OF_NOTE = "."
SHOWN = 20
"""How much of a line that is no answer is said again."""


class Noting:
    """The part of a walk that is about its note."""

    talk: Talk
    night: Night

    @property
    def key(self) -> date:
        """The night that is asked about."""
        return self.night.night

    @property
    def over(self) -> bool:
        """Has another night taken the place of this one?"""
        raise NotImplementedError(f"{type(self).__name__} has no end")

    def dispatch(self, *events: Event) -> bool:
        """Carry out and store; True once it is on disk."""
        raise NotImplementedError(f"{type(self).__name__} stores nothing")

    def do_note(self) -> None:
        """A note, line by line; each line is on disk before the next is read."""
        text = self._note_so_far()
        if text:
            kept = words.clean(text).split("\n")
            more = f"{len(kept)} lines, the last: " if len(kept) > 1 else ""
            self.talk.say(f"Note so far: {more}{kept[-1]}")
        self._write_on(text)

    def _note_so_far(self) -> str:
        refused = self.talk.pending(self.key, "note")
        begun = self.night.drafts.get("note") or self.night.note or ""
        return refused.text if isinstance(refused, WriteNote) else begun

    def _write_on(self, text: str, *, cut: bool = False) -> None:
        was = self.night.note or ""
        text = self._typed_below(text, cut=cut)
        if text == was:
            self.dispatch(*dropped("note"))
        elif self.dispatch(WriteNote(text, was), *dropped("note")):
            self.talk.say(words.NOTE_KEPT)

    def _typed_below(self, text: str, *, cut: bool) -> str:
        """``text`` with the lines below it; ``cut`` if its last line is only the beginning of one."""
        told = False
        line = self._note_line("The rest: " if cut else "Note. A line with only a dot ends it: ")
        while line is not None:
            text, cut = self._with_line(text, line, joined=cut), self.talk.lines.cut
            if cut:
                self.talk.say(CUT.format(count=TERMINAL_LIMIT))
            if self.over and not told:
                told = True
                self.talk.say(f"This is the note of the night of {self.key:%A %d %B}; a line with only a dot ends it.")
            try:
                line = self._note_line("The rest: " if cut else "")
            except (Ended, Leave):
                self.talk.draft(self.key, "note", text)
                raise
        return text

    def _with_line(self, text: str, line: str, *, joined: bool) -> str:
        """``text`` with ``line``, on disk; as it was, which is said, if that is more than a note keeps."""
        longer = f"{text}{'' if joined else chr(10)}{line}" if text else line
        most = self.talk.session.limits.text
        if len(longer) > most:
            self.talk.say(f"{words.note_full(most)} This line is not in it: {shown(line)}.")
            return text
        if self.talk.lines.waiting() or self.talk.draft(self.key, "note", longer):
            return longer  # of lines that come at once, the last takes the others along
        self.talk.say(f"This line is not in it: {shown(line)}.")
        return text

    def _note_line(self, prompt: str) -> str | None:
        try:
            line = self.talk.ask(prompt, "Note: ", text=True)
        except EOFError:
            return None
        return None if line.strip() == END_OF_NOTE else line

    def keep_note(self, text: str) -> None:
        """Put the words behind ``note`` below it, at once."""
        if self.talk.lines.cut:
            self.talk.say(CUT.format(count=TERMINAL_LIMIT))
            self._write_on(self._with_line(self._note_so_far(), text, joined=False), cut=True)
        elif self.dispatch(AddNote(text)):
            self.talk.say(words.NOTE_KEPT)

    def note_begun(self) -> str:
        """That a note was begun; "" if none was."""
        return "A note is begun and kept: note goes on with it." if self.night.drafts.get("note") else ""


def shown(text: str) -> str:
    """The beginning of a line, to be said again."""
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}...")


def note_in(line: str) -> str:
    """The words behind ``note`` as they were typed; "" if ``line`` is no such note."""
    head, *text = line.split(None, 1)[:2] or [""]
    return text[0] if text and head.lower() == "note" else ""
