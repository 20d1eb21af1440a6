/**
 * The card "AI Gateway" on Settings > Connectors. Core's own card asks for an API key; a gateway is connected by a connect
 * code under its own settings, so this one says so and leads there. Where core lacks what this needs, core's card stays.
 *
 * @license GPL-2.0-or-later
 */
const told = document.getElementById( 'wp-script-module-data-@aigw/connector' );
const data = told ? JSON.parse( told.textContent ) : undefined;

/**
 * Saves the key that was typed, or takes it away.
 *
 * @param {string} name Setting.
 * @param {string} key  Key, or ''.
 */
async function save( name, key ) {
	const kept = await window.wp.data.dispatch( 'core' ).saveEntityRecord( 'root', 'site', { [ name ]: key }, { throwOnError: true } );
	if ( key !== '' && ! ( kept && kept[ name ] ) ) {
		throw new Error( data.words.refused ); // Core tried it and took it back.
	}
}

/**
 * Makes the card.
 *
 * @param {Object} core What core's module of connectors offers.
 * @return {Function} Component.
 */
function card( core ) {
	const { createElement: el, useState } = window.wp.element;
	const { Button } = window.wp.components;
	const Item = core.__experimentalConnectorItem;
	const Key = core.__experimentalDefaultConnectorSettings;

	return function AigwCard( { name, description, logo, authentication } ) {
		const [ connected, setConnected ] = useState( Boolean( authentication.isConnected ) );
		const [ typed, setTyped ] = useState( data.typed );
		const [ open, setOpen ] = useState( false );
		const { words } = data;
		const changed = async ( key ) => {
			await save( authentication.settingName, key );
			setTyped( key !== '' );
			setConnected( key !== '' || data.connected );
			setOpen( false );
		};
		return el(
			Item,
			{
				className: 'connector-item--aigw',
				logo,
				name,
				description,
				actionArea: el(
					'div',
					{ style: { display: 'flex', gap: '12px', alignItems: 'center' } },
					connected && el( 'span', { style: { color: '#345b37', backgroundColor: '#eff8f0', padding: '4px 12px', borderRadius: '2px' } }, words.connected ),
					el( Button, { variant: connected ? 'tertiary' : 'secondary', size: 'compact', href: data.settings }, connected ? words.settings : words.begin )
				),
			},
			! connected && el( 'p', { style: { margin: 0 } }, words.how, ' ', el( 'code', null, data.command ) ),
			data.kept && Key &&
				el( Button, { variant: 'link', 'aria-expanded': open, onClick: () => setOpen( ! open ), style: { alignSelf: 'flex-start' } }, typed ? words.key : words.instead ),
			data.kept && Key && open &&
				el( Key, {
					key: typed ? 'typed' : 'empty',
					initialValue: typed ? '••••••••' : '',
					readOnly: typed,
					onSave: changed,
					onRemove: () => changed( '' ),
				} )
		);
	};
}

/** Puts the card in the place of core's. */
async function begin() {
	const wp = window.wp;
	if ( ! data || ! wp || ! wp.element || ! wp.components || ! wp.data ) {
		return;
	}
	const core = await import( '@wordpress/connectors' );
	if ( core.__experimentalRegisterConnector && core.__experimentalConnectorItem ) {
		core.__experimentalRegisterConnector( 'aigw', { render: card( core ) } );
	}
}

if ( document.readyState === 'loading' ) {
	document.addEventListener( 'DOMContentLoaded', begin );
} else {
	begin();
}
