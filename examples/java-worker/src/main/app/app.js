import { offlineStorage } from '/holdfast/holdfast.js';

const list = document.querySelector('#tasks');
const add = document.querySelector('#new');

const show = (title) => {
  const item = document.createElement('li');
  item.textContent = title;
  list.append(item);
};

add.onsubmit = async (event) => {
  event.preventDefault();
  const title = add.elements.title.value;
  const answer = await fetch('/api/tasks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });
  if (answer.ok) {
    show(answer.headers.has('Holdfast-Queued') ? `${title} (waits for the network)` : title);
    add.reset();
  }
};
add.querySelector('button').disabled = false;

await offlineStorage.start({ worker: '/sw.js' });
const tasks = await fetch('/api/tasks');
for (const task of tasks.ok ? await tasks.json() : []) {
  show(task.title);
}
const report = await fetch(`/api/reports/${new Date().getFullYear()}`);
if (report.ok) {
  document.querySelector('#report').textContent = (await report.json()).text;
}
