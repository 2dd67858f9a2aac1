"""The sample visit report, in every format, from a diary that ``assets/make.py`` gives."""

from pathlib import Path

from coach import __version__
from coach.core.page import page
from coach.exchange import report_html, report_md, report_pdf, report_text
from coach.session import Session
from coach.visit import visit

NAME = "visit-report"


def sample(session: Session, folder: Path, nights: int = 90) -> list[Path]:
    """Write the report of the last ``nights`` into ``folder`` as text, Markdown, HTML and PDF; the files."""
    told = page(visit(session, nights=nights), __version__)
    formats = {
        ".txt": report_text.render(told).encode(),
        ".md": report_md.render(told).encode(),
        ".html": report_html.render(told).encode(),
        ".pdf": report_pdf.render(told).body,
    }
    for ending, body in formats.items():
        (folder / f"{NAME}{ending}").write_bytes(body)
    return [folder / f"{NAME}{ending}" for ending in formats]
