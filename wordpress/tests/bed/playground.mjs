// The plugin under another PHP: node playground.mjs MODULES PLUGIN PHP [WORDPRESS]. WordPress Playground runs PHP as WebAssembly.
// Its server listens on all interfaces; ours is not asked for: it only runs a script and ends.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [modules, plugin, php] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'aigw-playground-'));
writeFileSync(join(work, 'check.php'), `<?php
// Reads every file of the plugin with this PHP's own parser.
$bad = array();
$n   = 0;
foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( '/aigw', FilesystemIterator::SKIP_DOTS ) ) as $f ) {
	if ( 'php' !== $f->getExtension() ) {
		continue;
	}
	++$n;
	try {
		token_get_all( file_get_contents( $f->getPathname() ), TOKEN_PARSE );
	} catch ( ParseError $e ) {
		$bad[] = $f->getPathname() . ':' . $e->getLine() . ' ' . $e->getMessage();
	}
}
file_put_contents( '/out/result', 'PHP ' . PHP_VERSION . ' read ' . $n . " files\\n" . implode( "\\n", $bad ) . ( $bad ? "\\nBAD\\n" : "OK\\n" ) );
`);
const result = join(work, 'result');
const cli = join(modules, 'node_modules/.bin/wp-playground-cli');
const ran = spawnSync(cli, ['php', `--php=${php}`, '--wordpress-install-mode=do-not-attempt-installing', '--skip-sqlite-setup',
    `--mount-before-install=${plugin}:/aigw`, `--mount-before-install=${work}:/out`, '--', '/out/check.php'],
{ encoding: 'utf8', timeout: 180000 });
let text = '';
try {
    text = (await import('node:fs')).readFileSync(result, 'utf8');
} catch { /* It did not run. */ }
rmSync(work, { recursive: true, force: true });
if (!text) {
    console.log(`PHP ${php}: Playground does not run on this machine: ${`${ran.stderr}${ran.stdout}`.trim().split('\n').slice(-3).join(' ')}`);
} else {
    console.log(text.trim());
    process.exitCode = /BAD/.test(text) ? 1 : 0;
}
