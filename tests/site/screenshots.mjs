// Writes the pictures of docs/site.md: `npm run screenshots`. They show the connectors of this repository, those of tests among them.
// Needs Chromium and pngquant.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser } from './browser.mjs';
import { document, ROOT } from './site.mjs';

const MOST = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'site-'));
for (const spec of ['spec', 'tests/fixtures/decoding/spec']) cpSync(join(ROOT, spec), join(folder, 'spec'), { recursive: true });
document(['--spec', join(folder, 'spec'), '--out', join(folder, 'site')]);
mkdirSync(join(ROOT, 'docs/site'), { recursive: true });
const base = pathToFileURL(join(folder, 'site')).href + '/';
// Name, page, width, theme, and what is done before the picture.
const pictures = [
  ['home', 'index.html', 1280, 'light'],
  ['connector', 'kaizala/index.html', 1280, 'light'],
  ['operation', 'kaizala/send_message.html', 1280, 'dark'],
  ['map', 'kaizala/index.html', 1280, 'light', async (page) => {
    await page.value(`document.querySelector('#map').scrollIntoView()`);
    await page.mouse('.map .node.definition', { click: false });
  }],
  ['search', 'index.html', 768, 'dark', async (page) => {
    await page.press('/');
    await page.type('send message');
    await page.until(`document.querySelector('#results a')`);
  }],
];
const browser = await Browser.start();
for (const [name, path, width, theme, prepare] of pictures) {
  const page = await browser.page();
  await page.view(width, theme, { height: 800 });
  await page.open(base + path);
  await prepare?.(page);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const file = join(ROOT, `docs/site/${name}.png`);
  const { stdout, error, stderr } = spawnSync('pngquant', ['--speed', '1', '--strip', '64', '-'], { input: await page.picture(), maxBuffer: 1e8 });
  if (error || !stdout.length) throw new Error(`pngquant: ${error ?? stderr}; \`apt-get install pngquant\` installs it on Debian`);
  if (stdout.length > MOST) throw new Error(`${name}.png has ${stdout.length} bytes`);
  writeFileSync(file, stdout);
  console.log(`${file}: ${stdout.length} bytes`);
  await page.close();
}
await browser.stop();
rmSync(folder, { recursive: true });
