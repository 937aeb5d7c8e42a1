// A backend of the classic kind, without dependencies: it renders pages and takes forms. /visits is all it has.
import { createServer } from 'node:http';

const visits = [];
const done = new Set(); // Idempotency-Keys: what comes again is not done again
const escaped = (text) => text.replace(/[&<"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = () => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Visits</title>
  <h1>Visits</h1>
  <ul>${visits.map(({ name, reason }) => `<li>${escaped(name)}: ${escaped(reason)}</li>`).join('')}</ul>
  <p><a href="/">Enter a visit</a></p>
  <holdfast-status></holdfast-status>
  <script type="module" src="/start.js"></script>
</html>`;

const server = createServer(async (request, response) => {
  if (request.method !== 'POST') {
    return response.writeHead(200, { 'content-type': 'text/html' }).end(page());
  }
  const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
  const key = request.headers['idempotency-key'];
  if (!done.has(key)) visits.push({ name: form.get('name') ?? '', reason: form.get('reason') ?? '' });
  if (key) done.add(key);
  return response.writeHead(303, { location: '/visits' }).end();
});
server.listen(process.env.PORT ?? 9000, '127.0.0.1', () => {
  console.log('The backend is ready on ' + server.address().port);
});
