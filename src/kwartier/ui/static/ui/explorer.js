// explorer.js: every value of some days, drawn with uPlot (axes, selection, cursor) and paths of our own.
// The page works without it: the same days stand there as a figure, a table and files.
(() => {
  const figure = document.querySelector('[data-explorer]');
  if (!figure) return;
  if (!window.uPlot) { figure.remove(); return; }
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const start = read('explorer-start'), texts = read('explorer-texts');
  const plot = figure.querySelector('.explorer__plot'), said = figure.querySelector('output');
  const DAY = 86400, LEAST = 2 * 3600, MOST = start.most_days * DAY, STRIP = 9;
  const SIDES = ['offtake', 'injection'];
  const shown = { unit: new URLSearchParams(location.search).get('unit') === 'kwh' ? 'kwh' : 'kw' };

  // ---- the clock of the supply point: instants in seconds, days as days since 1970 ----
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: start.timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  function kept(ask, key = at => at) {
    const known = new Map();
    return at => { const name = key(at); if (!known.has(name)) { if (known.size > 5000) known.clear(); known.set(name, ask(at)); } return known.get(name); };
  }
  const wall = at => {
    const part = Object.fromEntries(clock.formatToParts(at * 1000).map(each => [each.type, +each.value]));
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000;
  };
  const midnights = new Map();
  function midnight(day) {
    if (!midnights.has(day)) {
      const guess = day * DAY - (wall(day * DAY) - day * DAY);
      midnights.set(day, guess + (day * DAY - wall(guess)));
    }
    return midnights.get(day);
  }
  // Offsets from UTC hold for whole quarters of an hour: asked once each, for Intl is slow.
  const dayOf = kept(at => Math.floor(wall(at) / DAY), at => Math.floor(at / 900));
  const iso = day => new Date(day * DAY * 1000).toISOString().slice(0, 10);
  const writer = shape => { const made = new Intl.DateTimeFormat(start.locale, { timeZone: start.timezone, ...shape }); return kept(at => made.format(at * 1000)); };
  const say = {
    time: writer({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }), day: writer({ day: 'numeric', month: 'short' }),
    month: writer({ month: 'short' }), year: writer({ month: 'short', year: 'numeric' }), full: writer({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    again: writer({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' }),
  };
  const number = digits => new Intl.NumberFormat(start.locale, { maximumFractionDigits: digits, minimumFractionDigits: digits });
  const two = number(2), three = number(3), axis = new Intl.NumberFormat(start.locale, { maximumFractionDigits: 2 });

  // ---- the values: by direction parallel arrays, in the order of time ----
  const store = { from: 0, until: 0, offtake: [], injection: [] };
  let series = { offtake: null, injection: null };
  function join(side) {
    const all = store[side].sort((a, b) => a.start - b.start), count = all.reduce((sum, each) => sum + each.values_wh.length, 0);
    const made = { starts: new Float64Array(count), seconds: new Float64Array(count), wh: new Float64Array(count), states: [], count };
    let at = 0;
    for (const each of all) {
      const seconds = each.step_minutes * 60;
      let from = at;
      for (const [state, length] of each.states) {
        if (state !== 'validated' && state !== 'measured') made.states.push({ state, from, until: from + length });
        from += length;
      }
      for (let i = 0; i < each.values_wh.length; i++, at++) {
        made.starts[at] = each.start + i * seconds;
        made.seconds[at] = seconds;
        made.wh[at] = each.values_wh[i] === null ? NaN : each.values_wh[i];
      }
    }
    return made;
  }
  // The last value that begins at or before an instant; -1 before the first.
  function placeOf(list, at) {
    let low = 0, high = list.count;
    while (low < high) { const middle = (low + high) >> 1; if (list.starts[middle] <= at) low = middle + 1; else high = middle; }
    return low - 1;
  }
  const valueAt = (list, i) => shown.unit === 'kw' ? list.wh[i] * 3.6 / list.seconds[i] : list.wh[i] / 1000;

  let asking = false;
  async function fetchDays(from, until) {
    const answer = await fetch(`${start.url}?from=${iso(from)}&until=${iso(until)}`, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    for (const side of SIDES) store[side].push(...told[side]);
  }
  // What the view needs and is not there yet, and as much again on the side it moves to.
  async function provide() {
    if (asking) return;
    const from = dayOf(view.min), until = dayOf(view.max - 1) + 1, room = Math.max(7, Math.min(until - from, 120));
    const first = dayOf(start.first), last = dayOf(start.last - 1) + 1, wanted = [];
    if (store.from === store.until) wanted.push([from, until]);
    else {
      if (from < store.from) wanted.push([Math.max(first, Math.min(from, store.from - room)), store.from]);
      if (until > store.until) wanted.push([store.until, Math.min(last, Math.max(until, store.until + room))]);
    }
    if (!wanted.length) return;
    asking = true; figure.setAttribute('aria-busy', 'true');
    try {
      for (const [low, high] of wanted) {
        for (let at = low; at < high; at += start.most_days) await fetchDays(at, Math.min(high, at + start.most_days));
        if (store.from === store.until) [store.from, store.until] = [low, high];
        store.from = Math.min(store.from, low); store.until = Math.max(store.until, high);
      }
      series = { offtake: join('offtake'), injection: join('injection') };
    } catch { said.textContent = texts.failed; asking = false; figure.removeAttribute('aria-busy'); return; }
    asking = false; figure.removeAttribute('aria-busy');
    draw();
    provide();
  }

  // ---- colors, as the page has them in this scheme ----
  const probe = figure.appendChild(document.createElement('span'));
  let colors = {}, patterns = {};
  function readColors() {
    for (const [name, key] of Object.entries({ taken: '--data-1', given: '--data-2', ink: '--ink', quiet: '--ink-2', line: '--line' })) {
      probe.style.color = `var(${key})`;
      colors[name] = getComputedStyle(probe).color;
    }
    patterns = { estimated: makePattern(drawHatch), corrected: makePattern(drawCross), given: makePattern(drawDots), missing: makePattern(drawX), not_yet: makePattern(drawX) };
  }
  function makePattern(paint) {
    const tile = document.createElement('canvas'), ratio = devicePixelRatio || 1;
    tile.width = tile.height = Math.round(8 * ratio);
    const pen = tile.getContext('2d');
    pen.scale(tile.width / 8, tile.width / 8);
    pen.strokeStyle = pen.fillStyle = colors.ink; pen.lineWidth = 1.4;
    pen.beginPath(); paint(pen); pen.stroke();
    return pen.createPattern(tile, 'repeat');
  }
  const drawHatch = pen => { pen.moveTo(-1, 9); pen.lineTo(9, -1); pen.moveTo(-1, 1); pen.lineTo(1, -1); pen.moveTo(7, 9); pen.lineTo(9, 7); };
  const drawCross = pen => { pen.moveTo(0, 4); pen.lineTo(8, 4); pen.moveTo(4, 0); pen.lineTo(4, 8); };
  const drawDots = pen => pen.fillRect(2.5, 2.5, 3, 3);
  const drawX = pen => { pen.moveTo(1.5, 1.5); pen.lineTo(6.5, 6.5); pen.moveTo(6.5, 1.5); pen.lineTo(1.5, 6.5); };

  // ---- the picture ----
  const view = { min: start.from, max: start.until };
  let chart = null;
  // The highest of what is in view, on both sides of zero; the axis begins and ends at it.
  function reach() {
    const found = SIDES.map(side => {
      const list = series[side];
      if (!list || !list.count) return 0;
      let most = 0;
      for (let i = Math.max(0, placeOf(list, view.min)), end = placeOf(list, view.max); i <= end; i++) {
        const value = valueAt(list, i);
        if (value > most) most = value;
      }
      return most;
    });
    return { max: found[0] * 1.06 || (found[1] ? 0.01 : 1), min: -found[1] * 1.06 };
  }
  function drawSide(u, side, sign, color) {
    const list = series[side];
    if (!list || !list.count) return;
    const pen = u.ctx, { left, width } = u.bbox, zero = u.valToPos(0, 'y', true), unit = u.valToPos(1, 'y', true) - zero;
    const first = Math.max(0, placeOf(list, view.min)), last = placeOf(list, view.max), scale = width / (view.max - view.min);
    const x = at => left + (at - view.min) * scale, y = i => zero + sign * unit * valueAt(list, i);
    pen.fillStyle = pen.strokeStyle = color; pen.lineWidth = Math.max(1, 1.5 * devicePixelRatio);
    if (last - first > width) { drawColumns(pen, list, first, last, x, y, zero); return; }
    const area = new Path2D(), line = new Path2D();
    let end = null;   // where the values that follow on each other end
    const close = () => { if (end !== null) { area.lineTo(end, zero); area.closePath(); end = null; } };
    for (let i = first; i <= last; i++) {
      if (Number.isNaN(list.wh[i])) { close(); continue; }
      if (end !== null && list.starts[i] !== list.starts[i - 1] + list.seconds[i - 1]) close();
      const x0 = x(list.starts[i]), top = y(i);
      if (end === null) { area.moveTo(x0, zero); line.moveTo(x0, top); } else line.lineTo(x0, top);
      end = x(list.starts[i] + list.seconds[i]);
      area.lineTo(x0, top); area.lineTo(end, top); line.lineTo(end, top);
    }
    close();
    pen.globalAlpha = 0.22; pen.fill(area); pen.globalAlpha = 1; pen.stroke(line);
  }
  // More values than pixels: from the lowest to the highest of each column of pixels, paler down to zero.
  function drawColumns(pen, list, first, last, x, y, zero) {
    const found = [];   // whole pixels, so that nothing is to be smoothed
    let column = -1, low = Infinity, high = -Infinity;
    const close = () => { if (column >= 0 && high >= low) found.push(column, Math.floor(low), Math.max(1, Math.round(high - low))); };
    for (let i = first; i <= last; i++) {
      const at = Math.floor(x(list.starts[i]));
      if (at !== column) { close(); column = at; low = Infinity; high = -Infinity; }
      if (Number.isNaN(list.wh[i])) continue;
      const top = y(i);
      if (top < low) low = top;
      if (top > high) high = top;
    }
    close();
    const base = Math.round(zero);
    pen.globalAlpha = 0.3;
    for (let k = 0; k < found.length; k += 3) {
      const end = found[k + 1] + found[k + 2];
      if (end < base) pen.fillRect(found[k], end, 1, base - end); else if (found[k + 1] > base) pen.fillRect(found[k], base, 1, found[k + 1] - base);
    }
    pen.globalAlpha = 1;
    for (let k = 0; k < found.length; k += 3) pen.fillRect(found[k], found[k + 1], 1, found[k + 2]);
  }
  // How values are known: marks under the picture, in the pattern of their state; what is missing over its whole height.
  function drawStates(u) {
    const pen = u.ctx, { left, top, width, height } = u.bbox, strip = STRIP * devicePixelRatio, scale = width / (view.max - view.min);
    for (const side of SIDES) {
      const list = series[side];
      if (!list || !list.count) continue;
      for (const { state, from, until } of list.states) {
        const x0 = left + (list.starts[from] - view.min) * scale, x1 = left + (list.starts[until - 1] + list.seconds[until - 1] - view.min) * scale;
        if (x1 < left || x0 > left + width) continue;
        const wide = Math.max(3 * devicePixelRatio, x1 - x0), absent = state === 'missing' || state === 'not_yet';
        pen.fillStyle = patterns[state] || patterns.missing;
        pen.fillRect(x0, top + height - strip, wide, strip);
        if (absent) { pen.globalAlpha = 0.12; pen.fillRect(x0, top, wide, height); pen.globalAlpha = 1; }
      }
    }
  }
  const hooks = {
    draw: [u => {
      const pen = u.ctx, { left, top, width, height } = u.bbox;
      pen.save(); pen.beginPath(); pen.rect(left, top, width, height); pen.clip();
      drawSide(u, 'offtake', 1, colors.taken); drawSide(u, 'injection', -1, colors.given); drawStates(u);
      const zero = Math.round(u.valToPos(0, 'y', true)) + 0.5;
      pen.strokeStyle = colors.quiet; pen.lineWidth = devicePixelRatio; pen.beginPath(); pen.moveTo(left, zero); pen.lineTo(left + width, zero); pen.stroke();
      pen.restore();
    }],
    setSelect: [u => {
      const { left, width } = u.select;
      if (width > 4) show(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    }],
    setCursor: [u => { if (u.cursor.left >= 0) tell(u.posToVal(u.cursor.left, 'x')); }],
  };
  // Where the axis of time has marks: hours of a day, days, or first days of months, by the clock there.
  function splits(u) {
    const span = view.max - view.min, most = Math.max(2, Math.floor(u.bbox.width / devicePixelRatio / 62)), found = [];
    const hours = [1, 2, 3, 6, 12].find(each => span / (each * 3600) <= most);
    const from = dayOf(view.min), until = dayOf(view.max);
    if (hours) {
      for (let day = from; day <= until; day++) for (let at = midnight(day); at < midnight(day + 1); at += hours * 3600) found.push(at);
    } else {
      const days = [1, 2, 4, 7, 14].find(each => span / DAY / each <= most);
      if (days) for (let day = from - from % days; day <= until; day += days) found.push(midnight(day));
      else {
        const months = [1, 2, 3, 6, 12].find(each => span / DAY / 30.44 / each <= most) || 12, first = new Date(from * DAY * 1000);
        for (let at = first.getUTCFullYear() * 12 + Math.floor(first.getUTCMonth() / months) * months; ; at += months) {
          const day = Date.UTC(Math.floor(at / 12), at % 12, 1) / 1000 / DAY;
          if (day > until) break;
          found.push(midnight(day));
        }
      }
    }
    return found.filter(at => at >= view.min && at <= view.max);
  }
  function labels(u, marks) {
    const step = marks.length > 1 ? Math.min(...marks.slice(1).map((at, i) => at - marks[i])) : view.max - view.min;
    let year = null;
    return marks.map(at => {
      if (step < 0.9 * DAY) return midnight(dayOf(at)) === at ? say.day(at) : say.time(at);
      if (step < 25 * DAY) return say.day(at);
      const now = iso(dayOf(at)).slice(0, 4), isNew = now !== year;
      year = now;
      return isNew ? say.year(at) : say.month(at);
    });
  }
  function make() {
    chart?.destroy();
    readColors();
    const font = `${13}px ${getComputedStyle(document.body).fontFamily}`, edge = { stroke: () => colors.quiet, font, grid: { stroke: () => colors.line, width: 1 }, ticks: { stroke: () => colors.line, width: 1, size: 5 } };
    chart = new uPlot({
      width: plot.clientWidth, height: plot.clientHeight, legend: { show: false }, hooks, pxAlign: 0,
      padding: [10, 28, 0, 0],
      scales: { x: { time: false, auto: false, range: () => [view.min, view.max] }, y: { auto: false, range: () => { const { min, max } = reach(); return [min, max]; } } },
      series: [{}, { scale: 'y', paths: () => null, points: { show: false } }],
      axes: [{ ...edge, splits, values: labels, size: 34, gap: 6 }, { ...edge, size: 52, values: (u, marks) => marks.map(at => axis.format(Math.abs(at))) }],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => null, mousedown: (u, node, act) => event => { if (!event.shiftKey) act(event); } } },
    }, [[view.min, view.max], [0, 1]], plot);
  }
  let due = 0;
  function draw() {
    if (due) return;
    due = requestAnimationFrame(() => {
      due = 0;
      const { min, max } = reach();
      chart.batch(() => { chart.setScale('x', { min: view.min, max: view.max }); chart.setScale('y', { min, max }); });
    });
  }

  // ---- moving ----
  let settling = 0;
  function show(min, max) {
    const span = Math.min(Math.max(max - min, LEAST), MOST, start.last - start.first), middle = (min + max) / 2;
    view.min = Math.min(Math.max(middle - span / 2, start.first), start.last - span);
    view.max = view.min + span;
    draw();
    provide();
    clearTimeout(settling);
    settling = setTimeout(settle, 500);
  }
  const zoom = (factor, at = (view.min + view.max) / 2) => show(at - (at - view.min) * factor, at + (view.max - at) * factor);
  const move = seconds => show(view.min + seconds, view.max + seconds);
  // The address follows, and so do the words, the table and the files: the server says them.
  async function settle() {
    const from = dayOf(view.min), until = dayOf(view.max - 1) + 1, asked = new URLSearchParams({ from: iso(from), until: iso(Math.min(until, from + start.most_days)) });
    if (shown.unit === 'kwh') asked.set('unit', 'kwh');
    const address = `${location.pathname}?${asked}`;
    history.replaceState(null, '', address);
    try {
      const answer = await fetch(address, { credentials: 'same-origin' });
      if (!answer.ok || address !== location.pathname + location.search) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      document.title = page.title;
      for (const part of document.querySelectorAll('[data-explorer-part]')) {
        const fresh = page.querySelector(`[data-explorer-part=${part.dataset.explorerPart}]`);
        if (!fresh || part.contains(document.activeElement)) continue;
        const open = part.querySelector('details')?.open;
        part.innerHTML = fresh.innerHTML;
        if (open) part.querySelector('details')?.setAttribute('open', '');
      }
    } catch { /* the picture stands; its words are of the days before */ }
  }

  // ---- one value, in words ----
  let at = null;
  function tell(instant) {
    const list = series.offtake?.count ? series.offtake : series.injection;
    if (!list?.count) return;
    const i = Math.max(0, placeOf(list, instant)), from = list.starts[i], until = from + list.seconds[i];
    if (instant >= until + list.seconds[i] || at === from) return;
    at = from;
    // An hour that comes twice is told apart by its zone.
    const twice = wall(from) === wall(from + 3600) || wall(from) === wall(from - 3600);
    const parts = [];
    for (const [side, word] of [['offtake', texts.taken], ['injection', texts.given]]) {
      const own = series[side], j = own?.count ? placeOf(own, from) : -1;
      if (j < 0 || own.starts[j] + own.seconds[j] <= from) continue;
      if (Number.isNaN(own.wh[j])) { parts.push(`${word}: ${texts.unknown}`); continue; }
      const state = own.states.find(each => each.from <= j && j < each.until), known = state && (state.state === 'given' ? texts.given_by_you : texts[state.state]);
      parts.push(`${word}: ${two.format(own.wh[j] * 3.6 / own.seconds[j])} kW, ${three.format(own.wh[j] / 1000)} kWh${known ? `, ${known}` : ''}`);
    }
    said.textContent = `${say.full(from)}, ${(twice ? say.again : say.time)(from)}\u2013${say.time(until)}. ${parts.join('; ')}`;
  }
  function point(instant) {
    if (instant < view.min || instant >= view.max) move(instant - (view.min + view.max) / 2);
    tell(instant);
    const left = (instant - view.min) / (view.max - view.min) * chart.over.clientWidth;
    chart.setCursor({ left, top: 10 }, false);
  }
  function step(by) {
    const list = series.offtake?.count ? series.offtake : series.injection;
    if (!list?.count) return;
    const now = at === null || at < view.min || at >= view.max ? placeOf(list, (view.min + view.max) / 2) : placeOf(list, at) + by;
    const i = Math.min(Math.max(now, 0), list.count - 1);
    point(list.starts[i] + list.seconds[i] / 2);
  }
  const perDay = () => { const list = series.offtake?.count ? series.offtake : series.injection; return list?.count ? Math.round(DAY / list.seconds[0]) : 1; };
  const keys = {
    ArrowLeft: event => step(event.shiftKey ? -perDay() : -1), ArrowRight: event => step(event.shiftKey ? perDay() : 1),
    PageUp: () => move(view.min - view.max), PageDown: () => move(view.max - view.min),
    Home: () => move(start.first - view.min), End: () => move(start.last - view.max),
    '+': () => zoom(0.5, at ?? undefined), '=': () => zoom(0.5, at ?? undefined), '-': () => zoom(2),
  };
  plot.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key](event);
  });
  const acts = { back: () => move((view.min - view.max) / 2), on: () => move((view.max - view.min) / 2), in: () => zoom(0.5), out: () => zoom(2) };
  figure.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button?.dataset.do) acts[button.dataset.do]();
    if (button?.dataset.unit) { setUnit(button.dataset.unit); draw(); settle(); }
  });
  function setUnit(unit) {
    shown.unit = unit;
    for (const each of figure.querySelectorAll('[data-unit]')) each.setAttribute('aria-pressed', String(each.dataset.unit === unit));
    for (const each of figure.querySelectorAll('[data-of]')) each.hidden = each.dataset.of !== unit;
  }

  // Fingers, and the mouse with Shift: one moves, two look closer or from farther away.
  const fingers = new Map();
  let held = null;
  const spread = () => { const [a, b] = [...fingers.values()]; return { middle: (a + (b ?? a)) / 2, width: b === undefined ? 0 : Math.max(20, Math.abs(a - b)) }; };
  const hold = () => { held = fingers.size ? { ...spread(), ...view } : null; };
  plot.addEventListener('pointerdown', event => {
    if (event.pointerType === 'mouse' && !event.shiftKey) return;
    fingers.set(event.pointerId, event.clientX); hold();
    if (event.pointerType === 'mouse') plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener('pointermove', event => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    const now = spread(), box = chart.over.getBoundingClientRect(), span = held.max - held.min;
    const pinned = held.min + (held.middle - box.left) / box.width * span, size = now.width && held.width ? span * held.width / now.width : span;
    const min = pinned - (now.middle - box.left) / box.width * size;
    show(min, min + size);
  });
  for (const end of ['pointerup', 'pointercancel']) plot.addEventListener(end, event => { if (fingers.delete(event.pointerId)) hold(); });
  plot.addEventListener('wheel', event => {
    const across = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    if (!across && !event.ctrlKey) return;   // the page scrolls
    event.preventDefault();
    const box = chart.over.getBoundingClientRect(), span = view.max - view.min;
    if (across) move((event.deltaX || event.deltaY) / box.width * span);
    else zoom(Math.exp(event.deltaY / 240), view.min + (event.clientX - box.left) / box.width * span);
  }, { passive: false });

  figure.hidden = false;
  setUnit(shown.unit);
  make();
  provide();
  new ResizeObserver(() => { if (plot.clientWidth !== chart.width || plot.clientHeight !== chart.height) chart.setSize({ width: plot.clientWidth, height: plot.clientHeight }); }).observe(plot);
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) matchMedia(query).addEventListener('change', () => { readColors(); chart.redraw(false); });
  figure.explorer = { view, show };
})();
