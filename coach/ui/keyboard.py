"""Bytes from a terminal, made into keys and pastes. What is neither is dropped, never typed.

Textual's own parser is not used: it ends the app at a byte that is not UTF-8 (Textual #6668) or at a kitty key report
with a sub-parameter, types late replies of the terminal and the end of a sequence that a slow link split, and never
ends a paste whose end was lost.
"""

import re
from codecs import getincrementaldecoder

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.events import Key, Paste
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

QUIET_SECONDS = 0.005
"""Bytes closer together than this came as one burst; a hand is slower."""
BURST_BYTES = 64 * 1024
BURST_SECONDS = 0.05
LONGEST_SEQUENCE = 4096
LONGEST_PASTE = 1024 * 1024
"""Bytes of a paste that are kept until its end comes: several times what any field holds."""
RAW_CHARACTERS = 16
"""From here on, lines that came in one burst were pasted; so were fewer if there is a word among them."""
TYPED_BYTES = 8
"""Fewer bytes than this at once are keys, even inside a paste."""

_PASTE, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_TOKEN = re.compile(
    rb"""(?P<text>[^\x1b]+)
    | (?P<whole>
        \x1b\[M[\x20-\xff]{3}                           # a mouse report of 1988: three bytes of any kind
      | \x1b\[\[[A-E]                                   # F1 to F5 of the Linux console
      | \x1b\[(?![M\[])[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]  # CSI
      | \x1bO[\x21-\x7e]                                # SS3
      | \x1b[\]PX^_][^\x00-\x06\x08-\x1f]*?(?:\x07|\x1b\\)  # OSC, DCS and their kin, up to their end
      | \x1b[^\x1b\[O\]PX^_]                            # with alt
      )
    | (?P<begun>\x1b(?:\[M[\x20-\xff]{0,2}|\[\[?|\[[\x30-\x3f]*[\x20-\x2f]*|O|[\]PX^_][^\x00-\x06\x08-\x1f]*\x1b?)?\Z)
    | (?P<broken>\x1b(?:\[M|\[[\x30-\x3f]*[\x20-\x2f]*|O|[\]PX^_][^\x00-\x1f]*)?)""",
    re.VERBOSE,
)
_KEY = re.compile(r"\x1b(?:\[(?:\d{1,2}(?:;\d{1,3})?)?[A-HPQSZ~]|O[A-Za-z]|\[\[[A-E])")
_MODIFIED = re.compile(r"\x1b\[(?P<code>\d{1,7})(?:;(?P<modifiers>\d{1,3}))?u")
_WORD = re.compile(r"[^\W\d_]{3}")
_CONTROLS = {8: "\x7f", 9: "\t", 13: "\r", 27: "\x1b", 127: "\x7f"}

Input = Key | Paste


class Keyboard:
    """What a terminal sends. Time is given as seconds of any clock that does not go back.

    ``patience`` is how long the bytes of one sequence may be apart, and so how long a lone Escape waits.
    """

    def __init__(self, patience: float, encoding: str = "utf-8") -> None:
        self._patience = patience
        self._encoding = encoding
        self._decode = getincrementaldecoder(encoding)("ignore").decode
        self._burst = b""
        self._burst_began = self._burst_last = 0.0
        self._begun = b""
        """A sequence whose end has not come."""
        self._begun_at = 0.0
        self._paste: bytes | None = None
        self._paste_at = 0.0
        self._raw_until = 0.0

    def feed(self, data: bytes, now: float) -> None:
        """``data`` has come."""
        if not self._burst:
            self._burst_began = now
        self._burst += data
        self._burst_last = now

    @property
    def due(self) -> float | None:
        """When to ask for what has come of it."""
        if self._burst:
            full = len(self._burst) >= BURST_BYTES
            return (
                self._burst_last if full else min(self._burst_last, self._burst_began + BURST_SECONDS) + QUIET_SECONDS
            )
        if self._paste is not None:
            return self._paste_at + max(1.0, 4 * self._patience)
        return self._begun_at + self._patience if self._begun else None

    def take(self, now: float) -> list[Input]:
        """The keys and pastes that are certain by ``now``."""
        if self.due is None or now < self.due:
            return []
        if self._burst:
            burst, self._burst = self._burst, b""
            return self._read(burst, now)
        if self._paste is not None:
            return self._pasted_until(b"", now)
        # The rest of the sequence never came: Escape by itself was a key, anything longer is of no use.
        lone, self._begun = self._begun == b"\x1b", b""
        return [Key("escape", "\x1b")] if lone else []

    def _read(self, burst: bytes, now: float) -> list[Input]:
        if self._paste is not None:
            if len(burst) >= TYPED_BYTES:
                self._paste_at = now
            self._paste += burst
            if _PASTE_END in self._paste:
                return self._pasted(now)
            if len(self._paste) > LONGEST_PASTE:  # its end may be half there
                self._paste = self._paste[:LONGEST_PASTE] + self._paste[-len(_PASTE_END) :]
            return []
        escaped: list[Input] = []
        if self._begun == b"\x1b" and burst[:1] not in b"\x1b[O]PX^_":
            # Escape and then another key, not Alt: the two came apart.
            escaped, self._begun = [Key("escape", "\x1b")], b""
        data, self._begun = self._begun + burst, b""
        before, mark, after = data.partition(_PASTE)
        keys = escaped + self._typed(before, now)
        if mark:
            self._paste, self._paste_at = after, now
            keys += self._pasted(now) if _PASTE_END in after else []
        return keys

    def _pasted(self, now: float) -> list[Input]:
        """A paste up to the last mark of its end: one inside the text is text."""
        paste, _, after = (self._paste or b"").rpartition(_PASTE_END)
        self._paste = paste
        return self._pasted_until(after, now)

    def _pasted_until(self, after: bytes, now: float) -> list[Input]:
        text = (self._paste or b"").replace(_PASTE, b"").replace(_PASTE_END, b"").decode(self._encoding, "ignore")
        self._paste = None
        self._raw_until = now + self._patience
        return [*self._paste_of(text), *(self._read(after, now) if after else [])]

    def _paste_of(self, text: str) -> list[Input]:
        text = text.replace("\x00", "")
        return [Paste(text)] if text else []

    def _typed(self, data: bytes, now: float) -> list[Input]:
        """Keys; or, where hands cannot have been that fast, one paste."""
        parts = self._parts(data, now)
        text = "".join(part for part in parts if isinstance(part, str))
        if self._is_paste(text, now):
            self._raw_until = now + max(self._patience, 0.25)
            return self._paste_of(text)
        return [key for part in parts for key in (part if isinstance(part, list) else map(_key_of, part)) if key]

    def _is_paste(self, text: str, now: float) -> bool:
        if now < self._raw_until and len(text) > 1:
            return True
        lines = text.strip("\r\n")
        several = "\r" in lines or "\n" in lines
        return several and (len(text) >= RAW_CHARACTERS or _WORD.search(lines) is not None)

    def _parts(self, data: bytes, now: float) -> list[str | list[Key]]:
        """Plain text, and the keys of the sequences between it."""
        parts: list[str | list[Key]] = []
        for token in _TOKEN.finditer(data):
            kind, raw = token.lastgroup, token.group()
            if kind == "text":
                parts.append(self._decode(raw))
            elif kind == "whole":
                parts.append(self._keys_of(raw))
            elif kind == "begun" and len(raw) < LONGEST_SEQUENCE:
                self._begun, self._begun_at = raw, now
            elif raw == b"\x1b":
                parts.append([Key("escape", "\x1b")])
        return parts

    def _keys_of(self, raw: bytes) -> list[Key]:
        """The keys of a whole sequence; none where it is a reply, a report or nothing we know."""
        sequence = raw.decode("ascii", "ignore")
        if modified := _MODIFIED.fullmatch(sequence):
            return _modified(int(modified["code"]), int(modified["modifiers"] or 1))
        known = ANSI_SEQUENCES_KEYS.get(sequence) if _KEY.fullmatch(sequence) else None
        if isinstance(known, str):  # the keypad, as some terminals send it
            return [key for key in map(_key_of, known) if key]
        return [Key(key.value, None) for key in known if key is not Keys.Ignore] if isinstance(known, tuple) else []


def _modified(code: int, modifiers: int) -> list[Key]:
    """A key as terminals report it that another program left in their newer ways; only those of a plain keyboard."""
    if modifiers not in (1, 2, 5) or code > 0x10FFFF:
        return []
    char = _CONTROLS.get(code, chr(code))
    if modifiers == 5:
        return [Key(f"ctrl+{char}", None)] if char.isascii() and char.isalpha() else []
    key = _key_of(char)
    return [key] if key and (code in _CONTROLS or key.is_printable) else []


def _key_of(char: str) -> Key | None:
    """The key that types ``char``; None where no key does."""
    if "\x80" <= char <= "\x9f":
        return None
    known = ANSI_SEQUENCES_KEYS.get(char)
    if isinstance(known, tuple):
        return Key(known[0].value, char) if known[0] is not Keys.Ignore else None
    name = char if char.isalnum() else _character_to_key(char)
    return Key(KEY_NAME_REPLACEMENTS.get(name, name), char)
