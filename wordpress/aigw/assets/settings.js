/* Suggests models once a field for one is used, and presses Test without leaving the page: without this script the button is a link that does the same. */
( function () {
	'use strict';
	function ask( action, nonce ) {
		var body = new URLSearchParams( { action: action, _ajax_nonce: nonce } );
		return window.fetch( window.aigwSettings.url, { method: 'POST', credentials: 'same-origin', body: body } )
			.then( function ( response ) {
				return response.json();
			} )
			.then( function ( json ) {
				if ( ! json || ! json.success ) {
					throw new Error();
				}
				return json.data;
			} );
	}
	function suggest( event ) {
		var id = window.aigwSettings.list;
		var list;
		if ( ! event.target.matches || ! event.target.matches( 'input[list="' + id + '"]' ) || document.getElementById( id ) ) {
			return;
		}
		list = document.createElement( 'datalist' );
		list.id = id;
		document.body.appendChild( list );
		ask( 'aigw_models', window.aigwSettings.models )
			.then( function ( names ) {
				names.forEach( function ( name ) {
					list.appendChild( document.createElement( 'option' ) ).value = name;
				} );
			} )
			.catch( function () {
				list.remove(); // The next use of the field tries again.
			} );
	}
	if ( window.fetch ) {
		document.addEventListener( 'focusin', suggest );
	}
	var button = document.getElementById( 'aigw-test' );
	var result = document.getElementById( 'aigw-test-result' );
	if ( ! button || ! result || ! window.fetch ) {
		return;
	}
	function run() {
		button.setAttribute( 'aria-busy', 'true' );
		result.textContent = window.aigwSettings.testing;
		ask( 'aigw_test', window.aigwSettings.nonce )
			.then( function ( data ) {
				result.innerHTML = data.html; // Escaped by the server.
			} )
			.catch( function () {
				result.textContent = window.aigwSettings.failed;
			} )
			.then( function () {
				button.removeAttribute( 'aria-busy' );
			} );
	}
	button.addEventListener( 'click', function ( event ) {
		event.preventDefault();
		run();
	} );
	button.addEventListener( 'keydown', function ( event ) {
		if ( ' ' === event.key ) {
			event.preventDefault();
			run();
		}
	} );
	if ( button.dataset.now ) {
		run();
	}
}() );
