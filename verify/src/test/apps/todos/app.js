// To-dos on a JSON backend, as such apps are written: it fetches, and draws what it was answered.
const byId = id => document.getElementById(id);
let todos = [];

async function call(method, path, body) {
  const response = await fetch('/api/tasks' + path, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(method + ' failed with ' + response.status);
  return response.status === 204 ? null : response.json();
}

async function tried(work) {
  byId('error').textContent = '';
  try {
    await work();
  } catch (error) {
    byId('error').textContent = error.message;
  }
  draw();
}

const load = () =>
  tried(async () => {
    todos = await call('GET', '');
  });

const add = title =>
  tried(async () => {
    const made = await call('POST', '', { title, done: false });
    todos = todos.concat(made); // read only now: an answer may have replaced the list meanwhile
  });

const change = (id, fields) =>
  tried(async () => {
    const now = await call('PATCH', '/' + id, fields);
    todos = todos.map(todo => (todo.id === id ? now : todo));
  });

const replace = (id, fields) =>
  tried(async () => {
    const todo = todos.find(one => one.id === id);
    const now = await call('PUT', '/' + id, { ...todo, ...fields });
    todos = todos.map(one => (one.id === id ? now : one));
  });

const remove = id =>
  tried(async () => {
    await call('DELETE', '/' + id);
    todos = todos.filter(todo => todo.id !== id);
  });

const show = id =>
  tried(async () => {
    const todo = await call('GET', '/' + id);
    byId('detail').textContent = todo.title + (todo.done ? ' is done' : ' is open');
  });

function draw() {
  byId('list').replaceChildren(
    ...todos.map(todo => {
      const item = document.createElement('li');
      item.dataset.id = todo.id;
      item.textContent = (todo.done ? '[x] ' : '[ ] ') + todo.title;
      return item;
    }),
  );
}

byId('add').addEventListener('submit', event => {
  event.preventDefault();
  add(event.target.title.value);
  event.target.reset();
});
byId('list').addEventListener('click', event => {
  const id = Number(event.target.dataset.id);
  if (event.shiftKey) remove(id);
  else if (event.altKey) show(id);
  else if (event.ctrlKey) replace(id, { title: event.target.textContent.slice(4) + '!' });
  else change(id, { done: !todos.find(todo => todo.id === id).done });
});
load();
