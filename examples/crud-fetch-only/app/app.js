// These two lines are all that this page has of Holdfast. The first list was fetched before the worker was there, so it
// is fetched again once the worker sees it and can keep it.
navigator.serviceWorker.register('/sw.js');
navigator.serviceWorker.oncontrollerchange = () => call('GET', '');

const list = document.querySelector('#tasks');
const add = document.querySelector('#new');
const error = document.querySelector('#error');

/** Makes a request, then draws what the backend has now. */
async function call(method, path, body) {
  try {
    const answer = await fetch('/api/tasks' + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} failed: ${answer.status}`);
    const tasks = await (method === 'GET' ? answer : await fetch('/api/tasks')).json();
    list.replaceChildren(...tasks.map(row));
    error.textContent = '';
  } catch (failure) {
    error.textContent = failure.message;
  }
}

function row({ id, title, done }) {
  const item = document.createElement('li');
  const label = item.appendChild(document.createElement('label'));
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: done });
  const remove = Object.assign(document.createElement('button'), { textContent: 'Remove' });
  label.append(box, title);
  item.append(remove);
  box.onchange = () => call('PATCH', `/${id}`, { done: box.checked });
  remove.onclick = () => call('DELETE', `/${id}`);
  return item;
}

add.onsubmit = (event) => {
  event.preventDefault();
  call('POST', '', { title: add.elements.title.value, done: false });
  add.reset();
};
add.querySelector('button').disabled = false; // an earlier click would load the page anew, without the text

call('GET', '');
