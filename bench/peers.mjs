// What must be there before anything can be measured: the peers from Debian and npm, and our own small C programs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

// The program, the Debian package that has it, and how it tells its version.
const programs = [
  ['rg', 'ripgrep', ['--version']],
  ['jq', 'jq', ['--version']],
  ['gcc', 'gcc', ['--version']],
  ['openssl', 'openssl', ['version']],
  ['grep', 'grep', ['--version']],
  ['gzip', 'gzip', ['--version']],
  ['cat', 'coreutils', ['--version']],
];

const compiled = [
  ['run', ['-O2']],
  ['newlines', ['-O3', '-march=native', '-pthread']],
  ['sha256', ['-O3', '-march=native', '-pthread']],
];

/** Installs what is missing where that is allowed, and throws naming what still is. */
export function prepare(dir, say) {
  const missing = () => programs.filter(([program, , version]) => spawnSync(program, version).error);
  // gcc alone compiles nothing: the C library's headers come beside it.
  const packages = [...new Set([...missing().map(([, name]) => name), ...(existsSync('/usr/include/stdio.h') ? [] : ['libc6-dev'])])];
  if (packages.length) aptGet(packages, say);
  const still = missing().map(([program, name]) => `${program} (Debian: ${name})`);
  if (still.length) throw new Error(`missing: ${still.join(', ')}`);

  if (!existsSync(join(here, 'node_modules/@duckdb/node-api'))) {
    say('npm ci');
    const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here });
    if (done.status !== 0) throw new Error(`missing: @duckdb/node-api (npm ci in bench/ failed: ${done.error ?? done.stderr})`);
  }
  return Object.fromEntries(compiled.map(([name, flags]) => [name, compile(name, flags, dir)]));
}

/** The version of each peer, by name. */
export function versions() {
  const duckdb = JSON.parse(readFileSync(join(here, 'node_modules/@duckdb/node-api/package.json'), 'utf8')).version;
  const number = (text) => text.match(/\d+(\.\d+)+/)?.[0] ?? text.trim();
  const found = programs.map(([program, , version]) => [program, number(spawnSync(program, version, { encoding: 'utf8' }).stdout)]);
  return { node: process.versions.node, '@duckdb/node-api': duckdb, ...Object.fromEntries(found) };
}

function aptGet(packages, say) {
  const root = process.getuid() === 0 ? [] : ['sudo', '-n'];
  if (root.length && spawnSync('sudo', ['-n', 'true']).status !== 0) return;
  say(`apt-get install ${packages.join(' ')}`);
  const [program, ...words] = [...root, 'apt-get', 'install', '-y', '-qq', ...packages];
  spawnSync(program, words, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function compile(name, flags, dir) {
  mkdirSync(join(dir, 'bin'), { recursive: true });
  const to = join(dir, 'bin', name);
  const done = spawnSync('gcc', [...flags, '-Wall', '-o', to, join(here, 'peers', `${name}.c`)], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`gcc ${name}.c: ${done.stderr}`);
  return to;
}
