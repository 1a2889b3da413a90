// @ts-check
// What a page can do more with script: the reader's own time, ids that copy, a bar of the rate that opens its events, the log's live tail, and
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
    if (utc.textContent?.startsWith(day)) utc.textContent = utc.textContent.slice(11);
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
    button.title = 'Copy';
    button.textContent = id.textContent;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.textContent ?? '');
      button.classList.add('copied');
      setTimeout(() => button.classList.remove('copied'), 1500);
    });
    id.replaceWith(button);
  }
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
    address.searchParams.set('after', body.querySelector('tr')?.dataset.index ?? button.dataset.last ?? '-1');
    try {
      const answer = await fetch(address);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const rows = document.createElement('tbody');
      rows.innerHTML = await answer.text();
      for (const row of rows.querySelectorAll('tr')) row.classList.add('fresh');
      showLocalTimes(rows);
      if (rows.childElementCount > 0) {
        const fresh = [...rows.children];
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

showLocalTimes(document);
makeIdsCopy(document);
makeBarsOpen();
makeTailLive();
