// Renders Markdown as the block does in the browser: node markdown.mjs FOLDER-OF-THE-BLOCK < JSON array of texts > JSON array of HTML.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const place = mkdtempSync(join(tmpdir(), 'aigw-md-'));
for (const name of ['words', 'format']) {
    writeFileSync(join(place, `${name}.mjs`), readFileSync(join(process.argv[2], `${name}.js`), 'utf8').replace("'@aigw/words'", "'./words.mjs'"));
}
const { parse } = await import(pathToFileURL(join(place, 'format.mjs')));
rmSync(place, { recursive: true });

const escaped = text => text.replace(/[&<>"']/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' })[sign]);
const html = node => {
    if (typeof node === 'string') return escaped(node);
    const attributes = Object.entries(node.attributes ?? {}).map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
    const inside = node.inside.map(html).join('');
    return ['br', 'hr'].includes(node.tag) ? `<${node.tag}>` : `<${node.tag}${attributes}>${inside}</${node.tag}>`;
};
const texts = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(texts.map(text => parse(text).map(html).join(''))));
