// A definition as it is written, and what its references stand for. Shares nothing with the generator: reading, resolving and
// merging are written here a second time on purpose.
import { readFileSync } from 'node:fs';
import { jsonrepair } from 'jsonrepair';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/** The definition in a file; what is no JSON is repaired by a library. */
export function read(path) {
  const bytes = readFileSync(path);
  const text = decode(bytes).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(jsonrepair(text));
  }
}

function decode(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What a node is, behind its references. */
export function resolve(document, node) {
  for (let hops = 0; hops < 32 && typeof node?.$ref === 'string'; hops += 1) {
    const found = lookUp(document, node.$ref);
    if (found === undefined) return {};
    node = found;
  }
  return node ?? {};
}

function lookUp(document, reference) {
  if (!reference.startsWith('#/')) return undefined;
  const parts = reference.slice(2).split('/');
  const plain = (part) => part.replaceAll('~1', '/').replaceAll('~0', '~');
  for (const read of [plain, (part) => plain(safeDecode(part))]) {
    let node = document;
    for (const part of parts) node = node?.[read(part)];
    if (node !== undefined) return node;
  }
  return undefined;
}

export function safeDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A schema behind its references, with its `allOf` merged. */
export function schemaOf(document, schema, depth = 0) {
  schema = resolve(document, schema);
  if (!Array.isArray(schema.allOf) || depth > 16) return schema;
  const merged = { ...schema, properties: { ...schema.properties }, required: [...(schema.required ?? [])] };
  delete merged.allOf;
  for (const part of schema.allOf) {
    const other = schemaOf(document, part, depth + 1);
    merged.type ??= other.type;
    merged.enum ??= other.enum;
    merged.properties = { ...other.properties, ...merged.properties };
    merged.required.push(...(Array.isArray(other.required) ? other.required : []));
    merged.additionalProperties ??= other.additionalProperties;
  }
  return merged;
}

/** Every operation: id, method, path, parameters with their references resolved, and the operation itself. */
export function operations(document) {
  const found = [];
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item?.[method];
      if (!operation || typeof operation !== 'object') continue;
      const parameters = new Map();
      for (const raw of [...list(item.parameters), ...list(operation.parameters)]) {
        const parameter = resolve(document, raw);
        if (typeof parameter.name === 'string') parameters.set(`${parameter.in} ${parameter.name}`, parameter);
      }
      const meant = asForm(document, operation, [...parameters.values()]);
      found.push({ id: operation.operationId, method, path, operation, parameters: meant });
    }
  }
  return found;
}

/** A body where only forms are consumed is a form: each of its properties is a field. */
function asForm(document, operation, parameters) {
  const consumed = list(operation.consumes ?? document.consumes);
  const isForm = consumed.length > 0 && consumed.every((type) => /multipart\/form-data|x-www-form-urlencoded/.test(String(type)));
  return parameters.flatMap((parameter) => {
    const schema = parameter.in === 'body' && isForm ? schemaOf(document, parameter.schema ?? {}) : {};
    const properties = Object.entries(schema.properties ?? {});
    if (properties.length === 0) return [parameter];
    const required = new Set(list(schema.required));
    return properties.map(([name, property]) => ({ ...schemaOf(document, property), name, in: 'formData', required: required.has(name), schema: property }));
  });
}

export function list(value) {
  return Array.isArray(value) ? value : [];
}

/** Whether a parameter of a form is a file, or its items are. */
export function isFile(document, parameter) {
  const is = (schema) => schema.type === 'file' || (schema.type === 'string' && schema.format === 'binary');
  return parameter.in === 'formData' && (is(parameter) || (parameter.type === 'array' && is(schemaOf(document, parameter.items ?? {}))));
}

/** Whether the client fills a value in and asks nobody. */
export function isConstant(schema, required) {
  // Where a trigger is to call is the caller's to say, whatever stands there.
  if (schema['x-ms-notification-url']) return false;
  if (schema.default !== undefined && schema['x-ms-visibility'] === 'internal') return true;
  return required && Array.isArray(schema.enum) && schema.enum.length === 1;
}

export function typeOf(schema) {
  const types = [schema.type].flat().filter((type) => type && type !== 'null');
  if (types.length > 0) return types[0];
  if (schema.properties) return 'object';
  if (schema.items) return 'array';
  return undefined;
}
