// A JSON backend without dependencies: GET and POST /api/tasks, PATCH and DELETE /api/tasks/:id.
import { createServer } from 'node:http';

const tasks = [{ id: 1, title: 'Call the caretaker', done: false }];
let lastId = 1;

function answer(method, id, body) {
  if (method === 'GET' && !id) return [200, tasks];
  if (method === 'POST' && !id) {
    const task = { ...body, id: ++lastId };
    tasks.push(task);
    return [201, task];
  }
  const at = tasks.findIndex((task) => task.id === id);
  if (at < 0) return [404];
  if (method === 'PATCH') return [200, Object.assign(tasks[at], body)];
  if (method === 'DELETE') return tasks.splice(at, 1), [204];
  return [405];
}

const answers = new Map(); // by Idempotency-Key: what comes again is not done again

const server = createServer(async (request, response) => {
  const chunks = await request.toArray();
  const key = request.headers['idempotency-key'];
  let said = answers.get(key);
  if (!said) {
    const [, , , id] = request.url.split('/'); // of /api/tasks/7
    said = answer(request.method, id && Number(id), chunks.length && JSON.parse(Buffer.concat(chunks)));
    if (key) answers.set(key, said);
  }
  const [status, json] = said;
  response.writeHead(status, { 'content-type': 'application/json' }).end(json && JSON.stringify(json));
});
server.listen(process.env.PORT ?? 9000, '127.0.0.1', () => {
  console.log('The backend is ready on ' + server.address().port);
});
