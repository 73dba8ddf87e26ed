// What Prism does not see of a request, from the definition: nothing is on the wire that nobody said, lists are joined as the
// definition has it, values come out of path, query, headers and forms as they went in. In: an operation, a case, the request's
// bytes. Out: sentences, none where all is well. Shares nothing with the generator.
import { isConstant, isFile as isFileOf, list, safeDecode, schemaOf } from './definition.mjs';
import { mediaTypes } from './cases.mjs';

/** Headers that a request may have whatever the definition says. */
const ALLOWED = ['authorization', 'host', 'content-length', 'content-type', 'accept', 'accept-encoding', 'user-agent',
  'x-ms-client-request-id', 'traceparent', 'tracestate', 'connection', 'transfer-encoding'];

export function check(context, operation, planned, request) {
  const said = [];
  const judge = { context, operation, planned, request, say: (sentence) => said.push(sentence) };
  if (request.method !== operation.method.toUpperCase()) judge.say(`method: ${request.method}`);
  const [path, query] = split(request.url);
  checkPath(judge, path);
  checkQuery(judge, query);
  checkHeaders(judge);
  checkBody(judge);
  return said;
}

function split(url) {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function parameters(judge, place) {
  return judge.operation.parameters.filter((parameter) => parameter.in === place);
}

function given(judge, place, key) {
  return judge.planned.values.find((value) => value.place === place && value.key === key);
}

function spare(judge, place, key) {
  return judge.planned.spare.find((value) => value.place === place && value.key === key);
}

/** A value of a parameter as its texts: one, or one for each item of a repeated list. */
function texts(parameter, value) {
  const one = (item) => (typeof item === 'string' ? item : JSON.stringify(item));
  if (!Array.isArray(value)) return [one(value)];
  if (parameter.collectionFormat === 'multi') return value.map(one);
  const between = { ssv: ' ', tsv: '\t', pipes: '|' }[parameter.collectionFormat] ?? ',';
  return [value.map(one).join(between)];
}

/** The texts that stand for a parameter nobody gave. */
function standing(parameter) {
  const value = parameter.default ?? (isConstant(parameter, parameter.required === true) ? list(parameter.enum)[0] : undefined);
  return value === undefined || value === null ? undefined : texts(parameter, value);
}

function checkPath(judge, path) {
  const [template] = judge.operation.path.split('?');
  let rest = path;
  const parts = template.split(/(\{[^{}]*\})/);
  for (const [index, part] of parts.entries()) {
    const name = /^\{(.*)\}$/.exec(part)?.[1];
    if (name === undefined) {
      const literal = plainest(part);
      if (!plainest(rest).startsWith(literal)) return judge.say(`path: ${path} does not follow ${template} at ${part}`);
      rest = plainest(rest).slice(literal.length);
      continue;
    }
    const next = plainest(parts[index + 1] ?? '');
    const parameter = parameters(judge, 'path').find((other) => other.name === name);
    const end = next === '' ? rest.length : rest.indexOf(next);
    const segment = rest.slice(0, end < 0 ? rest.length : end);
    rest = rest.slice(segment.length);
    if (!parameter) continue;
    const expected = given(judge, 'path', name);
    const wanted = expected ? texts(parameter, expected.value) : standing(parameter);
    if (!wanted) continue;
    let decoded = safeDecode(segment);
    if (parameter['x-ms-url-encoding'] === 'double') decoded = safeDecode(decoded);
    if (segment.includes('/')) judge.say(`path: the value of ${name} has a slash of its own`);
    if (decoded !== wanted[0]) judge.say(`path: ${name} is ${JSON.stringify(decoded)}, not ${JSON.stringify(wanted[0])}`);
  }
  if (rest !== '') judge.say(`path: ${JSON.stringify(rest)} is left after ${template}`);
}

/** A path with the least encoding that means the same, so that two spellings compare. */
function plainest(path) {
  return path.replaceAll(/%[0-9A-Fa-f]{2}/g, (code) => {
    const character = String.fromCharCode(parseInt(code.slice(1), 16));
    return /[A-Za-z0-9\-._~!$&'()*+,;=:@ "<>^`{|}[\]\\]/.test(character) ? character : code.toUpperCase();
  });
}

function checkQuery(judge, query) {
  const sent = query === '' ? [] : query.split('&').map((pair) => pair.split('=', 2).length === 2
    ? [plus(pair.slice(0, pair.indexOf('='))), plus(pair.slice(pair.indexOf('=') + 1))] : [plus(pair), '']);
  const [, literal] = split(judge.operation.path);
  const own = literal.split('&').filter(Boolean).map((pair) => plus(pair.split('=')[0]));
  compare(judge, 'query', parameters(judge, 'query'), sent.filter(([key]) => !own.includes(key)));
}

function plus(text) {
  return safeDecode(text.replaceAll('+', ' '));
}

/** Pairs as they were sent against the parameters of a place. */
function compare(judge, place, declared, sent) {
  const word = place === 'formData' ? 'form' : place;
  for (const [key] of sent) {
    if (!declared.some((parameter) => parameter.name === key)) judge.say(`${word}: ${JSON.stringify(key)} is sent, which is not declared`);
  }
  for (const parameter of declared) {
    const values = sent.filter(([key]) => key === parameter.name).map(([, value]) => value);
    const value = given(judge, word, parameter.name);
    if (value === undefined) {
      const allowed = standing(parameter) ?? spareTexts(judge, word, parameter);
      if (values.length > 0 && JSON.stringify(values) !== JSON.stringify(allowed)) judge.say(`${word}: ${parameter.name} is sent as ${JSON.stringify(values)}, which nobody said`);
      continue;
    }
    const wanted = texts(parameter, value.value);
    if (!same(values, wanted)) judge.say(`${word}: ${parameter.name} is ${JSON.stringify(values)}, not ${JSON.stringify(wanted)}`);
  }
}

function spareTexts(judge, place, parameter) {
  const value = spare(judge, place, parameter.name);
  return value && texts(parameter, value.value);
}

/** The same texts, or texts of the same numbers or of the same JSON. */
function same(values, wanted) {
  if (JSON.stringify(values) === JSON.stringify(wanted)) return true;
  return values.length === wanted.length && values.every((value, index) => {
    const other = wanted[index];
    if (value !== '' && other !== '' && !Number.isNaN(Number(value)) && Number(value) === Number(other)) return true;
    try {
      return deep(JSON.parse(value), JSON.parse(other));
    } catch {
      return false;
    }
  });
}

function checkHeaders(judge) {
  const { rawHeaders } = judge.request;
  const sent = [];
  for (let index = 0; index < rawHeaders.length; index += 2) sent.push([rawHeaders[index].toLowerCase(), rawHeaders[index + 1]]);
  const declared = parameters(judge, 'header').filter((parameter) => !ALLOWED.includes(parameter.name.toLowerCase()));
  for (const [name] of sent) {
    if (sent.filter(([other]) => other === name).length > 1) judge.say(`header: more than one ${name}`);
    if (ALLOWED.includes(name)) continue;
    if (!declared.some((parameter) => parameter.name.toLowerCase() === name)) judge.say(`header: ${name} is sent, which is not declared`);
  }
  for (const parameter of declared) {
    const value = sent.find(([name]) => name === parameter.name.toLowerCase())?.[1];
    const planned = given(judge, 'header', parameter.name);
    const wanted = planned ? texts(parameter, planned.value) : standing(parameter) ?? spareTexts(judge, 'header', parameter);
    if (planned && value === undefined) judge.say(`header: ${parameter.name} is not sent`);
    if (value !== undefined && !wanted) judge.say(`header: ${parameter.name} is sent, which nobody said`);
    if (value !== undefined && wanted && !same([value], wanted)) judge.say(`header: ${parameter.name} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted[0])}`);
  }
}

function checkBody(judge) {
  const { headers, body } = judge.request;
  const type = (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  const form = parameters(judge, 'formData');
  const [declared] = parameters(judge, 'body');
  if (form.length > 0) return checkForm(judge, form, type);
  if (!declared) {
    if (body.length > 0) judge.say('body: there is one, and none is declared');
    if (type !== '') judge.say(`header: content-type ${type} where no body is declared`);
    return;
  }
  const planned = given(judge, 'body', '');
  if (body.length === 0) {
    if (planned) judge.say('body: none is sent');
    if (type !== '') judge.say(`header: content-type ${type} without a body`);
    return;
  }
  const consumed = mediaTypes(judge.context, judge.operation, 'consumes').map((name) => name.split(';')[0].trim());
  if (consumed.length > 0 && !consumed.includes(type) && !consumed.includes('*/*')) judge.say(`body: content type ${type}, not ${consumed.join(' or ')}`);
  const wanted = planned ?? spare(judge, 'body', '');
  if (!/[/+]json$/.test(type)) {
    if (typeof wanted?.value === 'string' && body.toString('utf8') !== wanted.value) judge.say('body: another text than was given');
    return;
  }
  let sent;
  try {
    sent = JSON.parse(body.toString('utf8'));
  } catch {
    return judge.say('body: no JSON');
  }
  json(judge, sent, planned?.value, wanted?.value, schemaOf(judge.context.document, declared.schema ?? {}), 'body', declared.schema?.default ?? declared.default, 0);
}

/** JSON that was sent against what was given: each given value is there, and what is there beside is a default. */
function json(judge, sent, value, spared, schema, place, standing, depth) {
  if (depth > 40) return;
  const isObject = (node) => node !== null && typeof node === 'object' && !Array.isArray(node);
  if (value === undefined) {
    if (deep(sent, spared) || deep(sent, standing ?? schema.default)) return;
    if (isObject(sent) && schema.properties) {
      for (const [key, inner] of Object.entries(sent)) {
        const property = schemaOf(judge.context.document, schema.properties[key] ?? {});
        if (!Object.hasOwn(schema.properties, key)) judge.say(`${place}: ${JSON.stringify(key)} is sent, which nobody said`);
        else json(judge, inner, undefined, spared?.[key], property, `${place}.${key}`, isObject(standing) ? standing[key] : undefined, depth + 1);
      }
      return;
    }
    if (Array.isArray(sent) && Array.isArray(spared) && sent.length === spared.length) {
      const items = schemaOf(judge.context.document, schema.items ?? {});
      sent.forEach((item, index) => json(judge, item, undefined, spared[index], items, `${place}[${index}]`, undefined, depth + 1));
      return;
    }
    if (isConstant(schema, true) && deep(sent, list(schema.enum)[0])) return;
    return judge.say(`${place}: ${JSON.stringify(sent)} is sent, which nobody said`);
  }
  if (isObject(value) && isObject(sent)) {
    const constants = list(schema.required).filter((key) => {
      const property = schemaOf(judge.context.document, schema.properties?.[key] ?? {});
      return property.readOnly !== true && isConstant(property, true);
    });
    for (const key of new Set([...Object.keys(value), ...Object.keys(sent), ...constants])) {
      const property = schemaOf(judge.context.document, schema.properties?.[key] ?? {});
      if (!Object.hasOwn(sent, key)) judge.say(`${place}: ${JSON.stringify(key)} is not sent`);
      else json(judge, sent[key], value[key], undefined, property, `${place}.${key}`, undefined, depth + 1);
    }
    return;
  }
  if (Array.isArray(value) && Array.isArray(sent) && value.length === sent.length) {
    const items = schemaOf(judge.context.document, schema.items ?? {});
    value.forEach((item, index) => json(judge, sent[index], item, undefined, items, `${place}[${index}]`, undefined, depth + 1));
    return;
  }
  if (!deep(sent, value)) judge.say(`${place}: ${JSON.stringify(sent)} is sent, not ${JSON.stringify(value)}`);
}

function deep(one, other) {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false;
  const keys = Object.keys(one);
  return Array.isArray(one) === Array.isArray(other) && keys.length === Object.keys(other).length
    && keys.every((key) => Object.hasOwn(other, key) && deep(one[key], other[key]));
}

function checkForm(judge, declared, type) {
  const { headers, body } = judge.request;
  const consumed = mediaTypes(judge.context, judge.operation, 'consumes').map((name) => name.split(';')[0]);
  const forms = consumed.filter((name) => /multipart\/form-data|x-www-form-urlencoded/.test(name));
  const isMultipart = type === 'multipart/form-data';
  if (body.length === 0) {
    compare(judge, 'formData', declared, []);
    if (type !== '') judge.say(`header: content-type ${type} without a body`);
    return;
  }
  if (forms.length > 0 && !forms.includes(type)) judge.say(`form: content type ${type}, not ${forms.join(' or ')}`);
  if (!isMultipart) {
    const pairs = body.toString('utf8').split('&').filter(Boolean);
    return compare(judge, 'formData', declared, pairs.map((pair) => [plus(pair.split('=')[0]), plus(pair.slice(pair.indexOf('=') + 1))]));
  }
  const parts = multipart(headers['content-type'], body);
  if (!parts) return judge.say('form: no multipart form');
  const isFile = (parameter) => isFileOf(judge.context.document, parameter);
  compare(judge, 'formData', declared.filter((parameter) => !isFile(parameter)),
    parts.filter((part) => !declared.some((parameter) => isFile(parameter) && parameter.name === part.name)).map((part) => [part.name, part.text]));
  for (const parameter of declared.filter(isFile)) {
    const planned = [given(judge, 'form', parameter.name)?.value ?? []].flat();
    const sent = parts.filter((part) => part.name === parameter.name);
    if (planned.length !== sent.length) judge.say(`form: ${sent.length} files ${parameter.name}, not ${planned.length}`);
    planned.forEach((file, index) => {
      const part = sent[index];
      if (part && (part.file !== file.name || part.type !== file.type || part.text !== file.content)) judge.say(`form: the file ${parameter.name} came as ${JSON.stringify(part)}`);
    });
  }
}

/** The parts of a multipart form, by RFC 7578; undefined where it is none. */
function multipart(contentType, body) {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType ?? '')?.[1];
  const text = body.toString('utf8');
  if (!boundary || !text.startsWith(`--${boundary}\r\n`) || !text.endsWith(`\r\n--${boundary}--\r\n`)) return undefined;
  const inside = text.slice(boundary.length + 4, text.length - boundary.length - 8);
  return inside.split(`\r\n--${boundary}\r\n`).map((part) => {
    const at = part.indexOf('\r\n\r\n');
    const head = part.slice(0, at);
    const unescaped = (found) => found?.replaceAll('%22', '"').replaceAll('\\"', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
    return {
      name: unescaped(/[; ]name="((?:[^"\\]|\\.)*)"/.exec(head)?.[1]),
      file: unescaped(/filename="((?:[^"\\]|\\.)*)"/.exec(head)?.[1]),
      type: /content-type: *([^\r\n]+)/i.exec(head)?.[1],
      text: part.slice(at + 4),
    };
  });
}
