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
  },
  server: { proxy: { '/api': api, '/l': api, '/healthz': api } },
});
