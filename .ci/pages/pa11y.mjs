// Runs pa11y (HTML CodeSniffer, WCAG 2 AA) over pages of a site from its folder, or of a form from
// the address that `orgsheet serve` prints, and fails on any error that it finds.
//
//   node pa11y.mjs FOLDER PAGE…
//   node pa11y.mjs ADDRESS PAGE…
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pa11y from 'pa11y';
import puppeteer from 'puppeteer';

const [folder, ...pages] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
let faults = 0;
const isForm = folder.startsWith('http:');
if (isForm) await (await browser.newPage()).goto(folder); // lets this browser in
const addressOf = (name) => (isForm ? new URL(name, folder) : pathToFileURL(join(folder, name))).href;
for (const name of pages) {
  const page = await browser.newPage();
  await page.setBypassCSP(true);
  const settings = { browser, page, standard: 'WCAG2AA', timeout: 60000, wait: isForm ? 1000 : 0 };
  const { issues } = await pa11y(addressOf(name), settings);
  for (const one of issues) {
    faults += 1;
    console.log(name, one.code, one.message, one.context);
  }
  await page.close();
}
await browser.close();
console.log(`pa11y: ${pages.length} kinds of pages: ${faults} errors`);
process.exit(faults ? 1 : 0);
