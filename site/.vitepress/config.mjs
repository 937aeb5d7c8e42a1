// The documentation's site: what build.mjs has put together in target/pages. It loads nothing from other hosts.
import { defineConfig } from 'vitepress';

const items = (folder, entries) => entries.map(([text, page]) => ({ text, link: `/${folder}${page}` }));

/** As GitHub makes the anchors of headings, so that a link to one holds in both. */
const slugify = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** Shows the name of a block of code that has one: ```js main.js */
function namedBlocks(md) {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const html = fence(tokens, index, ...rest);
    const [, name] = /^\w+\s+([^\s{].*)$/.exec(tokens[index].info.trim()) ?? [];
    return name ? `<figure class="file"><figcaption>${md.utils.escapeHtml(name)}</figcaption>${html}</figure>` : html;
  };
}

export default defineConfig({
  title: 'Holdfast',
  description: 'Offline storage and sync for web apps',
  base: '/docs/',
  srcDir: 'target/pages',
  outDir: 'target/next',
  cacheDir: 'target/cache',
  metaChunk: true,
  srcExclude: ['public/**'], // such as the licences of the Javadoc's scripts
  ignoreDeadLinks: [/^https?:\/\/localhost/, /^\/java\//, /^\/source\//], // files beside the pages, too; SiteTest follows every link
  head: [['link', { rel: 'icon', href: '/docs/favicon.svg', type: 'image/svg+xml' }]],
  markdown: { anchor: { slugify }, config: namedBlocks },
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start/', activeMatch: '^/start/' },
      { text: 'Guide', link: '/guide', activeMatch: '^/(guide|npm|elements|workers|inspector)' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Examples', link: '/examples/', activeMatch: '^/examples/' },
    ],
    sidebar: [
      {
        text: 'Start in five minutes',
        items: items('start/', [
          ['Where to begin', ''],
          ['Plain', 'plain'],
          ['React', 'react'],
          ['Vue', 'vue'],
          ['Svelte', 'svelte'],
          ['Spring', 'spring'],
        ]),
      },
      {
        text: 'Guides',
        items: items('', [
          ['Guide', 'guide'],
          ["With npm's tools", 'npm'],
          ['Elements', 'elements'],
          ['The inspector', 'inspector'],
          ['Troubleshooting', 'troubleshooting'],
          ['Limits', 'limits'],
          ['Browsers', 'browsers'],
          ['Running the server', 'operations'],
          ['The demo on a phone', 'phone'],
          ['Beside others', 'comparison'],
        ]),
      },
      {
        text: 'From another worker',
        items: items('', [
          ['From Workbox', 'from-workbox'],
          ['From vite-plugin-pwa', 'from-vite-plugin-pwa'],
          ["From Angular's worker", 'from-ngsw'],
          ['Beside other workers', 'workers'],
        ]),
      },
      {
        text: 'Examples',
        items: items('examples/', [
          ['All examples', ''],
          ['An app that only fetches', 'crud-fetch-only'],
          ['Forms that are posted', 'form-posts'],
          ['One device for several people', 'kiosk'],
          ['A REST backend in Express', 'rest-express'],
          ['React and Vite', 'todo-react-vite'],
          ['Vue', 'notes-vue'],
          ['Svelte', 'checklist-svelte'],
          ['A worker in Java', 'java-worker'],
        ]),
      },
      {
        text: 'API',
        items: items('api/', [
          ['All modules', ''],
          ['holdfast', 'holdfast'],
          ['holdfast/worker', 'worker'],
          ['holdfast/elements', 'elements/all'],
          ['holdfast/react', 'react'],
          ['holdfast/vue', 'vue'],
          ['holdfast/svelte', 'svelte'],
          ['holdfast/vite', 'vite'],
          ['holdfast/testing', 'testing'],
        ]).concat({ text: 'Java', link: '/java/index.html', target: '_self' }),
      },
      {
        text: 'How it works',
        collapsed: true,
        items: items('', [
          ['Glossary', 'glossary'],
          ['Protocol', 'protocol'],
          ['Faults', 'faults'],
          ['Simulation', 'simulation'],
          ['Performance', 'performance'],
          ['Seen to fail', 'tests'],
          ["Workbox's tests, and ours", 'workbox'],
        ]),
      },
      {
        text: 'The project',
        collapsed: true,
        items: items('project/', [
          ['README', 'readme'],
          ['Architecture', 'architecture'],
          ['Contributing', 'contributing'],
          ['Security', 'security'],
          ['Changelog', 'changelog'],
        ]),
      },
    ],
  },
});
