// Every command that is measured, ours and the peers', for one size of log.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ofDuckDb, ofFirebreak, ofUniq, question } from './answers.mjs';
import { keys } from './keys.mjs';
import { command, pipeline } from './measure.mjs';

const LinesOfPiece = 12_500;

export class Commands {
  constructor(size, inputs, programs, { firebreak, script }) {
    Object.assign(this, { size, inputs, programs, firebreak, script });
    this.keys = keys(inputs.dir);
    this.sealed = inputs.path(`${size.name}.log`);
    this.whole = inputs.path(`${size.name}.log.whole`);
  }

  log(shape) {
    return this.inputs.log(this.size, shape);
  }

  // Ours

  scope(name, shape, options) {
    return command(name, [this.firebreak, 'scope', this.log(shape), ...this.#asked(options)], { read: ofFirebreak });
  }

  scopeLog(name, options) {
    return command(name, [this.firebreak, 'scope', '--log', this.#sealedLog(), '--vkey', this.keys.vkey, ...this.#asked(options)], { read: ofFirebreak });
  }

  /** Of a packed file, of standard input, and of pipes. */
  scopePacked() {
    const log = this.log('own');
    const packed = this.inputs.gzip(this.size);
    const of = (file) => [this.firebreak, 'scope', file, ...this.#asked()];
    const read = ofFirebreak;
    return [
      command('scope FILE.gz', of(packed), { read }),
      command('scope - < FILE', of('-'), { read, input: log }),
      pipeline('cat FILE | scope -', [['cat', log], of('-')], { read }),
      pipeline('gzip -c FILE | scope -', [['gzip', '-1', '-c', log], of('-')], { read }),
    ];
  }

  /** Seals all lines into a folder that is not there yet. */
  sealWhole() {
    return this.#seal('seal', this.log('own'), this.sealed, () => this.forgetSealed());
  }

  /** Seals a piece onto the sealed log, and the same piece alone. */
  sealPiece() {
    const piece = this.inputs.head(this.size, Math.min(LinesOfPiece, this.size.count));
    const alone = this.inputs.path(`${this.size.name}.piece.log`);
    return [
      this.#seal('seal, onto the log', piece, this.#sealedLog(), () => rmSync(this.whole, { force: true })),
      this.#seal('seal, alone', piece, alone, () => rmSync(alone, { recursive: true, force: true })),
    ];
  }

  verify(log = this.#sealedLog()) {
    return command('verify', [this.firebreak, 'verify', log, '--vkey', this.keys.vkey]);
  }

  prove() {
    const index = String(Math.floor(this.size.count / 2) + 1);
    const to = this.inputs.path('proof');
    return command('prove --index', [this.firebreak, 'prove', '--log', this.#sealedLog(), '--index', index, '--out', to]);
  }

  version() {
    return command('--version', [this.firebreak, '--version']);
  }

  /** The same small question through the script and to the tool itself. */
  startWays() {
    const words = ['scope', this.inputs.head(this.size, 1), '--actor', 'nobody@nowhere.example', '--format', 'json'];
    return [command('the script', [this.script, ...words]), command('the tool itself', [this.firebreak, ...words])];
  }

  // The peers'

  duckdb(shape) {
    const words = [join(import.meta.dirname, 'peers/duckdb.mjs'), this.log(shape), this.#actors(), question.from, question.to, shape];
    return command('DuckDB', ['node', ...words], { read: ofDuckDb });
  }

  grepJq() {
    return this.#searchAndJq('grep | jq', ['env', 'LC_ALL=C', 'grep']);
  }

  rgJq() {
    return this.#searchAndJq('rg | jq', ['rg', '--no-config']);
  }

  newlines(shape) {
    return command('newlines', [this.programs.newlines, this.log(shape), '2']);
  }

  cat() {
    return command('cat', ['cat', this.log('own')]);
  }

  openssl() {
    return command('openssl dgst', ['openssl', 'dgst', '-sha256', this.log('own')]);
  }

  sha256() {
    return command('sha256 x2', [this.programs.sha256, this.log('own'), '2']);
  }

  unpack() {
    return pipeline('gzip -dc', [['gzip', '-dc', this.inputs.gzip(this.size)], ['wc', '-c']]);
  }

  nothing() {
    return command('true', ['true']);
  }

  forgetSealed() {
    rmSync(this.whole, { force: true });
    rmSync(this.sealed, { recursive: true, force: true });
    // What is being given back to the disk must not be felt by the next run.
    spawnSync('sync');
  }

  /** To be called when a command of sealWhole has run: its folder is what the others read. */
  keepSealed() {
    writeFileSync(this.whole, '');
  }

  #actors(many) {
    return this.inputs.actors(this.size, many);
  }

  #asked({ actors = this.#actors(), more = [] } = {}) {
    return ['--actors', actors, '--from', question.from, '--to', question.to, '--format', 'json', ...more];
  }

  #seal(name, file, log, before) {
    return command(name, [this.firebreak, 'seal', file, '--log', log, '--key', this.keys.key], { before });
  }

  // The sealed log's folder, sealed now if it is not there whole.
  #sealedLog() {
    if (existsSync(this.whole)) return this.sealed;
    this.inputs.say(`  sealing ${this.size.name}`);
    this.forgetSealed();
    const [program, ...words] = this.sealWhole().words;
    const done = spawnSync(program, words, { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`the log could not be sealed: ${done.error ?? done.stderr.trim().split('\n')[0]}`);
    this.keepSealed();
    return this.sealed;
  }

  // The search hands on the lines that name one of the actors anywhere; jq keeps those that they did, in time.
  #searchAndJq(name, search) {
    const keep = '($ids | split("\\n") | INDEX(.)) as $actors | inputs | '
      + 'select($actors[.actor.id] and .published >= $from and .published < $to) | .orgId';
    const parts = [
      [...search, '-F', '-f', this.#actors(), this.log('own')],
      ['jq', '-rn', '--rawfile', 'ids', this.#actors(), '--arg', 'from', question.from, '--arg', 'to', question.to, keep],
      ['env', 'LC_ALL=C', 'sort'],
      ['uniq', '-c'],
    ];
    return pipeline(name, parts, { read: ofUniq });
  }
}
