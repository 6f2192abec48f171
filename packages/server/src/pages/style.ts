/** The style sheet of all pages. It is put into each page, and the content security policy names its hash. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1b1f24, #e6e9ee);
  --soft: light-dark(#57606a, #a3acb8);
  --paper: light-dark(#ffffff, #14171c);
  --panel: light-dark(#f4f6f8, #1e232a);
  --line: light-dark(#d3d9e0, #38414c);
  --link: light-dark(#0b57b0, #82b4ff);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; padding: 0.5rem 1rem; background: var(--paper); }
.skip:focus { left: 0.5rem; top: 0.5rem; }
header { border-bottom: 1px solid var(--line); padding: 0.75rem 1.5rem; }
header ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin: 0; padding: 0; list-style: none; }
header li:first-child { font-weight: 600; }
.columns { max-width: 84rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
.contents { font-size: 0.9rem; }
.contents ul { margin: 0.25rem 0 1rem; padding: 0; list-style: none; }
.contents li { margin: 0.3rem 0; overflow-wrap: anywhere; }
.contents > ul > li > a { font-weight: 600; }
.contents ul ul { padding-left: 0.75rem; border-left: 1px solid var(--line); }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.4rem; line-height: 1.3; margin: 3rem 0 0.75rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.15rem; margin: 2.5rem 0 0.5rem; }
h4 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
p, dl, main > ul { max-width: 46rem; }
code, pre { font: 0.9em/1.5 ui-monospace, 'Cascadia Mono', Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: 0.75rem 1rem; overflow-x: auto; }
.target { font-size: 1.05rem; }
.method { font-weight: 700; }
.soft { color: var(--soft); }
.wide { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; margin: 0.5rem 0 1rem; font-size: 0.92rem; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 400; }
td { min-width: 5rem; max-width: 34rem; }
dt { font-weight: 600; margin-top: 0.75rem; }
dd { margin-left: 0; }
@media (min-width: 64rem) {
  .columns:has(> .contents) { display: grid; grid-template-columns: 18rem minmax(0, 1fr); gap: 3rem; }
  .contents { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 1rem 0.25rem; }
}
@media print {
  .contents, header, .skip { display: none; }
}
`;
