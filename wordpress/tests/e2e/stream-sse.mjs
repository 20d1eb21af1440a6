// node stream-sse.mjs [BASE OUT]: the stream's reader and the formatter of the block, cut at every place. Needs no browser.
import { readFileSync } from 'node:fs';

const load = async ( name ) => import( 'data:text/javascript;base64,' + readFileSync( new URL( '../../aigw/blocks/answer/' + name, import.meta.url ) ).toString( 'base64' ) );
const { SseReader, meaning } = await load( 'sse.js' );
let n = 0, bad = 0;
const ok = ( holds, what ) => { n++; if ( ! holds ) { bad++; } console.log( ( holds ? 'ok ' : 'not ok ' ) + n + ' - ' + what ); };
const read = ( pieces ) => { const events = []; const reader = new SseReader( ( e ) => events.push( e ) ); pieces.forEach( ( p ) => reader.push( p ) ); reader.end(); return events; };

const chunk = ( text ) => 'data: ' + JSON.stringify( { choices: [ { delta: { content: text } } ] } );
for ( const [ name, end ] of [ [ 'LF', '\n' ], [ 'CRLF', '\r\n' ], [ 'CR', '\r' ] ] ) {
	const bytes = new TextEncoder().encode( [ ': ping', chunk( 'Zürich 🙂' ), '', chunk( ' a\nb' ), '', 'event: x', 'data: 1', 'data: 2', '', 'data: [DONE]', '', '' ].join( end ) );
	const whole = JSON.stringify( read( [ bytes ] ) );
	let same = 0;
	for ( let cut = 0; cut <= bytes.length; cut++ ) {
		same += JSON.stringify( read( [ bytes.slice( 0, cut ), bytes.slice( cut ) ] ) ) === whole ? 1 : 0;
	}
	ok( same === bytes.length + 1, name + ': the same events wherever the bytes are cut in two' );
	ok( JSON.stringify( read( Array.from( bytes, ( b ) => Uint8Array.of( b ) ) ) ) === whole, name + ': the same events byte by byte' );
	const said = read( [ bytes ] ).map( meaning );
	ok( said.length === 4 && said[ 0 ].text === 'Zürich 🙂' && said[ 1 ].text === ' a\nb' && said[ 3 ].done === true, name + ': words and the end are read' );
}
const enc = ( s ) => new TextEncoder().encode( s );
ok( read( [ enc( 'data: [DONE]' ) ] ).length === 1, '[DONE] without a line end counts' );
ok( read( [ enc( 'data: {"choices":[{"delta":{"content":"x"}}]}' ) ] ).length === 0, 'an event that was cut off does not count' );
ok( meaning( { type: 'error', data: '{"error":"provider_error","detail":"x"}' } ).error === 'provider_error', 'an error event of /api/v1 is read' );
ok( meaning( { type: 'message', data: '{"error":{"code":"overloaded"}}' } ).error === 'overloaded', 'an error event of OpenAI\'s form is read' );
ok( meaning( { type: 'message', data: '{"choices":[],"usage":{}}' } ).text === '', 'a chunk of usage says nothing' );
ok( Object.keys( meaning( { type: 'message', data: '{broken' } ) ).length === 0, 'what is no JSON is passed over' );
console.log( '1..' + n );
process.exit( bad ? 1 : 0 );
