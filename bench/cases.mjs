// What is measured against what, and what is asked of it. One case is one race: all its commands run in turn, A B A B.
import { isHuge } from './inputs.mjs';

/** The ratio of ours to the peer's must be at most this. */
const wall = (limit) => ({ asked: `wall ≤ ${figure(limit)}`, met: (ours, peer) => ours.wall / peer.wall <= limit });
const cpu = (limit) => ({ asked: `CPU ≤ ${figure(limit)}`, met: (ours, peer) => ours.cpu / peer.cpu <= limit });

/** Ours may take at most so much longer than the other. */
const more = (ms) => ({ asked: `≤ ${ms} ms more`, met: (ours, peer) => ours.wall - peer.wall <= ms / 1000 });

const figure = (number) => (Number.isInteger(number * 100) ? number : number.toFixed(2));

/**
 * All cases of one size by name, each made only when it is its turn: the files it reads, its commands, and rows that set ours
 * beside a peer, with the limits asked and the command that shows what is physically possible.
 */
export function casesOf(tools) {
  const size = tools.size;
  const small = size.count <= 125e3;
  const always = {
    'own lines': () => ownLines(tools, small),
    'any lines, own': () => anyLines(tools, 'own'),
    'any lines, okta': () => anyLines(tools, 'okta'),
    'any lines, splunk': () => anyLines(tools, 'splunk'),
    seal: () => seal(tools),
    verify: () => verify(tools),
    'with proof': () => withProof(tools),
    'with proof of the hits': () => withProofOfHits(tools),
    prove: () => prove(tools),
    append: () => append(tools),
    'gzip and stdin': () => gzipAndStdin(tools),
  };
  if (small) always.start = () => start(tools);
  return isHuge(size) ? hugeCasesOf(tools) : always;
}

// Where a copy fills the disk nothing is made twice, and what the peers need minutes for is not asked again.
function hugeCasesOf(tools) {
  return {
    'own lines': () => ownLinesAgainstCat(tools),
    'any lines, own': () => anyLinesAlone(tools),
    'seal and verify': () => sealAndVerifyOnce(tools),
    'with proof of the hits': () => withProofOfHits(tools),
    prove: () => prove(tools),
    append: () => append(tools),
  };
}

function ownLines(tools, small) {
  const ours = tools.scope('scope --trusted-order', 'own', { more: ['--trusted-order'] });
  const [duckdb, grep, rg, newlines] = [tools.duckdb('own'), tools.grepJq(), tools.rgJq(), tools.newlines('own')];
  const limits = small
    ? { duckdb: [wall(0.2)], grep: [], rg: [wall(0.6)], newlines: [] }
    : { duckdb: [wall(0.2), cpu(1 / 6)], grep: [wall(0.25)], rg: [], newlines: [wall(2)] };
  const physical = newlines;
  return {
    files: [tools.log('own')],
    commands: [ours, duckdb, grep, rg, newlines],
    rows: [
      { ours, peer: duckdb, limits: limits.duckdb, physical },
      { ours, peer: grep, limits: limits.grep, physical },
      { ours, peer: rg, limits: limits.rg, physical },
      { ours, peer: newlines, limits: limits.newlines, physical },
    ],
  };
}

function ownLinesAgainstCat(tools) {
  const ours = tools.scope('scope --trusted-order', 'own', { more: ['--trusted-order'] });
  const [cat, newlines] = [tools.cat(), tools.newlines('own')];
  return {
    files: [tools.log('own')],
    commands: [ours, cat, newlines],
    rows: [{ ours, peer: cat, limits: [wall(1.2)], physical: newlines }],
  };
}

function anyLines(tools, shape) {
  const [ours, duckdb, newlines] = [tools.scope('scope', shape), tools.duckdb(shape), tools.newlines(shape)];
  return {
    files: [tools.log(shape)],
    commands: [ours, duckdb, newlines],
    rows: [{ ours, peer: duckdb, limits: [wall(1 / 1.5)], physical: newlines }],
  };
}

function anyLinesAlone(tools) {
  const [ours, newlines] = [tools.scope('scope', 'own'), tools.newlines('own')];
  return {
    runs: 1,
    files: [tools.log('own')],
    commands: [ours, newlines],
    rows: [{ ours, peer: newlines, limits: [], physical: newlines }],
  };
}

// What the last run sealed is what the cases after it read.
function seal(tools) {
  const ours = tools.sealWhole();
  const [openssl, physical] = [tools.openssl(), tools.sha256()];
  return {
    files: [tools.log('own')],
    commands: [ours, openssl, physical],
    rows: [{ ours, peer: openssl, limits: [wall(2.5)], physical }],
    after: (results) => keepSealed(tools, results),
  };
}

function verify(tools) {
  const [ours, openssl, physical] = [tools.verify(), tools.openssl(), tools.sha256()];
  return {
    files: [tools.log('own'), tools.sealed],
    commands: [ours, openssl, physical],
    rows: [{ ours, peer: openssl, limits: [wall(1.5)], physical }],
  };
}

function sealAndVerifyOnce(tools) {
  const [seal, openssl, verify, physical] = [tools.sealWhole(), tools.openssl(), tools.verify(tools.sealed), tools.sha256()];
  return {
    runs: 1,
    files: [tools.log('own')],
    commands: [seal, openssl, verify, physical],
    rows: [
      { ours: seal, peer: openssl, limits: [wall(2.5)], physical },
      { ours: verify, peer: openssl, limits: [wall(1.5)], physical },
    ],
    after: (results) => keepSealed(tools, results),
  };
}

function keepSealed(tools, results) {
  if (!results.get('seal').failure) tools.keepSealed();
}

// Against SHA-256 on one thread, as it is typed, and on as many as ours uses: the limit is asked of both.
function withProof(tools) {
  const ours = tools.scopeLog('scope --log');
  const [one, two, duckdb] = [tools.openssl(), tools.sha256(), tools.duckdb('own')];
  const physical = two;
  return {
    files: [tools.log('own'), tools.sealed],
    commands: [ours, one, two, duckdb],
    rows: [
      { ours, peer: one, limits: [wall(1.25)], physical },
      { ours, peer: two, limits: [wall(1.25)], physical },
      { ours, peer: duckdb, limits: [wall(1)], physical },
    ],
  };
}

// Four of the twelve engineers: about 6,700 hits in a million. What the proofs add is the difference to the same question without.
function withProofOfHits(tools) {
  const actors = tools.inputs.actors(tools.size, 4);
  const ours = tools.scopeLog('scope --log --proof hits', { actors, more: ['--proof', 'hits'] });
  const without = tools.scope('scope --trusted-order, 4 actors', 'own', { actors, more: ['--trusted-order'] });
  const physical = tools.newlines('own');
  return {
    files: [tools.log('own'), tools.sealed],
    commands: [ours, without, physical],
    rows: [{ ours, peer: without, limits: [more(100)], physical }],
  };
}

function prove(tools) {
  const [ours, started, physical] = [tools.prove(), tools.version(), tools.nothing()];
  return {
    runs: 21,
    files: [tools.sealed],
    commands: [ours, started, physical],
    rows: [{ ours, peer: started, limits: [more(2)], physical }],
  };
}

// One line to read: what is left is starting. Milliseconds need more runs to be told apart.
function start(tools) {
  const [script, tool, physical] = [...tools.startWays(), tools.nothing()];
  return {
    runs: 21,
    files: [],
    commands: [script, tool, physical],
    rows: [{ ours: script, peer: tool, limits: [more(10)], physical }],
  };
}

// The sealed log grows with every run, and is forgotten afterwards.
function append(tools) {
  const [ours, alone] = tools.sealPiece();
  return {
    files: [],
    commands: [ours, alone],
    rows: [{ ours, peer: alone, limits: [wall(1.25)] }],
    after: () => tools.forgetSealed(),
  };
}

// Asked once: this is about memory, and packing takes longer than all else.
function gzipAndStdin(tools) {
  const [file, ...piped] = tools.scopePacked();
  const unpacked = tools.unpack();
  return {
    runs: 1,
    files: [tools.log('own')],
    commands: [file, unpacked, ...piped],
    rows: [{ ours: file, peer: unpacked, limits: [], physical: unpacked }, ...piped.map((ours) => ({ ours, limits: [] }))],
  };
}
