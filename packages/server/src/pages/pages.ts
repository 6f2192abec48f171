import type { Face } from '../faces/face.ts';
import { html, prose } from './html.ts';
import { openApiDocument } from './openapi.ts';
import { jsonPage, missingPage, type Page, page } from './page.ts';
import { problemIndexPage, problemPage } from './problems.ts';
import { type NamedDocument, referenceIndexPage, referencePage } from './reference.ts';

/** A page and where it is; whoever serves it registers it for GET. */
export interface PageRoute {
  /** Path with `:name` for its parameters. */
  readonly path: string;
  readonly handle: (parameters: Readonly<Record<string, string>>) => Page;
}

export interface PagesOptions {
  /** The version that the documents give. */
  readonly version: string;
  /** Where the faces are served; the root of the pages' own server unless given. */
  readonly serverUrl?: string;
  /** The public keys that access tokens of the built-in issuer are verified with (RFC 7517). */
  readonly jwks?: unknown;
}

/** Everything that is there to be read: start page, reference, OpenAPI documents, problems, and the key set if any. */
export function pageRoutes(faces: readonly Face[], { version, serverUrl = '/', jwks }: PagesOptions): PageRoute[] {
  const documents = lazily(() =>
    faces.map((face) => ({ name: face.name, document: openApiDocument(face, { version, serverUrl }) })),
  );
  const files = lazily(() => new Map(documents().map(({ name, document }) => [`${name}.json`, jsonPage(document)])));
  const references = lazily(() => new Map(documents().map((named) => [named.name, referencePage(named)])));
  const start = lazily(() => startPage(documents()));
  const index = lazily(() => referenceIndexPage(documents()));
  const keys = jwks !== undefined && jsonPage(jwks, 'application/jwk-set+json');
  return [
    { path: '/', handle: start },
    { path: '/docs', handle: index },
    { path: '/docs/:face', handle: ({ face = '' }) => references().get(face) ?? missingPage('reference') },
    { path: '/openapi/:file', handle: ({ file = '' }) => files().get(file) ?? missingPage('document') },
    { path: '/problems/', handle: problemIndexPage },
    { path: '/problems/:type', handle: ({ type = '' }) => problemPage(type) },
    ...(keys ? [{ path: '/.well-known/jwks.json', handle: () => keys }] : []),
  ];
}

function startPage(documents: readonly NamedDocument[]): Page {
  const main = html`<h1>Clientele</h1>
<p>This server keeps customer records. Each record can be read and changed through any of these APIs; what is written
through one is seen through the others.</p>
<dl>${documents.map(
    ({ name, document: { info } }) => html`<dt>${info.title}</dt>
<dd>${prose(info.summary)}</dd>
<dd><a href="/docs/${name}" aria-label="Reference of ${info.title}">Reference</a>,
<a href="/openapi/${name}.json" aria-label="OpenAPI 3.1 document of ${info.title}">OpenAPI 3.1 document</a></dd>
`,
  )}</dl>
<p><a href="/docs">All operations</a> on one page, and <a href="/problems/">what each problem means</a> when a request is
refused.</p>`;
  return page({ title: 'Clientele', main });
}

/** A value that is made when it is first asked for: most servers are never asked for their documents. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
