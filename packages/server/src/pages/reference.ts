import { type Html, html, prose } from './html.ts';
import type {
  Content,
  OpenApiDocument,
  OperationObject,
  ParameterObject,
  Reference,
  ResponseObject,
} from './openapi-document.ts';
import { type Page, page } from './page.ts';
import { described, nameOf, schemaTable, typeOf } from './schema-table.ts';

/** A face's document under the face's name, which its addresses are made of. */
export interface NamedDocument {
  readonly name: string;
  readonly document: OpenApiDocument;
}

interface NamedOperation extends OperationObject {
  readonly method: string;
  readonly path: string;
}

/** The operations of all faces in a table each, with links to where they are explained. */
export function referenceIndexPage(documents: readonly NamedDocument[]): Page {
  const main = html`<h1>Reference</h1>
<p>Every operation of every API of this server. What is written here is generated from what the server checks.</p>
${documents.map(({ name, document }) => {
  const { title, summary } = document.info;
  return html`<h2 id="${name}"><a href="/docs/${name}">${title}</a></h2>
<p>${prose(summary)} As <a href="/openapi/${name}.json">OpenAPI 3.1</a>.</p>
<div class="wide" role="group" aria-label="Operations of ${title}" tabindex="0"><table>
<thead><tr><th scope="col">Operation</th><th scope="col">What it does</th></tr></thead>
<tbody>${operationsOf(document).map(
    (operation) => html`
<tr><th scope="row"><a href="/docs/${name}#${operation.operationId}">${target(operation)}</a></th><td>${prose(operation.summary)}</td></tr>`,
  )}
</tbody></table></div>`;
})}`;
  return page({ title: 'Reference', main });
}

/** All that a face's document says: credentials, operations by tag, and the schemas they refer to. */
export function referencePage({ name, document }: NamedDocument): Page {
  const { info, servers, components } = document;
  const tags = Map.groupBy(operationsOf(document), ({ tags: [tag] }) => tag ?? 'Operations');
  const main = html`<h1>${info.title}</h1>
<p>${prose(info.summary)}</p>
<p>Version ${info.version}, served at ${servers.map(({ url }, index) => html`${index > 0 && ' and '}<code>${url}</code>`)}.
Also as <a href="/openapi/${name}.json">OpenAPI 3.1</a>.</p>
<h2 id="authentication">Authentication</h2>
<dl>${Object.entries(components.securitySchemes).map(
    ([scheme, { type, scheme: http, in: place, name: field, description }]) => html`<dt><code>${scheme}</code></dt>
<dd>${[type, http, place, field].filter((word) => typeof word === 'string').join(' ')}${typeof description === 'string' && html`. ${prose(description)}`}</dd>`,
  )}</dl>
${[...tags].map(
  ([tag, operations]) => html`<h2 id="${anchorOf(tag)}">${tag}</h2>
${operations.map((operation) => operationSection(operation, document))}`,
)}
<h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas).map(
  ([schema, members]) => html`<h3 id="schema-${schema}">${schema}</h3>
${schemaTable(members, `Members of ${schema}`)}`,
)}`;
  return page({ title: `${info.title}: reference`, main, contents: contentsOf(tags, document) });
}

function contentsOf(tags: ReadonlyMap<string, readonly NamedOperation[]>, { components }: OpenApiDocument): Html {
  return html`<ul><li><a href="#authentication">Authentication</a></li>
${[...tags].map(
  ([tag, operations]) => html`<li><a href="#${anchorOf(tag)}">${tag}</a><ul>
${operations.map(({ operationId, summary }) => html`<li><a href="#${operationId}">${prose(summary)}</a></li>`)}</ul></li>`,
)}
<li><a href="#schemas">Schemas</a><ul>
${Object.keys(components.schemas).map((schema) => html`<li><a href="#schema-${schema}">${schema}</a></li>`)}</ul></li></ul>`;
}

function operationSection(operation: NamedOperation, document: OpenApiDocument): Html {
  const { operationId, summary, description, servers, parameters = [], requestBody } = operation;
  return html`<section>
<h3 id="${operationId}">${prose(summary)}</h3>
<p class="target">${target(operation)}</p>
${description !== undefined && html`<p>${prose(description)}</p>`}
${servers && html`<p>Served at ${servers.map(({ url }, index) => html`${index > 0 && ' and '}<code>${url}</code>`)}.</p>`}
<p>${credentialsOf(operation)}</p>
${parameters.length > 0 && parameterTable(operation)}
${requestBody && html`<h4>Body${!requestBody.required && ' (may be left out)'}</h4>${bodyOf(requestBody.content)}`}
${exampleOf(operation)}
${responseTable(operation, document)}
</section>
`;
}

function credentialsOf({ security }: OperationObject): Html {
  if (security.length === 0) return html`Needs no credential.`;
  const ways = security.flatMap((requirement) => Object.entries(requirement));
  return html`Needs ${ways.map(
    ([scheme, scopes], index) =>
      html`${index > 0 && ' or '}<code>${scheme}</code>${scopes.length > 0 && html` with <code>${scopes.join(' ')}</code>`}`,
  )}.`;
}

function parameterTable({ summary, parameters = [] }: OperationObject): Html {
  const row = ({ name, in: place, description, required, schema }: ParameterObject) => html`
<tr><th scope="row"><code>${name}</code></th><td>${place}</td><td>${typeOf(schema)}</td><td>${required && html`<strong>required</strong> `}${
    description !== undefined && prose(description)
  } ${described(schema)}</td></tr>`;
  return html`<h4>Parameters</h4>
<div class="wide" role="group" aria-label="Parameters: ${summary}" tabindex="0"><table>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${parameters.map(row)}
</tbody></table></div>`;
}

/** The media types of a body share one schema in our documents, so it is shown once. */
function bodyOf(content: Content): Html {
  const [media] = Object.values(content);
  const types = Object.keys(content).map((type, index) => html`${index > 0 && ' or '}<code>${type}</code>`);
  return html`<p>${types}</p>${media && schemaTable(media.schema, 'The body')}`;
}

/** The request as it goes over the wire, where the document has an example of its body. */
function exampleOf({ method, path, parameters = [], requestBody }: NamedOperation): Html | undefined {
  const [[mediaType, media] = []] = Object.entries(requestBody?.content ?? {});
  if (media?.example === undefined) return undefined;
  const fields = parameters.filter((parameter) => parameter.in === 'header' && parameter.required);
  const head = [`${method} ${path}`, `Content-Type: ${mediaType}`, ...fields.map(({ name }) => `${name}: …`)];
  const body = typeof media.example === 'string' ? media.example : JSON.stringify(media.example, null, 2);
  return html`<h4>Example</h4><pre tabindex="0"><code>${head.join('\n')}\n\n${body}</code></pre>`;
}

function responseTable({ summary, responses }: OperationObject, { components }: OpenApiDocument): Html {
  const resolved = (response: ResponseObject | Reference) =>
    '$ref' in response ? components.responses[nameOf(response.$ref)] : response;
  const row = ([status, reference]: [string, ResponseObject | Reference]) => {
    const response = resolved(reference);
    const content = Object.entries(response?.content ?? {});
    return html`
<tr><th scope="row">${status}</th><td>${prose(response?.description ?? '')}</td><td>${content.map(
      ([type, { schema }], index) => html`${index > 0 && html`<br>`}<code>${type}</code>: ${typeOf(schema)}`,
    )}</td><td>${Object.keys(response?.headers ?? {}).map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}</td></tr>`;
  };
  return html`<h4>Answers</h4>
<div class="wide" role="group" aria-label="Answers: ${summary}" tabindex="0"><table>
<thead><tr><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">Body</th><th scope="col">Headers</th></tr></thead>
<tbody>${Object.entries(responses).map(row)}
</tbody></table></div>`;
}

function operationsOf({ paths }: OpenApiDocument): readonly NamedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

function target({ method, path }: NamedOperation): Html {
  return html`<code><span class="method">${method}</span> ${path}</code>`;
}

function anchorOf(tag: string): string {
  return `tag-${tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
}
