import { offlineStorage } from 'holdfast';
import type { FormEvent } from 'react';

/** Ascending in the order in which they are made, and unlike those of other devices. */
const newId = () => Date.now().toString(36) + crypto.randomUUID().slice(0, 8);

export function NewTask() {
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const title = String(new FormData(form).get('title'));
    await offlineStorage.collection('tasks').put(newId(), { title, done: false });
    form.reset(); // not before the task is on disk
  };
  return (
    <form onSubmit={add}>
      <input name="title" aria-label="New task" required />
      <button>Add</button>
    </form>
  );
}
