import mdx from '@mdx-js/rollup';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import rehypeSlug from 'rehype-slug';
import remarkGfm from 'remark-gfm';
import { defineConfig } from 'vitest/config';

// `npm run dev` passes the API through to a server on this machine; the built app is served by the server itself.
const server = process.env.RENRAKUCHO_SERVER ?? 'https://localhost:8443';

export default defineConfig({
  plugins: [
    // The help is the Markdown of docs/ja, made into components when the app is built: nothing parses it in the browser.
    { enforce: 'pre', ...mdx({ remarkPlugins: [remarkGfm], rehypePlugins: [rehypeSlug] }) },
    react(),
    tailwindcss(),
  ],
  // What a guide imports is looked for here, not beside the guide.
  resolve: { dedupe: ['react'] },
  build: {
    target: ['chrome111', 'safari16.4', 'firefox114'],
    // The content security policy allows no data: scripts or styles, and files are cached for ever by their hash.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: {
    fs: { allow: ['.', '../docs'] },
    // The server answers its own pages only, so their origin is put in place of the development server's.
    proxy: {
      '/api': { target: server, changeOrigin: true, secure: false, ws: true, headers: { origin: server } },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    // A busy machine draws a whole manual for seconds; what is really stuck is stuck for longer.
    testTimeout: 60_000,
  },
});
