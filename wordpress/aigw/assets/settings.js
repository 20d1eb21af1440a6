/* Presses Test without leaving the page. Without this script the button is a link that does the same. */
( function () {
	'use strict';
	var button = document.getElementById( 'aigw-test' );
	var result = document.getElementById( 'aigw-test-result' );
	if ( ! button || ! result || ! window.fetch ) {
		return;
	}
	function run() {
		var body = new URLSearchParams( { action: 'aigw_test', _ajax_nonce: window.aigwSettings.nonce } );
		button.setAttribute( 'aria-busy', 'true' );
		result.textContent = window.aigwSettings.testing;
		window.fetch( window.aigwSettings.url, { method: 'POST', credentials: 'same-origin', body: body } )
			.then( function ( response ) {
				return response.json();
			} )
			.then( function ( json ) {
				if ( ! json || ! json.success ) {
					throw new Error();
				}
				result.innerHTML = json.data.html; // Escaped by the server.
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
