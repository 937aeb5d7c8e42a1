import { appState, useAppState, useCollection, useConflicts, useDocument, useStatus, useUpdate } from 'holdfast/react';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { said } from './count.mjs';

const state = appState({ word: 'first' });
const App = () => {
  const { network, pending } = useStatus();
  const documents = useDocument('tasks', 'a') ?? useCollection('tasks') ?? 'no documents';
  const [{ word }] = useAppState(state);
  const { ready } = useUpdate();
  const { conflicts } = useConflicts();
  return `${network}, ${pending.length} unsent, ${documents}, ${word}, ${ready}, ${conflicts.length} conflicts`;
};
said(renderToString(createElement(App)));
