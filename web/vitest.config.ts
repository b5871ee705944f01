import { defineConfig } from 'vitest/config';

export default defineConfig({ test: {
    // A busy machine is no fault of the code.
    testTimeout: 60_000, include: ['test/**/*.test.ts'], environment: 'node' } });
