// The judge: `node main.mjs PLAN CASES OUTCOMES REPORT`. PLAN lists connectors and their definitions. It writes the cases and
// prints the port that it listens on; once its standard input ends it reads what became of the cases and writes the report.
//
// A request goes: generated client -> front (raw bytes: own.mjs) -> Prism as a proxy, one for each definition -> a server that
// answers with what json-schema-faker makes of the definition. Without `errors`, Prism forwards whatever it thinks of a
// request, and says it in the header `sl-violations`.
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';
import { answer, fake } from './answers.mjs';
import { caseOf } from './cases.mjs';
import { operations, read } from './definition.mjs';
import { check } from './own.mjs';
import { PREPARATIONS, prepare } from './prepare.mjs';
import { report } from './report.mjs';
import { selfCheck } from './selfcheck.mjs';
import { WAYS } from './values.mjs';

const [planPath, casesPath, outcomesPath, reportPath] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planPath, 'utf8'));
const cases = [];
const problems = [];
const counts = {};

const upstream = await listening((request, response) => {
  const planned = cases[Number(request.headers['x-contract-case'])];
  const { status, headers, body } = planned.answer;
  request.resume().on('end', () => response.writeHead(status, headers).end(body));
});

const agent = new http.Agent({ keepAlive: true });

const port = await listening((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => judge(request, Buffer.concat(chunks), response));
});

await selfCheck(port, start, cases);
for (const connector of plan.connectors) {
  try {
    await add(connector);
  } catch (error) {
    problems.push({ connector: connector.name, problem: String(error?.message ?? error).slice(0, 400) });
  }
}

async function add(connector) {
  const document = read(connector.definition);
  const context = { document, fake: (schema) => fake(schema) };
  const copy = prepare(document);
  for (const [name, count] of Object.entries(copy.counts)) counts[name] = (counts[name] ?? 0) + count;
  let prism;
  try {
    prism = await start(copy.document);
  } catch (error) {
    problems.push({ connector: connector.name, problem: `Prism does not load the definition: ${String(error?.message ?? error).slice(0, 300)}` });
  }
  for (const operation of operations(document)) {
    const kind = operation.operation['x-ms-trigger'] ? 'trigger' : operation.operation['x-ms-visibility'] === 'internal' ? 'internal' : 'action';
    WAYS.forEach((way, turn) => {
      const { values, spare } = caseOf(context, operation, way);
      cases.push({ case: cases.length, connector: connector.name, operation: operation.id, kind, way, values, spare,
        answer: answer(context, operation, turn), context, declared: operation, prism, said: undefined });
    });
  }
}

async function start(document) {
  const server = createServer(await getHttpOperationsFromSpec(document), {
    cors: false,
    config: { validateRequest: true, validateResponse: false, checkSecurity: false, errors: false, isProxy: true, mock: {},
      upstream: new URL(`http://127.0.0.1:${upstream}`), upstreamProxy: undefined },
    components: { logger: createLogger('judge', { level: 'silent' }) },
  });
  return new URL(await server.listen(0, '127.0.0.1')).port;
}

function listening(handler) {
  return new Promise((resolve) => {
    const server = http.createServer({ keepAliveTimeout: 60_000 }, handler).listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

function judge(request, body, response) {
  const [, number, url] = /^\/apim\/case\/(\d+)(.*)$/s.exec(request.url) ?? [];
  const planned = cases[Number(number)];
  if (!planned) return void response.writeHead(404).end();
  const raw = { method: request.method, url, headers: request.headers, rawHeaders: request.rawHeaders, body };
  planned.said = check(planned.context, planned.declared, planned, raw).map((message) => ({ by: 'own', message }));
  planned.request = `${raw.method} ${url}`;
  if (!planned.prism) return response.writeHead(planned.answer.status, planned.answer.headers).end(planned.answer.body);
  const options = { host: '127.0.0.1', port: planned.prism, method: request.method, path: url, agent,
    headers: { ...request.headers, 'x-contract-case': number } };
  const onward = http.request(options, (answer) => {
    for (const violation of violations(answer.headers['sl-violations'])) planned.said.push(violation);
    if (answer.headers['content-type'] === 'application/problem+json') planned.said.push({ by: 'prism', message: 'the request is not forwarded' });
    // The answer itself goes back as the server meant it: Prism writes some kinds of bodies anew.
    answer.resume().on('end', () => response.writeHead(planned.answer.status, planned.answer.headers).end(planned.answer.body));
  });
  onward.on('error', (error) => {
    planned.said.push({ by: 'prism', message: `no answer: ${error.message}` });
    response.writeHead(planned.answer.status, planned.answer.headers).end(planned.answer.body);
  });
  onward.end(body);
}

function violations(header) {
  if (!header) return [];
  try {
    return JSON.parse(header).filter(({ location }) => location[0] === 'request')
      .map(({ location, severity, code, message }) => ({ by: 'prism', message: `${location.slice(1).join('.')}: ${message} (${code}, ${severity})` }));
  } catch {
    return [{ by: 'prism', message: header.slice(0, 300) }];
  }
}

const line = ({ case: number, connector, operation, values, spare }) => JSON.stringify({ case: number, connector, operation, values, spare });
writeFileSync(casesPath, cases.map((planned) => `${line(planned)}\n`).join(''));
console.log(port);

process.stdin.resume().on('end', () => {
  for (const outcome of readFileSync(outcomesPath, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))) {
    cases[outcome.case].outcome = outcome;
  }
  const preparations = Object.entries(PREPARATIONS).map(([name, reason]) => ({ name, reason, count: counts[name] ?? 0 }));
  writeFileSync(reportPath, JSON.stringify({ ...report(cases, problems), preparations }, null, 1));
  process.exit(0);
});
