import type { Problem } from '@clientele/core';
import { html, prose } from './html.ts';
import { missingPage, type Page, page } from './page.ts';
import { type ProblemText, problemTexts } from './problem-texts.ts';

/**
 * The page that the `type` of a refusal opens (RFC 9457 §3.1.1), or the 404 page for a type that there is not.
 * Which status stands for a problem is the affair of each API, so the page names none.
 */
export function problemPage(type: string): Page {
  const text = isProblemType(type) ? problemTexts[type] : undefined;
  if (!text) return missingPage('problem');
  const main = html`<h1>${text.title}</h1>
<p class="soft">Problem type <code>/problems/${type}</code></p>
<h2>What it means</h2>
<p>${prose(text.meaning)}</p>
<h2>What to do</h2>
<p>${prose(text.remedy)}</p>
<p><a href="/problems/">All problems</a></p>`;
  return page({ title: text.title, main });
}

/** All problems there are, each with a link to its page. */
export function problemIndexPage(): Page {
  const entries = Object.entries(problemTexts) as [Problem['type'], ProblemText][];
  const main = html`<h1>Problems</h1>
<p>When Clientele refuses a request, the <code>type</code> of the answer names one of these problems. In an API with an
error format of its own, the words are that API’s, and what they mean is the same.</p>
<dl>${entries.map(
    ([type, { title, meaning }]) =>
      html`<dt><a href="/problems/${type}">${title}</a> <code class="soft">${type}</code></dt>
<dd>${prose(meaning)}</dd>
`,
  )}</dl>`;
  return page({ title: 'Problems', main });
}

function isProblemType(type: string): type is Problem['type'] {
  return Object.hasOwn(problemTexts, type);
}
