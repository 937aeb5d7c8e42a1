// Types that the scripts of the page and of the worker share, for tsc --checkJs.

/** `Names.ofCache`. */
type OfCache = (name: string, subject?: string) => string;

/** Background Sync, which TypeScript's libraries lack. */
interface ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
  readonly periodicSync: { register(tag: string, options: { minInterval: number }): Promise<void> };
}
