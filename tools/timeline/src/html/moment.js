'use strict';
// How things stand after an event, and why a task is polled.

// The span that a task is in: the last that begins by then, if it hasn't ended.
function spanAt(task, now) {
  let low = 0, high = task.spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (task.spans[middle][1] <= now) low = middle + 1; else high = middle;
  }
  return task.spans[low - 1];
}

const isOver = (span, now) => span[2] !== null && span[2] <= now;

function moment(run, now) {
  const threads = run.threads.map(() => ({ polled: [], queue: [] }));
  const stand = { threads, timers: [], asleep: [], over: [] };
  run.tasks.forEach((task, id) => {
    const span = spanAt(task, now);
    if (!span) return;
    const [state, from, , place] = span;
    if (isOver(span, now)) stand.over.push({ id, since: span[2] });
    else if (state === 'q') threads[place].queue.push({ id, since: from });
    else if (state === 'p') threads[place].polled.push({ id, since: from });
    else if (place !== null && state === 'a') stand.timers.push({ id, since: place[0], at: place[1] });
    else stand.asleep.push({ id, woken: state === 'w', lost: task.lost !== null && task.lost <= now });
  });
  const inOrder = (list) => list.sort((a, b) => a.since - b.since || a.id - b.id);
  threads.forEach((thread) => { inOrder(thread.queue); inOrder(thread.polled); });
  inOrder(stand.timers);
  inOrder(stand.over);
  return stand;
}

// The step in whose time an event is; polls are the ones that are asked for.
const pollFrom = (run, event) => run.steps.find((step) => step.task !== null && step.from === event);

// The events that led to a poll, the first one first.
function chain(run, step) {
  const events = [step.from];
  for (let links = 0; step && links < 4; links++) {
    const task = run.tasks[step.task];
    if (step.cause === null) {
      const before = task.spans.find((span) => span[0] === 'p' && span[1] < step.from);
      if (!before && task.spawned !== null) events.push(task.spawned);
      break;
    }
    events.push(step.cause);
    if (step.by === null) {
      // A timer's: it was set in the poll that fell asleep.
      const asleep = spanAt(task, step.cause - 1);
      if (asleep && asleep[0] === 'a') events.push(asleep[1]);
      break;
    }
    if (step.by !== step.from) events.push(step.by);
    step = pollFrom(run, step.by);
  }
  return [...new Set(events)].filter((event) => event < run.events.length).sort((a, b) => a - b);
}

// The run queue that a poll's task waited in, as it was when the task came to it.
function waited(run, step) {
  const task = run.tasks[step.task];
  const since = step.cause ?? task.spawned;
  if (since === null || since >= step.from) return '';
  const queue = moment(run, since).threads[step.thread].queue.map((entry) => entry.id);
  const ahead = queue.slice(0, Math.max(0, queue.indexOf(step.task)));
  const names = ahead.map((id) => run.tasks[id].name);
  if (!ahead.length) return 'It was the first in the run queue.';
  const more = names.length > 5 ? ` and ${names.length - 5} others` : '';
  return `In the run queue, it stood behind ${names.slice(0, 5).join(', ')}${more}.`;
}
