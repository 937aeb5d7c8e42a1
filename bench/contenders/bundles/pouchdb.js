export { default } from 'pouchdb-browser';
