/* How the web app is built: hashed files under dist/assets, one chunk a room, nothing inlined (the Content-Security-Policy
 * allows scripts, styles and fonts from our own address only). The server puts a fresh nonce where index.html has __PV_NONCE__. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { partOf } from './src/i18n/parts.ts';

const api = process.env.PV_API ?? 'http://127.0.0.1:8080';

const inPackages = (...names: string[]) => new RegExp(`node_modules[\\\\/](${names.join('|')})[\\\\/]`);
const firstComponents =
  /node_modules[\\/](@mantine[\\/]hooks[\\/]esm[\\/]use-window-event|@tabler[\\/]icons-react[\\/]dist[\\/]esm[\\/]icons[\\/]Icon(Briefcase|FileText)\.)|node_modules[\\/]@mantine[\\/]core[\\/]esm[\\/](core[\\/]|components[\\/](UnstyledButton|Card|Group|Loader|ActionIcon|Button|Divider|Tabs|Text|ThemeIcon|Title|Transition)[\\/])/;
const firstSources =
  /[\\/]web[\\/]src[\\/](api|i18n[\\/]index|ui[\\/](Icon|TextLink|Tile|Mark|Page|PostImage|Rich|network|states|ui\.module)|base[\\/](format|useLocale|useFocusBack|useShareSheet|problemText|palette|theme))/;

/** Names the app's own chunk and what it needs in index.html, so that they load while start.ts waits for the first frame. */
const preloadApp: Plugin = {
  name: 'preload-app',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).filter((file) => file.type === 'chunk');
      const wanted = new Set<string>();
      const styles = new Set<string>();
      const add = (name: string) => {
        const chunk = chunks.find((file) => file.fileName === name);
        if (!chunk || chunk.isEntry || wanted.has(name)) return;
        wanted.add(name);
        chunk.viteMetadata?.importedCss.forEach((file) => styles.add(file));
        chunk.imports.forEach(add);
      };
      chunks.filter((chunk) => chunk.facadeModuleId?.endsWith('/src/main.tsx')).forEach((chunk) => add(chunk.fileName));
      const link = (attrs: Record<string, string>) => (name: string) => ({
        tag: 'link',
        attrs: { ...attrs, crossorigin: true, href: `/${name}` },
        injectTo: 'head' as const,
      });
      const fresh = (name: string) => !html.includes(name);
      // The first frame needs the styles and the typeface; the app comes after them.
      return [
        ...[...styles].filter(fresh).map(link({ rel: 'stylesheet' })),
        ...[...wanted].filter(fresh).map(link({ rel: 'modulepreload', fetchpriority: 'low' })),
      ];
    },
  },
};

/** `virtual:texts/fr/first` and `virtual:texts/fr/later`: a catalogue cut in two (src/i18n/parts.ts). */
const texts: Plugin = {
  name: 'texts',
  resolveId: (id) => (id.startsWith('virtual:texts/') ? `\0${id}` : undefined),
  load(id) {
    const [, language, part] = /^\0virtual:texts\/(\w+)\/(\w+)$/.exec(id) ?? [];
    if (!language || !part) return undefined;
    const file = fileURLToPath(new URL(`./src/i18n/${language}.json`, import.meta.url));
    this.addWatchFile(file);
    return `export default ${JSON.stringify(partOf(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>, part))}`;
  },
};

export default defineConfig({
  plugins: [react(), texts, preloadApp],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { main: fileURLToPath(new URL('./index.html', import.meta.url)), sw: fileURLToPath(new URL('./sw/sw.ts', import.meta.url)) },
      output: {
        // The service worker's address is its name: it never changes.
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // The first load in a few files instead of twenty small ones: the libraries, and our shell with the components of
        // mantineFirst.ts. Everything else is cut by page.
        codeSplitting: {
          groups: [
            // Alone, so that start.ts does not pull the libraries in before the first frame.
            { name: 'preload', test: /vite[\\/]preload-helper|[\\/]src[\\/](base[\\/]early|i18n[\\/]catalogues)/, priority: 10 },
            // Two, so that start.ts may let the browser breathe between them.
            { name: 'react', test: inPackages('react', 'react-dom', 'scheduler', 'use-sync-external-store') },
            { name: 'vendor', test: inPackages('@tanstack', 'i18next', 'react-i18next', 'openapi-fetch', 'get-nonce', 'clsx') },
            { name: 'shell', test: (id: string) => firstComponents.test(id) || firstSources.test(id) },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': api, '/l': api, '/healthz': api } },
});
