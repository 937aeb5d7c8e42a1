// Runs the decisions of protocol-vectors.json against a server, each in a new space:
//   node protocol-vectors.mjs http://localhost:8080 [bearer token]
import { deepStrictEqual } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [server = 'http://localhost:8080', token] = process.argv.slice(2);
const headers = { 'Content-Type': 'application/json' };
if (token) headers.Authorization = `Bearer ${token}`;

async function run(steps) {
  const url = `${server}/v1/spaces/vectors-${randomUUID()}/sync`;
  let epoch = null;
  for (const { request, answer } of steps) {
    const body = JSON.stringify({ epoch, ...request });
    const got = await (await fetch(url, { method: 'POST', headers, body })).json();
    epoch = got.epoch ?? epoch;
    for (const receipt of got.receipts ?? []) delete receipt.detail; // words for people
    for (const field of Object.keys(answer)) deepStrictEqual(got[field] ?? null, answer[field]);
  }
}

const file = new URL('protocol-vectors.json', import.meta.url);
const { decisions } = JSON.parse(readFileSync(file, 'utf8'));
let failures = 0;
for (const { name, steps } of decisions) {
  try {
    await run(steps);
  } catch (error) {
    failures++;
    console.log(`${name}\n${error.message}\n`);
  }
}
console.log(`${decisions.length - failures} of ${decisions.length} vectors passed`);
process.exitCode = failures === 0 ? 0 : 1;
