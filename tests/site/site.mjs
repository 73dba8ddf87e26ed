// The site under test: Kaizala, a hostile definition, and a seeded sample of the corpus.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definition, properties } from './hostile.mjs';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const CORPUS = join(ROOT, '../shared/corpus');
const SAMPLE = 30;

/** Writes the site below `folder`, and returns the site's folder. */
export function build(folder) {
  const spec = join(folder, 'spec');
  cpSync(join(ROOT, 'spec/kaizala'), join(spec, 'kaizala'), { recursive: true });
  mkdirSync(join(spec, 'hostile'));
  writeFileSync(join(spec, 'hostile/apiDefinition.swagger.json'), JSON.stringify(definition));
  writeFileSync(join(spec, 'hostile/apiProperties.json'), JSON.stringify(properties));
  const seed = process.env.CORPUS_SEED ?? '1';
  const sample = existsSync(CORPUS) ? sampled(definitions(CORPUS), seed) : [];
  for (const [index, source] of sample.entries()) {
    cpSync(source, join(spec, `${basename(source)}-${index}`), { recursive: true });
  }
  const what = sample.length ? `${sample.length} connectors of the corpus, seed ${seed}` : 'no ../shared/corpus: Kaizala alone';
  console.log(`the site under test: ${what}`);
  const site = join(folder, 'site');
  document(['--spec', spec, '--out', site]);
  return site;
}

/** Runs `cargo xtask docs`, or the command in `SITE_COMMAND`. */
export function document(flags) {
  const [program, ...first] = (process.env.SITE_COMMAND ?? 'cargo xtask').split(' ');
  const run = spawnSync(program, [...first, 'docs', ...flags], { cwd: ROOT, encoding: 'utf8' });
  // A definition with an error has no pages, and the command's exit code is 1.
  if (run.error || run.status > 1 || !run.stdout.includes('connectors: ')) {
    throw new Error(`${program} docs: ${run.error ?? ''} ${run.stdout}${run.stderr}`);
  }
}

/** The folders with a definition. */
function definitions(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.some((entry) => entry.name === 'apiDefinition.swagger.json')) return [folder];
  return entries.filter((entry) => entry.isDirectory()).flatMap((entry) => definitions(join(folder, entry.name)));
}

/** A sample that depends only on the seed and the paths. */
function sampled(folders, seed) {
  const mixed = (folder) => createHash('sha256').update(`${seed}/${folder.slice(CORPUS.length)}`).digest('hex');
  const order = folders.map((folder) => [mixed(folder), folder]).sort(([a], [b]) => (a < b ? -1 : 1));
  return order.slice(0, SAMPLE).map(([, folder]) => folder);
}

/** Serves a folder below a path of an HTTP server. Returns its address and a function that ends it. */
export async function serve(folder) {
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
  const below = '/some/sub%20path/';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = join(folder, normalize(decodeURIComponent(pathname.slice(below.length))));
    if (!pathname.startsWith(below) || !file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'text/plain' }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [`http://127.0.0.1:${server.address().port}${below}`, () => server.close()];
}
