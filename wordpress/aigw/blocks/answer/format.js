/**
 * A model's Markdown as elements: paragraphs, headings, lists, quotes, tables, code. Elements are made one by one and all
 * else is a text node, so nothing that a model says can become markup or a script. The same as src/Markdown.php makes on the
 * server, block for block; what is changed here is changed there.
 *
 * @license GPL-2.0-or-later
 */
import { words } from '@aigw/words';

const DEEPEST = 6;
const COLUMNS = 64;

/**
 * Fills an element with what a model said. What is there already and stays the same is left alone.
 *
 * @param {Element} place Element.
 * @param {string}  text  What the model said.
 */
export function paint( place, text ) {
	const made = parse( text ).map( ( node ) => element( place.ownerDocument, node ) );
	let same = 0;
	while ( same < made.length && same < place.childNodes.length && place.childNodes[ same ].isEqualNode( made[ same ] ) ) {
		same++;
	}
	while ( place.childNodes.length > same ) {
		place.lastChild.remove();
	}
	place.append( ...made.slice( same ) );
}

/**
 * What a text means: a tree of texts and of nodes {tag, attributes, inside}.
 *
 * @param {string} text What the model said.
 * @return {Array} Nodes.
 */
export function parse( text ) {
	// eslint-disable-next-line no-control-regex
	const clean = text.replace( /\r\n?/g, '\n' ).replace( /\t/g, '    ' ).replace( /[\x00-\x08\x0B-\x1F\x7F]/g, '' );
	return blocks( clean.split( '\n' ), 0, false );
}

/**
 * Makes an element or text of a node.
 *
 * @param {Document}      doc  Document.
 * @param {Object|string} node Node.
 * @return {Node} What to show.
 */
function element( doc, node ) {
	if ( typeof node === 'string' ) {
		return doc.createTextNode( node );
	}
	const made = doc.createElement( node.tag );
	for ( const [ name, value ] of Object.entries( node.attributes || {} ) ) {
		made.setAttribute( name, value );
	}
	made.append( ...node.inside.map( ( one ) => element( doc, one ) ) );
	return made;
}

// Blanks alone, not all that Unicode calls so: PHP does the same.
const trim = ( line, ends = false ) => {
	let from = 0;
	let to = line.length;
	while ( to > from && line[ to - 1 ] === ' ' ) {
		to--;
	}
	while ( ! ends && from < to && line[ from ] === ' ' ) {
		from++;
	}
	return line.slice( from, to );
};
const blank = ( line ) => ! /[^ ]/.test( line );
const indent = ( line ) => line.length - line.replace( /^ +/, '' ).length;
const run = ( line, sign, from = 0 ) => {
	let at = from;
	while ( line[ at ] === sign ) {
		at++;
	}
	return at - from;
};
const node = ( tag, inside, attributes ) => ( { tag, inside, attributes } );

/**
 * Nodes of lines.
 *
 * @param {string[]} lines Lines.
 * @param {number}   depth Lists and quotes around them.
 * @param {boolean}  tight Whether paragraphs go without an element.
 * @return {Array} Nodes.
 */
function blocks( lines, depth, tight ) {
	const made = [];
	for ( let i = 0; i < lines.length; ) {
		if ( blank( lines[ i ] ) ) {
			i++;
			continue;
		}
		let got;
		let end = i + 1;
		const begins = kind( lines, i, depth, false );
		if ( begins === 'fence' ) {
			[ got, end ] = fence( lines, i );
		} else if ( begins === 'heading' ) {
			got = heading( trim( lines[ i ] ) );
		} else if ( begins === 'rule' ) {
			got = node( 'hr', [] );
		} else if ( begins === 'quote' ) {
			const inside = [];
			for ( end = i; end < lines.length && /^ *>/.test( lines[ end ] ); end++ ) {
				inside.push( lines[ end ].replace( /^ *> ?/, '' ) );
			}
			got = node( 'blockquote', blocks( inside, depth + 1, false ) );
		} else if ( begins === 'table' ) {
			[ got, end ] = table( lines, i );
		} else if ( begins === 'list' ) {
			[ got, end ] = items( lines, i, depth );
		} else {
			while ( end < lines.length && ! blank( lines[ end ] ) && kind( lines, end, depth, true ) === 'text' ) {
				end++;
			}
			const inside = words( lines.slice( i, end ).map( ( line ) => trim( line ) ).join( '\n' ) );
			got = tight ? inside : node( 'p', inside );
		}
		if ( made.length > 0 ) {
			made.push( '\n' );
		}
		if ( Array.isArray( got ) ) {
			for ( const one of got ) {
				made.push( one );
			}
		} else {
			made.push( got );
		}
		i = end;
	}
	return made;
}

/**
 * What begins at a line: fence, heading, rule, quote, table, list or text.
 *
 * @param {string[]} lines  Lines.
 * @param {number}   i      Which.
 * @param {number}   depth  Lists and quotes around it.
 * @param {boolean}  within Whether a paragraph is before it.
 * @return {string} Kind.
 */
function kind( lines, i, depth, within ) {
	const line = lines[ i ];
	const from = indent( line );
	const first = line[ from ];
	if ( from < 4 && /^(`{3,}[^`]*|~{3,}[^]*)$/.test( line.slice( from ) ) ) {
		return 'fence';
	}
	if ( first === '#' ) {
		const many = run( line, '#', from );
		return many < 7 && [ ' ', undefined ].includes( line[ from + many ] ) ? 'heading' : 'text';
	}
	if ( first === '-' || first === '*' || first === '_' ) {
		const bare = line.replace( / /g, '' );
		if ( bare.length > 2 && run( bare, first ) === bare.length ) {
			return 'rule';
		}
	}
	if ( depth < DEEPEST && first === '>' ) {
		return 'quote';
	}
	const begun = depth < DEEPEST ? mark( line ) : null;
	if ( begun && ! ( within && ( begun.empty || ( begun.number !== null && begun.number !== 1 ) ) ) ) {
		return 'list';
	}
	return line.includes( '|' ) && columns( lines, i ) > 0 ? 'table' : 'text';
}

/**
 * Code between fences; without an end it goes to the end.
 *
 * @param {string[]} lines Lines.
 * @param {number}   i     Which one begins it.
 * @return {Array} Node, and the line after it.
 */
function fence( lines, i ) {
	const from = indent( lines[ i ] );
	const sign = lines[ i ][ from ];
	const many = run( lines[ i ], sign, from );
	const name = /^[A-Za-z0-9_+#.-]{1,32}/.exec( trim( lines[ i ].slice( from + many ) ) );
	const code = [];
	let end = i + 1;
	for ( ; end < lines.length; end++ ) {
		const bare = trim( lines[ end ] );
		if ( bare.length >= many && run( bare, sign ) === bare.length ) {
			break;
		}
		code.push( lines[ end ].slice( Math.min( from, indent( lines[ end ] ) ) ) );
	}
	return [ node( 'pre', [ node( 'code', [ code.join( '\n' ) ], name ? { class: 'language-' + name[ 0 ] } : undefined ) ] ), end + 1 ];
}

/**
 * A heading, two ranks lower: a page has its own first and second.
 *
 * @param {string} line Line.
 * @return {Object} Node.
 */
function heading( line ) {
	const rank = run( line, '#' );
	const text = trim( line.slice( rank ) );
	let end = text.length;
	while ( end > 0 && text[ end - 1 ] === '#' ) {
		end--;
	}
	const bare = text.slice( 0, end );
	return node( 'h' + Math.min( 6, rank + 2 ), words( bare === '' || bare.endsWith( ' ' ) ? trim( bare, true ) : text ) );
}

/**
 * Cells of a row.
 *
 * @param {string} line Line.
 * @return {string[]} Cells.
 */
function cells( line ) {
	let bare = trim( line ).replace( /^\|/, '' );
	bare = bare.endsWith( '|' ) && ! bare.endsWith( '\\|' ) ? bare.slice( 0, -1 ) : bare;
	const parts = bare.split( '|' );
	const most = 2 * COLUMNS;
	const kept = parts.length > most ? [ ...parts.slice( 0, most - 1 ), parts.slice( most - 1 ).join( '|' ) ] : parts;
	const made = [];
	for ( const part of kept ) {
		const last = made.length - 1;
		if ( last >= 0 && made[ last ].endsWith( '\\' ) ) {
			made[ last ] = made[ last ].slice( 0, -1 ) + '|' + part;
		} else {
			made.push( part );
		}
	}
	return made.map( ( cell ) => trim( cell ) );
}

/**
 * How many columns a table has that begins here; 0 where none does.
 *
 * @param {string[]} lines Lines.
 * @param {number}   i     Which.
 * @return {number} Columns.
 */
function columns( lines, i ) {
	const next = lines[ i + 1 ] || '';
	if ( next === '' || /[^ |:-]/.test( next ) || ! next.includes( '-' ) ) {
		return 0;
	}
	const under = cells( next );
	const many = under.every( ( cell ) => /^:?-+:?$/.test( cell ) ) ? under.length : 0;
	return many <= COLUMNS && cells( lines[ i ] ).length === many ? many : 0;
}

/**
 * A table.
 *
 * @param {string[]} lines Lines.
 * @param {number}   i     Which one begins it.
 * @return {Array} Node, and the line after it.
 */
function table( lines, i ) {
	const many = columns( lines, i );
	const row = ( line, tag ) => {
		const all = cells( line );
		return node( 'tr', Array.from( { length: many }, ( _, at ) => node( tag, words( all[ at ] || '' ) ) ) );
	};
	const rows = [];
	let end = i + 2;
	for ( ; end < lines.length && lines[ end ].includes( '|' ); end++ ) {
		rows.push( row( lines[ end ], 'td' ) );
	}
	return [ node( 'table', [ node( 'thead', [ row( lines[ i ], 'th' ) ] ), node( 'tbody', rows ) ] ), end ];
}

/**
 * The mark at the beginning of a list's item.
 *
 * @param {string} line Line.
 * @return {Object|null} blank, wide, number (null for a bullet), empty, text; null where there is none.
 */
function mark( line ) {
	const m = /^( *)([-*+\u2022]|[0-9]{1,9}[.)])( +|$)/.exec( line.slice( 0, 400 ) );
	if ( ! m ) {
		return null;
	}
	const digit = /^[0-9]/.test( m[ 2 ] );
	const wide = m[ 3 ].length > 4 || m[ 3 ].length === 0 ? 1 : m[ 3 ].length;
	const sign = m[ 1 ].length + m[ 2 ].length;
	return {
		blank: m[ 1 ].length,
		wide: sign + wide,
		number: digit ? parseInt( m[ 2 ], 10 ) : null,
		empty: blank( line.slice( m[ 0 ].length ) ),
		text: line.slice( sign + Math.min( wide, m[ 3 ].length ) ),
	};
}

/**
 * A list: items of one kind. What is two columns further in than an item's mark belongs to it.
 *
 * @param {string[]} lines Lines.
 * @param {number}   i     Which one begins it.
 * @param {number}   depth Lists and quotes around it.
 * @return {Array} Node, and the line after it.
 */
function items( lines, i, depth ) {
	const first = mark( lines[ i ] );
	const all = [ [ first.text ] ];
	let now = first;
	let loose = false;
	let gap = false;
	let end = i + 1;
	for ( ; end < lines.length; end++ ) {
		const line = lines[ end ];
		if ( blank( line ) ) {
			gap = true;
			continue;
		}
		const from = indent( line );
		const last = all[ all.length - 1 ];
		if ( from >= Math.min( now.wide, now.blank + 2 ) ) {
			loose = loose || gap;
			if ( gap ) {
				last.push( '' );
			}
			last.push( line.slice( Math.min( from, now.wide ) ) );
		} else {
			const next = mark( line );
			const begins = kind( lines, end, depth, false );
			if ( begins === 'list' && next && ( next.number === null ) === ( first.number === null ) ) {
				loose = loose || gap;
				all.push( [ next.text ] );
				now = next;
			} else if ( begins === 'text' && ! gap ) {
				last.push( line );
			} else {
				break;
			}
		}
		gap = false;
	}
	const inside = all.map( ( item ) => node( 'li', blocks( item, depth + 1, ! loose ) ) );
	const start = first.number === null || first.number === 1 ? undefined : { start: String( first.number ) };
	return [ node( first.number === null ? 'ul' : 'ol', inside, start ), end ];
}
