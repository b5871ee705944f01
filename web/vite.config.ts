/* How the web app is built: hashed files under dist/assets, one chunk a room, nothing inlined (the Content-Security-Policy
 * allows scripts, styles and fonts from our own address only). The server puts a fresh nonce where index.html has __PV_NONCE__. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env.PV_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What every page needs, in one file; small shared pieces are not worth a request of their own.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next|openapi-fetch|use-sync-external-store|get-nonce)[\\/]/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': api, '/l': api, '/healthz': api } },
});
