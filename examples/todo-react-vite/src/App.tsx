import { Conflicts } from './Conflicts';
import { NewTask } from './NewTask';
import { Status } from './Status';
import { Tasks } from './Tasks';

export const App = () => (
  <main>
    <h1>Todo</h1>
    <Status />
    <NewTask />
    <Tasks />
    <Conflicts />
  </main>
);
