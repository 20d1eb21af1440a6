// The block on a page, as visitors have it. By scripts/test-wordpress, or: node stream-page.mjs BASE OUT, where BASE has pages
// /ask/ (with a question) and /auto/ (begins by itself), and a gateway that allows BASE as an origin and takes time between words.
import { mkdirSync } from 'node:fs';

const bed = process.env.BED_URL ? await import( './lib/bed.mjs' ) : undefined;
const base = bed ? bed.site : process.argv[ 2 ];
const out = bed ? process.env.BED_SHOTS : process.argv[ 3 ];
mkdirSync( out, { recursive: true } );
let pages = { ask: base + '/ask/', auto: base + '/auto/' };
if ( bed ) {
	bed.scenario( { ...bed.connected(), AIGW_VISITOR_RPM: '500', AIGW_VISITOR_RPD: '5000', AIGW_VISITOR_USD_DAY: '5' } );
	pages = {
		ask: await bed.page( '<!-- wp:aigw/answer {"prompt":"Answer kindly.","questionLabel":"Ask about the shop","feature":"shop","maxTokens":200} /-->' ),
		auto: await bed.page( '<!-- wp:aigw/answer {"prompt":"Say something about {title}.","showQuestion":false,"autostart":true} /-->' ),
	};
}
let n = 0, bad = 0;
const ok = ( holds, what, more = '' ) => { n++; if ( ! holds ) { bad++; } console.log( ( holds ? 'ok ' : 'not ok ' ) + n + ' - ' + what + ( holds || more === '' ? '' : ' # ' + more ) ); };
const browser = bed ? await bed.browser() : await ( await import( 'playwright-core' ) ).chromium.launch( { executablePath: '/usr/bin/chromium', args: [ '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync' ] } );
const status = ( page ) => page.locator( '.aigw-answer > .aigw-answer__status' ).innerText();
const words = ( page ) => page.locator( '.aigw-answer__words' ).textContent();
const settled = ( page ) => page.waitForFunction( () => document.querySelector( '.aigw-answer__stop' ).hidden && document.querySelector( '.aigw-answer > .aigw-answer__status' ).textContent !== '', undefined, { timeout: 30000 } );
async function open( options = {}, url = pages.ask ) {
	const context = await browser.newContext( { viewport: { width: 1000, height: 800 }, ...options } );
	const page = await context.newPage();
	page.calls = [];
	page.on( 'request', ( r ) => r.method() === 'POST' && page.calls.push( { url: r.url(), body: r.postData() } ) );
	page.errors = [];
	page.on( 'pageerror', ( e ) => page.errors.push( e.message ) );
	await page.goto( url );
	return page;
}
async function part( name, run ) {
	try { await run(); } catch ( e ) { ok( false, name, String( e ).split( '\n' )[ 0 ] ); }
}

await part( 'streams', async () => {
	const page = await open();
	await page.fill( '.aigw-answer__question', 'How are you? <img src=x onerror=alert(1)>' );
	await page.evaluate( () => {
		window.seen = [];
		window.told = [];
		const place = document.querySelector( '.aigw-answer__words' );
		new MutationObserver( () => window.seen.push( [ performance.now(), place.textContent.length ] ) ).observe( place, { childList: true, characterData: true, subtree: true } );
		const say = document.querySelector( '.aigw-answer > .aigw-answer__status' );
		new MutationObserver( () => window.told.push( say.textContent ) ).observe( say, { childList: true, characterData: true, subtree: true } );
	} );
	await page.click( '.aigw-answer__ask' );
	await page.waitForFunction( () => document.querySelector( '.aigw-answer__words' ).textContent.length > 40 );
	ok( await page.getAttribute( '.aigw-answer__text[tabindex]', 'aria-busy' ) === 'true', 'the answer is marked busy while it is written' );
	await page.screenshot( { path: out + '/stream-writing.png' } );
	await settled( page );
	const seen = await page.evaluate( () => window.seen.filter( ( s ) => s[ 1 ] > 0 ) );
	ok( seen.length > 5 && seen[ seen.length - 1 ][ 0 ] - seen[ 0 ][ 0 ] > 300, 'the first word is seen long before the last', JSON.stringify( seen.length ) );
	ok( await status( page ) === 'The answer is complete.', 'a whole answer is called complete', await status( page ) );
	const told = await page.evaluate( () => window.told.filter( Boolean ) );
	ok( told.length <= 4, 'screen readers hear of the beginning and the end only', JSON.stringify( told ) );
	ok( await page.getAttribute( '.aigw-answer__text[tabindex]', 'aria-busy' ) === 'false', 'the answer is no longer busy' );
	ok( await page.locator( '.aigw-answer__words img' ).count() === 0, 'what looks like markup stays text' );
	ok( page.calls.length === 2 && page.calls[ 0 ].url.endsWith( '/aigw/v1/token' ) && page.calls[ 1 ].url.endsWith( '/api/v1/chat' ), 'one token, then the gateway itself', JSON.stringify( page.calls.map( ( c ) => c.url ) ) );
	ok( page.errors.length === 0, 'no error in the page', page.errors.join( '; ' ) );
	await page.screenshot( { path: out + '/stream-done.png' } );
	await page.context().close();
} );

await part( 'stops', async () => {
	const page = await open();
	await page.fill( '.aigw-answer__question', 'Tell me a long story.' );
	await page.focus( '.aigw-answer__question' );
	await page.click( '.aigw-answer__ask' );
	await page.waitForFunction( () => document.querySelector( '.aigw-answer__words' ).textContent.length > 20 );
	await page.click( '.aigw-answer__stop' );
	await settled( page );
	const length = ( await words( page ) ).length;
	await page.waitForTimeout( 400 );
	ok( ( await status( page ) ).startsWith( 'Stopped.' ) && ( await words( page ) ).length === length, 'stop stops, and says that the answer is not complete', await status( page ) );
	ok( await page.evaluate( () => document.activeElement.classList.contains( 'aigw-answer__text' ) ), 'the focus is not lost with the button' );
	await page.context().close();
} );

await part( 'broken off', async () => {
	const page = await open();
	const chunk = ( t ) => 'data: ' + JSON.stringify( { choices: [ { delta: { content: t } } ] } ) + '\n\n';
	let asked = 0;
	const bodies = [];
	await page.route( '**/api/v1/chat', ( route ) => {
		if ( route.request().method() === 'OPTIONS' ) { return route.continue(); }
		bodies.push( route.request().postData() + route.request().headers().authorization );
		const end = asked++ ? 'data: [DONE]\n\n' : '';
		return route.fulfill( { status: 200, headers: { 'content-type': 'text/event-stream', 'access-control-allow-origin': base }, body: chunk( '# Title\n\n- **one**\n- <b>two</b>\n\n' ) + chunk( '<script>window.hacked = 1</script> [x](javascript:alert(1)) end' ) + end } );
	} );
	await page.fill( '.aigw-answer__question', 'x' );
	await page.click( '.aigw-answer__ask' );
	await settled( page );
	ok( ( await status( page ) ).includes( 'broke off' ), 'a stream without [DONE] is told as broken off', await status( page ) );
	await page.screenshot( { path: out + '/stream-broken.png' } );
	await page.click( '.aigw-answer__retry' );
	await page.waitForFunction( () => document.querySelector( '.aigw-answer > .aigw-answer__status' ).textContent.includes( 'complete.' ) && document.querySelector( '.aigw-answer__retry' ).hidden );
	ok( bodies.length === 2 && bodies[ 0 ] === bodies[ 1 ], 'another try sends the same token, id and body' );
	ok( page.calls.filter( ( c ) => c.url.endsWith( '/token' ) ).length === 1, 'another try needs no new token' );
	const html = await page.locator( '.aigw-answer__words' ).innerHTML();
	ok( ! /<script|<b>|<a /.test( html ) && html.includes( '<li><strong>one</strong></li>' ) && await page.evaluate( () => window.hacked === undefined ), 'lists are made, a model\'s markup is not', html );
	await page.context().close();
} );

await part( 'refusals', async () => {
	const page = await open();
	await page.route( '**/api/v1/chat', ( route ) => route.request().method() === 'OPTIONS' ? route.continue() : route.fulfill( { status: 402, headers: { 'content-type': 'application/json', 'access-control-allow-origin': base }, body: '{"error":"budget_exceeded","detail":"secret detail"}' } ) );
	await page.fill( '.aigw-answer__question', 'x' );
	await page.click( '.aigw-answer__ask' );
	await settled( page );
	const text = await status( page );
	ok( text.includes( 'budget' ) && ! text.includes( 'secret' ) && await page.locator( '.aigw-answer__retry' ).isHidden(), 'a spent budget is told in plain words, without a retry', text );
	await page.screenshot( { path: out + '/stream-budget.png' } );
	await page.context().close();
} );

if ( bed ) {
	await part( 'a limit of a role', async () => {
		await bed.php( "Aigw\\Settings::save( array( 'role_limits' => array( 'administrator' => array( 'rpm' => 1 ) ) ) ); return 1;", { user: 1 } );
		const page = await open();
		await bed.logIn( page );
		for ( let i = 0; i < 2; i++ ) {
			await page.goto( pages.ask );
			await page.fill( '.aigw-answer__question', 'Once more, ' + i );
			await page.click( '.aigw-answer__ask' );
			await settled( page );
		}
		const text = await status( page );
		await bed.php( "Aigw\\Settings::save( array( 'role_limits' => array() ) ); return 1;", { user: 1 } );
		ok( text === 'The limit of AI calls per minute for your role is reached.', 'whoever is logged in reads which limit is reached', text );
		await page.context().close();
	} );
}

await part( 'falls back', async () => {
	const page = await open();
	await page.route( '**/api/v1/chat', ( route ) => route.abort( 'failed' ) );
	await page.fill( '.aigw-answer__question', 'Through WordPress, please' );
	await page.click( '.aigw-answer__ask' );
	await settled( page );
	ok( ( await words( page ) ).length > 20 && page.calls.some( ( c ) => c.url.endsWith( '/aigw/v1/ask' ) ), 'where the gateway cannot be reached, the answer comes through WordPress', await status( page ) );
	await page.context().close();
} );

await part( 'cut off before the head', async () => {
	const page = await open();
	const bodies = [];
	await page.route( '**/api/v1/chat', ( route ) => {
		if ( route.request().method() === 'OPTIONS' ) { return route.continue(); }
		bodies.push( route.request().postData() + route.request().headers().authorization );
		return bodies.length === 1 ? route.abort( 'connectionreset' ) : route.continue();
	} );
	await page.fill( '.aigw-answer__question', 'Cut off' );
	await page.click( '.aigw-answer__ask' );
	await settled( page );
	ok( bodies.length === 2 && bodies[ 0 ] === bodies[ 1 ] && ! page.calls.some( ( c ) => c.url.endsWith( '/aigw/v1/ask' ) ), 'a call that was cut off before its answer began is asked for again by the same id, not another way', await status( page ) );
	await page.context().close();
} );

await part( 'begins by itself', async () => {
	const page = await open( {}, pages.auto );
	await settled( page );
	ok( ( await words( page ) ).length > 20 && await status( page ) === 'The answer is complete.', 'a block may begin by itself', await status( page ) );
	await page.context().close();
} );

await part( 'without JavaScript', async () => {
	const page = await open( { javaScriptEnabled: false } );
	await page.fill( '.aigw-answer__question', 'No script here' );
	await page.click( '.aigw-answer__ask' );
	await page.waitForLoadState();
	ok( page.url().includes( 'aigw_answer=' ), 'the form is answered by a page of its own', page.url() );
	ok( ( await page.locator( '.aigw-answer__kept .aigw-answer__text' ).innerText() ).length > 20, 'that page has the answer' );
	ok( await page.inputValue( '.aigw-answer__question' ) === 'No script here', 'and the question' );
	await page.screenshot( { path: out + '/stream-nojs.png' } );
	const posts = page.calls.length;
	await page.reload();
	ok( page.calls.length === posts && ( await page.locator( '.aigw-answer__kept .aigw-answer__text' ).innerText() ).length > 20, 'a reload asks nothing again' );
	const head = await page.request.get( page.url() );
	ok( /no-cache|no-store/.test( head.headers()[ 'cache-control' ] || '' ), 'no cache keeps it' );
	await page.context().close();
} );

await part( 'cached page', async () => {
	const a = await ( await fetch( pages.ask ) ).text();
	const b = await ( await fetch( pages.ask ) ).text();
	const cut = ( t ) => t.slice( t.indexOf( '<div class="aigw-answer' ), t.indexOf( '</form>' ) );
	ok( cut( a ) === cut( b ) && cut( a ).length > 100 && ! /nonce|eyJhbGciOi/.test( cut( a ) ), 'the block\'s HTML is the same for everybody and holds no nonce and no token' );
} );

await part( 'dark, large, still', async () => {
	const dark = await open( { colorScheme: 'dark', reducedMotion: 'reduce' } );
	await dark.addStyleTag( { content: 'body{background:#111!important;color:#eee!important}' } );
	await dark.fill( '.aigw-answer__question', 'In the dark' );
	await dark.click( '.aigw-answer__ask' );
	await dark.waitForFunction( () => document.querySelector( '.aigw-answer__words' ).textContent.length > 30 );
	ok( await dark.evaluate( () => getComputedStyle( document.querySelector( '.aigw-answer__words' ), '::after' ).animationName === 'none' ), 'nothing blinks where motion is not wanted' );
	await settled( dark );
	await dark.screenshot( { path: out + '/stream-dark.png' } );
	await dark.context().close();
	const big = await open( { viewport: { width: 320, height: 256 } } ); // 1280 x 1024 at 400 %
	await big.fill( '.aigw-answer__question', 'Averyveryveryveryveryveryveryverylongwordwithoutanyplacetobreak' );
	await big.click( '.aigw-answer__ask' );
	await settled( big );
	ok( await big.evaluate( () => document.querySelector( '.aigw-answer' ).scrollWidth <= document.querySelector( '.aigw-answer' ).clientWidth + 1 && document.documentElement.scrollWidth <= 321 ), 'at 400 % nothing must be scrolled sideways' );
	await big.screenshot( { path: out + '/stream-zoom.png', fullPage: true } );
	await big.context().close();
} );

if ( bed ) {
	bed.scenario( {} );
}
await browser.close();
console.log( '1..' + n );
process.exit( bad ? 1 : 0 );
