// Script of the pages: only what the browsers of browsers.mjs have. No newer syntax is parsed, no
// newer built-in is let through, and no interface that one of them lacks.
import compat from 'eslint-plugin-compat';
import es from 'eslint-plugin-es-x';
import browsers from './browsers.mjs';

// Without those whose names arrays have as well: 'map', 'filter', …
const newer = Object.fromEntries(Object.entries(es.configs['flat/restrict-to-es2023'].rules)
  .filter(([name]) => !name.startsWith('es-x/no-iterator-prototype-')));

export default [
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'script' },
    plugins: { compat, 'es-x': es },
    settings: { browsers, 'es-x': { aggressive: true } },
    rules: { ...newer, 'compat/compat': 'error' },
  },
];
