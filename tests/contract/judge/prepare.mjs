// The copy of a definition that Prism is fed. Each change is a row of PREPARATIONS with its reason; docs/contract.md shows the
// table. What a change takes from Prism's sight, `own.mjs` looks at.
import { isToken } from './cases.mjs';
import { isFile, list, operations } from './definition.mjs';

export const PREPARATIONS = {
  'base-path': 'Prism matches paths without stripping `basePath`, and a connection has a base of its own.',
  security: "A request through a connection carries Azure's bearer, which Prism refuses where the definition names another scheme.",
  consumes: 'Prism answers 415 to a body where `consumes` is missing, or names no form type for a form.',
  'content-type': 'A parameter `Content-Type` states a type of the body that `consumes` does not.',
  placeholder: 'Prism does not match placeholders that hold anything but letters, digits and `_`: they are renamed, in path and parameter alike.',
  'form-array': 'Prism fails lists and objects in forms however they are written.',
  'form-file': 'Prism does not see files in multipart forms and reports required ones as missing.',
  'known-header': 'The client knows `Accept`, `Content-Type`, `User-Agent` and the like better than a parameter of that name.',
  'illegal-header': 'A header whose name is no token cannot be sent by anybody.',
  'path-query': 'A query in a path is no part of the path that Prism matches.',
  nullable: 'Prism takes no `null`, whatever `x-nullable` says: the schema also allows it.',
  'read-only': 'A required property that is `readOnly` is the service\'s to say: it is not asked of a request.',
  'boolean-enum': 'Values listed as texts beside a type that is none are what the type makes of them.',
  'empty-enum': 'A list of no values, or of values of another type, allows nothing at all.',
  responses: 'Answers are the server\'s side: they are not judged, and Prism needs none of their schemas.',
};

const KNOWN = ['accept', 'accept-encoding', 'content-type', 'user-agent', 'content-length'];

/** Prism's copy, and how often each preparation was needed. */
export function prepare(original) {
  const document = structuredClone(original);
  const counts = {};
  const count = (name) => { counts[name] = (counts[name] ?? 0) + 1; };

  if (document.basePath && document.basePath !== '/') count('base-path');
  delete document.basePath;
  delete document.host;
  delete document.schemes;
  if (document.security || document.securityDefinitions) count('security');
  delete document.security;
  delete document.securityDefinitions;
  delete document.responses;

  schemas(document, count);
  const paths = {};
  for (const { method, path, operation, parameters } of operations(document)) {
    const names = new Map();
    let renamed = path.replaceAll(/\{([^{}]*)\}/g, (whole, name) => {
      if (/^[A-Za-z0-9_]+$/.test(name)) return whole;
      count('placeholder');
      if (!names.has(name)) names.set(name, `placeholder_${names.size}`);
      return `{${names.get(name)}}`;
    });
    if (renamed.includes('?')) count('path-query');
    renamed = renamed.split('?')[0];
    delete operation.security;
    const kept = [];
    for (const parameter of parameters) {
      const own = prepared(document, operation, parameter, names, count);
      if (own) kept.push(own);
    }
    operation.parameters = kept;
    consumes(document, operation, parameters, count);
    operation.responses = Object.fromEntries(Object.keys(operation.responses ?? { 200: {} }).map((status) => [status, { description: '' }]));
    paths[renamed] ??= {};
    paths[renamed][method] ??= operation;
  }
  document.paths = paths;
  return { document, counts };
}

function prepared(document, operation, parameter, names, count) {
  if (parameter.in === 'header' && KNOWN.includes(parameter.name.toLowerCase())) return void count('known-header');
  if (parameter.in === 'header' && !isToken(parameter.name)) return void count('illegal-header');
  if (isFile(document, parameter)) {
    count('form-file');
    return unseen(parameter);
  }
  if (parameter.in === 'formData' && (['array', 'object'].includes(parameter.type) || parameter.schema)) {
    count('form-array');
    return unseen(parameter);
  }
  const renamed = names.get(parameter.name);
  if (parameter.in === 'path' && renamed) return { ...parameter, name: renamed };
  return parameter;
}

/** A field of a form that may be there or not: without any, Prism would take the form for a body that nobody declared. */
function unseen({ name, description }) {
  return { in: 'formData', name, description, type: 'string', required: false };
}

function consumes(document, operation, parameters, count) {
  const stated = list(operation.consumes ?? document.consumes);
  const header = parameters.find((parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === 'content-type');
  if (typeof header?.default === 'string' && header.default.includes('/') && stated.length > 0 && !stated.includes(header.default)) {
    operation.consumes = [...stated, header.default.split(';')[0].trim()];
    count('content-type');
    return;
  }
  const body = parameters.some((parameter) => parameter.in === 'body');
  const form = parameters.filter((parameter) => parameter.in === 'formData');
  const isForm = (type) => /multipart\/form-data|x-www-form-urlencoded/.test(type);
  if (form.length > 0 && !stated.some(isForm)) {
    operation.consumes = [form.some((parameter) => parameter.type === 'file') ? 'multipart/form-data' : 'application/x-www-form-urlencoded'];
    count('consumes');
  } else if (body && !stated.some((type) => typeof type === 'string' && type.includes('/'))) {
    operation.consumes = ['application/json'];
    count('consumes');
  }
}

/** What is done to every schema and parameter of the document. */
function schemas(document, count) {
  const seen = new Set();
  const visit = (node) => {
    if (node === null || typeof node !== 'object' || seen.has(node)) return;
    seen.add(node);
    if (!Array.isArray(node)) schema(node, count);
    for (const [key, inner] of Object.entries(node)) {
      if (!['default', 'example', 'examples', 'enum', 'x-ms-dynamic-values', 'x-ms-dynamic-list'].includes(key)) visit(inner);
    }
  };
  visit(document.definitions);
  visit(document.parameters);
  for (const item of Object.values(document.paths ?? {})) {
    visit(item?.parameters);
    for (const operation of Object.values(item ?? {})) visit(operation?.parameters);
  }
}

function schema(node, count) {
  if (node['x-nullable'] === true && typeof node.type === 'string' && node.in === undefined) {
    node.type = [node.type, 'null'];
    count('nullable');
  }
  if (Array.isArray(node.required) && node.properties && typeof node.properties === 'object') {
    const asked = node.required.filter((key) => node.properties[key]?.readOnly !== true);
    if (asked.length < node.required.length) count('read-only');
    node.required = asked;
    if (asked.length === 0) delete node.required;
  }
  if (!Array.isArray(node.enum) || typeof node.type !== 'string') return;
  const values = node.enum.map((value) => ofType(node.type, value)).filter((value) => value !== undefined);
  if (values.length === 0) {
    delete node.enum;
    count('empty-enum');
  } else {
    if (JSON.stringify(values) !== JSON.stringify(node.enum)) count('boolean-enum');
    node.enum = values;
  }
}

function ofType(type, value) {
  if (type === 'boolean') return typeof value === 'boolean' ? value : { true: true, false: false }[String(value).toLowerCase()];
  if (type === 'integer' || type === 'number') return typeof value === 'string' && value.trim() === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
  return value;
}
