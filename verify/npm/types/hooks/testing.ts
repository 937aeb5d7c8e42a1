// The network of a test.
import type { JsonValue } from 'holdfast';
import { testNetwork, type TestNetwork } from 'holdfast/testing';

const network: TestNetwork = testNetwork();
await network.failing(500);
network.write('todo', 'tasks', 't1', { title: 'Milk' });
network.write('todo', 'tasks', 't1');
export const documents: Record<string, JsonValue> = network.documents('todo');
// @ts-expect-error: milliseconds
await network.slow('1s');
