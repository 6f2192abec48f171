import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Page } from '../../src/pages/page.ts';
import { pageRoutes } from '../../src/pages/pages.ts';
import { problemTexts } from '../../src/pages/problem-texts.ts';
import { describedFaces } from './described-faces.ts';
import { toyFace } from './toy-face.ts';

const jwks = { keys: [{ kty: 'OKP', kid: '1' }] };
const faces = describedFaces();
const routes = pageRoutes(faces, { version: '1.2.3', jwks });

/** The page at a path, found as a router would find it; `undefined` where no route fits. */
function get(path: string): Page | undefined {
  for (const route of routes) {
    const pattern = route.path
      .replaceAll('.', '\\.')
      .replace(/:(\w+)/g, '(?<$1>[^/]+)')
      .replace(/\/?$/, '/?');
    const match = new RegExp(`^${pattern}$`).exec(path);
    if (match) return route.handle({ ...match.groups });
  }
  return undefined;
}

function body(path: string): string {
  const page = get(path);
  assert.equal(page?.status, 200, path);
  return page.body;
}

/** Every page that can be reached from the start page by links. */
function reachablePages(): Map<string, Page> {
  const pages = new Map<string, Page>();
  const queue = ['/'];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const page = get(path);
    assert.ok(page, `a link leads to ${path}, where nothing is`);
    pages.set(path, page);
    const links = linksOf(page).map(({ path: to }) => to);
    queue.push(...links.filter((to) => to !== '' && !pages.has(to) && !queue.includes(to)));
  }
  return pages;
}

function linksOf({ headers, body: markup }: Page): { path: string; fragment: string | undefined }[] {
  if (!headers['content-type']?.startsWith('text/html')) return [];
  return [...markup.matchAll(/href="([^"#]*)(?:#([^"]*))?"/g)].map(([, path = '', fragment]) => ({ path, fragment }));
}

const pages = reachablePages();
const htmlPages = [...pages, ['missing', get('/problems/none') as Page] as const].filter(
  ([, { headers }]) => headers['content-type'] === 'text/html; charset=utf-8',
);

describe('the pages', () => {
  test('can all be reached from the start page, and no link leads nowhere', () => {
    for (const [path, page] of pages) {
      assert.equal(page.status, 200, path);
      for (const { path: to, fragment } of linksOf(page)) {
        const target = pages.get(to || path)?.body ?? '';
        if (fragment) assert.ok(target.includes(`id="${fragment}"`), `${path} -> ${to}#${fragment}`);
      }
    }
    for (const { name } of faces) {
      assert.ok(pages.has(`/docs/${name}`), name);
      assert.ok(pages.has(`/openapi/${name}.json`), name);
    }
  });

  test('run no script, load nothing, and have one style sheet, which the policy names', () => {
    assert.ok(htmlPages.length > Object.keys(problemTexts).length + 4);
    for (const [path, { headers, body: markup }] of htmlPages) {
      assert.doesNotMatch(
        markup,
        /<script|\son\w+=|\sstyle=|javascript:|<(?:img|iframe|link|object|base|form)\b/i,
        path,
      );
      const styles = [...markup.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style = '']) => style);
      assert.equal(styles.length, 1, path);
      const hash = createHash('sha256')
        .update(styles[0] ?? '')
        .digest('base64');
      assert.equal(
        headers['content-security-policy'],
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        path,
      );
    }
  });

  test('answer with the same protective headers, documents too', () => {
    for (const [path, { headers }] of pages) {
      assert.match(headers['content-security-policy'] ?? '', /^default-src 'none'/, path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
      assert.equal(headers['cache-control'], 'public, max-age=300', path);
    }
  });

  test('have a language, a title, one first heading, a way past the navigation, and no id twice', () => {
    for (const [path, { body: markup }] of htmlPages) {
      assert.match(markup, /<html lang="en">/, path);
      assert.match(markup, /<title>[^<]+<\/title>/, path);
      assert.equal(markup.match(/<h1>/g)?.length, 1, path);
      assert.match(markup, /<a class="skip" href="#main">/, path);
      const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      assert.equal(new Set(ids).size, ids.length, path);
    }
  });

  test('nest no heading deeper than one below its parent', () => {
    for (const [path, { body: markup }] of htmlPages) {
      const levels = [...markup.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
      for (const [at, level] of levels.entries()) assert.ok(level <= (levels[at - 1] ?? 0) + 1, `${path}: h${level}`);
    }
  });
});

describe('a problem page', () => {
  test('is there for every type of problem', () => {
    for (const [type, { title }] of Object.entries(problemTexts)) {
      assert.ok(body(`/problems/${type}`).includes(`<h1>${title}</h1>`), type);
    }
    assert.ok(Object.keys(problemTexts).length > 20);
  });

  test('is not there for an unknown type, and does not repeat it', () => {
    for (const type of ['nothing', 'constructor', '__proto__', 'toString', '<b>']) {
      const page = get(`/problems/${type}`);
      assert.equal(page?.status, 404, type);
      assert.ok(!page.body.includes(type) || type === '<b>', type);
      assert.ok(!page.body.includes('<b>'));
    }
  });

  test('is listed, and has a title of its own', () => {
    const index = body('/problems/');
    for (const type of Object.keys(problemTexts)) assert.ok(index.includes(`href="/problems/${type}"`), type);
    const titles = Object.values(problemTexts).map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
  });
});

describe('a reference page', () => {
  const markup = body('/docs/toy');

  test('has every operation with what it needs, takes and answers', () => {
    for (const { operation } of toyFace.routes) assert.ok(markup.includes(`<h3 id="${operation.id}">`), operation.id);
    assert.match(markup, /Needs <code>token<\/code> with <code>customers:write<\/code> or <code>key<\/code>\./);
    assert.match(markup, /Needs no credential\./);
    assert.match(markup, /<h4>Body \(may be left out\)<\/h4>/);
    assert.match(
      markup,
      /<code>If-Match<\/code><\/th><td>header<\/td><td>string<\/td><td><strong>required<\/strong> The version/,
    );
    assert.match(markup, /PATCH \/toys\/\{id\}\nContent-Type: application\/merge-patch\+json\nIf-Match: …\n\n\{/);
    assert.match(markup, /<th scope="row">404<\/th><td>Not Found<\/td>/);
  });

  test('shows the members of a schema and their rules', () => {
    assert.match(
      markup,
      /<code>id<\/code><\/th><td>string<\/td><td><strong>required<\/strong> [^\n]*\n[^\n]*written by the server only/,
    );
    assert.match(markup, /<code>tags\.&lt;name&gt;<\/code>/);
    assert.match(markup, /array of <a href="#schema-Toy">Toy<\/a>/);
    assert.match(markup, /string or null/);
  });

  test('escapes what a face says, and shows code as code', () => {
    assert.match(markup, /Changes what <code>the patch<\/code> names &lt;b&gt;and&lt;\/b&gt; nothing else\./);
  });

  test('is not there for an unknown face', () => {
    assert.equal(get('/docs/nobody')?.status, 404);
    assert.equal(get('/openapi/nobody.json')?.status, 404);
    assert.equal(get('/openapi/toy')?.status, 404);
  });
});

describe('a document for programs', () => {
  test('is JSON of the version that is served', () => {
    assert.equal(get('/openapi/toy.json')?.headers['content-type'], 'application/json');
    assert.equal(JSON.parse(body('/openapi/toy.json')).info.version, '1.2.3');
  });

  test('is the key set only where there is one', () => {
    assert.deepEqual(JSON.parse(body('/.well-known/jwks.json')), jwks);
    assert.ok(!pageRoutes([toyFace], { version: '1' }).some(({ path }) => path.includes('jwks')));
  });
});
