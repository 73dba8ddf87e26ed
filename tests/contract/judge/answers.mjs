// Answers, made of the definition by json-schema-faker: a library that knows nothing of this project.
import jsf from 'json-schema-faker';
import { answerOf, isBinary, mediaTypes } from './cases.mjs';
import { list, schemaOf, typeOf } from './definition.mjs';

jsf.option({
  random: seeded(1), failOnInvalidTypes: false, failOnInvalidFormat: false, ignoreMissingRefs: true, fillProperties: false,
  minItems: 1, maxItems: 3, maxLength: 40, replaceEmptyByRandomValue: false, useDefaultValue: false,
});

/** The same numbers in every run. */
function seeded(state) {
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

/** A value of a plain schema; undefined where the library has none. */
export function fake(schema, everything = true) {
  jsf.option({ alwaysFakeOptionals: everything, optionalsProbability: everything ? 1 : 0 });
  try {
    return jsf.generate(schema);
  } catch {
    return undefined;
  }
}

/** Status, content type and text of what the server answers. */
export function answer(context, operation, turn) {
  const { status, schema } = answerOf(context, operation, turn);
  const produced = mediaTypes(context, operation, 'produces');
  if (schema === undefined || status === 204) return { status, headers: {}, body: '' };
  if (isBinary(context, schema)) {
    const type = produced.find((type) => !type.includes('json')) ?? 'application/octet-stream';
    return { status, headers: { 'content-type': type }, body: 'bytes' };
  }
  const value = made(context, schema, turn > 0);
  const json = produced.find((type) => /[/+]json/.test(type)) ?? (produced.length === 0 ? 'application/json' : undefined);
  if (json === undefined && typeof value === 'string') {
    return { status, headers: { 'content-type': produced[0] }, body: value };
  }
  return { status, headers: { 'content-type': json ?? 'application/json' }, body: JSON.stringify(value ?? null) };
}

/** A value of a schema; where the library makes none of its patterns, one that minds none. */
function made(context, schema, everything) {
  const value = fake(plain(context, schema, everything), everything);
  return value === undefined ? fake(JSON.parse(JSON.stringify(plain(context, schema, everything), (key, inner) => (key === 'pattern' ? undefined : inner))), everything) : value;
}

/** A schema without references, and without what the library does not know or takes amiss. */
function plain(context, raw, everything, depth = 0) {
  const schema = schemaOf(context.document, raw);
  const type = typeOf(schema);
  const made = {};
  if (type && type !== 'file') made.type = type;
  if (type === 'file') made.type = 'string';
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return { enum: schema.enum };
  for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'multipleOf', 'minItems', 'maxItems']) {
    if (schema[key] !== undefined) made[key] = schema[key];
  }
  // Numbers of 64 bits are what the definition can mean: a random one of any size is none.
  if ((type === 'integer' || type === 'number') && made.maximum === undefined) made.maximum = Math.max(made.minimum ?? 0, 0) + 1_000_000;
  if ((type === 'integer' || type === 'number') && made.minimum === undefined) made.minimum = Math.min(made.maximum, 0) - 1_000_000;
  if (['date-time', 'date', 'email', 'uri', 'uuid', 'ipv4'].includes(schema.format) && type === 'string') made.format = schema.format;
  if (type === 'array') made.items = depth > 8 ? {} : plain(context, schema.items ?? {}, everything, depth + 1);
  if (type === 'object') {
    made.properties = {};
    const required = new Set(list(schema.required));
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      if (depth > 8 || (depth > 4 && !required.has(key))) continue;
      made.properties[key] = plain(context, property, everything, depth + 1);
    }
    made.required = [...required].filter((key) => Object.hasOwn(made.properties, key));
    const extra = schema.additionalProperties;
    made.additionalProperties = extra && typeof extra === 'object' && depth < 5 ? plain(context, extra, everything, depth + 1) : false;
  }
  return made;
}
