import { holdfastServer, offlineStorage } from 'holdfast';
import { createApp } from 'vue';
import App from './App.vue';
import { notes } from './notes.js';

const { snapshot, restore } = notes;
offlineStorage.start({ worker: '/sw.js', sync: holdfastServer({ space: 'notes' }), snapshot, restore });

createApp(App).mount('#app');
