main();
const holdfastRest = tries => import('./holdfast-rest.js' + (tries ? '?' + tries : ''));
const holdfastMore = tries => import('./holdfast-more.js' + (tries % 2 ? '?' + tries : ''));
export { open };
