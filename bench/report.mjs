// What was measured, as a table that can be read without running anything.
import { readFileSync, writeFileSync } from 'node:fs';

const MemoryLimitBytes = 80e6;

/** One row: ours beside a peer. */
export function row(size, name, { ours, peer, limits, physical }, results) {
  const [a, b, least] = [ours, peer, physical].map((one) => one && results.get(one.name));
  const whole = a && !a.failure && (!b || !b.failure);
  const judged = limits.map(({ asked, met }) => ({ asked, met: whole ? met(a, b) : null }));
  return { size: size.name, name, ours: a, peer: b, judged, physical: least };
}

export function table(rows) {
  const head = ['lines', 'case', 'ours', 'peer', 'wall, ours', 'wall, peer', 'ratio', 'CPU, ours', 'CPU, peer', 'ratio', 'asked', 'met',
    'memory, ours', 'memory, peer', 'physical limit'];
  const figures = /wall|CPU|ratio|memory/;
  const lines = [head, head.map((name) => (figures.test(name) ? '--:' : '---')), ...rows.map(cells)];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cells({ size, name, ours, peer, judged, physical }) {
  return [
    size, name, code(ours.name), peer ? code(peer.name) : '',
    time(ours, 'wall'), peer ? time(peer, 'wall') + inside(peer) : '', ratios(ours, peer, 'wall'),
    time(ours, 'cpu'), peer ? time(peer, 'cpu') : '', ratios(ours, peer, 'cpu'),
    judged.map(({ asked }) => asked).join(', '),
    judged.map(({ met }) => (met === null ? '?' : met ? 'yes' : '**no**')).join(', '),
    memory(ours), peer && !peer.failure ? megabytes(peer.rssBytes) : '',
    physical && !physical.failure ? `${seconds(physical.wall)} ${code(physical.name)}` : '',
  ];
}

/** The commands behind the names, each as for one size and shape of log, without the folders of this machine. */
export function commands(rows, shorten) {
  const typed = new Map();
  for (const one of rows.flatMap(({ ours, peer, physical }) => [ours, peer, physical]))
    if (one && !typed.has(one.name)) typed.set(one.name, shorten(one.typed).replaceAll(/\b\d+[km]\./g, ''));
  return [...typed].map(([name, words]) => `- ${code(name)}: ${code(words)}`).join('\n');
}

/** Who failed and how, and which answers differ: what makes a table worth nothing. */
export function faults(rows, answers) {
  const failed = rows.flatMap(({ size, ours, peer, physical }) => [ours, peer, physical].filter((one) => one?.failure)
    .map((one) => `${size}, \`${one.name}\` failed: ${one.failure}`));
  const differing = [...answers].filter(([, given]) => new Set(given.map(({ text }) => text)).size > 1)
    .map(([asked, given]) => `${asked}: the answers differ: ${given.map(({ name, text }) => `\`${name}\` says ${text}`).join('; ')}`);
  return [...new Set([...failed, ...differing])];
}

/** Who gave which answer. */
export function agreement(answers) {
  return [...answers].map(([asked, given]) => {
    const tools = [...new Set(given.map(({ name }) => name))].map(code).join(', ');
    return `- ${asked}: ${[...new Set(given.map(({ text }) => text))].join(' or ')}, say ${tools}`;
  }).join('\n');
}

/** Puts the text between the marks of a README. */
export function write(path, text) {
  const [begin, end] = ['<!-- table -->', '<!-- /table -->'];
  const page = readFileSync(path, 'utf8');
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`${path} has no ${begin} and ${end}`);
  writeFileSync(path, `${page.slice(0, page.indexOf(begin) + begin.length)}\n${text}\n${page.slice(page.indexOf(end))}`);
}

const code = (text) => (text.includes('|') ? `\`${text.replaceAll('|', '\\|')}\`` : `\`${text}\``);
const seconds = (value) => `${value.toFixed(value < 0.1 ? 4 : 3)} s`;
const time = (one, what) => (one.failure ? 'failed' : seconds(one[what]));
const inside = ({ inside }) => (inside === undefined ? '' : ` (${seconds(inside)} inside)`);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
const memory = (one) => (one.failure ? '' : one.rssBytes > MemoryLimitBytes ? `**${megabytes(one.rssBytes)}**` : megabytes(one.rssBytes));

function ratios(ours, peer, what) {
  if (!peer || ours.failure || peer.failure) return '';
  const whole = (ours[what] / peer[what]).toFixed(2);
  return what === 'wall' && peer.inside ? `${whole} (${(ours.wall / peer.inside).toFixed(2)})` : whole;
}
