export { appState } from 'holdfast/react';
