// Runs commands side by side and keeps what each cost. Nothing here knows what the commands are.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command that is measured: its words, what to do before each run (not measured), and how its output is read as an answer. */
export const command = (name, words, { input = '/dev/null', before = () => {}, read = () => null } = {}) =>
  ({ name, words, input, before, read });

/** A pipeline, run by the shell; its processor time is that of all its parts, its memory that of the largest. */
export const pipeline = (name, parts, options) => command(name, ['sh', '-c', parts.map(shellWords).join(' | ')], options);

/** How a command would be typed. */
export const typed = ({ words, input }) => {
  const text = words[0] === 'sh' ? words[2] : shellWords(words);
  return input === '/dev/null' ? text : `${text} < ${input}`;
};

/** Runs all commands in turn, as often as asked: A B A B. A command that fails is not run again. */
export function race(commands, runs, { runner, dir, say }) {
  const found = new Map(commands.map((one) => [one.name, { command: one, runs: [], failure: null }]));
  for (let round = 1; round <= runs; round++) {
    for (const one of found.values()) {
      if (one.failure) continue;
      one.command.before();
      const result = once(one.command, runner, dir);
      if (result.failure) one.failure = result.failure;
      else one.runs.push(result);
      say(`  ${round}/${runs}  ${one.command.name}: ${result.failure ?? `${result.wall.toFixed(3)} s`}`);
    }
  }
  return new Map([...found].map(([name, one]) => [name, summary(one)]));
}

function once({ words, input, read }, runner, dir) {
  const [result, output, errors] = ['result', 'output', 'errors'].map((name) => join(dir, `last-${name}`));
  const ran = spawnSync(runner, [result, input, output, errors, ...words]);
  if (ran.status !== 0) return { failure: `could not be run: ${ran.stderr}` };
  const cost = JSON.parse(readFileSync(result, 'utf8'));
  if (cost.status !== 0) return { failure: `exit ${cost.status}: ${firstLine(readFileSync(errors, 'utf8'))}` };
  return { wall: cost.wall, cpu: cost.user + cost.sys, rssBytes: cost.rssBytes, answer: read(readFileSync(output, 'utf8')) };
}

function summary({ command: { name, words, input }, runs, failure }) {
  const failed = { name, typed: typed({ words, input }), failure };
  if (failure) return failed;
  return {
    ...failed,
    wall: median(runs.map((run) => run.wall)),
    cpu: median(runs.map((run) => run.cpu)),
    rssBytes: Math.max(...runs.map((run) => run.rssBytes)),
    inside: runs[0].answer?.seconds === undefined ? undefined : median(runs.map((run) => run.answer.seconds)),
    answers: [...new Set(runs.map((run) => run.answer?.text).filter((text) => text !== undefined))],
    runs: runs.map(({ wall, cpu, rssBytes }) => ({ wall, cpu, rssBytes })),
  };
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const firstLine = (text) => text.trim().split('\n')[0].slice(0, 200);

const shellWords = (words) => words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
