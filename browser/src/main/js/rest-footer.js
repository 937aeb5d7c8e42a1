main();
export { open };
