"""The report's style sheet: light and dark, for screen and paper."""

from __future__ import annotations

STYLE = """
:root { --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --rule: #d0d7de; --one: #0b5cad; --two: #b35900; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9aa4ae; --paper: #0f1419; --rule: #30363d; --one: #58a6ff; --two: #f0a050; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { margin: 0 0 .5rem; } h2 { margin: 2.5rem 0 .75rem; } h3 { margin: 0 0 .25rem; font-size: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } table { border-collapse: collapse; }
th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--rule); }
th[scope=rowgroup] { padding-top: 1rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 2rem; }
figure { margin: 0; } figcaption, .kind, .before { color: var(--soft); font-size: .875rem; margin: 0; }
article { border-top: 1px solid var(--rule); padding: 1rem 0; break-inside: avoid; }
.said { font-weight: 600; } q { quotes: none; } pre { overflow-x: auto; }
svg { width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 12px; }
svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
.grid { stroke: var(--rule); }
.line { fill: none; stroke: var(--one); stroke-width: 2; } .line.c1 { stroke: var(--two); }
.dot { fill: var(--one); } .bar { fill: var(--one); } .rest { fill: var(--rule); opacity: .5; }
.mark { stroke: var(--two); stroke-width: 2; }
"""
