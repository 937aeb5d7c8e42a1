import { appState, useAppState, useCollection, useConflicts, useDocument, useStatus, useUpdate } from 'holdfast/vue';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { said } from './count.mjs';

const own = appState({ word: 'first' });
const app = createSSRApp({
  setup() {
    const status = useStatus();
    const one = useDocument('tasks', () => 'a');
    const all = useCollection('tasks');
    const state = useAppState(own);
    const release = useUpdate();
    const inbox = useConflicts();
    return () => {
      const documents = one.value ?? all.value ?? 'no documents';
      return `${status.value.network}, ${status.value.pending.length} unsent, ${documents}, ${state.value.word}, ${release.value.ready}, ${inbox.value.conflicts.length} conflicts`;
    };
  },
});
said(await renderToString(app));
