// Firebreak beside its peers, on the same bytes, in one run. See README.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { casesOf } from './cases.mjs';
import { Commands } from './commands.mjs';
import { Inputs, isHuge, room, roomNeeded, size } from './inputs.mjs';
import { machine } from './machine.mjs';
import { race } from './measure.mjs';
import { prepare } from './peers.mjs';
import { agreement, commands, faults, row, table, write } from './report.mjs';

const usage = `usage: node bench.mjs [--sizes 125k,1m,10m] [--runs N] [--only REGEX] [--dir DIR] [--json OUT] [--write]
  --sizes   how many lines (125k,1m)          --only   cases whose name, "1m own lines", matches
  --runs    how often each command runs (5)   --dir    where the logs are kept (a folder under the system's temporary one)
  --json    all figures into a file           --write  puts the table into bench/README.md
FIREBREAK_BIN is the tool that is measured, FIREBREAK_SCRIPT the script that starts it; both are ../firebreak unless said otherwise.`;

const say = (text) => console.error(text);

function options() {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({
    options: {
      sizes: text('125k,1m'), runs: text('5'), only: text(''), dir: text(join(tmpdir(), 'firebreak-bench')), json: text(''),
      write: { type: 'boolean' }, help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a number from 1 up');
  return { ...values, runs, dir: resolve(values.dir), sizes: values.sizes.split(',').map(size), only: new RegExp(values.only) };
}

function main({ sizes, runs, only, dir, json, write: intoReadme }) {
  const script = process.env.FIREBREAK_SCRIPT ?? join(import.meta.dirname, '../firebreak');
  const firebreak = process.env.FIREBREAK_BIN ?? script;
  mkdirSync(dir, { recursive: true });
  const programs = prepare(dir, say);
  const facts = machine(dir, versionOf(firebreak));
  const inputs = new Inputs(dir, firebreak, say);
  const bench = { script, firebreak, programs, inputs, runs, only, dir, rows: [], answers: new Map(), notes: [] };
  for (const size of sizes) measure(size, bench);

  const { rows, answers, notes } = bench;
  const wrong = faults(rows, answers);
  const report = text(facts, bench, wrong);
  console.log(report);
  const all = { machine: Object.fromEntries(facts), runs, rows, answers: [...answers], notes, wrong };
  if (json) writeFileSync(json, JSON.stringify(all, null, 2));
  if (intoReadme) write(join(import.meta.dirname, 'README.md'), report);
  return wrong.length || notes.length ? 1 : 0;
}

function measure(size, bench) {
  const { dir, inputs, programs, only, notes } = bench;
  const needed = roomNeeded(dir, size);
  if (needed > room(dir)) {
    notes.push(`${size.name} lines were left out: they need ${gigabytes(needed)} of disk, ${gigabytes(room(dir))} are free.`);
    say(notes.at(-1));
    return;
  }
  const tools = new Commands(size, inputs, programs, bench);
  for (const [name, make] of Object.entries(casesOf(tools)).filter(([name]) => only.test(`${size.name} ${name}`))) {
    say(`${size.name} ${name}`);
    try {
      runCase(size, name, make(), bench);
    } catch (error) {
      notes.push(`${size.name} ${name} was not measured: ${error.message}.`);
      say(`  ${notes.at(-1)}`);
    }
  }
}

function runCase(size, name, { files, commands, rows, runs: own, after = () => {} }, { inputs, programs, runs, dir, rows: all, answers }) {
  inputs.warm(files);
  const usual = isHuge(size) ? Math.min(runs, 3) : runs;
  const results = race(commands, own ?? usual, { runner: programs.run, dir, say });
  after(results);
  for (const result of results.values()) {
    // Another question, by other actors, has another answer.
    const asked = `${size.name}, ${result.typed.includes('actors-4') ? '4 actors' : '12 actors'}`;
    for (const text of result.answers ?? []) answers.set(asked, [...(answers.get(asked) ?? []), { name: result.name, text }]);
  }
  all.push(...rows.map((one) => row(size, name, one, results)));
}

function text(facts, { rows, answers, notes, dir, firebreak, script }, wrong) {
  const shorten = shortened(dir, firebreak, script);
  const list = (texts) => texts.map((text) => `- ${shorten(text)}`).join('\n');
  const machine = list(facts.map(([what, text]) => `${what}: ${text}`));
  return [machine, table(rows), agreement(answers), commands(rows, shorten), list([...notes, ...wrong])].filter(Boolean).join('\n\n');
}

// Folders of this machine say nothing to a reader elsewhere.
function shortened(dir, firebreak, script) {
  const programs = [[script, './firebreak'], [firebreak, 'firebreak']];
  const folders = [`${dir}/bin/`, `${dir}/`, `${import.meta.dirname}/`].map((folder) => [folder, '']);
  return (text) => [...programs, ...folders].reduce((short, [long, instead]) => short.replaceAll(long, instead), text);
}

function versionOf(firebreak) {
  const { stdout } = spawnSync(firebreak, ['--version'], { encoding: 'utf8' });
  return stdout?.match(/\d+\.\d+\.\d+\S*/)?.[0] ?? 'unknown';
}

const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(0)} GB`;

try {
  process.exitCode = main(options());
} catch (error) {
  say(`bench: ${error.message}`);
  process.exitCode = 2;
}
