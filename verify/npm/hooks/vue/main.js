import * as hooks from 'holdfast/vue';
import { createApp, h } from 'vue';
import { count, probe, state } from './probe.js';

const shown = (name, value) => {
  count(name, value);
  return h('p', { id: name }, JSON.stringify(value));
};
const part = (name, hook) => ({
  setup() {
    const value = hook();
    return () => shown(name, value.value);
  },
});
const Row = { props: ['row'], setup: props => () => shown('Row-' + props.row[0], props.row[1]) };
const Rows = {
  setup() {
    const rows = hooks.useCollection('rows', () => ({ limit: 9 }));
    return () => {
      count('Rows', rows.value);
      return (rows.value ?? []).map(row => h(Row, { key: row[0], row }));
    };
  },
};
const parts = [
  part('Status', hooks.useStatus),
  part('Conflicts', hooks.useConflicts),
  part('Update', hooks.useUpdate),
  part('State', () => hooks.useAppState(state)),
  part('One', () => hooks.useDocument('rows', () => 'a')),
  Rows,
];

probe(() => {
  const app = createApp({ render: () => parts.map(one => h(one)) });
  app.mount('#probe');
  return () => app.unmount();
});
