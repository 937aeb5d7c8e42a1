// The least that a sync can do: one request each way, documents packed as in storage/floor.js.
import store from '../storage/floor.js';
import { pulled, pushed } from './http.js';

let space;
let unsent = [];

export default {
  server: 'backend',
  open: name => {
    space = name;
    return store.open(name);
  },
  pull: async () => store.fill((await pulled(space, 0, 1e9)).documents),
  edit: documents => {
    unsent = documents;
    return store.log(documents);
  },
  push: async () => {
    await pushed(space, unsent);
    await store.log([]); // the mark that they are sent
  },
  readAll: store.readAll,
};
