// The calls to make of an operation: its values by place and wire key, in each of the three ways.
import { isConstant, isFile, list, resolve, schemaOf } from './definition.mjs';
import { value } from './values.mjs';

/** Headers that the client knows better than its caller. */
const KNOWN_BETTER = ['accept', 'accept-encoding', 'content-type', 'user-agent', 'content-length', 'authorization', 'host'];

/** The values of an operation. */
export function caseOf(context, operation, way) {
  const values = [];
  const spare = [];
  for (const parameter of operation.parameters) {
    const given = valueOf(context, operation, parameter, way);
    if (given === undefined) continue;
    const isGiven = parameter.in === 'path' || parameter.required === true || way !== 'required';
    (isGiven ? values : spare).push(given);
  }
  return { values, spare };
}

function valueOf(context, operation, parameter, way) {
  const place = parameter.in === 'formData' ? 'form' : parameter.in;
  const key = parameter.in === 'body' ? '' : parameter.name;
  if (parameter.in === 'header' && (KNOWN_BETTER.includes(parameter.name.toLowerCase()) || !isToken(parameter.name))) return undefined;
  const stated = parameter.in === 'body' ? { ...schemaOf(context.document, parameter.schema ?? {}), ...parameter } : parameter;
  if (isConstant(stated, parameter.required === true)) return undefined;
  if (parameter.in === 'body' && isOfConstants(context, schemaOf(context.document, parameter.schema ?? {}))) return undefined;
  if (isFile(context.document, parameter)) {
    const file = { name: way === 'edges' ? 'a "b".txt' : 'a.txt', type: 'text/plain', content: 'content\r\n--x' };
    return { place, key, value: parameter.type === 'array' ? [file, { ...file, name: 'b.txt' }] : file };
  }
  if (parameter.in === 'body' && isFormText(context, operation)) return { place, key, value: 'first=1&second=%20' };
  const schema = parameter.in === 'body' ? parameter.schema ?? {} : parameter.schema ?? { ...parameter, required: undefined };
  let made = value(context, schema, way, parameter.in);
  if (parameter.in === 'path' && (made === '' || made === '.' || made === '..')) made = 'text';
  return { place, key, value: made };
}

/** Whether an object has nothing to ask for: all that it holds is what the client says by itself, which own.mjs and Prism look for. */
function isOfConstants(context, schema) {
  const required = list(schema.required);
  const properties = Object.entries(schema.properties ?? {});
  const asked = properties.map(([key, raw]) => [key, schemaOf(context.document, raw)]).filter(([, property]) => property.readOnly !== true);
  return asked.length > 0 && !schema.additionalProperties && asked.every(([key, property]) => isConstant(property, required.includes(key)));
}

/** Whether a body is the text of a form whose fields nobody names. */
function isFormText(context, operation) {
  const consumed = mediaTypes(context, operation, 'consumes');
  return consumed.length > 0 && consumed.every((type) => type.includes('x-www-form-urlencoded'));
}

export function isToken(name) {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** The answer's schema for the n-th case of an operation, with its status. */
export function answerOf(context, operation, turn) {
  const responses = Object.entries(operation.operation.responses ?? {});
  const successes = responses.filter(([status]) => /^2\d\d$/.test(status));
  const [status, response] = successes[turn % Math.max(successes.length, 1)] ?? responses.find(([name]) => name === 'default') ?? [];
  if (status === undefined) return { status: 200, schema: undefined };
  const { schema } = resolve(context.document, response);
  return { status: status === 'default' ? 200 : Number(status), schema };
}

/** The media types that an operation's body, or its answer, may have; a parameter `Content-Type` may state one of its own. */
export function mediaTypes(context, operation, key) {
  const types = list(operation.operation[key] ?? context.document[key]).filter((type) => typeof type === 'string' && type.includes('/'));
  const header = key === 'consumes' ? operation.parameters.find((parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === 'content-type') : undefined;
  if (types.length > 0) types.push(...[header?.default, ...list(header?.enum)].filter((type) => typeof type === 'string' && type.includes('/')));
  return types.map((type) => type.trim().toLowerCase());
}

export function isBinary(context, schema) {
  const meant = schemaOf(context.document, schema);
  return meant.type === 'file' || (meant.type === 'string' && meant.format === 'binary');
}
