// A gateway of a check's own, to be killed: on the address that it had, with the stores that it had, it can be started again.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Starts one whose models think for 1.5 s, with a tenant `site` that the given origin may use. */
export async function ownGateway(origin) {
    const data = mkdtempSync(`${process.env.BED_RUN}/own-`);
    const env = { ...process.env, AIGW_DATA: data, AIGW_SIMULATOR_CHUNK_DELAY: '60ms', AIGW_SIMULATOR_LATENCY: '1500ms' };
    let ready, port = 0;

    async function start() {
        rmSync(`${data}/ready.json`, { force: true });
        const process = spawn(`${globalThis.process.env.BED_AIGW}`, ['dev', '--port', `${port}`, '--management-port', '0', '--ready-file', `${data}/ready.json`], { env, detached: true, stdio: 'ignore' });
        let ended = false;
        process.once('exit', () => { ended = true; });
        for (let i = 0; i < 600 && !ended; i++) {
            try {
                ready = JSON.parse(readFileSync(`${data}/ready.json`, 'utf8'));
                port = new URL(ready.url).port;
                return;
            } catch {
                await new Promise(done => setTimeout(done, 100));
            }
        }
        throw new Error('a gateway did not come up');
    }

    const aigw = async (...words) => JSON.parse((await run(process.env.BED_AIGW, ['--json', ...words], { env })).stdout);
    await start();
    const tenant = await aigw('tenant', 'create', 'site', '--origin', origin, '--rpm', '6000');
    return {
        url: ready.url,
        aigw,
        constants: { AIGW_URL: ready.url, AIGW_TENANT: 'site', AIGW_SECRET: tenant.secret },
        /** Gives it no time to say anything. */
        kill: () => process.kill(ready.pid, 'SIGKILL'),
        start,
        async stop() {
            try {
                process.kill(ready.pid, 'SIGTERM');
                for (let i = 0; i < 200; i++) {
                    process.kill(ready.pid, 0);
                    await new Promise(done => setTimeout(done, 100));
                }
            } catch {
                // it is gone
            }
            rmSync(data, { recursive: true, force: true });
        },
    };
}
