import { offlineStorage } from 'holdfast';
import { useCollection } from 'holdfast/react';

type Task = { title: string; done: boolean };
const tasks = offlineStorage.collection<Task>('tasks');

export const Tasks = () => (
  <ul>
    {useCollection<Task>('tasks')?.map(([id, task]) => (
      <li key={id}>
        <input type="checkbox" aria-label="Done" checked={task.done}
          onChange={event => tasks.put(id, { ...task, done: event.target.checked })} />
        <input aria-label="Task" key={task.title} defaultValue={task.title}
          onBlur={event => tasks.put(id, { ...task, title: event.target.value })} />
        <button onClick={() => tasks.remove(id)}>Remove</button>
      </li>
    ))}
  </ul>
);
