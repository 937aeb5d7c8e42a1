/** Imported for its effect: the part that `holdfast.sync(fn)` of `holdfast/worker` needs. */
export {};
