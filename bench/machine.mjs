// On what it ran.
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { versions } from './peers.mjs';

/** The machine's facts, as pairs of a name and a text. */
export function machine(dir, firebreak) {
  const flags = /\b(avx512f|avx2|sha_ni|asimd|sha2)\b/g;
  const has = [...new Set(readFileSync('/proc/cpuinfo', 'utf8').match(flags))].join(', ') || 'plain';
  return [
    ['processor', `${os.cpus()[0].model.trim()}, ${os.availableParallelism()} cores (${has})`],
    ['memory', `${(os.totalmem() / 1e9).toFixed(0)} GB`],
    ['kernel', `${os.type()} ${os.release().match(/^[\d.]+/)[0]}, ${os.arch()}`],
    ['disk', `writes ${(writeRate(dir) / 1e6).toFixed(0)} MB/s (512 MB, fdatasync at the end)`],
    ['load at the start', os.loadavg()[0].toFixed(2)],
    ['versions', Object.entries({ firebreak, ...versions() }).map(([name, version]) => `${name} ${version}`).join(', ')],
  ];
}

// As dd conv=fdatasync does it: bytes that do not compress, in one file, made durable once.
function writeRate(dir) {
  const path = join(dir, 'probe');
  const piece = Buffer.alloc(4 << 20);
  for (let i = 0; i < piece.length; i += 4) piece.writeUInt32LE(Math.imul(i + 1, 0x9e3779b1) >>> 0, i);
  const file = openSync(path, 'w');
  const started = performance.now();
  for (let i = 0; i < 128; i++) writeSync(file, piece);
  fdatasyncSync(file);
  const seconds = (performance.now() - started) / 1000;
  closeSync(file);
  rmSync(path);
  return (128 * piece.length) / seconds;
}
