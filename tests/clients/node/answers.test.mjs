// Every answer of a whole test run beside the schema that Okta's OpenAPI file has for it. Nulls do not count: Okta sends them where its own
// file has none. What differs, and fields that the file does not know, stand in tests/Firebreak.Tests/Golden/answers.txt, which a person has read.
// Each line there rests on one of these: a real org was recorded answering so, or (device, rootSessionId) logging so; the file says so in its
// prose (unique: UNIQUE_VALIDATED); or the file misspells it (_link, hasAdminPrivlege). TESTS_SERVED names the folder in which the run left its
// answers, one of each shape, so that what is found does not depend on the order of the tests.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { load } from 'js-yaml';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const golden = at('../../Firebreak.Tests/Golden/answers.txt');
const spec = load(readFileSync(at('../../../../shared/reference/okta-management-2026.06.3.yaml'), 'utf8'));

// Where Okta's file is plainly wrong about itself, and what it says elsewhere.
const schemas = spec.components.schemas;
delete schemas.TimeDuration.pattern; // "^P(?:$)(\\d+Y)?..." takes "P" alone: the end is asked for before anything can stand there.
schemas.Application.properties._embedded.properties.user = { $ref: '#/components/schemas/AppUser' }; // It says "the Application User", and has a map of objects.
schemas.User.properties._embedded = { type: 'object', properties: { blocks: { type: 'array', items: { $ref: '#/components/schemas/UserBlock' } } } }; // As listUserBlocks.
schemas.ApplicationGroupAssignment.properties._embedded = { // It says "the group", and has a map of objects. What the metadata are it says nowhere.
  type: 'object', properties: { group: { $ref: '#/components/schemas/Group' }, metadata: { type: 'object', additionalProperties: true } },
};

const nameless = (path) => path.replace(/\{[^}]*\}/g, '{}');
const operations = new Map();
for (const [path, methods] of Object.entries(spec.paths))
  for (const [method, operation] of Object.entries(methods)) operations.set(`${method.toUpperCase()} ${nameless(path)}`, operation);

// JSON Schema has no examples that point nowhere, and several of Okta's alternatives fit at once.
function plain(node, isProperties = false) {
  if (Array.isArray(node)) return node.map((item) => plain(item));
  if (node === null || typeof node !== 'object') return node;
  const made = {};
  for (const [key, value] of Object.entries(node)) {
    if (!isProperties && ['example', 'examples', 'discriminator', 'xml', 'format', 'externalDocs', 'nullable'].includes(key)) continue;
    if (!isProperties && key === '$ref' && typeof value === 'string') made.$ref = value.replace(/^#/, 'okta#');
    else made[!isProperties && key === 'oneOf' ? 'anyOf' : key] = plain(value, !isProperties && key === 'properties');
  }
  return made;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
ajv.addSchema({ $id: 'okta', components: { schemas: plain(spec.components.schemas), responses: {} } });

const withoutNulls = (value) => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [key, withoutNulls(one)]));
};

const follow = (node, path) => path.split('/').slice(1).reduce((found, part) => found?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], node);
const resolve = (node) => {
  while (node?.$ref) node = follow(spec, node.$ref.slice(1));
  return node;
};

// The properties that a schema knows for a value; null when it takes any.
function properties(schema, value, seen = new Set()) {
  schema = resolve(schema);
  if (!schema || seen.has(schema)) return {};
  seen.add(schema);
  if (schema.additionalProperties || schema['x-okta-extensible']) return null;
  if (!schema.properties && !schema.allOf && !schema.oneOf && !schema.anyOf) return null;
  const known = { ...schema.properties };
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  const mapped = schema.discriminator?.mapping?.[value[schema.discriminator.propertyName]];
  if (mapped) parts.push({ $ref: mapped });
  for (const part of parts) {
    const more = properties(part, value, seen);
    if (more === null) return null;
    for (const [name, one] of Object.entries(more)) known[name] = known[name] ? { allOf: [known[name], one] } : one;
  }
  return known;
}

function unknown(schema, value, path, found) {
  schema = resolve(schema);
  if (!schema || value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) unknown(schema.items, item, `${path}[]`, found);
    return;
  }
  const known = properties(schema, value);
  if (known === null) return;
  for (const [name, one] of Object.entries(value)) {
    if (!(name in known)) found.add(`${path}.${name}`);
    else unknown(known[name], one, `${path}.${name}`, found);
  }
}

const answers = readFileSync(`${process.env.TESTS_SERVED}/answers.ndjson`, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const checks = new Map();
const lines = new Map();
const note = (operation, line) => (lines.get(operation) ?? lines.set(operation, new Set()).get(operation)).add(line);
for (const { method, path, status, body } of answers) {
  const name = `${method} ${nameless(path)}`;
  const operation = operations.get(name);
  if (!operation || status >= 300) continue;
  const schema = resolve(operation.responses[status])?.content?.['application/json']?.schema;
  if (!resolve(operation.responses[status])) {
    note(name, `  status ${status} is not in the file`);
    continue;
  }
  if (!schema || body === null) continue;
  const key = `${name} ${status}`;
  if (!checks.has(key)) checks.set(key, ajv.compile(plain(schema)));
  const check = checks.get(key);
  if (!check(withoutNulls(body)))
    for (const error of check.errors) {
      if (error.keyword === 'required' && follow(body, error.instancePath)?.[error.params.missingProperty] === null) continue;
      if (['anyOf', 'if'].includes(error.keyword)) continue;
      const where = error.instancePath.replace(/\/\d+(?=\/|$)/g, '[]').replaceAll('/', '.').replace(/(?<=\.custom\.properties)\.[^.]+/, '.{}');
      note(name, `  differs ${where || '.'}: ${error.message}`);
    }
  const found = new Set();
  unknown(schema, body, '', found);
  for (const field of found) note(name, `  unknown ${field}`);
}

const report = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([operation, found]) => `${operation}\n${[...found].sort().join('\n')}\n`).join('\n');

function byOperation(text) {
  let operation = '';
  return text.split('\n').filter(Boolean).flatMap((line) => (line.startsWith(' ') ? [operation + line] : ((operation = line), [])));
}

test('every answer is as Okta\'s own file has it, but for what a person has read', () => {
  assert.ok(answers.length > 0, 'no answers');
  assert.ok(checks.size > 0, 'no schema was used');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, report);
  // A run may meet fewer kinds of answers than the one that was read; it must meet none that nobody read.
  const read = new Set(byOperation(readFileSync(golden, 'utf8')));
  assert.deepEqual(byOperation(report).filter((line) => !read.has(line)), []);
});
