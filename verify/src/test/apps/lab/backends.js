// How docs/guide.md declares the backends of verify/backends.
export const backends = {
  express: {
    url: '/api/tasks',
    ids: 'server',
    id: '/_id',
    items: '/data',
    item: '/data',
    pages: { next: '/cursor', query: 'after' },
    fromServer: ({ full_title: title, done }) => ({ title, done }),
    toServer: ({ title, done }) => ({ full_title: title, done }),
  },
  django: { url: '/api/tasks/', ids: 'server', items: '/results', pages: { next: '/next' }, update: 'PATCH' },
  springMvc: { url: '/api/tasks', ids: 'server', items: '/content', pages: { query: 'page', first: 0 } },
  springDataRest: {
    url: '/api/notes',
    ids: 'server',
    id: '/_links/self/href',
    items: '/_embedded/notes',
    pages: { next: '/_links/next/href' },
    fromServer: ({ title, done }) => ({ title, done }),
    toServer: ({ title, done }) => ({ title, done }),
  },
};
