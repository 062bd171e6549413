/** How the page looks on a screen and on paper. Fonts of the machine that carry Vietnamese diacritics. */
export const STYLE = `
:root { color-scheme: light; font: 14px/1.45 'Times New Roman', Tinos, 'Liberation Serif', 'Noto Serif', serif; }
body { max-width: 1180px; margin: 0 auto; padding: 24px; color: #111; background: #fff; }
header, footer { display: grid; grid-template-columns: 2fr 3fr; gap: 8px 24px; }
header { text-align: center; }
header p, footer p { margin: 0; }
footer { margin-top: 32px; break-inside: avoid; }
.national, .office { font-weight: bold; }
.motto { display: inline-block; padding-bottom: 4px; font-weight: bold; border-bottom: 1px solid #111; }
header .small { margin-top: 6px; white-space: pre-wrap; }
.date, .sent { font-style: italic; }
.sent { font-weight: bold; }
.signature { text-align: center; }
.signature .signer { margin-top: 80px; }
@media (max-width: 560px) { header { grid-template-columns: 1fr; } }
h1 { margin: 28px 0 4px; font-size: 20px; text-align: center; }
h2 { margin: 24px 0 8px; font-size: 16px; break-after: avoid; }
.network { margin: 0 0 8px; text-align: center; font-weight: bold; }
.demonstration { text-align: center; font-style: italic; color: #8a3b00; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; }
dt { font-style: italic; }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: 12.5px; }
th, td { border: 1px solid #888; padding: 3px 5px; vertical-align: top; }
th { background: #f0f0ec; text-align: center; }
thead { display: table-header-group; }
tfoot { display: table-row-group; font-weight: bold; }
tr { break-inside: avoid; }
.figure { text-align: right; font-variant-numeric: tabular-nums; }
.number { text-align: center; }
svg { width: 100%; height: auto; font-size: 13px; }
svg text { fill: #111; }
.bar { fill: #2f6690; }
.legend span { margin-right: 16px; white-space: nowrap; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 5px; vertical-align: -1px; }
.cell-full { fill: #2e7d4f; background: #2e7d4f; }
.cell-high { fill: #a3c96b; background: #a3c96b; }
.cell-low { fill: #e8a33d; background: #e8a33d; }
.cell-poor { fill: #b3261e; background: #b3261e; }
.cell-none { fill: #c8c8c4; background: #c8c8c4; }
ol { padding-left: 22px; }
@page { size: A4 landscape; margin: 15mm; }
@media print {
  body { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
