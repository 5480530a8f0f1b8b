// ui.js: every page works without it; it makes them nicer. No dependency, no inline handler.
document.documentElement.classList.add('js');

// One dial: the number field, the buttons and the slider hold one amount; settlement and chart follow.
// settlement = intercept - left x amount, in whole cents: the server's own arithmetic.
function startDial(dial) {
  const form = dial.closest('form') || dial;
  const field = dial.querySelector('input[type=text]'), range = dial.querySelector('input[type=range]');
  const figure = dial.querySelector('[data-dial-figure]'), band = dial.querySelector('[data-dial-band]');
  const go = form.querySelector('[data-dial-go]'), chart = form.querySelector('[data-chart=balance]');
  const texts = JSON.parse(dial.dataset.texts);
  const [current, left, intercept, low, high] = ['current', 'left', 'intercept', 'low', 'high'].map(k => +dial.dataset[k]);
  const shape = new Intl.NumberFormat(dial.dataset.locale, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
  const euro = cents => shape.format(Math.abs(Math.sign(cents) * Math.round(Math.abs(cents) / 100)));
  const exact = cents => cents % 100 ? new Intl.NumberFormat(dial.dataset.locale, { style: 'currency', currency: 'EUR' }).format(cents / 100) : euro(cents);
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  const tone = cents => Math.round(Math.abs(cents) / 100) === 0 ? 'even' : cents > 0 ? 'debit' : 'credit';
  const say = (cents, about) => { const t = tone(cents); return fill(texts[(about && t !== 'even' ? 'about_' : '') + t], { amount: euro(cents) }); };
  const read = () => Math.round(parseFloat(field.value.replace(/\s/g, '').replace(',', '.')) * 100);
  const within = cents => Math.min(range.max * 100, Math.max(range.min * 100, cents || range.min * 100));
  // data-open: an agent may type beyond the slider's ends; the chart waits for the server then
  const clamp = 'open' in dial.dataset ? cents => cents > 0 ? cents : current : within;
  const sign = new Intl.NumberFormat(dial.dataset.locale).formatToParts(1.5).find(p => p.type === 'decimal').value;
  const plain = cents => cents % 100 ? (cents / 100).toFixed(2).replace('.', sign) : String(cents / 100);

  function show(cents, from) {
    if (from !== field) { field.value = plain(cents); field.removeAttribute('aria-invalid'); }
    field.toggleAttribute('data-long', field.value.length > 3);
    range.value = cents / 100;
    range.style.setProperty('--p', (range.value - range.min) / (range.max - range.min || 1));
    const at = owed => owed - left * cents, settlement = at(intercept);
    const better = at(low), worse = at(high);
    figure.textContent = say(settlement, true);
    figure.className = 'result__fig ' + tone(settlement);
    band.textContent = fill(texts.between, { better: tone(better) === tone(worse) && tone(better) !== 'even' ? euro(better) : say(better), worse: say(worse) });
    range.setAttribute('aria-valuetext', fill(texts.spoken, { amount: exact(cents), settlement: say(settlement, true) }));
    if (go) {
      go.textContent = cents === current ? texts.unchanged : fill(texts.change, { amount: exact(cents) });
      cents === current ? go.setAttribute('aria-disabled', 'true') : go.removeAttribute('aria-disabled');
    }
    if (chart && within(cents) === cents) draw(cents);
  }

  function draw(cents) {
    const points = chart.dataset.points.split(';').filter(Boolean).map(p => p.split(',').map(Number));
    if (!points.length) return;
    const { top, bottom, height } = chart.dataset, part = name => chart.querySelector(`[data-k=${name}]`);
    const y = ahead => (top - ahead) / (top - bottom) * height;
    const along = (list, owed) => list.map(p => `${p[0]},${y(p[4] * cents - p[owed]).toFixed(1)}`).join(' ');
    part('line').setAttribute('points', along(points, 1));
    part('band').setAttribute('points', along(points, 2) + ' ' + along([...points].reverse(), 3));
    const last = points[points.length - 1], ahead = last[4] * cents - last[1];
    part('dot').setAttribute('cy', y(ahead));
    part('label').setAttribute('y', Math.max(y(last[4] * cents - last[2]) - 10, 30));
    part('label').textContent = new Intl.NumberFormat(dial.dataset.locale, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0, signDisplay: 'exceptZero' })
      .format(Math.sign(ahead) * Math.round(Math.abs(ahead) / 100)).replace('-', '\u2212');
  }

  const step = by => show(clamp((read() || current) + by * range.step * 100));
  range.addEventListener('input', () => show(Math.round(range.value * 100)));
  field.addEventListener('input', () => { const cents = read(); if (clamp(cents) === cents) show(cents, field); });
  field.addEventListener('keydown', e => { const by = { ArrowUp: 1, ArrowDown: -1 }[e.key]; if (by) { e.preventDefault(); step(by); } });
  dial.addEventListener('click', e => { const b = e.target.closest('[name=step]'); if (b) { e.preventDefault(); step(+b.value); } });
  if (go) go.addEventListener('click', e => { if (go.getAttribute('aria-disabled')) e.preventDefault(); });
  range.style.setProperty('--p', (range.value - range.min) / (range.max - range.min || 1));
}

// Copy a reference or a set of codes: the button says that it did.
function startCopy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText([...source.children].map(c => c.textContent.trim()).join('\n') || source.textContent.trim());
    const words = button.querySelector('[data-copy-words]') || button, before = words.textContent;
    words.textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 2000);
  });
}

document.addEventListener('DOMContentLoaded', () => {
  document.querySelectorAll('[data-dial]').forEach(startDial);
  document.querySelectorAll('[data-copy]').forEach(startCopy);
  document.querySelector('[data-errors]')?.focus();
  // a form sent twice: the second click within two seconds is the same click
  document.querySelectorAll('form[data-once]').forEach(form => {
    let sent = 0;
    form.addEventListener('submit', e => { const now = Date.now(); if (now - sent < 2000) e.preventDefault(); else sent = now; });
  });
  // the office's one box: Ctrl+K or Cmd+K
  const search = document.querySelector('[data-search]');
  if (search) document.addEventListener('keydown', e => { if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') { e.preventDefault(); search.focus(); search.select(); } });
});
