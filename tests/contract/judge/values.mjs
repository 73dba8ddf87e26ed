// Values of a schema, in three ways: what is required and no more, everything, and the edges of what is legal.
import { isConstant, list, schemaOf, typeOf } from './definition.mjs';

export const WAYS = ['required', 'everything', 'edges'];

/** Characters with a meaning in URLs, JSON, forms and headers, and some beyond the first plane. */
const HARD = `a/b?c#d%2Fe&f=g+h;i,j:k@l "m" 'n' <o> \\p ä€𝄞`;
/** The same for a list whose items have a comma or another character between them. */
const HARD_ITEM = HARD.replaceAll(/[,\s|]/g, '');
/** What a header may hold. */
const HARD_HEADER = `a/b?c#d%2Fe&f=g+h;i:k@l "m" 'n' <o> \\p`;

/** How deep optional properties go; required ones go on. */
const DEEP = 5;

/** A value of a schema. `where` is `body`, `path`, `query`, `header` or `formData`; `fake` makes text of a pattern. */
export function value(context, schema, way, where, depth = 0, item = false) {
  schema = schemaOf(context.document, schema);
  if (Array.isArray(schema.enum) && schema.enum.length > 0) {
    const values = schema.enum.filter((value) => value !== null && (value !== '' || where === 'body'));
    if (values.length > 0) return ofType(schema, values[way === 'required' ? 0 : values.length - 1]);
  }
  switch (typeOf(schema)) {
    case 'integer': return integer(schema, way);
    case 'number': return number(schema, way);
    case 'boolean': return way !== 'required';
    case 'array': return array(context, schema, way, where, depth);
    case 'object': return object(context, schema, way, where, depth);
    case 'file':
    case 'string': return text(context, schema, way, where, item, depth);
    default: return where === 'body' ? { any: [1, 'text', true] } : text(context, schema, way, where, item, depth);
  }
}

/** An enum's value as the type that is declared beside it: booleans are often listed as texts. */
function ofType(schema, value) {
  switch (typeOf(schema)) {
    case 'boolean': return typeof value === 'string' ? value.toLowerCase() === 'true' : value;
    case 'integer':
    case 'number': return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
    default: return value;
  }
}

function integer(schema, way) {
  const lowest = bound(schema.minimum, schema.exclusiveMinimum, 1);
  const highest = bound(schema.maximum, schema.exclusiveMaximum, -1);
  const step = schema.multipleOf > 0 ? schema.multipleOf : 1;
  const most = schema.format === 'int32' ? 2147483647 : Number.MAX_SAFE_INTEGER;
  if (way === 'edges') return Math.floor((highest ?? most) / step) * step;
  if (way === 'everything' && lowest !== undefined) return Math.ceil(lowest / step) * step;
  const middle = Math.ceil(Math.max(lowest ?? 1, 1) / step) * step;
  return highest !== undefined && middle > highest ? Math.floor(highest / step) * step : middle;
}

function number(schema, way) {
  const lowest = bound(schema.minimum, schema.exclusiveMinimum, 0.5);
  const highest = bound(schema.maximum, schema.exclusiveMaximum, -0.5);
  if (schema.multipleOf > 0) return integer(schema, way);
  if (way === 'edges') return highest ?? 123456789.12345678;
  if (way === 'everything') return lowest ?? -0.25;
  return lowest ?? Math.min(1.5, highest ?? 1.5);
}

function bound(value, exclusive, step) {
  if (typeof value !== 'number') return undefined;
  return exclusive === true ? value + step : value;
}

function text(context, schema, way, where, item, depth) {
  // `subscribe` takes an absolute URL only.
  if (schema['x-ms-notification-url'] === true) return 'https://caller.example/hooks/1?a=b';
  const known = {
    'date-time': '2026-01-31T12:00:00Z', date: '2026-01-31', time: '12:00:00Z', uuid: '0c0a7d52-5c1b-4f7e-9d0e-2f4b1f6a3c11',
    email: 'someone@example.com', uri: 'https://example.com/a?b=c', url: 'https://example.com/a?b=c', byte: 'Y29udGVudA==',
    ipv4: '192.0.2.1', ipv6: '2001:db8::1', hostname: 'example.com',
  }[schema.format];
  if (known && !misses(schema.pattern, known)) return known;
  if (typeof schema.pattern === 'string') return context.fake({ type: 'string', pattern: schema.pattern }) ?? 'text';
  let made = way === 'edges' ? hard(context, schema, where, item, depth) : way === 'everything' ? 'some text' : 'text';
  const least = schema.minLength ?? 0;
  const most = schema.maxLength ?? Infinity;
  if (least < 10_000) while ([...made].length < least) made += 'x';
  return [...made].length > most ? [...made].slice(0, most).join('').trim() || 'x' : made;
}

/** Whether a text does not match a pattern; one that is no regular expression says nothing. */
function misses(pattern, text) {
  if (typeof pattern !== 'string') return false;
  try {
    return !new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}

function hard(context, schema, where, item, depth) {
  if (where === 'header') return HARD_HEADER;
  context.turn = (context.turn ?? 0) + 1;
  // A whole body that is empty cannot be told from none.
  if (where === 'body' && depth > 0 && context.turn % 2 === 0 && !(schema.minLength > 0)) return '';
  return item ? HARD_ITEM : HARD;
}

function array(context, schema, way, where, depth) {
  if (depth > 12) return [];
  const count = Math.max(way === 'required' ? 1 : 2, schema.minItems ?? 0);
  const items = [];
  for (let index = 0; index < Math.min(count, schema.maxItems ?? Infinity, 20); index += 1) {
    const made = value(context, schema.items ?? {}, way, where, depth + 1, where !== 'body');
    if (schema.uniqueItems && items.some((other) => JSON.stringify(other) === JSON.stringify(made))) break;
    items.push(made);
  }
  return items;
}

function object(context, schema, way, where, depth) {
  const required = new Set(list(schema.required));
  const made = {};
  if (depth > 12) return made;
  for (const [key, raw] of Object.entries(schema.properties ?? {})) {
    const property = schemaOf(context.document, raw);
    if (property.readOnly === true) continue;
    // The client says it by itself, which own.mjs and Prism look for.
    if (isConstant(property, required.has(key))) continue;
    if (!required.has(key) && (way === 'required' || depth >= DEEP)) continue;
    made[key] = value(context, property, way, where, depth + 1);
  }
  const extra = schema.additionalProperties;
  if (way !== 'required' && extra && typeof extra === 'object' && Object.keys(extra).length > 0 && depth < DEEP) {
    made[way === 'edges' ? 'ключ "1"' : 'extra key'] = value(context, extra, way, where, depth + 1);
  }
  return made;
}
