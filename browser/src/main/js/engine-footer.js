main();
const holdfastRest = tries => import('./holdfast-rest.js' + (tries ? '?' + tries : ''));
export { open };
