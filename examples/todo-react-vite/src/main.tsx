import { holdfastServer, offlineStorage } from 'holdfast';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';

offlineStorage.start({ worker: '/sw.js', sync: holdfastServer({ space: 'todo' }) });

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
