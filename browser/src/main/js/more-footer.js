export { more };
