// @ts-check
// What a page can do more with script: the reader's own time, ids and commands that copy, a bar of the rate that opens its events, the log's live tail, and
// checking a proof here in the browser. Everything else works without.

/** @param {ParentNode} within */
function showLocalTimes(within) {
  for (const time of within.querySelectorAll('time[datetime]:not(.local)')) {
    const at = new Date(/** @type {HTMLTimeElement} */ (time).dateTime);
    if (Number.isNaN(at.getTime()) || at.getTimezoneOffset() === 0) continue;
    const pad = (/** @type {number} */ n) => String(n).padStart(2, '0');
    const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
    const local = document.createElement('span');
    local.textContent = `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())} `;
    const utc = /** @type {HTMLElement} */ (time.querySelector('.utc'));
    utc.textContent = (utc.textContent ?? '').slice(utc.textContent?.startsWith(day) ? 11 : 5);
    time.prepend(local);
    time.classList.add('local');
  }
}

/** @param {ParentNode} within */
function makeIdsCopy(within) {
  if (!navigator.clipboard) return;
  for (const id of within.querySelectorAll('code[data-copy]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'id';
    button.title = id.getAttribute('data-copy') ?? '';
    button.textContent = id.textContent;
    copies(button, () => button.textContent ?? '');
    id.replaceWith(button);
  }
  for (const pre of within.querySelectorAll('pre[data-copy]')) {
    const [frame, button] = [document.createElement('div'), document.createElement('button')];
    frame.className = 'copies';
    button.type = 'button';
    button.textContent = pre.getAttribute('data-copy');
    copies(button, () => pre.textContent ?? '');
    pre.replaceWith(frame);
    frame.append(pre, button);
  }
}

/** @param {HTMLButtonElement} button @param {() => string} what */
function copies(button, what) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(what());
    button.classList.add('copied');
    setTimeout(() => button.classList.remove('copied'), 1500);
  });
}

// A range and two times are two ways to say when: what is said last counts.
function makeTimesAgree() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-log]'));
  const [range, ...times] = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (['range', 'since', 'until'].map((name) => form?.elements.namedItem(name)));
  if (!form || !range) return;
  range.addEventListener('change', () => range.value && times.forEach((time) => (time.value = '')));
  times.forEach((time) => time.addEventListener('input', () => time.value && (range.value = '')));
}

function makeBarsOpen() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-log]'));
  for (const bar of document.querySelectorAll('.rate [data-from]')) {
    bar.addEventListener('click', () => {
      const address = new URL(form?.action ?? document.querySelector('.top a[href$="/admin/log"]')?.getAttribute('href') ?? '', location.href);
      if (form) for (const [name, value] of new FormData(form)) if (name === 'filter' || name === 'q') address.searchParams.set(name, String(value));
      address.searchParams.set('since', bar.getAttribute('data-from') ?? '');
      address.searchParams.set('until', bar.getAttribute('data-to') ?? '');
      location.assign(address);
    });
  }
}

function makeTailLive() {
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('button[data-tail]'));
  const body = document.querySelector('table.events tbody');
  if (!button || !body) return;
  button.hidden = false;
  /** @type {number | undefined} */
  let timer;
  const look = async () => {
    const address = new URL(button.dataset.tail ?? '', location.href);
    address.searchParams.set('after', button.dataset.last ?? '-1');
    try {
      const answer = await fetch(address);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      button.dataset.last = answer.headers.get('Firebreak-Last') ?? button.dataset.last;
      const rows = document.createElement('tbody');
      rows.innerHTML = await answer.text();
      for (const row of rows.querySelectorAll('tr')) row.classList.add('fresh');
      showLocalTimes(rows);
      if (rows.childElementCount > 0) {
        const fresh = [...rows.children];
        body.closest('[hidden]')?.removeAttribute('hidden');
        body.prepend(...fresh);
        setTimeout(() => fresh.forEach((row) => row.classList.remove('fresh')), 3000);
        while (body.childElementCount > 500) body.lastElementChild?.remove();
      }
      timer = window.setTimeout(look, 2000);
    } catch {
      timer = window.setTimeout(look, 10000); // the service may be starting again
    }
  };
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    window.clearTimeout(timer);
    if (on) look();
  });
}

const fromBase64 = (/** @type {string} */ text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const hash = async (/** @type {(number | Uint8Array)[]} */ ...parts) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])))));
const alike = (/** @type {Uint8Array} */ a, /** @type {Uint8Array} */ b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The root that a leaf and its path lead to (RFC 9162, 2.1.3.2). @param {Uint8Array} leaf @param {Uint8Array[]} path @param {number} index @param {number} size */
async function rootOf(leaf, path, index, size) {
  let [place, last, at] = [index, size - 1, leaf];
  for (const beside of path) {
    if (place % 2 === 1 || place === last) {
      at = await hash(1, beside, at);
      while (place % 2 === 0 && place !== 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    } else {
      at = await hash(1, at, beside);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return at;
}

/** Whether one of the keys has signed a note (C2SP signed-note); null when this browser cannot tell. @param {string} note @param {string[]} keys */
async function isSigned(note, keys) {
  const text = note.slice(0, note.indexOf('\n\n') + 1);
  for (const line of note.slice(text.length + 1).split('\n')) {
    const [, name, encoded] = line.split(' ');
    if (!encoded) continue;
    const id = [...fromBase64(encoded).slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const key = keys.find((known) => known.startsWith(`${name}+${id}+`));
    if (!key) continue;
    const held = fromBase64(key.split('+').slice(2).join('+'));
    try {
      const imported = await crypto.subtle.importKey('raw', held.slice(1), 'Ed25519', false, ['verify']);
      if (await crypto.subtle.verify('Ed25519', imported, fromBase64(encoded).slice(4), new TextEncoder().encode(text))) return true;
    } catch {
      return null;
    }
  }
  return false;
}

function makeProofsRun() {
  const proof = /** @type {HTMLElement | null} */ (document.querySelector('[data-proof]'));
  const [button, list] = [proof?.querySelector('button'), proof?.querySelector('ul')];
  if (!proof || !button || !list || !crypto.subtle) return;
  button.hidden = false;
  const say = (/** @type {string | undefined} */ what, /** @type {boolean | null} */ holds) => {
    const [row, chip] = [document.createElement('li'), document.createElement('span')];
    chip.className = `chip ${holds ? 'good' : holds === null ? 'warn' : 'bad'}`;
    chip.textContent = (holds ? '✓ ' + list.dataset.ok : holds === null ? '– ' + list.dataset.skip : '✕ ' + list.dataset.bad) ?? '';
    row.append(what ?? '', chip);
    list.append(row);
  };
  button.addEventListener('click', async () => {
    list.replaceChildren();
    const note = document.querySelector('[data-note]')?.textContent ?? '';
    const shown = document.querySelectorAll('dl.pairs .id')[0].textContent ?? '';
    // Of an erased entry only the hash is left to go on from.
    const isErased = proof.dataset.erased === 'true';
    const leaf = isErased ? fromBase64(shown) : await hash(0, new Uint8Array(await (await fetch(proof.dataset.proof ?? '', { cache: 'no-store' })).arrayBuffer()));
    const path = (proof.dataset.path ?? '').split(' ').filter(Boolean).map(fromBase64);
    const [, size, root] = note.split('\n');
    if (!isErased) say(list.dataset.leaf, alike(leaf, fromBase64(shown)));
    say(list.dataset.root, Number(size) === Number(proof.dataset.size) && alike(await rootOf(leaf, path, Number(proof.dataset.index), Number(size)), fromBase64(root)));
    say(list.dataset.signature, await isSigned(note, (proof.dataset.vkeys ?? '').split(' ')));
  });
}

document.querySelector('.top [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
showLocalTimes(document);
makeProofsRun();
makeIdsCopy(document);
makeBarsOpen();
makeTimesAgree();
makeTailLive();
