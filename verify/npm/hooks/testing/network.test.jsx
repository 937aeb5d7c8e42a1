// @vitest-environment jsdom
/** @jsxRuntime automatic */
import { holdfastServer, networkStatus, offlineStorage } from 'holdfast';
import { useConflicts, useDocument } from 'holdfast/react';
import { testNetwork } from 'holdfast/testing';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

globalThis.IS_REACT_ACT_ENVIRONMENT = true;
const network = testNetwork();
const tasks = offlineStorage.collection('tasks');
const sent = () => vi.waitFor(() => expect(offlineStorage.hasConflicts).toBe(false), 60_000);

const Task = () => {
  const task = useDocument('tasks', 't1');
  const { conflicts, resolve } = useConflicts();
  return (
    <>
      <p>{task?.title}</p>
      {conflicts.map(({ key }) => (
        <button key={key} onClick={() => resolve(key, 'server')}>
          Take theirs
        </button>
      ))}
    </>
  );
};

beforeAll(() => offlineStorage.start({ sync: holdfastServer({ space: 'shop' }) }));
afterAll(() => network.end());

test('a conflict is shown and decided by the component', async () => {
  await tasks.put('t1', { title: 'Milk' });
  await sent();
  await network.offline();
  await tasks.put('t1', { title: 'Oat milk' });
  network.write('shop', 'tasks', 't1', { title: 'Cream' });

  document.body.innerHTML = '<main></main>';
  const root = createRoot(document.querySelector('main'));
  await act(async () => root.render(<Task />));
  await act(() => vi.waitFor(() => expect(document.body.textContent).toBe('Oat milk'), 60_000));
  await act(async () => network.online());
  await act(() => vi.waitFor(() => expect(document.querySelector('button')).not.toBeNull(), 60_000));
  await act(async () => document.querySelector('button').click());
  await act(() => vi.waitFor(() => expect(document.body.textContent).toBe('Cream'), 60_000));
  await sent();
  expect(network.documents('shop')).toEqual({ 'tasks/t1': { title: 'Cream' } });
  await act(async () => root.unmount());
});

test('a server that fails, or is slow, gets it later', async () => {
  await network.failing();
  expect(networkStatus.detail).toBe('degraded');
  await tasks.put('t2', { title: 'Bread' });
  expect(await offlineStorage.syncLocalChangesToServer()).toBe(false);
  expect(network.documents('shop')).not.toHaveProperty('tasks/t2');

  await network.slow(50);
  const began = Date.now();
  expect(await offlineStorage.syncLocalChangesToServer()).toBe(true);
  expect(Date.now() - began).toBeGreaterThanOrEqual(45);
  expect(network.documents('shop')).toHaveProperty('tasks/t2');
});

test('what somebody else deletes is gone here', async () => {
  await network.online();
  network.write('shop', 'tasks', 't2');
  expect(await offlineStorage.syncLocalChangesToServer()).toBe(true);
  expect(await tasks.get('t2')).toBeUndefined();
});

test('a wrong number is refused at once', () => {
  expect(() => network.slow('1s')).toThrow('slow() takes a whole number from 0, got 1s');
  expect(() => network.failing(200)).toThrow('failing() takes a whole number from 400, got 200');
});
