import { appState } from 'holdfast/vue';

/** The state of the app, with what it is until there is another one. */
export const notes = appState({ notes: [] });
