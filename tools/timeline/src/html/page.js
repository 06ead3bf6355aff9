const data = JSON.parse(document.getElementById('data').textContent);
const $ = (id) => document.getElementById(id);
const two = data.runs.length === 2;
const run = data.runs[0];
const MOST_CHIPS = 30, MOST_ROWS = 300;

// The position: a step of the run (or of both runs), or an event.
let byEvent = false, place = 0, answered = false;

const last = () => (byEvent ? run.events.length : Math.max(...data.runs.map((it) => it.steps.length))) - 1;
const stepOf = (it) => it.steps[Math.min(place, it.steps.length - 1)];
const hasEnded = (it) => place >= it.steps.length;
const nowOf = (it) => (byEvent ? place : hasEnded(it) ? it.events.length - 1 : stepOf(it).now);

// The last step that has begun when an event happens.
function stepAt(event) {
  const found = run.steps.findIndex((step) => step.now >= event);
  return found < 0 ? run.steps.length - 1 : found;
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function go(where) {
  const to = Math.max(0, Math.min(where, last()));
  if (to === place && $('says').firstChild) return;
  place = to;
  answered = false;
  show();
}

function goToEvent(event) {
  byEvent = $('by-event').checked = true;
  place = -1;
  go(event);
}

function show() {
  const slider = $('slider');
  slider.max = last();
  slider.value = place;
  const at = two ? '' : `, at ${run.events[nowOf(run)][0]}`;
  const [number, all] = [place + 1, last() + 1].map((it) => it.toLocaleString('en'));
  const where = `${byEvent ? 'Event' : 'Step'} ${number} of ${all}${at}`;
  slider.setAttribute('aria-valuetext', where);
  $('where').textContent = where;
  $('previous').disabled = place === 0;
  $('next').disabled = place === last();
  $('says').replaceChildren(...data.runs.map(sentence));
  $('states').replaceChildren(...data.runs.flatMap(states));
  document.body.classList.toggle('unseen', $('predict').checked);
  document.querySelector('.all-words').hidden = $('predict').checked;
  dim();
  if (two) return;
  showEvents();
  showWhy();
  ask();
}

function sentence(it) {
  const differs = data.difference !== null && place >= data.difference;
  const says = byEvent ? eventSays(place) : hasEnded(it) ? 'It has ended.' : stepOf(it).says;
  const title = two ? [element('span', { class: 'run-title' }, `${it.title}: `)] : [];
  return element('p', { class: differs ? 'differs' : null }, ...title, says);
}

function eventSays(event) {
  const [at, thread, kind, , words] = run.events[event];
  const on = run.polling.length > 1 ? ` on ${run.threads[thread]}` : '';
  return `At ${at}${on}: ${kind === 'n' ? `the program says “${words}”` : words}.`;
}

// What is drawn for later events has their number.
function dim() {
  if (two) return;
  const now = nowOf(run);
  for (const drawn of document.querySelectorAll('#figure [data-from]')) {
    drawn.classList.toggle('later', Number(drawn.dataset.from) > now);
  }
}

function chips(tasks, kind, say, none) {
  const shown = tasks.slice(0, MOST_CHIPS).map((task, place) => element('span', { class: `chip ${kind}` }, ...say(task, place)));
  if (tasks.length > MOST_CHIPS) shown.push(element('span', { class: 'none' }, `and ${tasks.length - MOST_CHIPS} more`));
  return shown.length ? shown : [element('span', { class: 'none' }, none)];
}

function states(it) {
  const stand = moment(it, nowOf(it));
  const name = (task) => it.tasks[task.id].name;
  const small = (words) => element('small', {}, ` ${words}`);
  const row = (title, tasks, kind, say = (task) => [name(task)], none = 'nobody') =>
    [element('dt', {}, title), element('dd', {}, ...chips(tasks, kind, say, none))];
  const step = byEvent || hasEnded(it) ? null : stepOf(it);
  const section = (title, note, ...rows) => element('section', { class: 'state', 'aria-label': title },
    element('h2', {}, title, element('span', { class: 'note' }, note)), element('dl', {}, ...rows.flat()));
  const many = it.polling.length > 1;
  const threads = it.polling.map((thread) => {
    const { polled, queue } = stand.threads[thread];
    const mine = step && step.thread === thread;
    const parks = mine && step.task === null;
    const polls = mine && !parks && step.task !== null ? [{ id: step.task }] : polled;
    const rows = row('polled', polls, 'polled');
    if (parks) rows[1].replaceChildren(element('span', { class: 'none' }, 'nobody: the thread parks'));
    const title = many ? it.threads[thread] : two ? it.title : 'The thread';
    const note = mine && !parks ? ', after this poll' : '';
    return section(title, note, rows, row('run queue', queue, 'queued', (task) => [name(task)], 'empty'));
  });
  return [element('div', {}, ...threads, section(many ? 'All threads' : 'The tasks', '',
    row('timers', stand.timers, 'timer', (task) => [name(task), small(`at ${task.at}`)], 'none'),
    row('asleep', stand.asleep, 'asleep', (task) => [name(task), ...(task.lost ? [small('nobody can wake it')] : task.woken ? [small(it.tasks[task.id].spans.some(([state]) => state === 'p') ? 'woken' : 'not polled yet')] : [])]),
    row('ended', stand.over, 'over', (task) => [`${it.tasks[task.id].mark} ${name(task)}`, small(it.tasks[task.id].fate)])))];
}

function eventRow(event, now) {
  const [at, , kind, , words] = run.events[event];
  const current = event === now;
  const button = element('button', { type: 'button', 'data-event': event, tabindex: current ? 0 : -1,
    'aria-current': current ? 'step' : null, class: event > now ? 'later' : null },
  element('time', {}, at), element('span', { class: kind === 'n' ? 'said' : null }, kind === 'n' ? `“${words}”` : words));
  button.addEventListener('click', () => goToEvent(event));
  return element('li', {}, button);
}

// Rows around the current one: a large run has too many for a list.
function showEvents() {
  const now = nowOf(run), list = $('events'), box = $('events-box');
  const hadFocus = list.contains(document.activeElement);
  const total = $('predict').checked ? now + 1 : run.events.length;
  const from = Math.max(0, Math.min(now - MOST_ROWS / 2, total - MOST_ROWS));
  const until = Math.min(total, from + MOST_ROWS);
  const more = (number, which) => (number > 0
    ? [element('li', { class: 'more' }, `${number.toLocaleString('en')} ${which}: move on to see them`)] : []);
  const rows = [];
  for (let event = from; event < until; event++) rows.push(eventRow(event, now));
  const hidden = until === run.events.length ? run.beyond : 0;
  const beyond = hidden ? [element('li', { class: 'more' }, `${hidden.toLocaleString('en')} more aren't in this page`)] : [];
  list.replaceChildren(...more(from, 'earlier events'), ...rows, ...more(total - until, 'later events'), ...beyond);
  const current = list.querySelector('[aria-current]');
  // In the box only: the page stays where it is.
  box.scrollTop = current.offsetTop - box.clientHeight / 2;
  if (hadFocus) current.focus({ preventScroll: true });
}

function showWhy() {
  const now = nowOf(run);
  const step = run.steps[byEvent ? stepAt(place) : place];
  const polled = step.task !== null && step.from <= now;
  const rows = polled ? chain(run, step).map((event) => eventRow(event, now)) : [];
  rows.forEach((row) => row.firstChild.setAttribute('tabindex', 0));
  if (polled) {
    const words = waited(run, step);
    if (words) rows.splice(-1, 0, element('li', { class: 'more' }, words));
  }
  $('why').replaceChildren(...rows);
  $('why-title').textContent = polled ? `Why is ${run.tasks[step.task].name} polled?` : 'Why does the thread park?';
  if (!polled) $('why').replaceChildren(element('li', { class: 'more' }, 'Its run queue is empty: nobody has been woken.'));
}

function ask() {
  const here = byEvent ? stepAt(place) : place;
  const next = run.steps[here + 1];
  $('question').hidden = !$('predict').checked;
  if (!$('predict').checked || answered) return;
  $('verdict').textContent = '';
  $('verdict').className = '';
  if (!next) {
    $('asks').textContent = 'Nothing comes next: this is the last step.';
    $('answers').replaceChildren();
    return;
  }
  const stand = moment(run, nowOf(run)), thread = run.threads[next.thread];
  $('asks').textContent = `Who is polled next${run.polling.length > 1 ? ` on ${thread}` : ''}?`;
  const alive = [...stand.threads.flatMap((it) => [...it.queue, ...it.polled]), ...stand.timers, ...stand.asleep].map((it) => it.id);
  const names = [...new Set([...(next.task === null ? [] : [next.task]), ...alive])].slice(0, 9).sort((a, b) => a - b);
  $('answers').replaceChildren(...[...names, null].map((task) => {
    const button = element('button', { type: 'button' }, task === null ? 'nobody: the thread parks' : run.tasks[task].name);
    button.addEventListener('click', () => answer(task, next, stand));
    return button;
  }));
}

function answer(task, next, stand) {
  const right = task === next.task;
  answered = true;
  $('verdict').className = right ? 'right' : 'wrong';
  $('verdict').textContent = `${right ? 'Right' : 'No'}: ${because(next, stand)}`;
}

function because(next, stand) {
  const queue = stand.threads[next.thread].queue.map((it) => it.id);
  const name = (id) => run.tasks[id].name;
  if (next.task === null) {
    const [timer] = stand.timers;
    const until = timer ? ` The next timer is that of ${name(timer.id)}, at ${timer.at}.` : '';
    return `the run queue is empty, so the thread parks.${until}`;
  }
  const it = name(next.task);
  if (queue[0] === next.task) return `${it} is polled next. It is the first in the run queue.`;
  if (queue.includes(next.task)) {
    return `${it} is polled next, before ${name(queue[0])}: this run queue isn't served in the order of arrival.`;
  }
  const cause = next.cause === null ? '' : ` ${run.events[next.cause][4]}, at ${run.events[next.cause][0]}.`;
  return `${it} is polled next.${cause}`;
}

function key(pressed) {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return;
  const inList = pressed.target.closest('#events');
  const event = byEvent ? place : nowOf(run);
  const moves = {
    ArrowLeft: () => go(place - 1), ArrowRight: () => go(place + 1), Home: () => go(0), End: () => go(last()),
    ...(two ? {} : { j: () => goToEvent(Math.min(event + 1, run.events.length - 1)), k: () => goToEvent(Math.max(event - 1, 0)) }),
    ...(inList ? { ArrowDown: () => goToEvent(event + 1), ArrowUp: () => goToEvent(event - 1) } : {}),
  };
  // The slider has these keys of its own.
  if (pressed.target === $('slider') && pressed.key.length > 1) return;
  if (!Object.hasOwn(moves, pressed.key)) return;
  pressed.preventDefault();
  moves[pressed.key]();
}

function start() {
  if (!data.runs.some((it) => it.steps.length)) return;
  for (const id of ['controls', 'states', 'rest']) $(id).hidden = false;
  document.body.classList.toggle('two', two);
  for (const part of document.querySelectorAll('.one-run')) part.hidden = two;
  $('slider').addEventListener('input', () => go(Number($('slider').value)));
  $('previous').addEventListener('click', () => go(place - 1));
  $('next').addEventListener('click', () => go(place + 1));
  $('by-event').addEventListener('change', () => {
    const to = $('by-event').checked ? nowOf(run) : stepAt(place);
    byEvent = $('by-event').checked;
    place = -1;
    go(to);
  });
  $('predict').addEventListener('change', () => { answered = false; show(); });
  $('difference').hidden = data.difference === null;
  $('difference').addEventListener('click', () => go(data.difference));
  document.addEventListener('keydown', key);
  go(0);
}
start();
