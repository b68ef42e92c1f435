// The oldest browsers that the pages are built for: what Windows of an office had at the end of
// 2023, and phones of that year.
export default ['edge 120', 'chrome 120', 'firefox 121', 'safari 17', 'ios_saf 17'];
