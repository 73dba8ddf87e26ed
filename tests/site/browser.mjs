// Drives a headless Chromium over its debugging pipe: the Chrome DevTools Protocol as JSON messages that end with a zero byte.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The time after which a step counts as failed, in milliseconds. */
const PATIENCE = 30_000;
const KEYS = { ArrowDown: 40, ArrowUp: 38, Enter: 13, Escape: 27, Tab: 9 };

/** The path of Chromium: `CHROMIUM`, or the first known name on the PATH. */
export function chromium() {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean);
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0);
  if (!found) throw new Error('Chromium is not on the PATH; `apt-get install chromium` installs it on Debian');
  return found;
}

export class Browser {
  /** Starts a browser with an empty profile. */
  static async start() {
    const browser = new Browser();
    browser.profile = mkdtempSync(join(tmpdir(), 'site-tests-'));
    const flags = ['--headless=new', '--remote-debugging-pipe', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    flags.push('--hide-scrollbars', '--no-first-run', '--disable-background-networking', '--disable-extensions', '--mute-audio');
    flags.push(`--user-data-dir=${browser.profile}`, 'about:blank');
    browser.process = spawn(chromium(), flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    browser.calls = new Map();
    browser.pages = new Map();
    browser.last = 0;
    browser.ended = new Promise((resolve) => browser.process.once('exit', resolve));
    let rest = '';
    browser.process.stdio[4].setEncoding('utf8').on('data', (text) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop();
      for (const message of messages) browser.#received(JSON.parse(message));
    });
    return browser;
  }

  #received(message) {
    if (message.id === undefined) return this.pages.get(message.sessionId)?.happened(message.method, message.params);
    const call = this.calls.get(message.id);
    this.calls.delete(message.id);
    if (message.error) call.reject(new Error(`${call.method}: ${message.error.message}`));
    else call.resolve(message.result);
  }

  /** Calls a method of the protocol. */
  call(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.calls.set(id, { method, resolve, reject });
      this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    });
  }

  /** Opens a tab. */
  async page() {
    const { browserContextId } = await this.call('Target.createBrowserContext');
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId, browserContextId);
    this.pages.set(sessionId, page);
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await page.call(`${domain}.enable`);
    return page;
  }

  async stop() {
    await this.call('Browser.close');
    await this.ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Page {
  constructor(browser, session, context) {
    Object.assign(this, { browser, session, context, waiting: [], problems: [], allowed: [] });
  }

  call(method, params) {
    return this.browser.call(method, params, this.session);
  }

  happened(method, params) {
    if (method === 'Network.requestWillBeSent') {
      const { url } = params.request;
      if (!this.allowed.some((start) => url.startsWith(start))) this.problems.push(`request to ${url}`);
    } else if (method === 'Runtime.exceptionThrown') {
      const { exception, text } = params.exceptionDetails;
      this.problems.push(exception?.description ?? text);
    } else if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params.type)) {
      this.problems.push(`console: ${params.args.map((argument) => argument.value ?? argument.description).join(' ')}`);
    } else if (method === 'Log.entryAdded' && ['error', 'warning'].includes(params.entry.level)) {
      this.problems.push(`log: ${params.entry.text} ${params.entry.url ?? ''}`);
    } else if (method === 'Page.javascriptDialogOpening') {
      this.problems.push(`dialog: ${params.message}`);
      this.call('Page.handleJavaScriptDialog', { accept: false });
    }
    this.waiting = this.waiting.filter((wait) => wait.method !== method || wait.resolve(params));
  }

  /** The problems since the last call: exceptions, messages of the console, dialogs, and requests to other places than `allowed`. */
  taken() {
    return this.problems.splice(0);
  }

  event(method) {
    return within(method, new Promise((resolve) => this.waiting.push({ method, resolve })));
  }

  /** Opens an address, and waits for its load. */
  async open(url) {
    const loaded = this.event('Page.loadEventFired');
    const { errorText } = await this.call('Page.navigate', { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
    await loaded;
  }

  /** Sets the width, the theme, and the medium. */
  async view(width, theme = 'light', { media = '', height = 900 } = {}) {
    await this.call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await this.call('Emulation.setEmulatedMedia', { media, features: [{ name: 'prefers-color-scheme', value: theme }] });
  }

  /** The value of an expression in the page; a promise is awaited. */
  async value(expression) {
    const answer = await this.call('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value;
  }

  /** Waits until an expression is true, and returns its value. */
  async until(expression) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const value = await this.value(expression);
      if (value) return value;
      if (Date.now() > end) throw new Error(`${expression} is not true after ${PATIENCE / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Types characters and named keys. */
  async press(...keys) {
    for (const key of keys) {
      const code = KEYS[key] ?? key.toUpperCase().charCodeAt(0);
      const text = key === 'Enter' ? '\r' : KEYS[key] ? undefined : key;
      const event = { key, windowsVirtualKeyCode: code, code: KEYS[key] ? key : '' };
      await this.call('Input.dispatchKeyEvent', { ...event, type: text ? 'keyDown' : 'rawKeyDown', text });
      await this.call('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
    }
  }

  /** Types a text. */
  async type(text) {
    await this.press(...text);
  }

  /** Moves the mouse to the middle of an element, and clicks there unless told otherwise. */
  async mouse(selector, { click = true } = {}) {
    const [x, y] = await this.until(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      if (!element) return false;
      element.scrollIntoView({ block: 'nearest' });
      const { left, top, width, height } = element.getBoundingClientRect();
      return width > 0 && [left + width / 2, top + height / 2];
    })()`);
    const event = { x, y, button: 'left', clickCount: 1 };
    await this.call('Input.dispatchMouseEvent', { ...event, type: 'mouseMoved', button: 'none' });
    if (!click) return;
    await this.call('Input.dispatchMouseEvent', { ...event, type: 'mousePressed' });
    await this.call('Input.dispatchMouseEvent', { ...event, type: 'mouseReleased' });
  }

  /** A picture of what is visible, as PNG. */
  async picture() {
    const { data } = await this.call('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data, 'base64');
  }

  async close() {
    this.browser.pages.delete(this.session);
    await this.browser.call('Target.disposeBrowserContext', { browserContextId: this.context });
  }
}

function within(what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
