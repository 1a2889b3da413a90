// Each tool's answer to the one question, brought into one form: who counted what must be comparable before speed is.
import { createHash } from 'node:crypto';

/** The question: what did these actors do from the first day to before the last, by org. */
export const question = { from: '2022-01-16', to: '2022-01-21' };

/** One form for all: events and orgs, and a hash over each org with its count. */
export function answer(counts, seconds) {
  const lines = [...counts].map(([org, count]) => `${org} ${count}`).sort();
  const events = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
  return { text: `${events} events in ${lines.length} orgs (${hash})`, seconds };
}

/** What `firebreak scope --format json` prints. */
export function ofFirebreak(output) {
  const { groups } = JSON.parse(output);
  return answer(new Map(groups.map((group) => [group.id, group.events])));
}

/** What peers/duckdb.mjs prints. */
export function ofDuckDb(output) {
  const { rows, seconds } = JSON.parse(output);
  return answer(new Map(rows), seconds);
}

/** What `sort | uniq -c` prints. */
export function ofUniq(output) {
  const lines = output.split('\n').filter(Boolean).map((line) => line.trim().split(/\s+/));
  return answer(new Map(lines.map(([count, org]) => [org, Number(count)])));
}
