export { appState } from 'holdfast/vue';
