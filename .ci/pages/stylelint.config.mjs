// Style of the pages: only what the browsers of browsers.mjs know, all of the end of 2023.
import browsers from './browsers.mjs';

export default {
  plugins: ['stylelint-no-unsupported-browser-features', 'stylelint-plugin-use-baseline'],
  rules: {
    'plugin/no-unsupported-browser-features': [true, {
      browsers,
      ignorePartialSupport: true,
      ignore: [
        'css-paged-media', // on paper alone
        'css-resize', // phones lack it; a box there is scrolled
        'extended-system-fonts', // one of several, the last of which everybody has
      ],
    }],
  },
  overrides: [{
    // It knows newer features than the other, and takes no single value out: for the form alone.
    files: ['**/form.css'],
    rules: { 'plugin/use-baseline': [true, { available: 2023, ignoreProperties: ['resize'] }] },
  }],
};
