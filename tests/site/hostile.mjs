// A definition whose texts try to become more than text.
const TEXTS = [
  '</title></code></pre></textarea><script>window.hit = 1</script>',
  '<img src=x onerror="window.hit = 1">',
  `' onclick='window.hit = 1' x="`,
  `" onfocus="window.hit = 1" autofocus="`,
  '<svg/onload=window.hit=1>',
  '[a link](javascript:window.hit=1) <javascript:window.hit=1> ![a picture](https://example.com/p.png)',
  '<style>*{display:none}</style><link rel=stylesheet href=https://example.com/s.css>',
  '\u202Etxet desrever\u2066',
  '<iframe srcdoc="<script>parent.hit = 1</script>"></iframe><base href=https://example.com/>',
];
/** Every kind of text, in one. */
export const HOSTILE = TEXTS.join(' ');
const LONG = 'AVeryLongNameThatHasNoPlaceToBreak'.repeat(8);
/** Markdown blocks that are wider or higher than their place. */
const BLOCKS = [
  HOSTILE,
  '```html\n' + LONG + ' ' + HOSTILE + '\n' + 'a line\n'.repeat(60) + '```',
  '- an item with code\n\n      ' + LONG,
  '> a quote with code\n>\n>     ' + LONG,
  '| ' + 'Column | '.repeat(30) + '\n|' + '---|'.repeat(30) + '\n| ' + 'cell | '.repeat(30),
].join('\n\n');

const thing = { $ref: '#/definitions/Thing' };
export const definition = {
  swagger: '2.0',
  host: 'example.com',
  basePath: '/x',
  info: {
    title: `Hostile ${HOSTILE}`,
    description: BLOCKS,
    version: HOSTILE,
    contact: { name: HOSTILE, url: 'javascript:window.hit=1', email: HOSTILE },
  },
  'x-ms-connector-metadata': [
    { propertyName: 'Website', propertyValue: 'javascript:window.hit=1' },
    { propertyName: HOSTILE, propertyValue: HOSTILE },
    { propertyName: 'Categories', propertyValue: HOSTILE },
  ],
  paths: {
    '/things/{id}': {
      post: {
        operationId: 'PostThing',
        summary: `Post ${HOSTILE}`,
        description: BLOCKS,
        parameters: [
          { name: 'id', in: 'path', required: true, type: 'string', 'x-ms-summary': HOSTILE, description: HOSTILE },
          { name: HOSTILE, in: 'query', type: 'string', default: HOSTILE, enum: [HOSTILE, 'b'], description: HOSTILE },
          { name: LONG, in: 'header', type: 'string', 'x-ms-summary': LONG, description: LONG.repeat(3) },
          { name: 'body', in: 'body', schema: thing },
        ],
        responses: { 200: { description: HOSTILE, schema: thing }, 404: { description: HOSTILE, schema: thing } },
      },
    },
    '/long': { get: { operationId: LONG, summary: LONG, responses: { 200: { description: 'OK', schema: thing } } } },
    '/hooks': {
      'x-ms-notification-content': { description: HOSTILE, schema: thing },
      post: {
        operationId: 'WhenThing',
        summary: `When ${HOSTILE}`,
        'x-ms-trigger': 'single',
        'x-ms-trigger-hint': HOSTILE,
        parameters: [
          {
            name: 'body', in: 'body', required: true,
            schema: { type: 'object', properties: { url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } } },
          },
        ],
        responses: { 201: { description: HOSTILE } },
      },
    },
  },
  definitions: {
    Thing: {
      type: 'object',
      title: HOSTILE,
      description: HOSTILE,
      properties: {
        [HOSTILE]: { type: 'string', title: HOSTILE, description: HOSTILE.repeat(3), default: HOSTILE },
        [LONG]: { type: 'string', title: LONG, enum: [LONG, HOSTILE] },
        inner: { type: 'array', items: thing },
      },
    },
  },
};
export const properties = { properties: { iconBrandColor: HOSTILE, publisher: HOSTILE } };
