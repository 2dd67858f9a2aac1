"""A visit report as HTML: one file that fetches nothing and runs nothing, for a screen, a phone and one sheet of paper.

Everything a person typed goes in escaped; the drawings are ours.
"""

from functools import cache
from typing import TYPE_CHECKING

from coach.core.page import Page
from coach.exchange.report_chart import Look
from coach.exchange.report_data import data

if TYPE_CHECKING:
    from jinja2 import Template

LOOK = Look(ink="currentColor", line="var(--line)", font="inherit")
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --quiet: #555; --rule: #c9c9c9; --paper: #fff; --line: #17497a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e1d8; --quiet: #b0a99c; --rule: #4a463f; --paper: #16140f; --line: #e0a458; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 0.95rem/1.4 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; margin: 0; }
h2 { font-size: 1rem; margin: 1rem 0 0.2rem; padding-bottom: 0.1rem; border-bottom: 1px solid var(--rule); }
p, ul, ol { margin: 0.2rem 0; }
ul, ol { padding-left: 1.3rem; }
h1, h2, p, li, th, td { unicode-bidi: plaintext; text-align: start; }
.quiet, footer { color: var(--quiet); font-size: 0.88em; }
footer { margin-top: 1rem; padding-top: 0.3rem; border-top: 1px solid var(--rule); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 0.2rem 0; font-variant-numeric: tabular-nums; }
.wide { width: 100%; max-width: 46rem; }
th, td { padding: 0.1rem 0.5rem; vertical-align: top; overflow-wrap: normal; }
th { font-weight: normal; }
thead th { color: var(--quiet); font-size: 0.88em; vertical-align: bottom; border-bottom: 1px solid var(--rule); }
th:first-child { padding-left: 0; }
td, thead th:not(:first-child) { text-align: right; }
tbody th { overflow-wrap: anywhere; min-width: 6rem; }
tbody th.part { padding-left: 1.2rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.2rem 1rem;
  margin: 0.4rem 0 0; }
figure { margin: 0; max-width: 24rem; }
figcaption { font-size: 0.88em; }
svg { display: block; width: 100%; height: auto; color: var(--quiet); }
.beside { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; }
@media (max-width: 40rem) { body { padding: 0.7rem; } .beside { grid-template-columns: 1fr; }
  table { font-size: 0.85rem; } th, td { padding-left: 0.2rem; padding-right: 0.2rem; } tbody th { min-width: 5rem; }
  thead th { font-size: 0.8rem; } tbody th.part { padding-left: 0.6rem; } }
@page { margin: 10mm 13mm; }
@media print {
  :root { --ink: #000; --quiet: #444; --rule: #aaa; --paper: #fff; --line: #17497a; color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 8.6pt; line-height: 1.26; }
  h1 { font-size: 12.5pt; } h2 { font-size: 9pt; margin: 5pt 0 1pt; break-after: avoid; }
  p, ul, ol, table { margin: 1pt 0; } th, td { padding-top: 0; padding-bottom: 0; } .charts { margin-top: 2pt; }
  .charts { grid-template-columns: 1fr 1fr 1fr; } .beside { grid-template-columns: 1fr 1fr; gap: 0 8mm; }
  li, tr, figure { break-inside: avoid; } .scroll { overflow: visible; }
  footer { margin-top: 6pt; }
}
"""

_TEMPLATE = """\
{%- macro section(told) %}
<section>
<h2>{{ told.title }}</h2>
{%- for part in told.parts %}
{%- if part.kind == "text" %}
<p{% if part.quiet %} class="quiet"{% endif %}>{{ part.text }}</p>
{%- elif part.kind == "items" %}
<{{ "ol" if part.numbered else "ul" }}>
{%- for item in part.rows %}
<li>{{ item }}</li>
{%- endfor %}
</{{ "ol" if part.numbered else "ul" }}>
{%- elif part.kind == "table" %}
<div class="scroll"><table{% if part.head | length > 4 %} class="wide"{% endif %}>
<thead><tr>{% for cell in part.head %}{% if cell or not loop.first %}<th scope="col">{{ cell }}</th>{% else %}<td></td>
{%- endif %}{% endfor %}</tr></thead>
<tbody>
{%- for row in part.rows %}
<tr><th scope="row"{% if row.part %} class="part"{% endif %}>{{ row.name }}</th>
{%- for cell in row.cells %}<td>{{ cell }}</td>{% endfor %}</tr>
{%- endfor %}
</tbody>
</table></div>
{%- else %}
<div class="charts">
{%- for chart in part.charts %}
<figure><figcaption>{{ chart.name }}</figcaption>{{ chart.svg | safe }}</figure>
{%- endfor %}
</div>
<p class="quiet">{{ part.legend }}</p>
{%- endif %}
{%- endfor %}
</section>
{%- endmacro -%}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{{ title }}</title>
<style>STYLE</style>
</head>
<body>
<main>
<header>
<h1>{{ title }}</h1>
{%- if who %}
<p>{{ who }}</p>
{%- endif %}
{%- for fact in facts %}
<p>{{ fact }}</p>
{%- endfor %}
</header>
{%- for told in top %}{{ section(told) }}{% endfor %}
<div class="beside">
{%- for side in sides %}
<div>
{%- for told in side %}{{ section(told) }}{% endfor %}
</div>
{%- endfor %}
</div>
</main>
<footer>
{%- for text in foot %}
<p>{{ text }}</p>
{%- endfor %}
</footer>
</body>
</html>
"""


def render(page: Page) -> str:
    """The page as one HTML file; the same page, the same text."""
    return _template().render(data(page, LOOK))


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    rules = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return rules.from_string(_TEMPLATE.replace("STYLE", _STYLE))
