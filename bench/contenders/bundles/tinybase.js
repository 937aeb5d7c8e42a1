export { createStore } from 'tinybase';
export { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db';
