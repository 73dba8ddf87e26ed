// Measures the search of a site: `npm run measure -- SITE [QUERY…]`. Each query is pasted into a page that was just opened, with an
// empty cache: the time from the input event to the first result on the screen, and until all operations are looked through; the
// time of one more key; and the processor's time on the page's thread for all of this, which other work of the machine does not change.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser } from './browser.mjs';
import { serve } from './site.mjs';

const TIMES = 9;
const [site, ...queries] = process.argv.slice(2);
const watch = `window.times = {}, q.addEventListener('input', (event) => times.input ??= event.timeStamp, true),
  new MutationObserver(() => {
    if (!times.input) return;
    const [known, all] = (results.dataset.operations ?? '0/').split('/');
    const is = { first: results.querySelector('a'), whole: all > 0 && known === all };
    for (const key in is) if (is[key] && !times[key]) {
      times[key] = -1;
      requestAnimationFrame(() => setTimeout(() => times[key] = performance.now() - times.input));
    }
  }).observe(results, { childList: true, attributes: true }), 1`;

const browser = await Browser.start();
const [http, stop] = await serve(resolve(site));
for (const [from, base] of [['disk', pathToFileURL(resolve(site)).href + '/'], ['http', http]]) {
  for (const query of queries.length ? queries : ['contact', 'create contact', 'e']) {
    const measured = { first: [], whole: [], again: [], processor: [] };
    for (let time = 0; time < TIMES; time++) {
      const page = await browser.page();
      page.allowed = [base];
      await page.view(1280);
      // The page of a connector: the home page may have loaded its data before the first key.
      await page.open(base + 'index.html');
      const connector = await page.value(`document.querySelector('.card a').href`);
      await page.open('about:blank');
      await page.call('Network.clearBrowserCache');
      await page.open(connector);
      await page.value(watch);
      await page.call('Performance.enable', { timeDomain: 'threadTicks' });
      const spent = async () => (await page.call('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
      const idle = await spent();
      await page.press('/');
      await page.call('Input.insertText', { text: query });
      await page.until('times.whole > 0 && times.first > 0');
      const { first, whole } = await page.value('times');
      // One more key, with all data there.
      await page.call('Input.insertText', { text: ' ' });
      const again = Number(await page.value('results.dataset.ms'));
      const processor = (await spent()) - idle;
      for (const [key, value] of Object.entries({ first, whole, again, processor })) measured[key].push(value);
      await page.close();
    }
    const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1].toFixed(0);
    const words = Object.entries(measured).map(([key, values]) => `${key} ${middle(values)} ms (${Math.max(...values).toFixed(0)})`);
    console.log(`${from} ${JSON.stringify(query)}: ${words.join(', ')}; median of ${TIMES} (largest)`);
  }
}
stop();
await browser.stop();
