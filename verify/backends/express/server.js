// An Express backend like many: ids of its own making called _id, other names for fields, an envelope, pages by cursor.
import { randomBytes } from 'node:crypto';
import express from 'express';

const PAGE = 10;
const tasks = new Map();
const app = express();
app.use(express.json());

app.get('/api/tasks', (request, response) => {
  const ids = [...tasks.keys()].sort().filter((id) => !request.query.after || id > request.query.after);
  const page = ids.slice(0, PAGE);
  response.json({ data: page.map((id) => tasks.get(id)), cursor: ids.length > PAGE ? page.at(-1) : null });
});

app.get('/api/tasks/:id', found, (request, response) => response.json({ data: tasks.get(request.params.id) }));

app.post('/api/tasks', (request, response) => {
  if ('_id' in request.body || 'id' in request.body) {
    return response.status(400).json({ detail: 'a new task has no id' });
  }
  const _id = Date.now().toString(16).padStart(12, '0') + randomBytes(6).toString('hex');
  tasks.set(_id, { ...request.body, _id });
  response.status(201).json({ data: tasks.get(_id) });
});

app.put('/api/tasks/:id', found, (request, response) => {
  tasks.set(request.params.id, { ...request.body, _id: request.params.id });
  response.json({ data: tasks.get(request.params.id) });
});

app.delete('/api/tasks/:id', found, (request, response) => {
  tasks.delete(request.params.id);
  response.status(204).end();
});

function found(request, response, next) {
  return tasks.has(request.params.id) ? next() : response.status(404).json({ detail: 'no such task' });
}

const server = app.listen(process.env.PORT ?? 9000, '127.0.0.1', () => console.log('ready on ' + server.address().port));
