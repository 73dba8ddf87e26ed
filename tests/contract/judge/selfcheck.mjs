// Whether the judge is awake: before a run, requests with one fault each go the same way as those of clients. A fault that nobody
// names stops the run, so that silence later means something.
import http from 'node:http';
import { operations } from './definition.mjs';

const DOCUMENT = {
  swagger: '2.0',
  info: { title: 'self-check', version: '1' },
  paths: {
    '/things/{id}': {
      post: {
        operationId: 'Put',
        consumes: ['application/json'],
        parameters: [
          { name: 'id', in: 'path', type: 'string', required: true },
          { name: 'tags', in: 'query', type: 'array', items: { type: 'string' }, required: true },
          { name: 'X-Level', in: 'header', type: 'integer', required: true },
          { name: 'body', in: 'body', required: true, schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, count: { type: 'integer' } } } },
        ],
        responses: { 200: { description: '' } },
      },
    },
  },
};

const VALUES = [
  { place: 'path', key: 'id', value: 'a/b' },
  { place: 'query', key: 'tags', value: ['x', 'y'] },
  { place: 'header', key: 'X-Level', value: 3 },
  { place: 'body', key: '', value: { name: 'n', count: 1 } },
];

const GOOD = {
  method: 'POST',
  path: '/things/a%2Fb?tags=x%2Cy',
  headers: { 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer t', 'x-level': '3' },
  body: '{"name":"n","count":1}',
};

/** Who must say so: both judges, or ours alone where Prism sees nothing. */
const BOTH = ['own', 'prism'];
const OWN = ['own'];

const BAD = {
  'another method': [{ method: 'PUT' }, BOTH],
  'another path': [{ path: '/thing/a%2Fb?tags=x%2Cy' }, BOTH],
  'a value that climbs out of its segment': [{ path: '/things/a/b?tags=x%2Cy' }, BOTH],
  'no required query': [{ path: '/things/a%2Fb' }, BOTH],
  'a list in another form': [{ path: '/things/a%2Fb?tags=x&tags=y' }, OWN],
  'a query that nobody said': [{ path: '/things/a%2Fb?tags=x%2Cy&more=1' }, OWN],
  'no required header': [{ headers: { 'content-type': 'application/json' } }, BOTH],
  'a header of another type': [{ headers: { ...GOOD.headers, 'x-level': 'three' } }, BOTH],
  'a header that nobody said': [{ headers: { ...GOOD.headers, 'x-other': '1' } }, OWN],
  'another content type': [{ headers: { ...GOOD.headers, 'content-type': 'text/plain' } }, BOTH],
  'no body': [{ body: '' }, BOTH],
  'a body without a required property': [{ body: '{"count":1}' }, BOTH],
  'a body with a property of another type': [{ body: '{"name":"n","count":"one"}' }, BOTH],
  'a body with a property that nobody said': [{ body: '{"name":"n","count":1,"more":1}' }, OWN],
  'a body that is no JSON': [{ body: '{"name":' }, OWN],
};

/** Throws where a fault passes by a judge who must see it, or where a request without one does not pass. */
export async function selfCheck(port, start, cases) {
  const prism = await start(structuredClone(DOCUMENT));
  const [declared] = operations(DOCUMENT);
  const context = { document: DOCUMENT };
  for (const [name, [change, judges]] of [['no fault', [{}, []]], ...Object.entries(BAD)]) {
    const number = cases.length;
    const planned = { values: VALUES, spare: [], answer: { status: 200, headers: {}, body: '' }, context, declared, prism };
    cases.push(planned);
    await send(port, number, { ...GOOD, ...change });
    const silent = judges.filter((judge) => !planned.said.some(({ by }) => by === judge));
    if (silent.length > 0) throw new Error(`the judge is not awake: nothing from ${silent.join(' and ')} about ${name}`);
    if (judges.length === 0 && planned.said.length > 0) throw new Error(`the judge is amiss: ${JSON.stringify(planned.said)} about a request without a fault`);
  }
  cases.length = 0;
}

function send(port, number, { method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path: `/apim/case/${number}${path}`, headers: { ...headers, 'content-length': Buffer.byteLength(body) } };
    http.request(options, (answer) => answer.resume().on('end', resolve)).on('error', reject).end(body);
  });
}
