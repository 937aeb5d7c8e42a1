import { holdfastServer, offlineStorage } from 'holdfast';
import { mount } from 'svelte';
import App from './App.svelte';

offlineStorage.start({ worker: '/sw.js', sync: holdfastServer({ space: 'checklist' }) });

mount(App, { target: document.querySelector('#app') });
