"""The lint of words: ``python -m tests.words`` reads every word a person can see, and is 1 where one must not stand.

Each line it prints is ``file: what is wrong: the text``. The phrases are those of evidence.md, section 5,
by its groups.
"""

import ast
import html
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from coach.content import STRENGTHS

ROOT = Path(__file__).parent.parent

HONEST = r"(?<!\bnot )(?<!\bnever )(?<!n't )(?<!\bnot change or )(?<!\bnever change or )(?<!n't change or )"
"""Before a verb: "don't stop your medicine" may be said, also as "don't change or stop"."""
MEDICINE = r"(?:prescribed|prescription|medicines?|medications?|meds|tablets?|pills?|drugs?)\b"
YOURS = r"(?:your|the|a|an|this|that|these|those|any|all) (?:\w+ ){0,2}?"
AMOUNT = r"(?:\d[\d.,-]*|\{\}|one|two|three|half an?|an?(?:other| extra| second| third| whole)?)"
KINDS = (
    r"antidepressants?|antipsychotics?|antibiotics?|antihistamines?|opioids?|diuretics?|water pills?|statins?"
    r"|blood thinners?|beta[- ]blockers?|sleeping (?:tablets?|pills?)|sedatives?|insulin"
)


def _medicines() -> str:
    """Every name of a medicine that may be prescribed, as one pattern; not those that are magnesium themselves."""
    told = tomllib.loads((ROOT / "coach" / "content" / "medicines.toml").read_text(encoding="utf-8"))
    counted = {row["id"] for row in told["classes"] if row["action"] == "count"}
    rows = {name: row for name, row in told["medicines"].items() if not counted & set(row["classes"])}
    names = {name for generic, row in rows.items() for name in (generic, *row.get("names", ()))}
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if len(name) > 3)


BANNED: dict[int, tuple[str, ...]] = {
    1: (
        r"magnesium (?:\w+ly |can |will |may |might |does |also )*(?:cures?|treats?|stops?|fix(?:es)?|prevents?)\b",
        r"\b(?:cures?|cured|fix(?:es)?) (?:for |of )?(?:your |the )?(?:RLS|restless legs)",
        r"extremely effective",
        r"\bproven\b",
        r"strong evidence",
        r"(?<!that it )(?<!\bnot )(?<!n't )\b(?:treats?|stops?|prevents?) (?:your |the )?(?:RLS|restless legs)\b",
    ),
    2: (
        r"(?:caused by|because of) (?:low|too little|a lack of|missing) magnesium",
        r"\blow magnesium (?:\w+ )?causes?\b",
        r"\byou(?: are|'re) (?:\w+ )?deficient",
        r"boosts? (?:your |the )?immun",
        r"\bdetox",
    ),
    3: (
        r"\bsafe for (?:everyone|everybody|anyone|all\b|you\b)",
        r"natural,? (?:so|and|therefore|hence) safe",
        r"\b(?:totally|perfectly|completely|entirely|always|quite) safe\b|\bharmless\b",
        r"\b(?:no|without|free of) side[- ]effects\b",
        r"\bno (?:known )?interactions?\b|\binteractions?: none",
        r"\bsafe (?:to (?:take|use|combine|mix)|with|together|in combination)\b",
    ),
    4: (
        r"(?<!\byou )(?<!\bi )\b(?:take|try) (?:(?:about|up to|another|only) )?"
        + AMOUNT
        + r" ?(?:more )?(?:m?g\b|milligram|tablet|capsule)",
        r"\byou (?:can|could|may|should|must|need to) (?:take|try) " + AMOUNT,
        r"\b(?:increase|raise|up) (?:your|the) (?:dose|amount)",
        HONEST + r"\bdouble (?:up|the dose|your dose)",
        HONEST + r"\btake two to catch up",
        r"\b(?:ideal|optimal|perfect|best|right|safe) dose\b|\brecommended dose:",
        r"\byour dose (?:should|must|ought)",
        r"(?<!neither )\bis (?:the|a|your) recommended dose",
    ),
    5: (
        HONEST
        + r"\b(?:stop|skip|reduce|halve|cut|lower|pause|leave out|come off|quit)(?: taking)? "
        + YOURS
        + MEDICINE,
        HONEST
        + r"\b(?:stop|skip|reduce|halve|cut|lower|pause|come off|quit)(?: taking)? (?:your |the )?(?:\w+ )?"
        + rf"(?:{KINDS}|{_medicines()})\b",
        HONEST + r"\b(?:stopping|skipping|reducing|halving) " + YOURS + MEDICINE,
        HONEST + r"\breplace " + YOURS + MEDICINE,
        r"(?:instead of|rather than) (?:(?:seeing|asking|calling|going to) )?(?:a|your|the) "
        r"(?:doctor|GP|clinician|prescriber)",
        r"(?<!need to )\btry magnesium\b",
    ),
    6: (
        r"(?<!\bif )(?<!\bwhen )\byou (?:probably |may |might |clearly )?(?:do not |don't )?have (?:RLS|restless leg)",
        r"\byou suffer from (?:RLS|restless leg)",
        r"\bmeans (?:\w+ )?(?:mild|moderate|severe) (?:RLS|restless leg)",
        r"\bIRLS score",
    ),
    7: (
        r"\b(?:take|try) (?:an? |some )?(?:\w+ )?"
        r"(?:antihistamine|benadryl|diphenhydramine|doxylamine|quinine|night ?cap)",
        r"\bnight ?cap\b",
        HONEST + r"\bstart (?:taking )?iron\b",
        HONEST + r"\btake (?:an? |some )?iron\b",
    ),
    8: (
        r"\btop(?:s|ping|ped)? up (?:your |the )?magnesium",
        r"\bepsom[\w -]* (?:tops?|fills?|refills?|restores?)\b",
        r"\b(?:drains?|depletes?|robs you of|(?:washes|flushes) out) (?:\w+ )?magnesium",
    ),
    9: (
        r"\bit worked\b|(?<!\bthat )(?<!\bhow )(?<!\bwhether )(?<!\bif )\bit works\b|\bmagnesium work(?:s|ed)\b",
        r"\bsignificant(?:ly)?\b",
        r"(?:doesn't|does not|didn't|did not) work for you",
    ),
    10: (
        r"\byou(?:'ve| have)? failed",
        r"\b(?:broke|broken|lost|losing|ruined|missed) (?:your |the |a )?(?:[\w-]+ )?streak",
        r"\bstreak (?:is |was )?(?:lost|broken|over)\b|\bkeep your streak",
        r"\byou forgot\b",
        r"\bgreat job",
        r"\btime (?:for|to take) your (?:magnesium|pills?|tablets?|dose)",
        HONEST + r"\b(?:remember|forget) (?:to take )?your (?:magnesium|pills?|tablets?|dose)",
        r"\bdon't forget (?:to take )?your (?:magnesium|pills?|tablets?|dose)",
        r"\btake your (?:magnesium|pills?|dose)\b",
        r"\b(?:only|just) \d+ (?:days?|nights?|hours?|minutes?) (?:left|to go)",
        r"\bdon't give up\b",
        r"\byou should have\b",
    ),
    11: (
        r"\b(?:don't|do not|no need to) worry",
        r"\bnothing to worry about",
        r"\bprobably (?:just|only|nothing)\b|\b(?:it|this|that)(?: is|'s) just an? ",
    ),
    12: (
        r"\b(?:FDA|NHS|AASM|MHRA|EFSA|EMA)[- ](?:approved|recommended|endorsed|certified)",
        r"\b(?:approved|recommended|endorsed|certified) by (?:the |your )?(?:FDA|NHS|AASM|MHRA|EFSA|EMA|doctors?)\b",
        r"\b(?:approved|recommended|clinically tested) app\b|\bdoctor[- ](?:approved|recommended)\b",
    ),
    13: (r"\bas hot as\b",),
}
"""Patterns by group, looked for whatever the case and however the text is wrapped."""

RULES = {"gate.toml", "dose.toml"}
"""Files whose sentences are rules: they have a source, and no strength of their own."""
SPOKEN = {("triage.toml", "effects")}
"""Tables whose texts are names of what another table says, with its source."""
NO_SOURCE = re.compile(r"https?://|\bwww\.|\[GK|\[V2?\b|\[APP|healthline|droracle|blog", re.IGNORECASE)
"""What is no primary work: addresses, the tags of evidence.md, and mirrors."""


class Wrong(NamedTuple):
    """Where something is wrong, what, and the words around it."""

    file: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}: {self.text}"


def seen(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Every text a person can see, in one line each, with the file it stands in."""
    for path in sorted((root / "coach").rglob("*.toml")):
        yield from ((path.name, text) for text in _values(_toml(path)))
    for path in sorted((root / "coach").rglob("*.py")):
        yield from ((str(path.relative_to(root)), text) for text in _constants(path))
    golden = root / "tests" / "golden"
    for path in sorted([*golden.glob("*.txt"), *golden.glob("*.md")]):
        yield path.name, _flat(path.read_text(encoding="utf-8"))
    for path in sorted((root / "assets").glob("*.svg")):
        yield path.name, _flat(" ".join(_drawn(path.read_text(encoding="utf-8"))))
    yield "README.md", _flat((root / "README.md").read_text(encoding="utf-8"))


def phrases(text: str) -> Iterator[tuple[int, str]]:
    """The group and the words of each banned phrase in ``text``."""
    for group, patterns in BANNED.items():
        for pattern in patterns:
            if found := re.search(pattern, _flat(text), re.IGNORECASE):
                yield group, found[0]


def unfounded(root: Path = ROOT) -> Iterator[Wrong]:
    """Each statement of the content without a source or a strength, or with one that is no primary work."""
    for path in sorted((root / "coach" / "content").glob("*.toml")):
        for table in _tables(_toml(path)):
            where, row = table
            text = row.get("says") or row.get("text")
            if isinstance(text, str) and (path.name, where) not in SPOKEN:
                yield from (Wrong(path.name, what, text[:70]) for what in _lacking(row, path.name))


def wrong(root: Path = ROOT) -> list[Wrong]:
    """Everything that is wrong."""
    found = [
        Wrong(file, f"group {group}, {words!r}", text[:100])
        for file, text in seen(root)
        for group, words in phrases(text)
    ]
    return [*found, *unfounded(root)]


def _lacking(row: dict[str, Any], file: str) -> Iterator[str]:
    source = row.get("source")
    if not isinstance(source, str) or len(source.strip()) < 3:
        yield "no source"
    elif no_source := NO_SOURCE.search(source):
        yield f"{no_source[0]!r} is no primary work"
    if row.get("strength") not in STRENGTHS and file not in RULES:
        yield "no strength"


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _values(told: object) -> Iterator[str]:
    """Every text in a TOML file, keys too: some are names that are shown."""
    if isinstance(told, str):
        yield _flat(told)
    elif isinstance(told, dict):
        for key, value in told.items():
            yield _flat(key)
            yield from _values(value)
    elif isinstance(told, list):
        for value in told:
            yield from _values(value)


def _tables(told: object, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a TOML file with the name of the topmost one it stands in."""
    if isinstance(told, dict):
        yield where, told
        for key, value in told.items():
            yield from _tables(value, where or key)
    elif isinstance(told, list):
        for value in told:
            yield from _tables(value, where)


def _constants(path: Path) -> Iterator[str]:
    """Every text in a program, those with something to fill in as a whole."""
    program = ast.parse(path.read_text(encoding="utf-8"))
    filled = [node for node in ast.walk(program) if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for node in filled for part in node.values}
    for node in ast.walk(program):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield _flat(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield _flat("".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values))


def _drawn(svg: str) -> Iterator[str]:
    for part in re.findall(r"<(?:text|title)\b[^>]*>(.*?)</(?:text|title)>", svg, re.DOTALL):
        yield html.unescape(re.sub(r"<[^>]*>", "", part))


def _flat(text: str) -> str:
    """``text`` in one line, with straight quotes, as the patterns want it."""
    return " ".join(text.replace("\u2019", "'").split())


def main() -> int:
    """Say what is wrong; 1 if anything is."""
    found = [str(one) for one in wrong()]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
