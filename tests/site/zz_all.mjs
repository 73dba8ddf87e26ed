import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser } from './browser.mjs';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const site = process.argv[2]; const disk = pathToFileURL(site).href + '/';
const all = readdirSync(site, { recursive: true }).filter(p => p.endsWith('.html'));
let x = 7; const rnd = () => (x = (x * 1103515245 + 12345) % 2147483648) / 2147483648;
const index = all.filter(p => /^[^/]+\/index\.html$/.test(p) && statSync(join(site, p)).size < 300000);
const ops = all.filter(p => !/(index|types[^/]*)\.html$/.test(p) && statSync(join(site, p)).size < 200000).filter(() => rnd() < 0.03);
const types = all.filter(p => /types[^/]*\.html$/.test(p) && statSync(join(site, p)).size < 200000).filter(() => rnd() < 0.2);
console.log(index.length, ops.length, types.length, all.length);
const browser = await Browser.start(); const page = await browser.page(); page.allowed=[disk];
const t0 = Date.now(); let n = 0;
for (const p of [...index, ...ops, ...types]) {
  if (Date.now() - t0 > 560000) break;
  n++;
  await page.view(360, n % 2 ? 'light' : 'dark'); await page.open(disk + p);
  const over = await page.value('document.documentElement.scrollWidth - innerWidth');
  if (over > 0) console.log('WIDE', p, over);
  await page.value(AXE);
  const v = await page.value(`axe.run(document, { preload: false, resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`);
  if (v.length) console.log(p, v);
  const t = page.taken(); if (t.length) console.log(p, t);
}
console.log('pages', n); await browser.stop();
