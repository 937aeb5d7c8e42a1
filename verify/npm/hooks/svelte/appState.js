export { appState } from 'holdfast/svelte';
