"""Files of unknown origin, opened with care: the members of a zip, and bytes as text. Nothing touches the disk."""

import codecs
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from coach.core.words import one_line
from coach.exchange.found import BadFile

MB = 1024 * 1024
LARGEST_FILE = 50 * MB
"""Bytes of one file: thirty years of a diary are a tenth of it."""
LARGEST_MEMBER, LARGEST_IN_ALL = 32 * MB, 64 * MB
"""Bytes unpacked, of one member and of all; measured while reading, for a header can say anything."""
MOST_MEMBERS = 5_000
MOST_UNPACKED = 250
"""Times the zip's own size that it may unpack to, once that is more than ``SMALL``. Loop's exports come to 20."""
SMALL = MB

_CHUNK = 64 * 1024
_DIRECTORY_ENTRY = b"PK\x01\x02"
_PLAINLY_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # NotImplementedError is one
    ValueError,  # a name that is no text, and numbers out of all bounds
    OverflowError,
)
"""What ``zipfile`` raises on a zip that is broken or made to break it."""


def check_size(data: bytes) -> None:
    """Pass ``data`` if it is neither empty nor too large.

    Raises:
        BadFile: if it is.
    """
    if not data:
        raise BadFile("It is empty.")
    if len(data) > LARGEST_FILE:
        raise BadFile(f"It has more than {LARGEST_FILE // MB} MB, the most that is read.")


def is_zip(data: bytes) -> bool:
    """Does ``data`` begin as a zip does, also an empty one?"""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members_of_zip(data: bytes) -> dict[str, bytes]:
    """The files in a zip by their names, folders left out.

    Raises:
        BadFile: if it is broken, encrypted, too large, or names a place that is not inside it.
    """
    check_size(data)
    # Each member has such an entry, so they are counted before zipfile makes an object of each.
    if data.count(_DIRECTORY_ENTRY) > MOST_MEMBERS:
        raise BadFile(f"It holds more than {MOST_MEMBERS:,} files.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive, len(data))
    except BadFile:
        raise
    except _UNREADABLE:
        raise BadFile("It is a zip that is damaged: export it again.") from None


def _unpacked(archive: zipfile.ZipFile, size: int) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    total = 0
    for info in archive.infolist():
        name = info.orig_filename  # zipfile cuts its own at a NUL
        check_name(name)
        _check_member(info, name)
        if name.endswith("/"):
            continue
        if name in members:
            raise BadFile(f"It holds {_told(name)} twice.")
        room = min(LARGEST_MEMBER, LARGEST_IN_ALL - total, max(SMALL, MOST_UNPACKED * size) - total)
        members[name] = _content(archive, info, room)
        total += len(members[name])
    return members


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    parts: list[bytes] = []
    with archive.open(info) as member:
        while part := member.read(_CHUNK):
            room -= len(part)
            if room < 0:
                raise BadFile(f"It unpacks to more than is read here: {LARGEST_IN_ALL // MB} MB is the most.")
            parts.append(part)
    return b"".join(parts)


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise BadFile("It is locked with a password: export it without one.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise BadFile(f"{_told(name)} in it is a link, not a file.")
    if info.compress_type not in _PLAINLY_PACKED:
        raise BadFile(f"{_told(name)} in it is packed in a way that is not read here: make an ordinary zip.")


def check_name(name: str) -> None:
    """Pass the name of a member that stays inside its folder.

    Raises:
        BadFile: if it leads elsewhere, or cannot be shown.
    """
    elsewhere = name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name) or ".." in name.split("/")
    if elsewhere or not name or any(ord(letter) < 32 for letter in name):
        raise BadFile(f"It holds the name {_told(name)}, which leads out of its folder.")


def check_members(members: Mapping[str, bytes]) -> None:
    """Pass the files of a folder by the rules of a zip.

    Raises:
        BadFile: if there are too many, they are too large, or a name leads elsewhere.
    """
    if len(members) > MOST_MEMBERS:
        raise BadFile(f"It holds more than {MOST_MEMBERS:,} files.")
    if sum(map(len, members.values())) > LARGEST_IN_ALL:
        raise BadFile(f"Its files come to more than {LARGEST_IN_ALL // MB} MB, the most that is read.")
    for name in members:
        check_name(name)


def _told(name: str) -> str:
    """A name from the file, short enough for a sentence, and cleaned."""
    return repr(one_line(name)[:60])


_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def text_of(data: bytes) -> str:
    """``data`` as text: UTF-8, or UTF-16 that begins with its mark. Line ends stay as they are.

    Raises:
        BadFile: if it is anything else; the sentence says in which line.
    """
    check_size(data)
    encoding = next((named for mark, named in _UTF_16.items() if data.startswith(mark)), "utf-8")
    if data.startswith(_UTF_32):
        raise BadFile("It is UTF-32, not UTF-8: save it as UTF-8.")
    begins = 0 if encoding == "utf-8" else 2
    try:
        text = data.decode("utf-8-sig") if not begins else data[begins:].decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + begins + (3 if not begins and data.startswith(codecs.BOM_UTF8) else 0)
        line = data.count(b"\n", 0, at) + 1
        raise BadFile(f"It is not UTF-8 (byte 0x{data[at]:02X} in line {line:,}): save it as UTF-8.") from None
    nul = text.find("\0")
    if nul >= 0:
        raise BadFile(f"It has a NUL in line {text.count(chr(10), 0, nul) + 1:,}, so it is no text: save it as UTF-8.")
    return text
