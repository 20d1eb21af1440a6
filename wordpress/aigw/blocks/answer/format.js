/**
 * A model's words as elements: paragraphs, lists, headings, code, bold. Everything is a text node, so nothing that a model
 * says can become markup, a link or a script.
 *
 * @license GPL-2.0-or-later
 */

const BULLET = /^\s*[-*•]\s+/;
const NUMBER = /^\s*\d+[.)]\s+/;

/**
 * Fills an element with what a model said.
 *
 * @param {Element} place Element; what it holds is replaced.
 * @param {string}  text  What the model said.
 */
export function paint( place, text ) {
	const doc = place.ownerDocument;
	const made = [];
	const fences = text.replace( /\r\n?/g, '\n' ).split( /^```.*$/m );
	fences.forEach( ( part, index ) => {
		if ( index % 2 === 1 ) {
			const code = doc.createElement( 'code' );
			code.textContent = part.replace( /^\n|\n$/g, '' );
			const pre = doc.createElement( 'pre' );
			pre.append( code );
			made.push( pre );
			return;
		}
		for ( const block of part.split( /\n\s*\n/ ) ) {
			made.push( ...blocks( doc, block.split( '\n' ).filter( ( line ) => line.trim() !== '' ) ) );
		}
	} );
	place.replaceChildren( ...made );
}

/**
 * Elements of lines that stand together: runs of one kind each.
 *
 * @param {Document} doc   Document.
 * @param {string[]} lines Lines.
 * @return {Element[]} Elements.
 */
function blocks( doc, lines ) {
	const made = [];
	let kind = '';
	for ( const line of lines ) {
		const title = /^#{1,6}\s+(.*)$/.exec( line );
		const next = title ? 'strong' : BULLET.test( line ) ? 'ul' : NUMBER.test( line ) ? 'ol' : 'p';
		if ( next !== kind || next === 'strong' ) {
			made.push( doc.createElement( next === 'strong' ? 'p' : next ) );
		} else if ( next === 'p' ) {
			made[ made.length - 1 ].append( doc.createElement( 'br' ) );
		}
		kind = next;
		const place = made[ made.length - 1 ];
		if ( next === 'ul' || next === 'ol' ) {
			const item = doc.createElement( 'li' );
			words( doc, item, line.replace( next === 'ul' ? BULLET : NUMBER, '' ) );
			place.append( item );
		} else if ( next === 'strong' ) {
			const strong = doc.createElement( 'strong' );
			words( doc, strong, title[ 1 ] );
			place.append( strong );
		} else {
			words( doc, place, line );
		}
	}
	return made;
}

/**
 * Appends a line, with **bold** and `code` in it.
 *
 * @param {Document} doc   Document.
 * @param {Element}  place Where.
 * @param {string}   line  Line.
 */
function words( doc, place, line ) {
	for ( const piece of line.split( /(\*\*[^*]+\*\*|`[^`]+`)/ ) ) {
		const mark = /^(\*\*|`)([^]+)\1$/.exec( piece );
		if ( mark ) {
			const element = doc.createElement( mark[ 1 ] === '`' ? 'code' : 'strong' );
			element.textContent = mark[ 2 ];
			place.append( element );
		} else if ( piece !== '' ) {
			place.append( doc.createTextNode( piece ) );
		}
	}
}
