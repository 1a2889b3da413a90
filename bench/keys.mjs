// A key of the kind that C2SP signed notes use, in Go's text form, so that seal and verify are given the same one in every run.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const Ed25519 = Buffer.from([1]);

/** Makes the pair once and keeps it in the folder; says where the two files are. */
export function keys(dir, name = 'bench.example/log') {
  const paths = { key: join(dir, 'bench.key'), vkey: join(dir, 'bench.vkey') };
  if (existsSync(paths.key) && existsSync(paths.vkey)) return paths;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d, 'base64url');
  const open = Buffer.concat([Ed25519, Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url')]);
  const id = createHash('sha256').update(`${name}\n`).update(open).digest('hex').slice(0, 8);
  writeFileSync(paths.key, `PRIVATE+KEY+${name}+${id}+${Buffer.concat([Ed25519, secret]).toString('base64')}\n`, { mode: 0o600 });
  writeFileSync(paths.vkey, `${name}+${id}+${open.toString('base64')}\n`);
  return paths;
}
