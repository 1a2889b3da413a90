// The logs that are asked: made by the tool itself, the same bytes every time, kept from run to run.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';

const BytesOfLine = 1960;
const Affiliation = 'Northgate Support';
const Engineers = 12;

/** "125k" or "10m", as a name and a count. */
export function size(text) {
  const [, number, unit] = text.match(/^(\d+)([km]?)$/) ?? [];
  if (!number) throw new Error(`--sizes: ${text} is not a size like 125k or 1m`);
  return { name: text, count: Number(number) * ({ k: 1e3, m: 1e6 }[unit] ?? 1) };
}

/** Past this many lines only Firebreak's own form is made, and sealed once. */
export const isHuge = ({ count }) => count > 1e6;

/** What is still to be written to the disk for this size: the log and its sealed copy, and the other shapes where they are made. */
export function roomNeeded(dir, { name, count }) {
  const bytes = count * BytesOfLine;
  const always = { 'own.ndjson': 1, log: 1.02 };
  const copies = isHuge({ count }) ? always : { ...always, 'okta.ndjson': 1.02, 'splunk.ndjson': 1.2, 'own.ndjson.gz': 0.3 };
  const missing = Object.entries(copies).filter(([file]) => !existsSync(join(dir, `${name}.${file}`)));
  return missing.reduce((sum, [, share]) => sum + share * bytes, 0);
}

export const room = (dir) => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

export class Inputs {
  constructor(dir, firebreak, say) {
    Object.assign(this, { dir, firebreak, say });
    mkdirSync(dir, { recursive: true });
  }

  path(name) {
    return join(this.dir, name);
  }

  /** The log of this size and shape (own, okta, splunk). */
  log({ name, count }, shape) {
    const words = ['demo', '--count', String(count), '--shape', shape, '--events'];
    return this.#once(`${name}.${shape}.ndjson`, (to) => [this.firebreak, ...words, to]);
  }

  /** The same, compressed. */
  gzip(size) {
    const log = this.log(size, 'own');
    return this.#once(`${size.name}.own.ndjson.gz`, (to) => ['sh', '-c', `gzip -1 -c '${log}' > '${to}'`]);
  }

  /** The first lines of a log. */
  head(size, lines) {
    const log = this.log(size, 'own');
    return this.#once(`${size.name}.first-${lines}.ndjson`, (to) => ['sh', '-c', `head -n ${lines} '${log}' > '${to}'`]);
  }

  /** A file of the engineers' ids, found in the log by their affiliation; all of them, or the first so many. */
  actors(size, many = Engineers) {
    const path = this.path(`${size.name}.actors-${many}.txt`);
    if (!existsSync(path)) writeFileSync(path, engineers(this.log(size, 'own')).slice(0, many).map((id) => `${id}\n`).join(''));
    return path;
  }

  /** Reads the files once, so that they lie in the page cache; says so when they cannot. */
  warm(paths) {
    const bytes = paths.reduce((sum, path) => sum + (statSync(path).isFile() ? statSync(path).size : 0), 0);
    if (bytes > 0.7 * totalmem()) this.say(`  ${(bytes / 1e9).toFixed(0)} GB do not fit the page cache: the disk is measured too`);
    for (const path of paths) spawnSync('sh', ['-c', `find '${path}' -type f -exec cat {} + > /dev/null`]);
  }

  // Made under another name first, so that what is there is whole.
  #once(name, words) {
    const path = this.path(name);
    if (existsSync(path)) return path;
    this.say(`  making ${name}`);
    const [program, ...rest] = words(`${path}.part`);
    const made = spawnSync(program, rest, { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`${name} could not be made: ${made.error ?? made.stderr.trim().split('\n')[0]}`);
    renameSync(`${path}.part`, path);
    return path;
  }
}

function engineers(log) {
  const actor = new RegExp(`"actor":\\{"id":"(\\w{20})"[^}]*"detailEntry":\\{"affiliation":"${Affiliation}"\\}`, 'g');
  const found = new Set();
  const piece = Buffer.alloc(64 << 20);
  const file = openSync(log, 'r');
  for (let at = 0; found.size < Engineers; ) {
    const length = readSync(file, piece, 0, piece.length, at);
    if (length === 0) break;
    for (const [, id] of piece.toString('latin1', 0, length).matchAll(actor)) found.add(id);
    at += length;
  }
  closeSync(file);
  return [...found].sort();
}
