// The block in the editor: inserted, set up, published, and then asked by a visitor. By scripts/test-wordpress, or: node stream-editor.mjs BASE OUT.
import { mkdirSync } from 'node:fs';

const bed = process.env.BED_URL ? await import( './lib/bed.mjs' ) : undefined;
const base = bed ? bed.site : process.argv[ 2 ];
const out = bed ? process.env.BED_SHOTS : process.argv[ 3 ];
mkdirSync( out, { recursive: true } );
if ( bed ) {
	bed.scenario( { ...bed.connected(), AIGW_VISITOR_RPM: '500' } );
}
let n = 0, bad = 0;
const ok = ( holds, what, more = '' ) => { n++; if ( ! holds ) { bad++; } console.log( ( holds ? 'ok ' : 'not ok ' ) + n + ' - ' + what + ( holds || more === '' ? '' : ' # ' + more ) ); };
const browser = bed ? await bed.browser() : await ( await import( 'playwright-core' ) ).chromium.launch( { executablePath: '/usr/bin/chromium', args: [ '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync' ] } );
let page;
try {
	page = await ( await browser.newContext( { viewport: { width: 1280, height: 900 } } ) ).newPage();
	const errors = [];
	page.on( 'pageerror', ( e ) => errors.push( e.message ) );
	page.on( 'console', ( m ) => /aigw/i.test( m.text() ) && [ 'error', 'warning' ].includes( m.type() ) && errors.push( m.text().slice( 0, 200 ) ) );
	await page.goto( base + '/wp-login.php' );
	await page.fill( '#user_login', 'admin' );
	await page.fill( '#user_pass', 'admin-pass' );
	await Promise.all( [ page.waitForURL( /wp-admin/ ), page.click( '#wp-submit' ) ] );
	await page.goto( base + '/wp-admin/post-new.php' );
	await page.waitForFunction( () => window.wp && wp.data && wp.data.select( 'core/block-editor' ) && wp.blocks.getBlockType( 'aigw/answer' ), undefined, { timeout: 40000 } );
	// A block that is put in before the canvas is there is lost when the editor sets up.
	await page.waitForSelector( 'iframe[name=editor-canvas], .block-editor-writing-flow', { timeout: 20000 } );
	await page.waitForTimeout( 1500 );
	await page.evaluate( () => {
		wp.data.dispatch( 'core/editor' ).editPost( { title: 'Ask in the editor', status: 'publish' } );
		wp.data.dispatch( 'core/block-editor' ).insertBlocks( wp.blocks.createBlock( 'aigw/answer', { questionLabel: 'What would you like to know?' } ) );
	} );
	const framed = await page.locator( 'iframe[name=editor-canvas]' ).count();
	const canvas = framed ? page.frameLocator( 'iframe[name=editor-canvas]' ) : page;
	const field = canvas.locator( '.aigw-answer textarea' );
	await field.waitFor( { timeout: 20000 } );
	await field.fill( 'You help visitors of a bicycle shop.' );
	await page.evaluate( () => { const b = wp.data.select( 'core/block-editor' ).getBlocks()[ 0 ]; wp.data.dispatch( 'core/block-editor' ).selectBlock( b.clientId ); const p = wp.data.dispatch( 'core/edit-post' ); p && p.openGeneralSidebar && p.openGeneralSidebar( 'edit-post/block' ); } );
	const side = page.getByLabel( 'Text of the button' );
	await side.waitFor( { timeout: 10000 } );
	await side.fill( 'Ask the workshop' );
	ok( await canvas.locator( '.aigw-answer__ask' ).innerText() === 'Ask the workshop', 'the editor shows what is set' );
	await page.waitForTimeout( 500 );
	await page.screenshot( { path: out + '/stream-editor.png' } );
	const link = await page.evaluate( async () => { await wp.data.dispatch( 'core/editor' ).savePost(); return wp.data.select( 'core/editor' ).getPermalink(); } );
	await page.goto( link );
	ok( await page.locator( '.aigw-answer__ask' ).innerText() === 'Ask the workshop', 'the page shows the block' );
	const nonces = [];
	page.on( 'request', ( r ) => r.url().includes( '/aigw/v1/' ) && nonces.push( r.headers()[ 'x-wp-nonce' ] || '' ) );
	await page.fill( '.aigw-answer__question', 'Which tyres?' );
	await page.click( '.aigw-answer__ask' );
	await page.waitForFunction( () => document.querySelector( '.aigw-answer > .aigw-answer__status' ).textContent.includes( 'complete' ), undefined, { timeout: 20000 } );
	ok( ( await page.textContent( '.aigw-answer__words' ) ).length > 20, 'and answers somebody who is logged in' );
	ok( nonces.length > 0 && nonces.every( ( one ) => one !== '' ), 'who is known by a nonce that was fetched, not printed', JSON.stringify( nonces ) );
	await page.reload();
	await page.goto( link );
	ok( errors.length === 0, 'nothing complains', errors.join( '; ' ) );
} catch ( e ) {
	await page.screenshot( { path: out + '/stream-editor-failed.png' } ).catch( () => {} );
	ok( false, 'the editor', String( e ).split( '\n' )[ 0 ] );
}
if ( bed ) {
	bed.scenario( {} );
}
await browser.close();
console.log( '1..' + n );
process.exit( bad ? 1 : 0 );
