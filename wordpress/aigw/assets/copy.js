/* Buttons that copy what stands beside them; without this script they stay hidden. By core's own clipboard library. */
( function () {
	'use strict';
	if ( ! window.ClipboardJS ) {
		return;
	}
	document.querySelectorAll( '.aigw-copy' ).forEach( function ( button ) {
		button.hidden = false;
	} );
	new window.ClipboardJS( '.aigw-copy' ).on( 'success', function ( event ) {
		var button = event.trigger;
		var before = button.textContent;
		event.clearSelection();
		button.focus();
		button.textContent = window.aigwCopy.copied;
		if ( window.wp && window.wp.a11y ) {
			window.wp.a11y.speak( window.aigwCopy.copied );
		}
		window.setTimeout( function () {
			button.textContent = before;
		}, 2000 );
	} );
}() );
