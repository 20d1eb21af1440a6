/**
 * Markdown within a line: bold, italic, struck out, code, links. The same as src/Markdown/Words.php and Links.php.
 *
 * @license GPL-2.0-or-later
 */

const STACK = 32;
const LONGEST = 50000;
const ESCAPABLE = '\\`*_{}[]()<>#+-.!|~"\'';
const SPECIAL = /[\\`*_~[\]<!:\n]/g;
const GOOD = /^(https?:\/\/|mailto:)[^ \n"'<>`\\]+$/i;

/**
 * Nodes of words.
 *
 * @param {string} text Text without blank lines.
 * @return {Array} Texts and nodes {tag, attributes, inside}.
 */
export function words( text ) {
	if ( new TextEncoder().encode( text ).length > LONGEST ) {
		return text.split( '\n' ).flatMap( ( line, i ) => ( i === 0 ? [ line ] : [ BREAK, '\n' + line ] ) );
	}
	return tree( new Words( text ).out );
}

const BREAK = { tag: 'br', inside: [] };
const letter = ( sign ) => sign.charCodeAt( 0 ) > 127 || /[A-Za-z0-9]/.test( sign );
const anchor = ( url ) => ( { open: 'a', attributes: { href: url, rel: 'nofollow ugc' } } );

/**
 * A tree of pieces.
 *
 * @param {Array} pieces Texts, nodes, {open}, and {close}.
 * @return {Array} Nodes.
 */
function tree( pieces ) {
	const around = [ [] ];
	for ( const piece of pieces ) {
		const here = around[ around.length - 1 ];
		if ( typeof piece === 'string' && typeof here[ here.length - 1 ] === 'string' ) {
			here[ here.length - 1 ] += piece;
		} else if ( piece.open ) {
			const made = { tag: piece.open, attributes: piece.attributes, inside: [] };
			here.push( made );
			around.push( made.inside );
		} else if ( piece.close ) {
			around.pop();
		} else if ( piece !== '' ) {
			here.push( piece );
		}
	}
	return around[ 0 ];
}

class Words {
	/**
	 * @param {string} text Text.
	 */
	constructor( text ) {
		this.text = text;
		this.out = [];
		this.open = []; // beginnings that wait: sign, width, piece
		this.ticks = new Map(); // places of runs of backticks, by their length
		this.seen = new Map(); // how many of each length are behind
		for ( const found of text.matchAll( /`+/g ) ) {
			const many = found[ 0 ].length;
			if ( ! this.ticks.has( many ) ) {
				this.ticks.set( many, [] );
			}
			this.ticks.get( many ).push( found.index );
		}
		for ( let at = 0; at < text.length; ) {
			SPECIAL.lastIndex = at;
			const next = SPECIAL.exec( text );
			const plain = ( next ? next.index : text.length ) - at;
			if ( plain > 0 ) {
				this.out.push( text.slice( at, at + plain ) );
				at += plain;
			} else {
				at += this.sign( text[ at ], at );
			}
		}
	}

	/**
	 * Reads what begins with a sign.
	 *
	 * @param {string} sign The sign.
	 * @param {number} at   Where it is.
	 * @return {number} How much was read.
	 */
	sign( sign, at ) {
		const next = this.text[ at + 1 ];
		switch ( sign ) {
			case '\n':
				this.out.push( BREAK, '\n' );
				return 1;
			case '\\':
				if ( next !== undefined && ESCAPABLE.includes( next ) ) {
					this.out.push( next );
					return 2;
				}
				break;
			case '`':
				return this.code( at );
			case '*':
			case '_':
			case '~':
				return this.emphasis( sign, at );
			case '!':
				if ( next === '[' ) {
					this.begin( '[', 2, '![' );
					return 2;
				}
				break;
			case '[':
				this.begin( '[', 1, '[' );
				return 1;
			case ']':
				return this.link( at );
			case '<': {
				const pointed = /<((?:https?:\/\/|mailto:)[^ \n"'<>`\\]{1,2048})>/iy;
				pointed.lastIndex = at;
				const m = pointed.exec( this.text );
				if ( m && ! this.inBrackets() ) {
					this.out.push( anchor( m[ 1 ] ), m[ 1 ], { close: true } );
					return m[ 0 ].length;
				}
				break;
			}
			case ':': {
				const last = this.out.length - 1;
				const before = last >= 0 && typeof this.out[ last ] === 'string' && ! this.inBrackets() ? this.out[ last ] : '';
				const m = /(?:^|[^A-Za-z0-9])(https?)$/i.exec( before.slice( -6 ) );
				const http = m ? m[ 1 ] : '';
				const rest = m ? bare( http, this.text, at ) : '';
				if ( rest !== '' ) {
					this.out[ last ] = before.slice( 0, -http.length );
					this.out.push( anchor( http + rest ), http + rest, { close: true } );
					return rest.length;
				}
			}
		}
		this.out.push( sign );
		return 1;
	}

	/**
	 * Code between backticks.
	 *
	 * @param {number} at Where it begins.
	 * @return {number} How much was read.
	 */
	code( at ) {
		let many = 1;
		while ( this.text[ at + many ] === '`' ) {
			many++;
		}
		const places = this.ticks.get( many ) || []; // of one whose first was escaped there may be none
		let next = this.seen.get( many ) || 0;
		while ( next < places.length && places[ next ] <= at ) {
			next++;
		}
		this.seen.set( many, next );
		if ( next === places.length ) {
			this.out.push( '`'.repeat( many ) );
			return many;
		}
		let code = this.text.slice( at + many, places[ next ] ).replace( /\n/g, ' ' );
		if ( code.length > 2 && code.startsWith( ' ' ) && code.endsWith( ' ' ) && /[^ ]/.test( code ) ) {
			code = code.slice( 1, -1 );
		}
		this.out.push( { tag: 'code', inside: [ code ] } );
		return places[ next ] + many - at;
	}

	/**
	 * Begins or ends what is emphasised.
	 *
	 * @param {string} sign The sign.
	 * @param {number} at   Where it is.
	 * @return {number} How much was read.
	 */
	emphasis( sign, at ) {
		let many = 1;
		while ( this.text[ at + many ] === sign ) {
			many++;
		}
		const before = at === 0 ? ' ' : this.text[ at - 1 ];
		const after = this.text[ at + many ] || ' ';
		const begins = after !== ' ' && after !== '\n' && ( sign !== '_' || ! letter( before ) );
		const ends = before !== ' ' && before !== '\n' && ( sign !== '_' || ! letter( after ) );
		if ( many > 3 || ( sign === '~' && many !== 2 ) ) {
			this.out.push( sign.repeat( many ) );
			return many;
		}
		let left = many;
		for ( let i = this.open.length - 1; ends && left > 0 && i >= 0; i-- ) {
			const [ what, wide, piece ] = this.open[ i ];
			// Two close what two began, even over a single one that never ends.
			const two = left === 2 && wide === 1 && this.open.some( ( one, at ) => at < i && one[ 0 ] === sign && one[ 1 ] === 2 );
			if ( what === sign && wide <= left && ! two ) {
				this.out[ piece ] = { open: sign === '~' ? 'del' : [ 'em', 'strong' ][ wide - 1 ] };
				this.out.push( { close: true } );
				this.open.length = i;
				left -= wide;
			}
		}
		if ( ! begins ) {
			this.out.push( sign.repeat( left ) );
			return many;
		}
		for ( const wide of left === 3 ? [ 2, 1 ] : [ left ].filter( Boolean ) ) {
			this.begin( sign, wide, sign.repeat( wide ) );
		}
		return many;
	}

	/**
	 * The end of a link's words, and where it goes.
	 *
	 * @param {number} at Where the bracket is.
	 * @return {number} How much was read.
	 */
	link( at ) {
		let i = this.open.length - 1;
		while ( i >= 0 && this.open[ i ][ 0 ] !== '[' ) {
			i--;
		}
		const [ url, read ] = i < 0 ? [ '', 0 ] : target( this.text, at + 1 );
		if ( url === '' ) {
			if ( i >= 0 ) {
				this.open.splice( i, 1 );
			}
			this.out.push( ']' );
			return 1;
		}
		const piece = this.open[ i ][ 2 ];
		this.out[ piece ] = anchor( url );
		if ( this.out.length - 1 === piece ) {
			this.out.push( url );
		}
		this.out.push( { close: true } );
		this.open = this.open.slice( 0, i ).filter( ( one ) => one[ 0 ] !== '[' ); // no link is within another
		return 1 + read;
	}

	/**
	 * Notes a beginning; it is text until its end comes.
	 *
	 * @param {string} sign Sign.
	 * @param {number} wide How many of it.
	 * @param {string} text As text.
	 */
	begin( sign, wide, text ) {
		this.open.push( [ sign, wide, this.out.length ] );
		this.out.push( text );
		if ( this.open.length > STACK ) {
			this.open.shift();
		}
	}

	/**
	 * @return {boolean} Whether a bracket waits for its end.
	 */
	inBrackets() {
		return this.open.some( ( one ) => one[ 0 ] === '[' );
	}
}

/**
 * How far a text goes on without certain signs.
 *
 * @param {string} text  Text.
 * @param {string} signs Signs.
 * @param {number} from  Where to begin.
 * @return {number} How many signs, at most 2048.
 */
function span( text, signs, from ) {
	let at = from;
	while ( at < text.length && at - from < 2048 && ! signs.includes( text[ at ] ) ) {
		at++;
	}
	return at - from;
}

/**
 * Reads "(address)" or "(address "title")".
 *
 * @param {string} text Text.
 * @param {number} at   Where it begins.
 * @return {Array} Address, or '', and how much was read.
 */
function target( text, at ) {
	if ( text[ at ] !== '(' ) {
		return [ '', 0 ];
	}
	const from = at + 1;
	let long = 0;
	let deep = 0;
	for ( ; long <= 2048; long++ ) {
		long += span( text, ' \n()<>[]"\'`\\', from + long );
		const sign = text[ from + long ];
		if ( sign === '(' && deep === 0 ) {
			deep = 1;
		} else if ( sign === ')' && deep === 1 ) {
			deep = 0;
		} else {
			break;
		}
	}
	const url = text.slice( from, from + long );
	const end = /(?: "[^"\n]{0,200}")?\)/y;
	end.lastIndex = from + long;
	const m = end.exec( text );
	return deep === 0 && m && GOOD.test( url ) ? [ url, 1 + long + m[ 0 ].length ] : [ '', 0 ];
}

/**
 * Reads the rest of a bare address, without what belongs to the sentence around it.
 *
 * @param {string} scheme The word before the colon.
 * @param {string} text   Text.
 * @param {number} at     Where the colon is.
 * @return {string} '' where it is no address.
 */
function bare( scheme, text, at ) {
	if ( ! text.startsWith( '://', at ) ) {
		return '';
	}
	const url = text.slice( at, at + 3 + span( text, ' \n<>"\'`|\\[]', at + 3 ) );
	let more = url.split( ')' ).length - url.split( '(' ).length;
	let long = url.length;
	for ( ; long > 0; long-- ) {
		if ( url[ long - 1 ] === ')' && more > 0 ) {
			more--;
		} else if ( ! '.,;:!?*_~'.includes( url[ long - 1 ] ) ) {
			break;
		}
	}
	const rest = url.slice( 0, long );
	return rest.length > 3 && GOOD.test( scheme + rest ) ? rest : '';
}
