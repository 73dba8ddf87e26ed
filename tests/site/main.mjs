// Tests of the site in headless Chromium. `npm ci && npm test`; `SITE=DIR` tests a site that exists, with Kaizala in it.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Browser } from './browser.mjs';
import { build, serve } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [360, 768, 1440];
const THEMES = ['light', 'dark'];

let folder, site, browser, disk, http, stop;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'site-'));
  site = process.env.SITE ?? build(folder);
  disk = pathToFileURL(site).href + '/';
  [http, stop] = await serve(site);
  browser = await Browser.start();
});
after(async () => {
  stop();
  await browser.stop();
  rmSync(folder, { recursive: true });
});

/** Runs `steps` in a new tab. Afterwards the tab must have had no problem. */
async function tab(base, steps) {
  const page = await browser.page();
  page.allowed = [base];
  try {
    await page.view(1280);
    await steps(page);
    assert.deepEqual(page.taken(), []);
  } finally {
    await page.close();
  }
}

/** The pages of the site, of one kind; the largest first. */
function pages(kind) {
  const all = readdirSync(site, { recursive: true }).map((path) => path.replaceAll('\\', '/'));
  const size = (path) => statSync(join(site, path)).size;
  return all.filter((path) => kind.test(path)).sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1));
}

/** A page of each type: of Kaizala, of the hostile definition, and of another connector of the sample. */
function samples() {
  const middle = (paths) => paths[paths.length >> 1];
  const own = ['index.html'];
  for (const kind of [/\/index\.html$/, /\/types(-\d+)?\.html$/]) {
    own.push(...pages(kind).filter((path) => /^(kaizala|hostile)\//.test(path)).slice(0, 2), middle(pages(kind)));
  }
  own.push('kaizala/send_message.html', 'kaizala/internal.text_message_created_on_group.html');
  own.push(...pages(/^hostile\/(post_thing|internal\.when_thing|a_very.*)\.html$/));
  const operations = pages(/\/(?!index|types)[^/]*\.html$/);
  own.push(middle(operations), operations[0]);
  return [...new Set(own)].filter((path) => statSync(join(site, path), { throwIfNoEntry: false }));
}

/** The violations of accessibility rules, as text. */
async function violations(page) {
  await page.value(AXE);
  return page.value(`axe.run(document, { preload: false, resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary).join(' | ')))`);
}

describe('every page type', { concurrency: 2 }, () => {
  for (const theme of THEMES) {
    test(`can be used by everyone, and fits, in the ${theme} theme`, async () => {
      for (const path of samples()) {
        await tab(disk, async (page) => {
          for (const width of WIDTHS) {
            await page.view(width, theme);
            // A page that was opened narrow is not the same as one that became narrow: scripts measure it.
            await page.open(disk + path);
            const over = await page.value('document.documentElement.scrollWidth - innerWidth');
            assert.ok(over <= 0, `${path} at ${width} px is ${over} px too wide`);
            assert.deepEqual(await violations(page), [], `${path} at ${width} px`);
          }
        });
      }
    });
  }

  test('can be read without a script', async () => {
    await tab(disk, async (page) => {
      await page.call('Emulation.setScriptExecutionDisabled', { value: true });
      for (const path of samples()) {
        await page.open(disk + path);
        assert.ok(await page.value(`document.querySelector('main h1').checkVisibility() && innerWidth >= document.documentElement.scrollWidth`), path);
        // What needs a script is not shown.
        const dead = `[...document.querySelectorAll('button, input, select')].filter((it) => it.checkVisibility()).length`;
        assert.equal(await page.value(dead), 0, path);
      }
      await page.open(disk + 'index.html');
      const cards = await page.value(`[...document.querySelectorAll('.card a')].filter((it) => it.checkVisibility()).length`);
      assert.equal(cards, pages(/^[^/]+\/index\.html$/).length);
    });
  });

  test('prints its content alone, on the width of a sheet', async () => {
    await tab(disk, async (page) => {
      for (const path of samples()) {
        await page.view(718, 'light', { media: 'print' });
        await page.open(disk + path);
        const shown = `(${JSON.stringify(['.top', '.side', '.toc', '.copy', '.zoom', '.filters', '.pages', 'main'])})
          .filter((it) => [...document.querySelectorAll(it)].some((element) => element.checkVisibility()))`;
        assert.deepEqual(await page.value(shown), ['main'], path);
        const folded = `[...document.querySelectorAll('main details > :not(summary)')].filter((it) => !it.checkVisibility({ contentVisibilityAuto: true })).length`;
        assert.equal(await page.value(folded), 0, `${path}: folded text is not printed`);
        // What scrolls on a screen would be cut on paper.
        const cut = `[...document.querySelectorAll('main pre, main .scroll, main .map')].filter((it) => it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX !== 'visible').length`;
        assert.equal(await page.value(cut), 0, `${path}: something is cut`);
      }
    });
  });
});

describe('from disk and below a path of a server', { concurrency: 2 }, () => {
  for (const from of ['disk', 'http']) {
    const base = () => (from === 'disk' ? disk : http);

    test(`${from}: the keyboard finds and opens`, async () => {
      await tab(base(), async (page) => {
        await page.open(base() + 'index.html');
        await page.press('/');
        await page.type('send message to a group');
        await page.until(`document.querySelector('#results a')?.textContent.startsWith('Send text message to a group')`);
        assert.equal(await page.value('location.hash'), '#q=send%20message%20to%20a%20group');
        assert.deepEqual(await violations(page), []);
        await page.press('ArrowDown', 'ArrowDown', 'ArrowUp');
        const chosen = `document.querySelector('#results [aria-selected="true"]')`;
        assert.ok(await page.value(`${chosen}.id === q.getAttribute('aria-activedescendant')`));
        assert.ok(await page.value(`${chosen} === document.querySelector('#results a')`));
        const loaded = page.event('Page.loadEventFired');
        await page.press('Enter');
        await loaded;
        assert.equal(await page.value('location.href'), base() + 'kaizala/send_message.html');
        await page.press('/');
        await page.type('kaizala');
        await page.until(`document.querySelector('#results a')`);
        await page.press('Escape');
        assert.ok(await page.value('results.hidden && q.value === "kaizala"'));
        await page.press('Escape');
        assert.ok(await page.value('q.value === "" && location.hash === ""'));
      });
    });

    test(`${from}: the mouse finds and opens`, async () => {
      await tab(base(), async (page) => {
        await page.open(base() + 'kaizala/index.html');
        await page.mouse('#q');
        await page.type('Kaizala');
        await page.until(`document.querySelector('#results a[href$="kaizala/index.html"]')`);
        await page.mouse('.foot');
        assert.ok(await page.value('results.hidden'));
        await page.mouse('#q');
        await page.press('Escape', 'Escape');
        await page.type('groupId');
        const field = '#results a[href*="kaizala/"][href*="#"]';
        const href = await page.until(`document.querySelector('${field}')?.href`);
        const loaded = page.event('Page.loadEventFired');
        await page.mouse(field);
        await loaded;
        assert.equal(await page.value('location.href'), href);
        assert.ok(await page.value('document.getElementById(decodeURIComponent(location.hash.slice(1)))'));
      });
    });
  }

  test('every way to name an operation finds it', async () => {
    await tab(http, async (page) => {
      await page.open(http + 'index.html');
      // Its title, its start, its operationId, its Rust method, its connector too, and with a letter too few.
      for (const query of ['Send text message to a group', 'send text mes', 'SendMessage', 'send_message', 'kaizala sendmessage', 'snd message']) {
        await page.mouse('#q');
        await page.press('Escape', 'Escape');
        await page.type(query);
        await page.until(`document.querySelector('#results a[href$="kaizala/send_message.html"]')`);
      }
      await page.press('Escape', 'Escape');
      await page.type('qqqqzzzzxxxx');
      await page.until(`results.textContent === 'Nothing has this name.'`);
    });
  });
});

test('a query in the address is searched for', async () => {
  await tab(http, async (page) => {
    await page.open(http + 'index.html#q=send_message');
    await page.until(`document.querySelector('#results a[href$="kaizala/send_message.html"]')`);
  });
});

test('filters keep the cards that fit', async () => {
  await tab(disk, async (page) => {
    await page.open(disk + 'index.html');
    await page.until('!filters.hidden');
    const number = '[...cards.children].length';
    const all = await page.value(number);
    await page.mouse('#f-triggers');
    assert.ok(await page.value(`[...cards.children].every((card) => card.textContent.includes('trigger'))`));
    await page.mouse('#f-triggers');
    assert.equal(await page.value(number), all);
    await page.value(`document.querySelector('#f-sign-in').focus()`);
    await page.type('O');
    await page.until(`document.querySelector('#f-sign-in').value === 'OAuth'`);
    const kept = await page.value(number);
    assert.ok(kept > 0 && kept < all);
    assert.equal(await page.value('shown.textContent'), `${kept} of ${all}`);
  });
});

test('the theme changes and is remembered, and a block can be copied', async () => {
  await tab(http, async (page) => {
    await page.open(http + 'kaizala/send_message.html');
    const ground = `getComputedStyle(document.body).backgroundColor`;
    const light = await page.value(ground);
    await page.mouse('#theme');
    const dark = await page.value(ground);
    assert.notEqual(dark, light);
    await page.open(http + 'kaizala/index.html');
    assert.equal(await page.value(ground), dark);
    await page.call('Emulation.setFocusEmulationEnabled', { enabled: true });
    await page.mouse('main .copy');
    await page.until(`document.querySelector('main .copy').textContent === 'Copied'`);
  });
});

test('the map shows the neighbours of a node, and zooms', async () => {
  await tab(disk, async (page) => {
    await page.open(disk + 'kaizala/index.html');
    await page.mouse('.map .node', { click: false });
    const [near, all] = await page.value(`[document.querySelectorAll('.map .node.near').length, document.querySelectorAll('.map .node').length]`);
    assert.ok(near > 0 && near < all, `${near} of ${all} nodes`);
    const width = `document.querySelector('.map svg').getBoundingClientRect().width`;
    const before = await page.value(width);
    await page.mouse('.zoom button[aria-label="Zoom in"]');
    assert.ok((await page.value(width)) > before);
    // Each node is a link that the keyboard reaches.
    assert.equal(await page.value(`[...document.querySelectorAll('.map .node')].filter((node) => !node.getAttribute('href')).length`), 0);
  });
});

test('texts of a definition stay text', async () => {
  await tab(disk, async (page) => {
    const hostile = pages(/^hostile\//).filter((path) => path.endsWith('.html'));
    assert.ok(hostile.length >= 5, hostile.join());
    for (const path of ['index.html', ...hostile]) {
      await page.open(disk + path);
      const faults = `(() => {
        const of = (selector) => [...document.querySelectorAll(selector)];
        const faults = of('script').filter((it) => !/\\/assets\\/(theme|site)\\.js$|\\/search\\/connectors\\.js$/.test(it.src) || it.textContent);
        faults.push(...of('img, iframe, style, base, object, embed, textarea, [style]'));
        faults.push(...of('link').filter((it) => !it.href.startsWith(${JSON.stringify('file://')})));
        faults.push(...of('*').filter((it) => it.getAttributeNames().some((name) => name.startsWith('on'))));
        faults.push(...of('a').filter((it) => it.hasAttribute('href') && !/^(file|https?):/.test(it.href.baseVal ? new URL(it.href.baseVal, location) : it.href)));
        return faults.map((it) => it.outerHTML.slice(0, 200));
      })()`;
      assert.deepEqual(await page.value(faults), [], path);
      assert.equal(await page.value(`/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.outerHTML)`), false, path);
      assert.equal(await page.value('window.hit'), undefined, path);
    }
    // The results of a search are made by the script.
    await page.press('/');
    await page.type('window hit');
    await page.until(`document.querySelector('#results a')`);
    assert.equal(await page.value(`results.querySelectorAll('script, img, iframe, style, svg').length`), 0);
    assert.equal(await page.value('window.hit'), undefined);
  });
});

test('the policy of a page stops what a text could do', async () => {
  const page = await browser.page();
  page.allowed = [http];
  await page.open(http + 'kaizala/send_message.html');
  await page.value(`(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hit = 1';
    document.body.append(script);
    const main = document.querySelector('main');
    main.insertAdjacentHTML('beforeend', '<img id="bad" src="https://example.com/x.png"><b id="handler" onclick="window.hit = 1">b</b>');
    document.querySelector('#handler').click();
  })()`);
  await page.until(`document.querySelector('#bad').complete`);
  assert.equal(await page.value('window.hit'), undefined);
  const stopped = page.taken();
  assert.equal(stopped.filter((problem) => problem.includes('Content Security Policy')).length, 3, stopped.join('\n'));
  await page.close();
});
