import '/holdfast/elements/all.js';
import { offlineStorage, rest } from '/holdfast/holdfast.js';

const list = document.querySelector('#tasks');
const add = document.querySelector('#new');
const tasks = offlineStorage.collection('tasks');

// The backend is as it is: { data: [{ _id, full_title, done }], cursor }. What is its own way is said here.
offlineStorage.defineSync(
  rest({
    collections: {
      tasks: {
        url: '/api/tasks',
        ids: 'server',
        id: '/_id',
        items: '/data',
        item: '/data',
        pages: { next: '/cursor', query: 'after' },
        fromServer: ({ full_title, done }) => ({ title: full_title, done }),
        toServer: ({ title, done }) => ({ full_title: title, done }),
      },
    },
  }),
);

async function draw() {
  const entries = await tasks.entries();
  list.replaceChildren(...entries.map(([id, task]) => row(id, task)));
}

function row(id, { title, done }) {
  const item = document.createElement('li');
  const label = item.appendChild(document.createElement('label'));
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: done });
  const remove = Object.assign(document.createElement('button'), { textContent: 'Remove' });
  label.append(box, title);
  item.append(remove);
  box.onchange = () => tasks.update(id, (task) => ({ ...task, done: box.checked }));
  remove.onclick = () => tasks.remove(id);
  return item;
}

add.onsubmit = async (event) => {
  event.preventDefault();
  await tasks.put(crypto.randomUUID(), { title: add.elements.title.value, done: false });
  add.reset(); // not before the task is on disk
};

await offlineStorage.start({ worker: '/sw.js' });
offlineStorage.subscribe(draw);
draw();
add.querySelector('button').disabled = false; // before start() nothing can be kept
