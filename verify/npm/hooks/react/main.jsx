import * as hooks from 'holdfast/react';
import { memo } from 'react';
import { createRoot } from 'react-dom/client';
import { count, probe, state } from './probe.js';

const Shown = ({ name, value }) => {
  count(name, value);
  return <p id={name}>{JSON.stringify(value)}</p>;
};
const Status = () => <Shown name="Status" value={hooks.useStatus()} />;
const Conflicts = () => <Shown name="Conflicts" value={hooks.useConflicts()} />;
const Update = () => <Shown name="Update" value={hooks.useUpdate()} />;
const State = () => <Shown name="State" value={hooks.useAppState(state)[0]} />;
const One = () => <Shown name="One" value={hooks.useDocument('rows', 'a')} />;
const Row = memo(({ row }) => <Shown name={'Row-' + row[0]} value={row[1]} />);
const Rows = () => {
  const rows = hooks.useCollection('rows', { limit: 9 });
  count('Rows', rows);
  return (rows ?? []).map(row => <Row key={row[0]} row={row} />);
};

probe(() => {
  const root = createRoot(document.querySelector('#probe'));
  root.render([Status, Conflicts, Update, State, One, Rows].map((Part, at) => <Part key={at} />));
  return () => root.unmount();
});
