import { mount, unmount } from 'svelte';
import Parts from './Parts.svelte';
import { probe } from './probe.js';

probe(() => {
  const parts = mount(Parts, { target: document.querySelector('#probe') });
  return () => unmount(parts);
});
