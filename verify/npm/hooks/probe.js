// What a probe page of each framework has in common: it counts what is rendered and who has subscribed.
import { holdfastServer, networkStatus, offlineStorage } from 'holdfast';
import { appState } from './appState.js';

const rendered = {};
const last = {};
const needless = [];
let subscriptions = 0;

/** A component renders `value`. A value that looks as the last one did was rendered in vain. */
export const count = (name, value) => {
  const text = JSON.stringify(value, (key, part) => (key === 'age' ? undefined : part)) ?? '';
  rendered[name] = (rendered[name] ?? 0) + 1;
  if (last[name] === text) needless.push(name + ' ' + text);
  last[name] = text;
};

const counted = begin => (...given) => {
  const end = begin(...given);
  let ended = false;
  subscriptions++;
  return () => {
    if (!ended) subscriptions--;
    ended = true;
    end();
  };
};
for (const source of [offlineStorage, networkStatus]) source.subscribe = counted(source.subscribe);
offlineStorage.addEventListener = counted(offlineStorage.addEventListener);

export const state = appState({ words: [] });
const own = state.subscribe;
state.subscribe = counted(own);

/** `mount()` shows Status, Conflicts, Update, State, One (the document `rows/a`), and Rows, each with a Row. It returns what unmounts them. */
export const probe = mount => {
  window.probe = {
    rendered,
    needless,
    state,
    subscriptions: () => subscriptions,
    mount: () => {
      for (const name of Object.keys(last)) delete last[name];
      window.probe.unmount = mount();
    },
  };
  const space = new URLSearchParams(location.search).get('space');
  const { snapshot, restore } = state;
  const start = () => offlineStorage.start({ sync: holdfastServer({ space }), snapshot, restore });
  Object.assign(window, { offlineStorage, networkStatus });
  Object.assign(window.probe, { start });
};
