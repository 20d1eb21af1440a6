/**
 * The block "AI answer" on a page: asks the gateway itself and shows the words as they come; through WordPress where that fails.
 *
 * @license GPL-2.0-or-later
 */
import * as interactivity from '@wordpress/interactivity';
import { SseReader, meaning } from '@aigw/sse';
import { paint } from '@aigw/format';

const { store, getContext, getElement } = interactivity;
const withSyncEvent = interactivity.withSyncEvent || ( ( handler ) => handler );

/** Elements and the call under way, by the block's id: nothing of it is for the page to see. */
const live = new Map();
/** Once the gateway could not be reached from this page, every further question goes through WordPress. */
let throughWordPress = false;
/** A logged-in user's nonce: fetched, never part of a page that may be cached. */
let nonce;

class Refused extends Error {
	/**
	 * @param {string} code    The gateway's or WordPress's code.
	 * @param {string} message Plain words, where WordPress said them.
	 */
	constructor( code, message = '' ) {
		super( message || code );
		this.code = code;
		this.words = message;
	}
}

const { state, actions } = store( 'aigw/answer', {
	actions: {
		ask: withSyncEvent( ( event ) => {
			event.preventDefault();
			const context = getContext();
			if ( ! context.busy ) {
				run( context, undefined );
			}
		} ),
		stop: () => {
			const block = live.get( getContext().id );
			if ( block.abort ) {
				block.abort.abort();
			}
		},
		retry: () => {
			const context = getContext();
			if ( ! context.busy ) {
				run( context, live.get( context.id ).again );
			}
		},
	},
	callbacks: {
		mount: () => {
			part( getContext().id ).words = getElement().ref;
		},
		begin: () => {
			const context = getContext();
			const { ref } = getElement();
			part( context.id ).form = ref;
			if ( ! context.autostart ) {
				return undefined;
			}
			const watch = new IntersectionObserver( ( seen ) => {
				if ( seen.some( ( one ) => one.isIntersecting ) ) {
					watch.disconnect();
					run( context, undefined );
				}
			} );
			watch.observe( ref );
			return () => watch.disconnect();
		},
	},
} );

/**
 * What is kept of a block.
 *
 * @param {string} id Block.
 * @return {Object} form, words, abort, again.
 */
function part( id ) {
	if ( ! live.has( id ) ) {
		live.set( id, {} );
	}
	return live.get( id );
}

/**
 * Asks one question and shows what comes of it.
 *
 * @param {Object}           context Context of the block.
 * @param {Object|undefined} again   The call to repeat, where one failed: the same token, id and body, so that nothing is billed twice.
 */
async function run( context, again ) {
	const block = part( context.id );
	const fields = new FormData( block.form );
	const asked = { config: fields.get( 'aigw_config' ), question: ( fields.get( 'aigw_question' ) || '' ).trim() };
	if ( fields.has( 'aigw_question' ) && asked.question === '' ) {
		show( context, { status: state.words.empty, failed: true } );
		return;
	}
	block.abort = new AbortController();
	const { signal } = block.abort;
	block.words.textContent = '';
	const page = new Page( block.words );
	show( context, { busy: true, used: true, failed: false, retry: false, status: state.words.asking } );
	const same = again && again.asked.question === asked.question ? again : undefined;
	const call = { asked, repeated: same !== undefined, id: same ? same.id : newId(), ticket: same && same.ticket && Date.now() < same.ticket.until ? same.ticket : undefined };
	block.again = call;
	try {
		const finish = await answer( call, signal, page, () => show( context, { status: state.words.writing } ) );
		page.finish();
		show( context, { status: finish === 'length' ? state.words.cut : state.words.done } );
	} catch ( error ) {
		page.finish();
		const stopped = signal.aborted;
		if ( stopped ) {
			call.ticket = undefined;
			call.id = newId();
		}
		show( context, { status: stopped ? state.words.stopped : said( error ), failed: ! stopped, retry: ! stopped && worthIt( error ) } );
	}
	const here = document.activeElement;
	const leaving = here && here.classList.contains( 'aigw-answer__stop' ) && block.words.parentElement.parentElement.contains( here );
	context.busy = false;
	if ( leaving ) {
		block.words.parentElement.focus( { preventScroll: true } ); // the button that had the focus is gone
	}
}

/**
 * Gets the answer: as a stream from the gateway, else whole through WordPress.
 *
 * @param {Object}      call    asked, id, ticket, repeated.
 * @param {AbortSignal} signal  Ends it.
 * @param {Page}        page    Where words go.
 * @param {Function}    started Called at the first word.
 * @return {Promise<string>} Why the answer ended, as the model says it.
 */
async function answer( call, signal, page, started ) {
	if ( ! throughWordPress ) {
		if ( ! call.ticket ) {
			const ticket = await wordpress( state.token, call.asked, signal );
			call.ticket = ticket.stream ? { ...ticket, until: Date.now() + 1000 * ticket.expires_in } : undefined;
		}
		if ( call.ticket ) {
			let response;
			try {
				// Twice, since the first may have reached the gateway: there the second joins it, while another way would be another call.
				response = await gateway( call.ticket, signal ).catch( ( error ) => {
					if ( signal.aborted || navigator.onLine === false ) {
						throw error;
					}
					return gateway( call.ticket, signal );
				} );
			} catch ( error ) {
				if ( signal.aborted || navigator.onLine === false ) {
					throw error;
				}
				throughWordPress = true; // no CORS for this origin, a wrong address, a blocker: WordPress can still reach it
			}
			if ( response && response.status === 409 && call.repeated && ( await response.clone().json().catch( () => ( {} ) ) ).error === 'request_in_progress' ) {
				// The first answer is lost, with its gateway perhaps. Whoever asks again wants another.
				return answer( Object.assign( call, { ticket: undefined, id: newId(), repeated: false } ), signal, page, started );
			}
			if ( response && ! ( response.status === 401 || response.status === 403 ) ) {
				return stream( response, page, started, call.ticket.limits );
			}
			call.ticket = undefined;
		}
	}
	const whole = await wordpress( state.ask, { ...call.asked, id: call.id }, signal );
	started();
	page.add( whole.text );
	return 'stop';
}

/**
 * Asks the gateway itself.
 *
 * @param {Object}      ticket What WordPress gave out for one call.
 * @param {AbortSignal} signal Ends it.
 * @return {Promise<Response>} Its answer, not yet read.
 */
function gateway( ticket, signal ) {
	return fetch( ticket.url, {
		method: 'POST',
		headers: { authorization: 'Bearer ' + ticket.token, 'content-type': 'application/json', accept: 'text/event-stream' },
		body: ticket.body,
		credentials: 'omit',
		cache: 'no-store',
		referrerPolicy: 'strict-origin',
		signal,
	} );
}

/**
 * Reads the gateway's stream. Only [DONE] says that it is whole.
 *
 * @param {Response} response Answer of the gateway.
 * @param {Page}     page     Where words go.
 * @param {Function} started  Called at the first word.
 * @param {Object}   limits   How a limit that is reached is told to whoever is logged in.
 * @return {Promise<string>} Why the answer ended.
 */
async function stream( response, page, started, limits ) {
	if ( ! response.ok ) {
		const told = await response.json().catch( () => ( {} ) );
		throw new Refused( typeof told.error === 'string' ? told.error : 'other', limited( told, limits ) );
	}
	let done = false;
	let finish = '';
	let failed;
	let first = true;
	const reader = new SseReader( ( event ) => {
		const told = meaning( event );
		if ( done || failed ) {
			return;
		}
		done = told.done === true;
		failed = told.error;
		finish = told.finish || finish;
		if ( told.text ) {
			if ( first ) {
				started();
				first = false;
			}
			page.add( told.text );
		}
	} );
	const body = response.body.getReader();
	for ( let got = await body.read(); ! got.done; got = await body.read() ) {
		reader.push( got.value );
		if ( done || failed ) {
			body.cancel().catch( () => {} );
			break;
		}
	}
	reader.end();
	if ( failed ) {
		throw new Refused( first ? failed : 'broken' );
	}
	if ( ! done ) {
		throw new Refused( 'broken' );
	}
	return finish;
}

/**
 * Which limit is reached.
 *
 * @param {Object}           told   The gateway's refusal.
 * @param {Object|undefined} limits Sentences by code, and whose a limit can be.
 * @return {string} Plain words, or none.
 */
function limited( told, limits ) {
	const words = limits && Object.hasOwn( limits.said, told.error ) ? limits.said[ told.error ] : '';
	const owner = /^The (user|feature|caller|role)'s /.exec( told.detail );
	return words.replace( '%s', () => limits.whose[ owner ? owner[ 1 ] : '' ] );
}

/**
 * Asks a REST route of this site.
 *
 * @param {string}      url    Route.
 * @param {Object}      data   Body.
 * @param {AbortSignal} signal Ends it.
 * @param {boolean}     fresh  Whether the nonce was just fetched.
 * @return {Promise<Object>} Its answer.
 */
async function wordpress( url, data, signal, fresh = false ) {
	const headers = { 'content-type': 'application/json', accept: 'application/json' };
	if ( document.body.classList.contains( 'logged-in' ) ) {
		if ( nonce === undefined || fresh ) {
			const got = await fetch( state.nonce, { credentials: 'same-origin', cache: 'no-store', signal } ).catch( () => undefined );
			nonce = got && got.ok ? ( await got.text() ).trim() : '';
		}
		if ( /^[a-z0-9]{6,20}$/i.test( nonce ) ) {
			headers[ 'x-wp-nonce' ] = nonce;
		}
	}
	const response = await fetch( url, { method: 'POST', headers, body: JSON.stringify( data ), credentials: 'same-origin', cache: 'no-store', signal } );
	const told = await response.json().catch( () => ( {} ) );
	if ( response.ok ) {
		return told;
	}
	if ( told.code === 'rest_cookie_invalid_nonce' && ! fresh ) {
		return wordpress( url, data, signal, true );
	}
	throw new Refused( String( told.code || 'other' ), String( told.message || '' ) );
}

/** Words on the page, formatted as they come: at most one change a frame, and of a long answer two a second. */
class Page {
	/**
	 * @param {Element} place Element.
	 */
	constructor( place ) {
		this.place = place;
		this.text = '';
		place.replaceChildren();
		this.frame = 0;
		this.painted = 0;
		this.place.classList.add( 'is-writing' );
	}

	/**
	 * @param {string} words What came.
	 */
	add( words ) {
		this.text += words;
		if ( ! this.frame ) {
			this.frame = requestAnimationFrame( ( now ) => {
				this.frame = 0;
				if ( this.text.length < 20000 || now - this.painted > 500 ) {
					this.painted = now;
					paint( this.place, this.text );
				}
			} );
		}
	}

	/** Nothing more comes. */
	finish() {
		cancelAnimationFrame( this.frame );
		this.place.classList.remove( 'is-writing' );
		paint( this.place, this.text );
	}
}

/**
 * Changes a context.
 *
 * @param {Object} context Context.
 * @param {Object} changes New values.
 */
function show( context, changes ) {
	Object.assign( context, changes );
}

/**
 * An error in plain words.
 *
 * @param {Error} error What happened.
 * @return {string} Words.
 */
function said( error ) {
	if ( ! ( error instanceof Refused ) ) {
		return navigator.onLine === false ? state.words.offline : state.words.broken;
	}
	return error.words || state.words[ error.code ] || state.errors[ error.code ] || state.errors.other;
}

/**
 * Whether the same once more may help now.
 *
 * @param {Error} error What happened.
 * @return {boolean} Whether.
 */
function worthIt( error ) {
	return ! ( error instanceof Refused && [ 'budget_exceeded', 'rate_limited_day', 'content_filtered', 'aigw_unsigned', 'aigw_other_site', 'aigw_no_question' ].includes( error.code ) );
}

/**
 * An id for one question.
 *
 * @return {string} 32 hex digits.
 */
function newId() {
	return Array.from( crypto.getRandomValues( new Uint8Array( 16 ) ), ( byte ) => byte.toString( 16 ).padStart( 2, '0' ) ).join( '' );
}

export { actions };
