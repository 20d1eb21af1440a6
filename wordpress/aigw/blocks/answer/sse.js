/**
 * Server-sent events out of bytes that are cut anywhere: inside a line, a character, between CR and LF.
 *
 * @license GPL-2.0-or-later
 */

/**
 * A reader of one stream. Give it bytes as they come; it calls back with each event.
 */
export class SseReader {
	/**
	 * @param {(event: {type: string, data: string}) => void} onEvent Called for each event that has data.
	 */
	constructor( onEvent ) {
		this.onEvent = onEvent;
		this.decoder = new TextDecoder(); // drops a byte order mark
		this.rest = '';
		this.data = [];
		this.type = '';
	}

	/**
	 * Takes the next bytes.
	 *
	 * @param {Uint8Array} bytes Bytes.
	 */
	push( bytes ) {
		this.read( this.decoder.decode( bytes, { stream: true } ), false );
	}

	/**
	 * The stream is over. A last event whose blank line is missing counts where its line is whole.
	 */
	end() {
		this.read( this.decoder.decode(), true );
		this.dispatch();
	}

	/**
	 * Reads whole lines.
	 *
	 * @param {string}  text What was decoded.
	 * @param {boolean} last Whether nothing follows.
	 */
	read( text, last ) {
		this.rest += text;
		const ends = /\r\n|\r|\n/g;
		let from = 0;
		for ( let end = ends.exec( this.rest ); end; end = ends.exec( this.rest ) ) {
			if ( end[ 0 ] === '\r' && ends.lastIndex === this.rest.length && ! last ) {
				break; // its LF may be on the way
			}
			this.line( this.rest.slice( from, end.index ) );
			from = ends.lastIndex;
		}
		this.rest = this.rest.slice( from );
		if ( last && this.rest === 'data: [DONE]' ) {
			this.line( this.rest );
		}
	}

	/**
	 * Reads one line.
	 *
	 * @param {string} line Line without its end.
	 */
	line( line ) {
		if ( line === '' ) {
			this.dispatch();
			return;
		}
		const colon = line.indexOf( ':' );
		const field = colon < 0 ? line : line.slice( 0, colon );
		const value = colon < 0 ? '' : line.slice( colon + 1 ).replace( /^ /, '' );
		if ( field === 'data' ) {
			this.data.push( value );
		} else if ( field === 'event' ) {
			this.type = value;
		}
	}

	/**
	 * Tells of the event whose lines are there.
	 */
	dispatch() {
		const { data, type } = this;
		this.data = [];
		this.type = '';
		if ( data.length > 0 ) {
			this.onEvent( { type: type || 'message', data: data.join( '\n' ) } );
		}
	}
}

/**
 * What one event of a chat stream says.
 *
 * @param {{type: string, data: string}} event Event.
 * @return {{done?: boolean, text?: string, finish?: string, error?: string}} Its meaning; empty for what does not matter.
 */
export function meaning( event ) {
	if ( event.data.trim() === '[DONE]' ) {
		return { done: true };
	}
	let json;
	try {
		json = JSON.parse( event.data );
	} catch {
		return event.type === 'error' ? { error: 'gateway_error' } : {};
	}
	if ( json && json.error ) {
		return { error: typeof json.error === 'string' ? json.error : String( json.error.code || json.error.type || 'provider_error' ) };
	}
	if ( event.type === 'error' ) {
		return { error: 'provider_error' };
	}
	const choice = json && Array.isArray( json.choices ) ? json.choices[ 0 ] : undefined;
	const text = choice && choice.delta && typeof choice.delta.content === 'string' ? choice.delta.content : '';
	return { text, finish: ( choice && choice.finish_reason ) || '' };
}
