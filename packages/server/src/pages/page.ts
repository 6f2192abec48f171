import { createHash } from 'node:crypto';
import { type Html, html, raw } from './html.ts';
import { STYLE } from './style.ts';

/** What is answered to a GET for a page or a document. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PageContent {
  readonly title: string;
  readonly main: Html;
  /** Links within the page, shown beside it where there is room. */
  readonly contents?: Html;
}

/** Nothing is loaded or run but the one style sheet inside the page. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'cache-control': 'public, max-age=300',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const HOME = [
  { path: '/', name: 'Clientele' },
  { path: '/docs', name: 'Reference' },
  { path: '/problems/', name: 'Problems' },
];

/** A page in the frame that all pages have: readable without a style sheet, in light and dark, by ear and by keyboard. */
export function page(content: PageContent, status = 200): Page {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${content.title}${content.title !== 'Clientele' && ' – Clientele'}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><nav aria-label="Site"><ul>${HOME.map(({ path, name }) => html`<li><a href="${path}">${name}</a></li>`)}</ul></nav></header>
<div class="columns">
${content.contents && html`<nav class="contents" aria-label="On this page">${content.contents}</nav>`}
<main id="main" tabindex="-1">${content.main}</main>
</div>
</body>
</html>
`;
  return { status, headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8' }, body: document.markup };
}

/** A document for programs, under the same headers as the pages. */
export function jsonPage(document: unknown, mediaType = 'application/json'): Page {
  return { status: 200, headers: { ...HEADERS, 'content-type': mediaType }, body: `${JSON.stringify(document)}\n` };
}

/** The page where there is none. It repeats nothing of what was asked for. */
export function missingPage(what: string): Page {
  const main = html`<h1>There is no such ${what}</h1>
<p>The address may be mistyped, or it belongs to another version. <a href="/">Begin at the start page.</a></p>`;
  return page({ title: `No such ${what}`, main }, 404);
}
