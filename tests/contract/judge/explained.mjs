import { isBinary, mediaTypes } from './cases.mjs';

// Violations that are no fault of the client, by class: each with what makes it one and why it stands. Everything else fails a run.
export const EXPLAINED = [
  {
    name: 'get-with-body',
    reason: "Prism's own HTTP client refuses to forward a GET or HEAD with a body, which the definition asks for; own.mjs has judged it.",
    is: ({ by, message }, { declared }) => by === 'prism' && message === 'the request is not forwarded'
      && ['get', 'head'].includes(declared.method) && declared.parameters.some((parameter) => parameter.in === 'body'),
  },
  {
    name: 'binary-as-json',
    reason: 'A body of bytes cannot be the JSON that alone is consumed: it is sent as bytes.',
    is: ({ message }, { context, declared }) => /content type/i.test(message) && declared.parameters.some((parameter) => parameter.in === 'body'
      && isBinary(context, parameter.schema ?? {})) && mediaTypes(context, declared, 'consumes').every((type) => type.includes('json')),
  },
  {
    name: 'form-as-text',
    reason: 'Prism drops a body that only forms are consumed for and whose fields nobody names; own.mjs has judged it.',
    is: ({ by, message }, { declared }) => by === 'prism' && message.includes('No supported content types')
      && declared.parameters.some((parameter) => parameter.in === 'body'),
  },
  {
    name: 'format-against-pattern',
    reason: 'A parameter has a format and a pattern that no text satisfies at once; the value satisfies one of them.',
    is: ({ by, message }, { declared }) => by === 'prism' && /must match (format|pattern)/.test(message)
      && declared.parameters.some(({ name, format, pattern }) => format && pattern && message.toLowerCase().includes(String(name).toLowerCase())),
  },
];
