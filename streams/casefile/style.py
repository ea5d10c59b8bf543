"""The style of a case file: black on white, made for paper first."""

STYLE = """\
@page { size: A4; margin: 16mm 15mm; }
* { box-sizing: border-box; }
body { font: 10pt/1.35 "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1a1a1a; background: #fff;
  max-width: 178mm; margin: 0 auto; padding: 8mm 4mm; }
h1 { font-size: 18pt; line-height: 1.2; margin: 0 0 4mm; }
h2 { font-size: 12pt; margin: 7mm 0 2mm; padding-bottom: 1mm; border-bottom: 1px solid #1a1a1a; break-after: avoid; }
p { margin: 0 0 2mm; }
.kind { font-size: 9.5pt; color: #555; margin: 0; }
.stands { padding: 3mm 4mm; border-left: 1.5mm solid #555; background: #f3f3f3; font-weight: 600; }
.stands small { font-weight: 400; }
.holds { border-color: #14713a; }
.ended { border-color: #9a6700; }
.gone { border-color: #b3261e; }
table { width: 100%; border-collapse: collapse; margin: 0 0 2mm; font-size: 9pt; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 0.7mm 2.5mm 0.7mm 0; border-bottom: 1px solid #ddd; }
.when { white-space: nowrap; }
.id { display: inline-block; min-width: 34mm; }
.id, .facts td { overflow-wrap: anywhere; }
thead th { border-bottom: 1px solid #888; font-weight: 600; color: #444; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.facts th { width: 42mm; font-weight: 600; color: #444; }
.overruled td { color: #767676; text-decoration: line-through; }
.overruled td:last-child { text-decoration: none; }
ol, ul { margin: 2mm 0; padding-left: 6mm; }
code { font-size: 9pt; }
@media print { body { max-width: none; margin: 0; padding: 0; }
  .stands { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
