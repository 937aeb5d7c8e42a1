// Counts who listens while something is rendered without a window.
import { networkStatus, offlineStorage } from 'holdfast';

let subscriptions = 0;
for (const source of [offlineStorage, networkStatus]) {
  const { subscribe } = source;
  source.subscribe = fn => {
    subscriptions++;
    const end = subscribe(fn);
    return () => {
      subscriptions--;
      end();
    };
  };
}
export const said = html => {
  console.log(html.replace(/<!--.*?-->/g, ''));
  console.log(`${subscriptions} subscriptions`);
};
