import { isBinary, mediaTypes } from './cases.mjs';

// Violations that are not a fault of the client, by class: each with its condition and its reason. Any other violation fails a run.
export const EXPLAINED = [
  {
    name: 'get-with-body',
    reason: "The definition declares a body for a GET or HEAD request, and Prism's own HTTP client refuses to forward it. own.mjs checks the body.",
    is: ({ by, message }, { declared }) => by === 'prism' && message === 'the request is not forwarded'
      && ['get', 'head'].includes(declared.method) && declared.parameters.some((parameter) => parameter.in === 'body'),
  },
  {
    name: 'binary-as-json',
    reason: 'The body is binary, and `consumes` lists JSON only. The client sends the bytes.',
    is: ({ message }, { context, declared }) => /content type/i.test(message) && declared.parameters.some((parameter) => parameter.in === 'body'
      && isBinary(context, parameter.schema ?? {})) && mediaTypes(context, declared, 'consumes').every((type) => type.includes('json')),
  },
  {
    name: 'form-as-text',
    reason: '`consumes` lists form types only, and the body declares no fields. Prism drops such a body; own.mjs checks it.',
    is: ({ by, message }, { declared }) => by === 'prism' && message.includes('No supported content types')
      && declared.parameters.some((parameter) => parameter.in === 'body'),
  },
  {
    name: 'format-against-pattern',
    reason: 'No text matches both the format and the pattern of a parameter. The value matches one of them.',
    is: ({ by, message }, { declared }) => by === 'prism' && /must match (format|pattern)/.test(message)
      && declared.parameters.some(({ name, format, pattern }) => format && pattern && message.toLowerCase().includes(String(name).toLowerCase())),
  },
  {
    name: 'method-not-sent',
    reason: 'azure_core cannot send OPTIONS. The generator reports such an operation (`method-not-sent`), and `send` returns an error.',
    is: ({ by, message }, { declared }) => by === 'caller' && message.startsWith('unsupported: ') && declared.method === 'options',
  },
];
