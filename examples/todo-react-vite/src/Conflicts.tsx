import { useConflicts } from 'holdfast/react';

export function Conflicts() {
  const { conflicts, resolve } = useConflicts();
  return conflicts.map(({ key, paths }) => (
    <section key={key} aria-label="Conflict">
      {paths.map(({ path, local, server }) => (
        <p key={path}>
          Here: {String(local)}. There: {String(server)}.
        </p>
      ))}
      <button onClick={() => resolve(key, 'local')}>Keep mine</button>
      <button onClick={() => resolve(key, 'server')}>Take theirs</button>
    </section>
  ));
}
