// DuckDB's answer: read_json with explicit columns, so that it need not guess, and only those that the question needs.
// usage: node duckdb.mjs FILE ACTORS FROM TO own|okta|splunk
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const [file, actors, from, to, shape] = process.argv.slice(2);
const text = (value) => `'${value.replaceAll("'", "''")}'`;

const columns = { published: 'TIMESTAMP', orgId: 'VARCHAR', actor: 'STRUCT(id VARCHAR)', target: 'STRUCT(id VARCHAR)[]' };
const read = (list) => `read_json(${text(file)}, format = 'newline_delimited', columns = {${list}})`;
const struct = Object.entries(columns).map(([name, type]) => `${name}: ${text(type)}`).join(', ');

// In Splunk's wrapper the event is text inside the line's JSON, and is parsed from it.
const raw = JSON.stringify({ published: 'TIMESTAMP', orgId: 'VARCHAR', actor: { id: 'VARCHAR' }, target: [{ id: 'VARCHAR' }] });
const wrapped = `(select unnest(from_json(result._raw, ${text(raw)})) from ${read(`result: 'STRUCT(_raw VARCHAR)'`)})`;

const ids = readFileSync(actors, 'utf8').split('\n').filter(Boolean).map(text).join(', ');
const sql = `
  select orgId, count(*)::integer, min(published), max(published),
    len(list_distinct(flatten(list(list_transform(target, lambda one: one.id)))))
  from ${shape === 'splunk' ? wrapped : read(struct)}
  where actor.id in (${ids}) and published >= timestamp ${text(from)} and published < timestamp ${text(to)}
  group by orgId`;

const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
const started = performance.now();
const rows = (await connection.runAndReadAll(sql)).getRows();
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ seconds, rows: rows.map(([org, count]) => [org, count]) }));
