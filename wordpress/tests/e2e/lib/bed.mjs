// What the checks know of the test bed: its site, its gateway, and how to set the one up against the other.
import { execFile } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

const env = process.env;
if (!env.BED_URL) throw new Error('Run these checks by scripts/test-wordpress --only e2e.');

export const site = env.BED_URL;
export const gateway = env.BED_GATEWAY;
export const version = env.BED_VERSION;
export const kind = env.BED_KIND;
export const hasCoreClient = Number.parseFloat(version) >= 7;
const run = promisify(execFile);

/** A tenant that the bed made: slug and secret. */
export const tenant = slug => JSON.parse(readFileSync(`${env.BED_RUN}/tenant-${slug}.json`, 'utf8'));

/** The gateway's command line, its answer as JSON. */
export async function aigw(...words) {
    const { stdout } = await run(env.BED_AIGW, ['--json', ...words]);
    return JSON.parse(stdout);
}

/** Constants that connect a site as a tenant. */
export const connected = (slug = 'site', url = gateway) => ({ AIGW_URL: url, AIGW_TENANT: slug, AIGW_SECRET: tenant(slug).secret });

/** Sets the site's constants; those of the scenario before are gone. */
export function scenario(constants) {
    writeFileSync(`${env.BED_DIR}/scenario.json`, JSON.stringify(constants));
}

/** A token signed by a tenant's secret. */
export function token(slug, claims) {
    const text = [{ alg: 'HS256', typ: 'JWT' }, { sub: slug, ...claims }].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${createHmac('sha256', tenant(slug).secret).update(text).digest('base64url')}`;
}

/** Runs PHP in a web request of the site, and gives what it returned or threw. */
export async function php(code, { user = 0, path = '/' } = {}) {
    const answer = await fetch(`${site}${path}?bed_eval=1`, { method: 'POST', body: JSON.stringify({ code, user }) });
    const text = await answer.text();
    try {
        return JSON.parse(text);
    } catch {
        throw new Error(`PHP ended with ${answer.status}: ${text.slice(0, 400)}\n${debugLog().slice(-800)}`);
    }
}

/** All visitors of the checks have one address: lets it ask often. */
export const manyVisitors = (path = '/') => php("Aigw\\Settings::save( array( 'visitor_rpm' => 1000, 'visitor_rpd' => 10000, 'visitor_usd_day' => 9 ) ); return 1;", { user: 1, path });

/** What PHP complained of. */
export const debugLog = () => (existsSync(`${env.BED_DIR}/debug.log`) ? readFileSync(`${env.BED_DIR}/debug.log`, 'utf8') : '');
export const forgetLog = () => rmSync(`${env.BED_DIR}/debug.log`, { force: true });

/** Publishes a page, and gives its address. */
export async function page(content, path = '/') {
    const made = await php(`return get_permalink( wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Check ${randomUUID().slice(0, 8)}',
        'post_content' => base64_decode( '${Buffer.from(content).toString('base64')}' ) ) ) );`, { user: 1, path });
    if (!made.value) throw new Error(`no page: ${JSON.stringify(made)}`);
    return made.value;
}

/** Gets a page as a visitor: status, text, and how long it took. */
export async function visit(url, options) {
    const begun = performance.now();
    const answer = await fetch(url, options);
    const html = await answer.text();
    return { status: answer.status, html, headers: answer.headers, ms: performance.now() - begun };
}

/** A server that takes connections and says nothing. */
export function hanging() {
    const open = new Set();
    const server = createServer(socket => {
        open.add(socket);
        socket.on('error', () => {}).on('close', () => open.delete(socket));
    });
    return new Promise(done => server.listen(0, '127.0.0.1', () => done({
        url: `http://127.0.0.1:${server.address().port}`,
        calls: () => open.size,
        end: () => { for (const socket of open) socket.destroy(); server.close(); },
    })));
}

/** A port where nobody listens. */
export async function closed() {
    const server = await hanging();
    server.end();
    return server.url;
}

/** Chromium with playwright-core, and a way to log in. */
export async function browser() {
    const { chromium } = createRequire(`${env.BED_MODULES}/`)('playwright-core');
    return chromium.launch({ executablePath: env.BED_CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}
export async function logIn(at) {
    await at.goto(`${site}/wp-login.php`);
    await at.fill('#user_login', 'admin');
    await at.fill('#user_pass', 'admin-pass');
    await Promise.all([at.waitForURL(/wp-admin/), at.click('#wp-submit')]);
}
export const shot = (at, name) => at.screenshot({ path: `${env.BED_SHOTS}/${version}-${name}.png`, fullPage: true });
